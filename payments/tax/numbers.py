"""NPWP and NIK: read as people write them, checked, shown masked. No network: only what the number itself says.

A NIK has 16 digits: 6 of the place, the day of birth (a woman's day plus 40), month and year, 4 that count. An NPWP
has 15 digits, its ninth a check digit (Luhn over the first nine); of 16 digits it is a zero before those, or a NIK.
"""

import re

from payments.tax.errors import BadTaxNumber
from sellers.regions import places

_NIK = re.compile(
    r"(?P<province>[1-9]\d)\d{4}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{2}(?!0000)\d{4}",
    re.ASCII,
)
_SEPARATORS = re.compile(r"[\s.\-]")
_SHOWN = 4  # digits at either end


def cleaned(text: str) -> str:
    """The digits of a tax number; raises BadTaxNumber."""
    number = _SEPARATORS.sub("", text[:60])
    if not (number.isascii() and number.isdigit()) or not (_is_npwp(number) or _is_nik(number)):
        raise BadTaxNumber
    return number


def masked(number: str) -> str:
    """ "3572••••••••9999": enough to recognise, too little to misuse."""
    if len(number) <= 2 * _SHOWN:
        return "•" * len(number)
    return f"{number[:_SHOWN]}{'•' * (len(number) - 2 * _SHOWN)}{number[-_SHOWN:]}"


def _is_npwp(number: str) -> bool:
    if len(number) == 16 and number.startswith("0"):
        number = number[1:]
    return len(number) == 15 and _luhn(number[:9])


def _is_nik(number: str) -> bool:
    match = _NIK.fullmatch(number)
    return match is not None and places.place(match["province"]) is not None


def _luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
