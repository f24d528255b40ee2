"""Amounts, moments and refusals as people read them, for every text and sentence the orders write."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import get_currency_precision, get_currency_symbol
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.products.models import Variant
from payments.money import Money
from sellers.regions import places
from storefront.engine.port import LineProblem

# ISO gives the rupiah cents that nobody uses: our minor unit of these is the whole one.
_WITHOUT_MINOR_UNIT = frozenset({"IDR"})


def rupiah(amount: Money) -> str:
    """An amount of any currency as people here write it, in every language of the page: Rp25.000."""
    digits = digits_of(amount.currency)
    whole, part = divmod(abs(amount.minor), 10**digits)
    text = number(whole) + (f",{part:0{digits}}" if digits else "")
    return f"{'-' if amount.minor < 0 else ''}{get_currency_symbol(amount.currency, locale='id')}{text}"


def digits_of(currency: str) -> int:
    """How many digits of an amount's minor units stand behind the comma."""
    return 0 if currency in _WITHOUT_MINOR_UNIT else get_currency_precision(currency)


def number(value: int) -> str:
    """A whole number with dots between thousands."""
    return f"{value:,}".replace(",", ".")


def moment(at: datetime, *, region_code: str) -> str:
    """A moment in the time of a place, with the zone's name: "Sen, 23 Nov 14.30 WIB".

    Without a place (a pick-up needs no address) it is the project's own zone.
    """
    english = (get_language() or settings.LANGUAGE_CODE).startswith("en")
    zone = places.zone_of(region_code) if region_code else ZoneInfo(settings.TIME_ZONE)
    pattern = "EEE, d MMM HH:mm" if english else "EEE, d MMM HH.mm"
    text = format_datetime(at.astimezone(zone), pattern, locale="en" if english else "id")
    return f"{text} {places.zone_name(region_code)}" if region_code else text


def currency_of_the_house() -> str:
    """The currency of an empty basket: what a new variant is priced in."""
    return str(Variant._meta.get_field("currency").default)


def refusal(problem: LineProblem, *, name: str, quantity: int) -> str:
    """Why the engine would not place this line, and what to do."""
    if problem.reason == "price" and problem.price is not None:
        return _("Harga %(name)s sekarang %(price)s. Periksa lagi.") % {"name": name, "price": rupiah(problem.price)}
    if problem.reason == "total":
        return _("Jumlah pesanan berubah. Periksa lagi, lalu kirim ulang.")
    if problem.reason == "gone":
        return _("%(name)s sedang tidak dijual. Keluarkan dari keranjang.") % {"name": name}
    if problem.available == 0:
        return _("Stok %(name)s habis. Keluarkan dari keranjang.") % {"name": name}
    if problem.available >= quantity:  # several packs of one pool, each small enough alone
        return _("Kemasan %(name)s berbagi stok. Kurangi salah satu.") % {"name": name}
    return _("Stok %(name)s tinggal %(n)s. Kurangi jumlah.") % {"name": name, "n": number(problem.available)}
