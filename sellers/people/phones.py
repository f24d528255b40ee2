"""Phone numbers: read however people write them, kept as E.164, shown the way they say them."""

import re
from urllib.parse import quote

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from sellers.kit.errors import Expected


class InvalidPhone(Expected):
    """The text is no phone number."""

    code = "invalid_phone"

    def __init__(self) -> None:
        super().__init__(_("Tulis nomor HP yang benar, contoh 0812-3456-7890."), field="phone")


def parse_phone(text: str) -> str:
    """E.164 from 08…, 62…, +62…, with spaces, dots, dashes or brackets; raises InvalidPhone."""
    if not re.fullmatch(r"[\d\s+().\-‑–]{6,30}", text.strip()):
        raise InvalidPhone
    plus, digits = text.strip().startswith("+"), re.sub(r"\D", "", text)
    for candidate in _candidates(digits, plus):
        number = _read(candidate)
        if number is not None:
            return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    raise InvalidPhone


def show_phone(e164: str) -> str:
    """0812-3456-7890 for a number of the home country, +60 12-345 6789 for another."""
    number = _read(e164)
    if number is None:
        return e164
    home = phonenumbers.region_code_for_number(number) == settings.PHONE_REGION
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL)


def mask_phone(e164: str) -> str:
    """0812-••••-•890: enough to recognise one's own, too little to call."""
    shown = show_phone(e164)
    digits = [i for i, sign in enumerate(shown) if sign.isdigit()]
    hidden = set(digits[4:-3])
    return "".join("•" if i in hidden else sign for i, sign in enumerate(shown))


def wa_link(e164: str, text: str) -> str:
    """A link that opens a WhatsApp chat with `text` ready to send."""
    return f"https://wa.me/{e164.lstrip('+')}?text={quote(text)}"


def _candidates(digits: str, plus: bool) -> list[str]:
    """Readings to try in turn. Without the plus, phonenumbers takes 62811… for a local number (+6262811…)."""
    if plus:
        return [f"+{digits}"]
    if digits.startswith("00"):
        return [f"+{digits[2:]}"]
    own_prefix = str(phonenumbers.country_code_for_region(settings.PHONE_REGION))
    return [f"+{digits}", digits] if digits.startswith(own_prefix) else [digits]


def _read(text: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, settings.PHONE_REGION)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
