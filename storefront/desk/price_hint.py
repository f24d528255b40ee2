"""A word under the price while it is typed: what such goods usually cost, and whether it looks like a slip."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from catalog.products.prices import parse_price
from catalog.products.similar import SimilarGoods
from catalog.products.suggesting import Range, Wanted, looks_like_a_slip, suggest
from catalog.products.units import UNITS, base_for, pack_size_for
from payments.money import Money
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from sellers.regions import places
from storefront.desk.currency import currency_of
from storefront.desk.defaults import last_unit
from storefront.desk.gate import Desk, at_desk
from storefront.desk.guessing import guess_category
from storefront.desk.market_source import MarketHint, NotedPrices
from storefront.desk.typed import typed
from storefront.orders.wording import rupiah


@dataclass(frozen=True)
class Hint:
    """What others ask, what the markets ask, and whether the price typed is far from the first of these known."""

    usual: str  # "" when too few others sell such goods
    market: MarketHint | None
    slip: str  # "" when the price is not far off


@at_desk(Verb.PRODUCTS)
def hint(request: HttpRequest, desk: Desk) -> HttpResponse:
    """An empty fragment where nobody knows: a price is never in the way."""
    name = typed(request.GET, "name")
    unit = typed(request.GET, "other_unit", most=20) or typed(request.GET, "unit", most=20)
    unit = unit if unit in UNITS else last_unit(scope=desk.scope, seller=desk.seller) or "buah"
    wanted = Wanted(
        name=name, category=guess_category(name=name, scope=desk.scope, seller=desk.seller) if name else "", unit=unit,
        base=base_for(unit), pack_size=pack_size_for(unit), currency=currency_of(desk.seller),
        village_code=desk.seller.village_code,
    )  # fmt: skip
    prices = NotedPrices(scope=desk.scope, village_code=desk.seller.village_code)
    told = tell(wanted, prices, typed(request.GET, "price", most=30)) if name else None
    return render(request, "desk/_price_hint.html", {"hint": told})


def tell(wanted: Wanted, prices: NotedPrices, price: str) -> Hint | None:
    """What to say of a price as it was typed; None where nobody knows."""
    similar = suggest(wanted, sources=[SimilarGoods()])
    market = prices.hint(wanted, pack=UNITS[wanted.unit].short)
    if similar is None and market is None:
        return None
    middle = similar.middle_minor if similar else market.middle_minor if market else 0
    slip = _slip(price, middle, wanted)
    return Hint(_usual(similar, wanted) if similar else "", market, slip)


def _usual(found: Range, wanted: Wanted) -> str:
    low, high = (Money(minor, wanted.currency) for minor in (found.low_minor, found.high_minor))
    words: dict[str, object] = {
        "low": rupiah(low),
        "high": rupiah(high),
        "unit": UNITS[wanted.unit].short,
        "n": found.of,
    }
    place = places.place(found.place) if found.place else None
    if place is None:
        return _("Biasanya %(low)s–%(high)s/%(unit)s (%(n)s barang).") % words
    words |= {"place": place.name}
    return _("Biasanya %(low)s–%(high)s/%(unit)s di %(place)s (%(n)s barang).") % words


def _slip(price: str, usual_minor: int, wanted: Wanted) -> str:
    try:
        minor = parse_price(price)
    except Expected:
        return ""
    if not looks_like_a_slip(minor, usual=usual_minor):
        return ""
    words = {"price": rupiah(Money(minor, wanted.currency)), "unit": UNITS[wanted.unit].short}
    return _("%(price)s/%(unit)s? Tetap simpan boleh.") % words
