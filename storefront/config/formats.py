"""How amounts, times, numbers and measures are written for people, in the language of the page: filters for Jinja."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.products.units import UNITS
from payments.money import Money
from sellers.kit import clock
from sellers.people.phones import show_phone, wa_link
from sellers.regions import places

_LOCALES = {"id": "id_ID", "en": "en_ID"}
_NO_CENTS = "¤#,##0"
_ZONE_NAMES = {
    "Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT",
}  # fmt: skip


def rupiah(amount: Money | int | None, currency: str = "IDR") -> str:
    """Money, or whole minor units and a currency: "Rp25.000". Nothing for None."""
    if amount is None:
        return ""
    if isinstance(amount, Money):
        return _money(amount.minor, amount.currency, _locale())
    return _money(amount, currency, _locale())


@lru_cache(maxsize=4096)
def _money(minor: int, currency: str, locale: str) -> str:
    if currency == "IDR":  # the one currency here whose minor unit is its whole unit
        return format_currency(minor, currency, _NO_CENTS, locale="id_ID", currency_digits=False)
    whole = Decimal(minor).scaleb(-get_currency_precision(currency))  # yen have no decimals, dinars three
    return format_currency(whole, currency, locale=locale)


def angka(number: int | float) -> str:
    """A number with the separators of the page's language."""
    return format_decimal(number, locale="id_ID" if _locale() == "id_ID" else "en_US")


def tanggal(moment: datetime, timezone: str | ZoneInfo | None = None, pattern: str = "d MMM y") -> str:
    """The day of `moment` where the place is: "17 Agu 2026"."""
    return format_date(moment.astimezone(_zone(timezone)).date(), pattern, locale=_locale())


def hari(day: date, pattern: str = "d MMM y") -> str:
    """A day that is written without a time: "17 Agu 2026"."""
    return format_date(day, pattern, locale=_locale())


def jam(moment: datetime, timezone: str | ZoneInfo | None = None) -> str:
    """The time of day where the place is, with the zone's name: "13.05 WIB"."""
    zone = _zone(timezone)
    local = moment.astimezone(zone)
    between = "." if _locale() == "id_ID" else ":"
    return f"{local:%H}{between}{local:%M} {_ZONE_NAMES.get(zone.key, local.tzname() or '')}".rstrip()


def saat(moment: datetime, timezone: str | ZoneInfo | None = None) -> str:
    """Day and time: "hari ini 13.05 WIB", "besok 08.00 WIB", else "Senin, 17 Agustus 2026, 13.05 WIB"."""
    zone = _zone(timezone)
    days = (moment.astimezone(zone).date() - clock.now().astimezone(zone).date()).days
    if days in (-1, 0, 1):
        day = {-1: _("kemarin"), 0: _("hari ini"), 1: _("besok")}[days]
        return f"{day} {jam(moment, zone)}"
    return f"{tanggal(moment, zone, 'EEEE, d MMMM y')}, {jam(moment, zone)}"


def lama(span: timedelta | int | float) -> str:
    """How long, in the largest unit that says it: "3 hari", "5 jam", "20 menit". Numbers are seconds."""
    seconds = max(0, int(span.total_seconds() if isinstance(span, timedelta) else span))
    if seconds >= 2 * 86_400 or seconds == 86_400:
        return ngettext("%(n)s hari", "%(n)s hari", seconds // 86_400) % {"n": seconds // 86_400}
    if seconds >= 3_600:
        return ngettext("%(n)s jam", "%(n)s jam", seconds // 3_600) % {"n": seconds // 3_600}
    return ngettext("%(n)s menit", "%(n)s menit", seconds // 60) % {"n": seconds // 60}


def berat(grams: int) -> str:
    """Grams as people say them: "2,5 kg", "250 g"."""
    if grams < 1_000:
        return f"{grams} g"
    return f"{format_decimal(grams / 1_000, format='#,##0.##', locale='id_ID' if _locale() == 'id_ID' else 'en_US')} kg"


def isi(base_units: int, base: str) -> str:
    """A quantity of a pool in its base unit: grams, millilitres or pieces."""
    if base == "g":
        return berat(base_units)
    if base == "ml" and base_units >= 1_000:
        return f"{angka(round(base_units / 1_000, 2))} l"
    return f"{angka(base_units)} {base}" if base == "ml" else angka(base_units)


def satuan(code: str) -> str:
    """The short name of a selling unit: "kg", "bks"."""
    unit = UNITS.get(code)
    return unit.short if unit else code


def per(label: str) -> str:
    """What a price is for: "kg" of the pack "1 kg", "bungkus 250 g" of itself."""
    return label.removeprefix("1 ")


def named(row: Any) -> str:
    """The name of a product, card or category in the language of the page, where it has one."""
    own = getattr(row, "name_en", "") if _locale() == "en_ID" else ""
    return own or getattr(row, "name", "") or getattr(row, "name_id", "")


def desa(code: str) -> str:
    """A village and its kabupaten, short: "Karangsari, Kota Blitar", "Srengat, Kab. Blitar"."""
    found = places.names(code).replace("Kabupaten ", "Kab. ").split(", ")
    return f"{found[0]}, {found[2]}" if len(found) == 4 else ", ".join(found)


def tempat(code: str) -> str:
    """A place with all that lies above it."""
    return places.names(code)


def zona(code: str) -> ZoneInfo:
    """The time zone of a place, for `jam`, `tanggal` and `saat`."""
    return places.zone_of(code) if code else ZoneInfo(settings.TIME_ZONE)


def phone(e164: str) -> str:
    return show_phone(e164)


def wa(e164: str, text: str) -> str:
    """The address that opens a WhatsApp chat with `text` written already."""
    return wa_link(e164, text)


def _zone(timezone: str | ZoneInfo | None) -> ZoneInfo:
    if isinstance(timezone, ZoneInfo):
        return timezone
    return ZoneInfo(timezone or settings.TIME_ZONE)


def _locale() -> str:
    return _LOCALES.get((get_language() or "id").split("-")[0], "id_ID")


def contact(text: str) -> str:
    """A phone number the way people say it; anything else (an e-mail address) as it stands."""
    return show_phone(text) if text.startswith("+") else text
