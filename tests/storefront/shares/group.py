"""A group of the cast: Sari's stall with Eko and Wati as members and Tono as its treasurer, and what it sells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sellers.accounts.asking import scope_of
from sellers.accounts.models import Membership, Seller
from sellers.kit import clock
from sellers.people.models import Person
from storefront.orders import life
from storefront.orders.models import Order
from storefront.terms.models import CommissionRule
from storefront.terms.shares import actions, closing
from storefront.terms.shares.closing import Preview
from storefront.terms.shares.models import (
    Contribution,
    ShareClosing,
    SharePart,
    ShareRule,
    SurplusPart,
    SurplusYear,
)
from tests.cast import Cast
from tests.storefront.desk.selling import sold

MONDAY = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # 10.00 WIB


@dataclass
class Group:
    cast: Cast
    seller: Seller
    tono: Person  # its treasurer
    wati: Person  # a member
    eko: Person  # another

    def by(self, person: Person | None = None) -> dict[str, Any]:
        who = person or self.tono
        return {"scope": scope_of(who), "person": who}

    def rule(self, method: str = "weight", *, reserve: int = 0, weights: Mapping[int, int] | None = None,
             key: str = "") -> ShareRule:  # fmt: skip
        key = key or f"aturan-{method}-{reserve}-{clock.now().timestamp()}"
        return actions.set_rule(
            **self.by(), seller_id=self.seller.pk, method=method, reserve_basis_points=reserve, weights=weights or {},
            key=key,
        )  # fmt: skip

    def brought(
        self, person: Person, *, kg: int = 0, hours: int = 0, day: date | None = None, key: str = ""
    ) -> Contribution:
        day = day or actions.today_at(self.seller)
        return actions.record_contribution(
            **self.by(), seller_id=self.seller.pk, member_id=person.pk, day=day, grams=kg * 1000, minutes=hours * 60,
            note="", key=key or f"{person.pk}-{day}-{kg}-{hours}",
        )  # fmt: skip

    def sells(self, key: str, quantity: int = 2) -> Order:
        """80.000 of goods and 5.000 of delivery for two packs, less 5 %: 81.000 for the group, paid by transfer."""
        return sold(self.cast, way="bank_transfer", key=key, quantity=quantity)

    def gives_back(self, order: Order) -> None:
        """The whole sale is undone: the group loses what it earned by it."""
        life.cancel_by_seller(**self.by(self.cast.sari), order_code=order.code, reason="Habis")

    def preview(self, *, costs: int = 0, until: date | None = None, currency: str = "IDR") -> Preview:
        return closing.preview(
            scope=scope_of(self.tono), seller_id=self.seller.pk, currency=currency, last_day=until, costs_minor=costs
        )

    def close(
        self, *, costs: int = 0, until: date | None = None, key: str = "", by: Person | None = None, seen: str = ""
    ) -> ShareClosing:
        planned = self.preview(costs=costs, until=until)
        last = planned.period.last_day
        return closing.close_period(
            **self.by(by), seller_id=self.seller.pk, currency="IDR", last_day=last, costs_minor=costs,
            costs_note="Bensin" if costs else "", seen=seen or planned.seen, key=key or f"tutup-{last}",
        )  # fmt: skip


def group_of(cast: Cast) -> Group:
    seller = cast.saris.seller
    tono = Person.objects.create_user("+6281200001061", "Tono", phone_verified=True)
    wati = Person.objects.create_user("+6281200001062", "Wati", phone_verified=True)
    since = MONDAY - timedelta(days=300)
    CommissionRule.objects.filter(pk=cast.commission.pk).update(valid_from=since)
    roles = ((wati, "anggota"), (cast.eko, "anggota"), (tono, "bendahara"))
    for person, role in roles:
        Membership.objects.create(person=person, seller=seller, role=role, created_at=since)
    Membership.objects.filter(seller=seller, person=cast.sari).update(created_at=since)
    return Group(cast, seller, tono, wati, cast.eko)


def parts(made: ShareClosing) -> dict[str, int]:
    """Minor units by the name of the member, of all versions together."""
    found: dict[str, int] = {}
    for part in made.parts.select_related("person").order_by("pk"):
        found[part.person.name] = found.get(part.person.name, 0) + part.amount_minor
    return found


def divides(cast: Cast) -> dict[str, dict[str, object]]:
    """Sari's stall shares by a rule and divided a week, her cooperative a year; what their addresses are about."""
    seller, sari = cast.saris.seller, cast.sari
    rule = ShareRule.objects.create(seller=seller, version=1, method=ShareRule.Method.WEIGHT)
    week = {"first_day": date(2026, 1, 5), "last_day": date(2026, 1, 11)}
    made = ShareClosing.objects.create(code="MASA2345", seller=seller, currency="IDR", income_minor=10, **week)
    SharePart.objects.create(closing=made, rule=rule, person=sari, measure=1, amount_minor=10, currency="IDR")
    slip = Contribution.objects.create(seller=seller, person=sari, day=date(2026, 1, 12), grams=1, key="slip")
    year = SurplusYear.objects.create(
        cooperative=cast.cooperative, year=2025, currency="IDR", surplus_minor=10, division={"reserve": 10_000}
    )
    SurplusPart.objects.create(year=year, person=sari)
    acts = ("year", "division", "figures", "member", "import", "closing", "payment")
    return {
        "desk:shares_reversal": {"contribution_id": slip.pk},
        "desk:shares_member": {"person_id": sari.pk},
        **{f"desk:shares_{act}": {"code": made.code} for act in ("closed", "payment")},
        "desk:member_end": {"membership_id": sari.memberships.get().pk},
        "own_group": {"seller_id": seller.pk},
        "own_surplus": {"cooperative_id": cast.cooperative.pk},
        **{f"cooperative:surplus_{act}": {"year": year.year} for act in acts},
    }
