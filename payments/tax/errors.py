from django.utils.translation import gettext as _

from sellers.kit.errors import Expected


class BadTaxNumber(Expected):
    """Neither an NPWP nor a NIK."""

    code = "bad_tax_number"

    def __init__(self) -> None:
        super().__init__(_("Periksa nomornya: NIK 16 angka, atau NPWP 15 atau 16 angka."), field="number")


class NotDeclared(Expected):
    """The seller did not say which of the two is true."""

    code = "not_declared"

    def __init__(self) -> None:
        super().__init__(_("Pilih salah satu pernyataan."), field="stand")


class OverTheLimit(Expected):
    """The year's turnover has passed the limit already."""

    code = "over_the_limit"

    def __init__(self) -> None:
        super().__init__(_("Omzet tahun ini sudah lewat batas. Pilih pernyataan yang kedua."), field="stand")
