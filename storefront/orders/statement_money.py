"""Money on a bank's statement and the orders it is for: importing, deciding, and who may be meant by a row.

Payments knows charges and no buyers; here names join them, to rank what a person chooses from. Orders hear at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Abs

from payments.charges import matching as by_amount
from payments.charges.models import Charge, IncomingTransfer
from payments.payouts import confirming
from payments.payouts.models import Payout
from payments.remittances.models import Remittance
from payments.repayments.models import Repayment
from payments.statements import deciding, importing, matching
from payments.statements.accounts import noon_of
from payments.statements.booking import ref_of
from payments.statements.checks import REMITTANCE
from payments.statements.errors import RowNotFound, TransferNotTheSame
from payments.statements.importing import Imported
from payments.statements.mapping import Mapping
from payments.statements.matching import Doubt
from payments.statements.models import StatementRow
from sellers.accounts.access import Scope
from sellers.kit.sheets.reading import Table
from sellers.people.models import Person
from storefront.orders import settling
from storefront.orders.models import Bill

MOST = 5  # candidates shown for a row
CLOSE_MINOR = 1_000  # a slip in the three last digits
LEFT_NEAR = timedelta(days=14)
SHORTEST_NAME = 3


@dataclass(frozen=True)
class Candidate:
    """`why` is a word of payments.charges.matching.Why, or "near"; `is_named`: the buyer's name stands in the text."""

    charge: Charge
    why: str
    bill: Bill | None
    is_named: bool


@dataclass(frozen=True)
class ByHand:
    transfer: IncomingTransfer
    bill: Bill | None


@dataclass(frozen=True)
class Waiting:
    """A row of money that came in, why it is in doubt, and what it may be; the best first."""

    row: StatementRow
    doubt: Doubt | None
    by_hand: tuple[ByHand, ...]
    remittances: tuple[Remittance, ...]  # of couriers, of exactly this amount, that no row was named for
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Leaving:
    """A payout or a repayment that a row of money that left may be. `is_paid`: it was confirmed before."""

    kind: str  # payout, repayment
    code: str
    name: str
    is_paid: bool
    is_named: bool  # its code stands in the text

    @property
    def ref(self) -> str:
        return f"{self.kind}:{self.code}"


def bring_in(
    *,
    scope: Scope,
    person: Person,
    bank_account_id: int,
    file_name: str,
    data: bytes,
    table: Table,
    mapping: Mapping,
    preset: str = "",
) -> Imported:
    """Import a statement, and let orders know at once of what was recognised; a sweep finds what is missed here."""
    done = importing.import_file(
        scope=scope, person=person, bank_account_id=bank_account_id, file_name=file_name, data=data, table=table,
        mapping=mapping, preset=preset,
    )  # fmt: skip
    for bill_ref in done.bill_refs:
        settling.apply_for(bill_ref=bill_ref)
    return done


def match(*, scope: Scope, person: Person, row_id: int, code: str, is_another: bool = False) -> IncomingTransfer:
    """A person says whose money it is, by the code of a charge, a bill or a purchase; orders hear at once."""
    charge_code = _charge_code(scope, row_id, code)
    transfer = deciding.match(scope=scope, person=person, row_id=row_id, charge_code=charge_code, is_another=is_another)
    if transfer.charge is not None:
        settling.apply_for(bill_ref=transfer.charge.bill_ref)
    return transfer


@transaction.atomic
def confirm_outgoing(*, scope: Scope, person: Person, row_id: int, ref: str) -> None:
    """Money that left was this payout or repayment: confirmed with the statement's row as its reference, once."""
    row = StatementRow.objects.within(scope).select_related("bank_account").filter(pk=row_id).first()
    found = next((one for one in leaving_of(scope, row) if one.ref == ref), None) if row else None
    if row is None or (found is None and row.ref != ref):
        raise RowNotFound
    deciding.name_outgoing(scope=scope, person=person, row_id=row.pk, ref=ref)
    if found is not None and not found.is_paid:
        at = noon_of(row.booked_on, row.bank_account)
        confirming.confirm(scope=scope, person=person, code=found.code, external_id=ref_of(row), at=at)


def waiting_of(scope: Scope, rows: Iterable[StatementRow]) -> list[Waiting]:
    """What each row of the queue may be."""
    found = [(row, matching.verdict(row, row.bank_account), _charges(scope, row)) for row in rows]
    by_hand = {row.pk: matching.recorded_by_hand(row) for row, _verdict, _charges_ in found}
    refs = {charge.bill_ref for _row, _verdict, charges in found for charge, _why in charges}
    refs |= {one.charge.bill_ref for some in by_hand.values() for one in some if one.charge}
    bills = _bills(scope, refs)
    return [
        Waiting(
            row,
            verdict.doubt,
            tuple(ByHand(one, bills.get(one.charge.bill_ref) if one.charge else None) for one in by_hand[row.pk]),
            tuple(remittances_of(scope, row)),
            _ranked(row, charges, bills),
        )
        for row, verdict, charges in found
    ]


@transaction.atomic
def link_remittance(*, scope: Scope, person: Person, row_id: int, code: str) -> None:
    """This money is what a courier remitted, as it was written down: nothing is booked, the two are one from now on."""
    row = StatementRow.objects.within(scope).select_related("bank_account").filter(pk=row_id).first()
    if row is None:
        raise RowNotFound
    ref = f"{REMITTANCE}{code}"
    Remittance.objects.within(scope).select_for_update(of=("self",)).filter(code=code).first()  # one row each is it
    if row.ref != ref and code not in {one.code for one in remittances_of(scope, row)}:
        raise TransferNotTheSame
    deciding.name_incoming(scope=scope, person=person, row_id=row.pk, ref=ref)


