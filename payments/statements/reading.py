"""A bank's file to a table: bytes in, rows of cells out, or a sentence that says how to get a file that can be read."""

from django.utils.translation import gettext_lazy as _

from payments.statements.errors import FileTooLarge, NotAStatement
from sellers.kit.sheets import reading
from sellers.kit.sheets.errors import NotASheet, Why
from sellers.kit.sheets.reading import Limits, Table

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 60
LONGEST_CELL = 500

SENTENCES = {
    Why.EMPTY: _("Berkas ini kosong. Unduh lagi mutasi dari bank."),
    Why.PDF: _("Ini PDF. Di internet banking, unduh mutasi sebagai CSV atau Excel."),
    Why.OLD_EXCEL: _("Ini Excel lama (.xls) atau bersandi. Buka di Excel, simpan sebagai .xlsx atau CSV."),
    Why.WEB: _("Ini halaman web yang disimpan. Buka di Excel, simpan sebagai .xlsx atau CSV."),
    Why.PHOTO: _("Ini foto. Unduh mutasi dari internet banking sebagai CSV atau Excel."),
    Why.PACKED: _("Berkas ini masih dipadatkan. Buka dulu, lalu pilih CSV atau Excel di dalamnya."),
    Why.ZIP: _("Ini berkas zip. Buka dulu, lalu pilih CSV atau Excel di dalamnya."),
    Why.LIBREOFFICE: _("Ini berkas LibreOffice. Simpan sebagai .xlsx atau CSV."),
    Why.BROKEN: _("Berkas Excel ini tidak bisa dibaca. Simpan ulang sebagai .xlsx atau CSV."),
}


def read(data: bytes) -> Table:
    """Raises NotAStatement or FileTooLarge, whose sentences say how to get a file that can be read."""
    limits = Limits(size=MOST_BYTES, rows=MOST_ROWS, columns=MOST_COLUMNS, longest=LONGEST_CELL)
    try:
        return reading.read(data, limits=limits)
    except NotASheet as error:
        if error.why == Why.TOO_LARGE:
            raise FileTooLarge from error
        raise NotAStatement(str(SENTENCES[error.why])) from error
