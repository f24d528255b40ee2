"""What can go wrong with a payout, each as a sentence for the person who reads it."""

from django.utils.translation import gettext as _

from sellers.kit.errors import Expected, NotFound


class BatchNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(_("Pencairan tidak ditemukan. Periksa kodenya."))


class NothingToPay(Expected):
    code = "nothing_to_pay"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Belum ada yang bisa dicairkan. Lihat alasannya di daftar."))


class NeedsSecondPerson(Expected):
    """The total is above the cooperative's limit, and whoever proposed it is the one who asks."""

    code = "needs_second_person"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Jumlahnya besar. Minta pengurus lain yang menyetujui."))


class WrongBatchState(Expected):
    code = "wrong_batch_state"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Pencairan ini sudah berubah. Muat ulang halaman."))


class WrongPayoutState(Expected):
    code = "wrong_payout_state"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Baris ini sudah berubah. Muat ulang halaman."))


class AskedOfGateway(Expected):
    """A gateway is being asked to make it: what it answers counts, not what somebody believes meanwhile."""

    code = "asked_of_gateway"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Gerbang pembayaran sedang mengirimnya. Tunggu jawabannya."))


class PaidWithOtherReference(Expected):
    """It was confirmed before, under another reference."""

    code = "key_reused"
    status = 409

    def __init__(self, reference: str) -> None:
        super().__init__(
            _("Sudah dicatat terkirim dengan referensi %(reference)s.") % {"reference": reference}, field="referensi"
        )


class PaidInFuture(Expected):
    code = "paid_in_future"

    def __init__(self) -> None:
        super().__init__(_("Tanggalnya belum tiba. Periksa lagi."), field="tanggal")


class NoMapping(Expected):
    code = "no_mapping"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Atur dulu kolom berkas bank."))


class BadMapping(Expected):
    code = "bad_mapping"


class BadTerms(Expected):
    code = "bad_terms"


class FileUnreadable(Expected):
    """What was handed in is no table we can read."""

    code = "file_unreadable"

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or _("Berkas tidak terbaca. Simpan sebagai CSV atau XLSX."), field="berkas")