def remittances_of(scope: Scope, row: StatementRow) -> list[Remittance]:
    """Couriers' remittances of exactly this money to the account's owner that no other row is."""
    account = row.bank_account
    theirs = (
        Remittance.objects.within(scope)
        .standing()
        .received_by(cooperative_id=account.cooperative_id, seller_id=account.seller_id)
    )
    found = theirs.filter(received_minor=row.amount_minor, currency=row.currency)
    rows = list(found.order_by("-received_at", "-pk")[:MOST]) if row.amount_minor > 0 else []
    taken = StatementRow.objects.filter(ref__in=[f"{REMITTANCE}{one.code}" for one in rows]).exclude(pk=row.pk)
    named = set(taken.values_list("ref", flat=True))
    text = row.text.upper()
    free = [one for one in rows if f"{REMITTANCE}{one.code}" not in named]
    return sorted(free, key=lambda one: one.reference not in text)


def leaving_of(scope: Scope, row: StatementRow) -> list[Leaving]:
    """Payouts and repayments of exactly this amount that left, or were confirmed about then and have no row yet."""
    if row.amount_minor >= 0:
        return []
    noon = noon_of(row.booked_on, row.bank_account)
    amount = {"amount_minor": -row.amount_minor, "currency": row.currency}
    near = {"paid_at__range": (noon - LEFT_NEAR, noon + LEFT_NEAR)}
    owner = {"cooperative_id": row.bank_account.cooperative_id}
    payouts = Payout.objects.within(scope).filter(**amount, **owner).select_related("seller")
    payouts = payouts.filter(state=Payout.State.SENT) | payouts.filter(state=Payout.State.PAID, **near)
    refunds = Repayment.objects.within(scope).filter(**amount, **owner, way=Repayment.Way.BANK)
    refunds = refunds.filter(state=Repayment.State.SENDING) | refunds.filter(state=Repayment.State.PAID, **near)
    text = row.text.casefold()
    found = [
        *(Leaving("payout", p.code, p.seller.name, p.state == Payout.State.PAID, p.code.casefold() in text)
          for p in payouts.filter(way=Payout.Way.BANK)),
        *(Leaving("repayment", r.code, r.holder, r.state == Repayment.State.PAID, r.code.casefold() in text)
          for r in refunds),
    ]  # fmt: skip
    taken = set(
        StatementRow.objects.within(scope)
        .filter(bank_account=row.bank_account, ref__in=[one.ref for one in found])
        .exclude(pk=row.pk)
        .values_list("ref", flat=True)
    )
    free = [one for one in found if one.ref not in taken]
    return sorted(free, key=lambda one: (not one.is_named, one.is_paid, one.code))[:MOST]


def _charge_code(scope: Scope, row_id: int, code: str) -> str:
    """The charge itself, or the newest charge on the row's account of the bill or purchase that is named."""
    code = code.strip().upper()
    row = StatementRow.objects.within(scope).filter(pk=row_id).first()
    if row is None:
        raise RowNotFound
    bills = Bill.objects.within(scope).filter(purchase__code=code) | Bill.objects.within(scope).filter(code=code)
    refs = list(bills.values_list("code", flat=True))
    own = Charge.objects.within(scope).filter(bank_account_id=row.bank_account_id)
    if own.filter(code=code).exists() or not refs:
        return code
    newest = own.filter(bill_ref__in=refs).order_by("-id").values_list("code", flat=True).first()
    return newest or code


def _charges(scope: Scope, row: StatementRow) -> list[tuple[Charge, str]]:
    """Charges the amount fits, and why; only where it fits none, those a slip in the last digits away."""
    fitting = by_amount.suggest(scope=scope, amount_minor=row.amount_minor, bank_account_id=row.bank_account_id)
    found = [(one.charge, one.why.value) for one in fitting.candidates if one.charge.currency == row.currency]
    if found:
        return found
    close = (
        Charge.objects.within(scope)
        .filter(
            bank_account_id=row.bank_account_id,
            state=Charge.State.OPEN,
            currency=row.currency,
            total_minor__range=(row.amount_minor - CLOSE_MINOR, row.amount_minor + CLOSE_MINOR),
        )
        .annotate(off=Abs(F("total_minor") - row.amount_minor))
        .order_by("off", "id")
    )
    return [(charge, "near") for charge in close[:MOST]]


def _bills(scope: Scope, refs: set[str]) -> dict[str, Bill]:
    found = Bill.objects.within(scope).filter(code__in=refs).select_related("purchase")
    return {bill.code: bill for bill in found.prefetch_related("orders__seller")}


def _ranked(row: StatementRow, charges: list[tuple[Charge, str]], bills: dict[str, Bill]) -> tuple[Candidate, ...]:
    """Exact totals first; among equals whoever is named in the text; the order they were found in last."""
    order = [why.value for why in by_amount.Why] + ["near"]
    made = [
        Candidate(charge, why, bill, bool(bill and _is_named(bill.purchase.buyer_name, row.text)))
        for charge, why in charges
        for bill in (bills.get(charge.bill_ref),)
    ]
    made.sort(key=lambda one: (order.index(one.why), not one.is_named, one.charge.state != Charge.State.OPEN))
    return tuple(made[:MOST])


def _is_named(name: str, text: str) -> bool:
    words = {word for word in text.casefold().replace("/", " ").split() if len(word) >= SHORTEST_NAME}
    return any(word in words for word in name.casefold().split() if len(word) >= SHORTEST_NAME)
