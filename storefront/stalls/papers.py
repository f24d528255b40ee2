"""What the numbers of a stall's papers usually look like. A look that warns and never blocks. Pure.

| paper | written as | example |
|---|---|---|
| NIB | 13 digits | 1234567890123 |
| P-IRT | 13 digits, a dash, 2 digits of the year it ends | 2103505010001-29 |
| halal certificate | ID and 17 digits | ID35110000012340124 |
"""

import re
from datetime import date

from django.utils.translation import gettext as _

_NIB = re.compile(r"\d{13}", re.ASCII)
_PIRT = re.compile(r"[1-8](?:0[1-9]|1[0-9])\d{4}\d{2}\d{4}-(?P<year>\d{2})", re.ASCII)
_HALAL = re.compile(r"ID\d{17}", re.ASCII)


def clean_nib(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text)[:13]


def clean_pirt(text: str) -> str:
    """Without "P-IRT", "No." and spaces, as it is stored."""
    bare = re.sub(r"(?i)p-?irt|no\.?|[\s.:]", "", text)
    return bare[:20]


def clean_halal(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text).upper()[:19]


def nib_warning(number: str) -> str:
    return "" if not number or _NIB.fullmatch(number) else _("NIB biasanya 13 angka. Periksa lagi.")


def pirt_warning(number: str, today: date) -> str:
    if not number:
        return ""
    match = _PIRT.fullmatch(number)
    if not match:
        return _("P-IRT biasanya seperti 2103505010001-29. Periksa lagi.")
    return _("P-IRT ini sudah lewat masanya. Perpanjang di OSS.") if 2000 + int(match["year"]) < today.year else ""


def halal_warning(number: str) -> str:
    return "" if not number or _HALAL.fullmatch(number) else _("Nomor halal biasanya ID dan 17 angka. Periksa lagi.")
