"""What the numbers of a stall's papers look like, and what to say of one that looks strange. Pure.

| paper | written as | example | otherwise |
|---|---|---|---|
| KTP (NIK) | 16 digits, the birthday within (a woman's day + 40) | 3572024101009999 | refused; only its end is kept |
| NIB | 13 digits | 1234567890123 | refused |
| P-IRT | 13 digits, a dash, 2 digits of the year it ends | 2103505010001-29 | warned: new numbers of OSS may differ |
| halal certificate | ID and 17 digits | ID35110000012340124 | refused |
"""

import re
from datetime import date

from django.utils.translation import gettext as _

from sellers.kit.errors import Expected

_NIK = re.compile(
    r"(?!000)\d{6}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{2}(?!0000)\d{4}", re.ASCII
)
_NIB = re.compile(r"\d{13}", re.ASCII)
_PIRT = re.compile(r"[1-8](?:0[1-9]|1[0-9])\d{4}\d{2}\d{4}-(?P<year>\d{2})", re.ASCII)
_HALAL = re.compile(r"ID\d{17}", re.ASCII)
KEPT_OF_NIK = 4


class StrangeNumber(Expected):
    """A number that cannot be one of this paper."""

    code = "strange_number"


def read_number(kind: str, text: str) -> str:
    """The number as it is stored. Raises StrangeNumber; a P-IRT of another look passes, the page warns.

    Of a NIK only the last digits come back: the photo says the rest, to the officer alone.
    """
    if kind == "ktp":
        number = _bare(text)
        if not _NIK.fullmatch(number):
            raise StrangeNumber(_("NIK ada 16 angka. Lihat lagi KTP-nya."), field="number")
        return number[-KEPT_OF_NIK:]
    if kind == "nib":
        number = _bare(text)
        if not _NIB.fullmatch(number):
            raise StrangeNumber(_("NIB ada 13 angka. Lihat lagi suratnya."), field="number")
        return number
    if kind == "halal":
        number = _bare(text).upper()
        if not _HALAL.fullmatch(number):
            raise StrangeNumber(_("Nomor halal: ID lalu 17 angka. Lihat lagi."), field="number")
        return number
    number = clean_pirt(text)
    if len(number) < 5:
        raise StrangeNumber(_("Tulis nomor P-IRT seperti di surat."), field="number")
    return number


def clean_pirt(text: str) -> str:
    """Without "P-IRT", "No." and spaces, as it is stored."""
    return re.sub(r"(?i)p-?irt|no\.?|[\s.:]", "", text)[:20]


def shown_number(kind: str, number: str) -> str:
    """As pages write it: a NIK never whole."""
    return f"•••• {number}" if kind == "ktp" and number else number


def pirt_warning(number: str, today: date) -> str:
    if not number:
        return ""
    match = _PIRT.fullmatch(number)
    if not match:
        return _("P-IRT biasanya seperti 2103505010001-29. Periksa lagi.")
    return _("P-IRT ini sudah lewat masanya. Perpanjang di OSS.") if 2000 + int(match["year"]) < today.year else ""


def _bare(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text)
