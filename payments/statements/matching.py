"""Which rows become transfers by themselves. README.md has the rules as a table; what is in doubt waits for a person.

Names in the text never decide: people pay from the account of a husband, a shop, an agent.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from payments.charges import collecting
from payments.charges.actions import record_transfer
from payments.charges.matching import REMEMBERED
from payments.charges.models import BankAccount, Charge, IncomingTransfer
from payments.statements.accounts import noon_of, zone_of
from payments.statements.models import StatementImport, StatementRow
from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.people.models import Person

SOURCE = "statement"
NEAR = timedelta(days=14)  # another row of the same amount so close may be the one that is meant
BY_HAND_NEAR = timedelta(days=5)  # people record a transfer with the day they saw it
REVERSED_NEAR = timedelta(days=7)
WITHOUT_LIMIT = timedelta(days=14)  # how long money is expected for a charge that never expires
BATCH = 500
_REVERSALS = re.compile(r"\b(?:revers\w*|koreksi|correction|retur\w*|batal\w*|pembatalan|void|salah)\b", re.I)


class Doubt(StrEnum):
    """Why a row is left to a person; the first that holds is told."""

    NOBODY = "nobody"  # no charge on the account asks for this very total
    SEVERAL = "several"  # more than one did, of late
    CLOSED = "closed"  # it expired or was cancelled
    PAID = "paid"  # it is paid: perhaps paid twice
    PART_CAME = "part_came"  # part of its bill came already
    BEFORE_ASKED = "before_asked"  # the money came before it was asked for
    TOO_LATE = "too_late"  # it came after the time to pay
    SAME_AMOUNT = "same_amount"  # another row of the account has the same amount
    BY_HAND = "by_hand"  # such a transfer was recorded by hand
    OTHER_BILL = "other_bill"  # it is also what another buyer would send who left out the digits
    REVERSED = "reversed"  # it looks like money that is taken back


@dataclass(frozen=True)
class Verdict:
    """Either the one charge it must be, or why that is not certain."""

    charge: Charge | None
    doubt: Doubt | None


def match_new(*, scope: Scope, person: Person | None, source: StatementImport) -> tuple[str, ...]:
    """Record the rows of an import that are certain; answers the bills they pay. Runs in the import's transaction."""
    account = source.bank_account
    rows = StatementRow.objects.filter(source=source, state=StatementRow.State.REVIEW).order_by("id")
    asked = _open_totals(account, list(rows.values_list("amount_minor", flat=True)))
    bills = []
    for row in rows:
        charge = asked.get((row.amount_minor, row.currency))
        if charge is None:
            continue
        collecting.lock_charges(charge)
        found = verdict(row, account)
        if found.charge is not None and _record(scope, person, row, account, found.charge):
            bills.append(found.charge.bill_ref)
    return tuple(bills)


def verdict(row: StatementRow, account: BankAccount) -> Verdict:
    """What a row of money that came in is, by the rules of README.md. Reads only."""
    asked = _asked(row, account)
    if not asked:
        return Verdict(None, Doubt.NOBODY)
    if len(asked) > 1:
        return Verdict(None, Doubt.SEVERAL)
    charge = asked[0]
    doubt = _about_charge(charge, row, account) or _about_row(charge, row, account)
    return Verdict(None, doubt) if doubt else Verdict(charge, None)


def recorded_by_hand(row: StatementRow) -> list[IncomingTransfer]:
    """Transfers recorded by hand that may be this row: same account and amount, near its day, without a row yet."""
    middle = datetime.combine(row.booked_on, time(12), tzinfo=zone_of(row.bank_account))
    found = IncomingTransfer.objects.filter(
        bank_account_id=row.bank_account_id,
        amount_minor=row.amount_minor,
        currency=row.currency,
        statement_row__isnull=True,
        received_at__range=(middle - BY_HAND_NEAR, middle + BY_HAND_NEAR),
    )
    return list(found.exclude(source=SOURCE).select_related("charge").order_by("received_at", "id"))


