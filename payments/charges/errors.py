"""What can go wrong with a charge, each as a sentence for the person who reads it."""

from django.utils.translation import gettext as _

from payments.money import Money
from sellers.kit.errors import Expected, NotFound


class ChargeNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(_("Pembayaran tidak ditemukan. Periksa kodenya."))


class NoBankAccount(Expected):
    code = "no_bank_account"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Penjual belum punya rekening. Pilih cara bayar lain."), field="way")


class NoQris(Expected):
    code = "no_qris"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Penjual belum punya QRIS. Pilih cara bayar lain."), field="way")


class NoCodeFree(Expected):
    """All 900 totals of this price on this account or QRIS are taken."""

    code = "no_code_free"
    status = 503

    def __init__(self) -> None:
        super().__init__(_("Antrean transfer sedang penuh. Coba lagi nanti atau pilih tunai."), field="way")


class WayUnknown(Expected):
    code = "way_unknown"

    def __init__(self) -> None:
        super().__init__(_("Cara bayar tidak dikenal. Pilih yang tersedia."), field="way")


class RecordedMeanwhile(Expected):
    """Somebody else recorded money for the charge since the asker looked: it may be the same."""

    code = "recorded_meanwhile"
    status = 409

    def __init__(self, *, by_cooperative: bool) -> None:
        if by_cooperative:
            said = _("Transfer ini baru dicatat pengurus lain. Periksa dulu; catat lagi bila memang dua.")
        else:
            said = _("Uang ini baru dicatat orang lain. Periksa dulu; catat lagi bila memang dua.")
        super().__init__(said)


class AmountNotPossible(Expected):
    code = "amount_not_possible"

    def __init__(self) -> None:
        super().__init__(_("Jumlah uang tidak wajar. Periksa angkanya."), field="amount_minor")


class ReceivedInFuture(Expected):
    code = "received_in_future"

    def __init__(self) -> None:
        super().__init__(_("Tanggal transfer belum terjadi. Periksa tanggalnya."), field="received_at")


class ReferenceMissing(Expected):
    code = "reference_missing"

    def __init__(self) -> None:
        super().__init__(_("Isi nomor referensi dari mutasi bank."), field="external_id")


class TransferDiffers(Expected):
    """The same reference was recorded with another charge or amount."""

    code = "key_reused"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("Nomor referensi ini sudah dicatat dengan isi lain. Periksa mutasi bank."), field="external_id"
        )


class NotByTransfer(Expected):
    code = "not_by_transfer"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Tagihan ini tidak dibayar lewat transfer. Pilih tagihan lain."))


class NotByCash(Expected):
    code = "not_by_cash"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Tagihan ini tidak dibayar tunai. Muat ulang halaman."))


class ChargeClosed(Expected):
    code = "charge_closed"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Tagihan ini sudah ditutup. Muat ulang halaman."))


class ProofNotNeeded(Expected):
    code = "proof_not_needed"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Tagihan ini sudah selesai. Bukti tidak perlu lagi."), field="proof")


class BankUnknown(Expected):
    code = "bank_unknown"

    def __init__(self) -> None:
        super().__init__(_("Bank tidak dikenal. Pilih dari daftar."), field="bank_code")


class NumberNotPossible(Expected):
    code = "number_not_possible"

    def __init__(self) -> None:
        super().__init__(_("Nomor rekening harus 6 sampai 20 angka."), field="number")


class HolderMissing(Expected):
    code = "holder_missing"

    def __init__(self) -> None:
        super().__init__(_("Isi nama pemilik rekening."), field="holder")


class OtherAmountOpen(ValueError):
    """A bill has an open charge of another amount, way or collector: close it before opening another."""

    def __init__(self, bill_ref: str, amount: Money) -> None:
        super().__init__(f"bill {bill_ref} has an open charge that is not {amount.minor} {amount.currency}")


class BankAccountNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(_("Rekening tidak ditemukan. Muat ulang halaman."))


class QrisNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(_("QRIS tidak ditemukan. Muat ulang halaman."))
