"""What stands in the way of writing down a courier's remittance, in sentences for whoever writes it."""

from django.utils.translation import gettext as _

from payments.money import Money
from payments.wording import in_words
from sellers.kit.errors import Expected, NotFound


class CollectorNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(_("Catatan kurir ini tidak ditemukan."))


class NoParcels(Expected):
    code = "no_parcels"

    def __init__(self) -> None:
        super().__init__(_("Pilih paket yang disetor kurir."), field="parcels")


class ParcelUnknown(Expected):
    """A parcel of another collector or courier, in another currency, or whose money was not taken."""

    code = "parcel_unknown"

    def __init__(self) -> None:
        super().__init__(_("Ada paket yang bukan bagian setoran ini. Muat ulang halaman."), field="parcels")


class RemittedAlready(Expected):
    """Somebody else wrote it down meanwhile."""

    code = "remitted_already"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Ada paket yang sudah disetor. Muat ulang halaman."), field="parcels")


class ParcelRemitted(Expected):
    """What was accounted for cannot be said not to have been taken."""

    code = "parcel_remitted"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Uang paket ini sudah disetor kurir. Batalkan setorannya dulu."))


class ReferenceMissing(Expected):
    code = "reference_missing"

    def __init__(self) -> None:
        super().__init__(_("Isi nomor referensi dari mutasi bank."), field="reference")


class ReferenceTaken(Expected):
    """One transfer of the courier's is one remittance."""

    code = "reference_taken"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Referensi ini sudah dicatat untuk kurir ini. Periksa mutasinya."), field="reference")


class AmountNotPossible(Expected):
    code = "amount_not_possible"

    def __init__(self, field: str) -> None:
        super().__init__(_("Isi jumlah yang benar."), field=field)


class NothingCame(Expected):
    code = "nothing_came"

    def __init__(self) -> None:
        super().__init__(_("Isi uang yang diterima atau yang dipotong kurir."), field="received")


class NotYet(Expected):
    code = "not_yet"

    def __init__(self) -> None:
        super().__init__(_("Tanggalnya belum tiba. Periksa lagi."), field="day")


class Unexplained(Expected):
    """What came and was kept is not what the parcels cost: the note says why. `difference` above zero: too much."""

    code = "unexplained"

    def __init__(self, difference: Money) -> None:
        words = {"amount": in_words(Money(abs(difference.minor), difference.currency))}
        sentence = _("Kurang %(amount)s. Tulis sebabnya di catatan.")
        if difference.minor >= 0:
            sentence = _("Lebih %(amount)s. Tulis sebabnya di catatan.")
        super().__init__(sentence % words, field="note", difference=difference.minor)


class LossUnexplained(Expected):
    code = "loss_unexplained"

    def __init__(self) -> None:
        super().__init__(_("Tulis di catatan mengapa uang ini direlakan."), field="note")


class LossTooLarge(Expected):
    """More is given up than is missing."""

    code = "loss_too_large"

    def __init__(self) -> None:
        super().__init__(_("Yang direlakan lebih dari yang kurang."), field="lost")


class RemittanceNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(_("Setoran ini tidak ditemukan."))


class UndoneMeanwhile(Expected):
    """The same form again, after what it wrote was taken back."""

    code = "undone_meanwhile"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Setoran ini sudah dibatalkan. Muat ulang halaman, lalu catat lagi."))


class ReasonMissing(Expected):
    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__(_("Tulis mengapa setoran ini dibatalkan."), field="reason")


class OnStatement(Expected):
    """The bank says that this money came; first that is said to be something else."""

    code = "on_statement"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Sudah dicocokkan dengan mutasi bank. Batalkan putusan mutasinya dulu."))


class ExtraUsed(Expected):
    """What was too much paid another remittance's parcels since."""

    code = "extra_used"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Kelebihannya sudah dipakai setoran lain. Batalkan setoran itu dulu."))


class TooEarly(Expected):
    """The money cannot have come before the parcels were ordered: a slip in the year or the month."""

    code = "too_early"

    def __init__(self) -> None:
        super().__init__(_("Tanggalnya sebelum paketnya dipesan. Periksa lagi."), field="day")


class KeptNotYours(Expected):
    """So much is kept back that it is money given up by another name."""

    code = "kept_not_yours"

    def __init__(self) -> None:
        sentence = _("Potongan kurir lebih dari biasanya. Minta ketua atau bendahara mencatatnya.")
        super().__init__(sentence, field="fee")


class KeptUnexplained(Expected):
    """More is kept back than the way cost and a tenth of the cash."""

    code = "kept_unexplained"

    def __init__(self) -> None:
        super().__init__(_("Potongan kurir lebih dari biasanya. Tulis sebabnya di catatan."), field="note")


class LossNotYours(Expected):
    """Who records money that came may not give up money."""

    code = "loss_not_yours"

    def __init__(self) -> None:
        super().__init__(_("Hanya ketua atau bendahara yang merelakan uang."), field="lost")