def _record(scope: Scope, person: Person | None, row: StatementRow, account: BankAccount, charge: Charge) -> bool:
    try:
        with transaction.atomic():
            transfer = record_transfer(
                scope=scope,
                person=person,
                charge_code=charge.code,
                amount_minor=row.amount_minor,
                received_at=noon_of(row.booked_on, account),
                external_id=row.fingerprint,
                source=SOURCE,
            )
            changes = {"state": StatementRow.State.MATCHED, "transfer": transfer, "decided_at": clock.now()}
            StatementRow.objects.filter(pk=row.pk).update(**changes)
    except Expected:  # whatever speaks against it, the row waits for a person
        return False
    return True


def _open_totals(account: BankAccount, amounts: list[int]) -> dict[tuple[int, str], Charge]:
    """Open charges of the account that ask for one of these totals."""
    found: dict[tuple[int, str], Charge] = {}
    for start in range(0, len(amounts), BATCH):
        some = Charge.objects.filter(
            bank_account=account, state=Charge.State.OPEN, total_minor__in=amounts[start : start + BATCH]
        )
        found |= {(charge.total_minor, charge.currency): charge for charge in some}
    return found


def _asked(row: StatementRow, account: BankAccount) -> list[Charge]:
    """Every charge of the account that asked for this total and that money may still come for."""
    lately = datetime.combine(row.booked_on, time(0), tzinfo=zone_of(account)) - REMEMBERED
    charges = Charge.objects.filter(
        Q(state=Charge.State.OPEN) | Q(created_at__gte=lately),
        bank_account=account,
        total_minor=row.amount_minor,
        currency=row.currency,
    )
    return list(charges.order_by("id")[:2])


def _about_charge(charge: Charge, row: StatementRow, account: BankAccount) -> Doubt | None:
    if charge.state == Charge.State.PAID:
        return Doubt.PAID
    if charge.state != Charge.State.OPEN:
        return Doubt.CLOSED
    if collecting.came_so_far(charge) or charge.transfers.exists():
        return Doubt.PART_CAME
    zone = zone_of(account)
    if row.booked_on < charge.created_at.astimezone(zone).date():
        return Doubt.BEFORE_ASKED
    until = charge.expires_at or charge.created_at + WITHOUT_LIMIT
    return Doubt.TOO_LATE if row.booked_on > until.astimezone(zone).date() else None


def _about_row(charge: Charge, row: StatementRow, account: BankAccount) -> Doubt | None:
    since = min(row.booked_on - NEAR, charge.created_at.astimezone(zone_of(account)).date())
    twins = StatementRow.objects.filter(
        bank_account=account, amount_minor=row.amount_minor, booked_on__range=(since, row.booked_on + NEAR)
    )
    if twins.exclude(pk=row.pk).exists():
        return Doubt.SAME_AMOUNT
    if recorded_by_hand(row):
        return Doubt.BY_HAND
    if _other_bill(charge, row, account):
        return Doubt.OTHER_BILL
    return Doubt.REVERSED if _looks_reversed(row, row.booked_on) else None


def _other_bill(charge: Charge, row: StatementRow, account: BankAccount) -> bool:
    """Another bill that waits for exactly this much: without its digits, or as the rest of it, with or without them."""
    others = Charge.objects.filter(bank_account=account, state=Charge.State.OPEN, currency=row.currency)
    held = others.exclude(pk=charge.pk).annotate(came=Coalesce(Sum("transfers__amount_minor"), 0))
    return (
        held.filter(
            Q(amount_minor=row.amount_minor)
            | Q(came__gt=0, amount_minor=row.amount_minor + F("came"))
            | Q(came__gt=0, total_minor=row.amount_minor + F("came"))
        )
    ).exists()


def _looks_reversed(row: StatementRow, day: date) -> bool:
    """Its text says so, or as much left the account about then."""
    back = StatementRow.objects.filter(
        bank_account_id=row.bank_account_id,
        amount_minor=-row.amount_minor,
        booked_on__range=(day - timedelta(days=1), day + REVERSED_NEAR),
    )
    return bool(_REVERSALS.search(row.text)) or back.exists()
