"""One group of the demo divides its money: its rule, what its members brought, a month that was divided, and the
cooperative's SHU of last year, filled in and not yet closed. All figures are invented."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative, Seller
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.people.models import Person
from storefront.orders.models import Order
from storefront.terms.shares import actions, closing, surplus_actions
from storefront.terms.shares.models import ShareRule, SoldUnder, SurplusPart, SurplusYear
from storefront.terms.shares.surplus import COMMON

GROUP, TREASURER = "B04", "+6281200000043"  # KWT Melati Srengat and its bendahara
BROUGHT = {  # phone: kilograms of cassava and bananas, week by week
    "+6281200000004": (12, 9, 14, 10), "+6281200000033": (8, 11, 7, 9), "+6281200000043": (6, 6, 8, 7),
    "+6281200000052": (15, 12, 16, 13), "+6281200000053": (9, 0, 10, 11), "+6281200000054": (7, 8, 0, 12),
}  # fmt: skip
COOPERATIVE, COOPERATIVE_TREASURER = "blitar", "+6281200000072"
SURPLUS, SAVINGS, TRANSACTIONS = 25_000_000, 450_000, 2_750_000  # of the year; the first member's, and what each adds
COSTS, FOR = 185_000, "Minyak goreng, kemasan, dan gas"


def share_out(
    *, sellers: Mapping[str, Seller], people: Mapping[str, Person], cooperatives: Mapping[str, Cooperative],
    now: datetime, days: int,
) -> int:  # fmt: skip
    """How many weeks of contributions were written; a group that has a rule is left to its people."""
    group, treasurer = sellers[GROUP], people[TREASURER]
    if ShareRule.objects.filter(seller=group).exists():
        return 0
    since = now - timedelta(days=min(days, 63))
    with clock.frozen(since):
        rule = actions.set_rule(
            scope=scope_of(treasurer), person=treasurer, seller_id=group.pk, method=ShareRule.Method.WEIGHT,
            reserve_basis_points=1_000, weights={}, key="demo",
        )  # fmt: skip
    _sold_under(group, rule)
    weeks = _contributions(group, treasurer, people)
    _last_month(group, treasurer)
    _surplus(cooperatives[COOPERATIVE], people[COOPERATIVE_TREASURER], now)
    return weeks


def _sold_under(group: Seller, rule: ShareRule) -> None:
    """What a sale freezes, for the past, which was written without its sales being played."""
    sold = Order.objects.filter(seller=group, sold_at__gte=rule.valid_from).values_list("code", "sold_at")
    SoldUnder.objects.bulk_create(
        [SoldUnder(order_code=code, seller=group, rule=rule, sold_at=at) for code, at in sold if at is not None],
        ignore_conflicts=True,
    )


def _contributions(group: Seller, treasurer: Person, people: Mapping[str, Person]) -> int:
    day, today, week = actions.first_share_day(group), actions.today_at(group), 0
    while day < today:
        rows = [(people[phone].pk, kg[week % 4] * 1_000, 0) for phone, kg in BROUGHT.items()]
        actions.record_day(
            scope=scope_of(treasurer), person=treasurer, seller_id=group.pk, day=day, rows=rows, key=f"demo-{day}"
        )
        day, week = day + timedelta(days=7), week + 1
    return week


def _last_month(group: Seller, treasurer: Person) -> None:
    """Everything up to the end of last month is divided, and half of the members have their part in hand."""
    last_day = actions.today_at(group).replace(day=1) - timedelta(days=1)
    who = {"scope": scope_of(treasurer)}
    try:
        planned = closing.preview(
            **who, seller_id=group.pk, currency=_currency(group), last_day=last_day, costs_minor=COSTS
        )
        made = closing.close_period(
            **who, person=treasurer, seller_id=group.pk, currency=_currency(group), last_day=last_day,
            costs_minor=COSTS, costs_note=FOR, seen=planned.seen, key="demo",
        )  # fmt: skip
    except Expected:  # the rule is younger than last month
        return
    for person_id in list(dict.fromkeys(made.parts.order_by("pk").values_list("person_id", flat=True)))[::2]:
        closing.mark_paid(**who, person=treasurer, closing_code=made.code, member_id=person_id)


def _surplus(cooperative: Cooperative, treasurer: Person, now: datetime) -> None:
    year = now.year - 1
    if SurplusYear.objects.filter(cooperative=cooperative, year=year).exists():
        return
    who: dict[str, Any] = {"scope": scope_of(treasurer), "person": treasurer, "cooperative_id": cooperative.pk}
    made = surplus_actions.set_up_year(**who, year=year, surplus_minor=SURPLUS, division=COMMON)
    people = SurplusPart.objects.filter(year=made).order_by("pk").values_list("person_id", flat=True)
    figures = [
        surplus_actions.Figures(person, TRANSACTIONS * (1 + n * 7 % 5), SAVINGS + 150_000 * (n * 3 % 7))
        for n, person in enumerate(people)
    ]
    surplus_actions.set_figures(**who, year=year, rows=figures)


def _currency(group: Seller) -> str:
    return group.cooperative.currency if group.cooperative else ""
