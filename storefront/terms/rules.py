"""A cooperative sets its money rules: commission, cash debts, second persons, couriers. Changes are audited.

Nothing here touches the past: what was sold keeps what was frozen on it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.products.models import Category, Product
from payments.money import Money
from payments.payouts import notices
from sellers.accounts import cooperatives
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Cooperative, Seller
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person
from storefront.delivery.couriers import couriers
from storefront.terms.models import CommissionRule, CooperativeTerms

MOST_FIXED_MINOR = 10**9
LEEWAY = timedelta(minutes=5)  # between opening the form and sending it
MONEY_FIELDS = {
    "cash_debt_limit_minor": (0, 10**10),
    "cash_debt_grace_days": (0, 365),
    "second_person_refund_above_minor": (0, 10**10),
}


class RuleRefused(Expected):
    """A rule that says nothing, or says it wrongly."""

    code = "rule_refused"


@dataclass(frozen=True)
class Wanted:
    """One commission rule. At most one aim; none means all goods. `valid_to` is exclusive."""

    basis_points: int
    fixed_minor: int
    category_id: int | None = None
    seller_id: int | None = None
    product_id: int | None = None
    valid_from: datetime | None = None  # now
    valid_to: datetime | None = None


@transaction.atomic
def add_commission_rule(*, scope: Scope, person: Person, cooperative_id: int, wanted: Wanted) -> CommissionRule:
    """From `valid_from` on it counts for what is sold; an equal rule in force gives that one. Raises RuleRefused."""
    cooperative = _own(scope, cooperative_id)
    begins = wanted.valid_from or clock.now()
    _check(cooperative, wanted, begins)
    fields = {
        "category_id": wanted.category_id, "seller_id": wanted.seller_id, "product_id": wanted.product_id,
        "basis_points": wanted.basis_points, "fixed_minor": wanted.fixed_minor, "valid_to": wanted.valid_to,
    }  # fmt: skip
    rule = CommissionRule.objects.create(cooperative=cooperative, valid_from=begins, **fields)
    record(person=person, verb="commission.added", obj=rule, after={**fields, "valid_from": begins})
    return rule


@transaction.atomic
def end_commission_rule(*, scope: Scope, person: Person, cooperative_id: int, rule_id: int) -> None:
    """No sale from now on is counted by it. A rule that has not begun, and so counted nothing, is removed."""
    cooperative = _own(scope, cooperative_id)
    rule = CommissionRule.objects.select_for_update().filter(pk=rule_id, cooperative=cooperative).first()
    if rule is None:
        raise NotFound(_("Aturan ini tidak ditemukan."))
    now = clock.now()
    if rule.valid_to is not None and rule.valid_to <= now:
        return
    before = {"valid_from": rule.valid_from, "valid_to": rule.valid_to, "basis_points": rule.basis_points}
    record(person=person, verb="commission.ended", obj=rule, before=before, after={"valid_to": now})
    if rule.valid_from >= now:
        rule.delete()
    else:
        rule.valid_to = now
        rule.save(update_fields=["valid_to"])


@transaction.atomic
def set_money_terms(
    *, scope: Scope, person: Person, cooperative_id: int, values: dict[str, int], holds_courier_contract: bool,
    cash_couriers: Collection[str] = (),
) -> CooperativeTerms:  # fmt: skip
    """`values` by the names of MONEY_FIELDS, whole units; a limit that rises is told to everybody who approves.

    `cash_couriers`: who takes cash at doors for the cooperative, under the contract it holds. Raises RuleRefused with
    the field.
    """
    cooperative, limit = _own(scope, cooperative_id), "second_person_refund_above_minor"
    for name, value in values.items():
        low, high = MONEY_FIELDS[name]
        if not low <= value <= high:
            raise RuleRefused(_("Isi angka yang wajar."), field=name)
    if not set(cash_couriers) <= couriers().keys():
        raise RuleRefused(_("Pilih kurir dari daftar."), field="cash_couriers")
    if cash_couriers and not holds_courier_contract:
        raise RuleRefused(_("Kurir COD perlu kontrak koperasi. Centang dulu."), field="cash_couriers")
    terms, _made = CooperativeTerms.objects.select_for_update().get_or_create(cooperative=cooperative)
    wanted: dict[str, Any] = {
        **values, "holds_courier_contract": holds_courier_contract, "cash_couriers": sorted(set(cash_couriers)),
    }  # fmt: skip
    before = {name: getattr(terms, name) for name in wanted}
    if before != wanted:
        for name, value in wanted.items():
            setattr(terms, name, value)
        terms.save(update_fields=list(wanted))
        change = record(person=person, verb="terms.changed", obj=terms, before=before, after=wanted)
        was, now = (Money(said.get(limit, 0), cooperative.currency) for said in (before, wanted))
        if now.minor > was.minor:
            notices.limit_raised(change=change, cooperative=cooperative, page="uang/aturan", before=was, after=now)
    return terms


def _own(scope: Scope, cooperative_id: int) -> Cooperative:
    """Chair and treasurer set the rules of money."""
    return cooperatives.under(scope, cooperative_id, Verb.PAYOUTS)


def _check(cooperative: Cooperative, wanted: Wanted, begins: datetime) -> None:
    if not 0 <= wanted.basis_points <= 10_000:
        raise RuleRefused(_("Isi potongan antara 0 dan 100 persen."), field="percent")
    if not 0 <= wanted.fixed_minor <= MOST_FIXED_MINOR:
        raise RuleRefused(_("Isi potongan tetap yang wajar."), field="fixed")
    if begins < clock.now() - LEEWAY:
        raise RuleRefused(_("Mulai hari ini atau nanti. Yang sudah terjual tidak berubah."), field="from")
    if wanted.valid_to is not None and wanted.valid_to <= begins:
        raise RuleRefused(_("Tanggal selesai harus sesudah tanggal mulai."), field="to")
    aims = [aim for aim in (wanted.category_id, wanted.seller_id, wanted.product_id) if aim is not None]
    if len(aims) > 1:
        raise RuleRefused(_("Pilih satu sasaran saja."), field="aim")
    known = (
        (wanted.category_id is None or Category.objects.filter(pk=wanted.category_id).exists())
        and (wanted.seller_id is None or Seller.objects.filter(pk=wanted.seller_id, cooperative=cooperative).exists())
        and (
            wanted.product_id is None
            or Product.objects.filter(pk=wanted.product_id, seller__cooperative=cooperative).exists()
        )
    )
    if not known:
        raise RuleRefused(_("Sasaran tidak ditemukan. Pilih dari daftar."), field="aim")
