"""What can go wrong with a statement, each as a sentence for the person who brought it."""

from django.utils.translation import gettext as _

from sellers.kit.errors import Expected, NotFound


class NotAStatement(Expected):
    """The file cannot be read as a table; the sentence says how to get one that can."""

    code = "not_a_statement"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="berkas")


class FileTooLarge(NotAStatement):
    code = "file_too_large"
    status = 413

    def __init__(self) -> None:
        super().__init__(_("Berkas terlalu besar. Unduh mutasi per bulan, lalu impor satu per satu."))


class FileGone(Expected):
    """The file kept between choosing and importing is not there any more."""

    code = "file_gone"
    status = 410

    def __init__(self) -> None:
        super().__init__(_("Berkas sudah tidak tersimpan. Pilih berkasnya lagi."), field="berkas")


class MappingIncomplete(Expected):
    code = "mapping_incomplete"


class RowNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(_("Baris mutasi tidak ditemukan. Muat ulang halaman."))


class RowDecided(Expected):
    """Somebody decided about the row in the meantime."""

    code = "row_decided"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Baris ini baru diputuskan orang lain. Muat ulang halaman."))


class RecordedByHand(Expected):
    """The charge holds a transfer of this very amount that somebody recorded by hand; is it the same money?"""

    code = "recorded_by_hand"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Uang ini sepertinya sudah dicatat tangan. Pilih “Sudah dicatat” bila sama."))


class TransferNotTheSame(Expected):
    code = "transfer_not_the_same"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Catatan itu bukan uang yang sama. Pilih yang lain."))


class BookedAlready(Expected):
    """A matched row cannot be taken back: orders heard of the money."""

    code = "booked_already"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Uang ini sudah masuk ke pesanan. Perbaiki lewat pengembalian uang."))


class ImportDecided(Expected):
    """Rows of the import were decided about, so it cannot be withdrawn whole."""

    code = "import_decided"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Sebagian baris sudah diputuskan. Batalkan putusannya dulu."))


class ImportNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(_("Impor tidak ditemukan. Muat ulang halaman."))
