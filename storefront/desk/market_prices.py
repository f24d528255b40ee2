"""Harga pasar for sellers: what the markets of their kabupaten ask, newest first, and how that moved in a week."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from catalog.products.units import UNITS
from catalog.products.windows import today_at
from payments.money import Money
from sellers.accounts.access import Verb
from sellers.regions import places
from sellers.regions.market_trends import Standing, matches, newest
from sellers.regions.models import MarketPrice
from sellers.regions.queries import FRESH_DAYS
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page
from storefront.desk.typed import typed

READ_DAYS = FRESH_DAYS * 2  # a fresh price may be compared with one a week older
MOST_ROWS = 3000


@dataclass(frozen=True)
class Row:
    standing: Standing
    amount: Money
    unit: str  # as it is said


@at_desk(Verb.PRODUCTS)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    text = typed(request.GET, "q", most=60)
    village = desk.seller.village_code
    today = today_at(village)
    near = MarketPrice.objects.within(desk.scope).standing().near(village)
    lately = near.filter(day__gt=today - timedelta(days=READ_DAYS), day__lte=today)
    read = lately.select_related("cooperative").newest_first()[:MOST_ROWS]
    fresh = [one for one in newest(read) if (today - one.price.day).days < FRESH_DAYS]
    found = [one for one in fresh if matches(text, good=one.price.good, market=one.price.market)]
    kabupaten = places.place(village[:5])
    return page(
        request, desk, "market_prices.html", "products", q=text, any_at_all=bool(fresh),
        rows=[_row(one) for one in found], place=kabupaten.name if kabupaten else "",
    )  # fmt: skip


def _row(standing: Standing) -> Row:
    price = standing.price
    unit = UNITS.get(price.unit)
    return Row(standing, Money(price.price_minor, price.currency), unit.short if unit else price.unit)
