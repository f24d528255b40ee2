"""One real process of the race in test_at_once.py: `python -m tests.storefront.shares.racer <step> [who seen]`.

prepare  the tables, Sari's stall as a group with two days behind it, and its cooperative's SHU of last year
run      close the group's period and the year as that treasurer, then tick the first member's money
check    prints what the race left
"""

import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command

from payments.ledger import reconcile
from payments.ledger.models import Posting
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative, Membership, Seller
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.people.models import Person
from storefront.terms.shares import actions, closing, surplus_actions
from storefront.terms.shares.models import ShareClosing, SharePart, SurplusYear
from storefront.terms.shares.surplus import COMMON
from tests import cast
from tests.storefront.desk.selling import sold


def prepare() -> None:
    made = cast.assemble()
    Membership.objects.create(person=made.eko, seller=made.saris.seller, role=Membership.Role.TREASURER)
    now = clock.now()
    with clock.frozen(now - timedelta(days=2)):
        actions.set_rule(
            scope=scope_of(made.sari), person=made.sari, seller_id=made.saris.seller.pk, method="equal",
            reserve_basis_points=1_000, weights={}, key="aturan",
        )  # fmt: skip
        Membership.objects.filter(seller=made.saris.seller).update(created_at=clock.now())
        sold(made, way="bank_transfer", key="satu")
    who: dict[str, Any] = {"scope": scope_of(made.gita), "person": made.gita, "cooperative_id": made.cooperative.pk}
    year = now.year - 1
    surplus_actions.set_up_year(**who, year=year, surplus_minor=1_000_001, division=COMMON)
    surplus_actions.set_figures(**who, year=year, rows=[surplus_actions.Figures(made.sari.pk, 3, 2)])


def run(group_treasurer: str, officer: str) -> None:
    person, seller = Person.objects.get(name=group_treasurer), Seller.objects.get(name="Dapur Sari")
    who: dict[str, Any] = {"scope": scope_of(person), "person": person}
    try:
        planned = closing.preview(scope=who["scope"], seller_id=seller.pk, currency="IDR", last_day=None, costs_minor=0)
        closing.close_period(
            **who, seller_id=seller.pk, currency="IDR", last_day=planned.period.last_day, costs_minor=0, costs_note="",
            seen=planned.seen, key=f"kunci {group_treasurer}",
        )  # fmt: skip
    except Expected:
        pass  # the other one was faster
    made = ShareClosing.objects.get()
    closing.mark_paid(**who, closing_code=made.code, member_id=Person.objects.get(name="Sari").pk)
    gita = Person.objects.get(name=officer)
    cooperative, year = Cooperative.objects.get(name="Koperasi Mawar"), SurplusYear.objects.get()
    seen = surplus_actions.fingerprint(year, surplus_actions.divided(year)[0])
    surplus_actions.close_year(
        scope=scope_of(gita), person=gita, cooperative_id=cooperative.pk, year=year.year, seen=seen
    )


def left() -> dict[str, Any]:
    return {
        "closings": ShareClosing.objects.count(),
        "parts": SharePart.objects.count(),
        "shares": Posting.objects.filter(kind="member_share").count(),
        "reserves": Posting.objects.filter(kind="group_reserve").count(),
        "paid": Posting.objects.filter(kind="member_paid").count(),
        "audited": AuditEntry.objects.filter(verb__in=["share_period.closed", "surplus.closed", "share.paid"]).count(),
        "differences": reconcile.check(),
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            call_command("migrate", verbosity=0, skip_checks=True)
            prepare()
        case ["run", treasurer, officer]:
            run(treasurer, officer)
        case ["check"]:
            sys.stdout.write(json.dumps(left()))
