"""What can go wrong when money goes back to a buyer, each as a sentence for the person who reads it."""

from django.utils.translation import gettext as _

from sellers.kit.errors import Expected, NotFound


class RepaymentNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(_("Pengembalian tidak ditemukan. Periksa kodenya."))


class OnItsWay(Expected):
    """The money is in a file, or gone: the account cannot be changed any more."""

    code = "on_its_way"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Uang sedang dikirim. Rekening tidak bisa diganti lagi."))


class ByGateway(Expected):
    code = "by_gateway"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Uang kembali lewat cara bayar semula. Rekening tidak perlu."))


class NoCashHere(Expected):
    code = "no_cash_here"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Yang memegang uang tidak melayani tunai. Isi rekening."), field="way")


class NotReady(Expected):
    """The buyer has not said where to."""

    code = "not_ready"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Pembeli belum memberi rekening. Tunggu atau bayar tunai."))


class DisputedAtBank(Expected):
    """The payer's bank may give this money back by itself."""

    code = "disputed_at_bank"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Bank pembeli sedang menyengketakan pembayaran ini. Tunggu putusannya."))


class InABatch(Expected):
    code = "in_a_batch"
    status = 409

    def __init__(self, batch: str) -> None:
        super().__init__(_("Sudah masuk pencairan %(batch)s. Catat di sana.") % {"batch": batch})


class NotPaid(Expected):
    code = "not_paid"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Pengembalian ini belum tercatat terkirim."))


class ReferenceMissing(Expected):
    code = "reference_missing"

    def __init__(self) -> None:
        super().__init__(_("Isi nomor referensi dari bank."), field="referensi")


class ReasonMissing(Expected):
    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__(_("Tulis alasannya."), field="alasan")


class PaidWithOtherReference(Expected):
    """It was marked before, under another reference."""

    code = "key_reused"
    status = 409

    def __init__(self, reference: str) -> None:
        super().__init__(
            _("Sudah dicatat kembali dengan referensi %(reference)s.") % {"reference": reference}, field="referensi"
        )
