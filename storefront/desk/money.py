"""Uang: what was earned, who owes whom, and every movement behind it."""

from django.http import HttpRequest, HttpResponse

from sellers.accounts.access import Verb
from sellers.regions import places
from storefront.desk import money_reading
from storefront.desk.currency import currency_of
from storefront.desk.gate import Desk, at_desk
from storefront.desk.money_links import links_for
from storefront.desk.shell import page
from storefront.terms import cash_debt


@at_desk(Verb.MONEY)
def earned(request: HttpRequest, desk: Desk) -> HttpResponse:
    known = {str(days): days for days, _label in money_reading.PERIODS}
    days = known.get(request.GET.get("hari", ""), 30)
    zone = places.zone_of(desk.seller.village_code)
    currency = money_reading.first_currency(scope=desk.scope, default=currency_of(desk.seller))
    return page(
        request,
        desk,
        "money.html",
        "money",
        periods=money_reading.PERIODS,
        earned=money_reading.earned(scope=desk.scope, days=days, zone=zone, currency=currency),
        standings=money_reading.standings(scope=desk.scope),
        movements=money_reading.movements(scope=desk.scope),
        zone=zone,
        links=links_for(desk),
        cash=cash_debt.standing(desk.seller),
    )
