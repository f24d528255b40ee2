"""A courier accounts for the cash it took: one remittance, over several parcels, under one bank reference."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from payments.charges.models import Charge
from payments.money import Money
from payments.remittances import books, errors
from payments.remittances.models import Remittance, RemittanceLine
from payments.remittances.queries import carried_minor, collected_by, credit_of
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Cooperative, Seller
from sellers.audit.actions import record
from sellers.kit import clock, codes, once
from sellers.people.models import Person

MOST_MINOR = 10**12
CLOCKS_DIFFER = timedelta(minutes=10)
DAYS_DIFFER = timedelta(days=1)
LONGEST_REFERENCE = 60
USUAL_FEE = 10  # a courier's fee for collecting is at most a tenth of the cash; more asks for its reason


@dataclass(frozen=True)
class Wanted:
    """What the treasurer typed; minor units. `key` is client-made. `lost_minor` is given up for good."""

    key: str
    courier: str
    charge_codes: tuple[str, ...]
    reference: str
    received_minor: int
    received_at: datetime
    delivery_minor: int = 0
    fee_minor: int = 0
    lost_minor: int = 0
    note: str = ""

    @property
    def covers_minor(self) -> int:
        return self.received_minor + self.delivery_minor + self.fee_minor + self.lost_minor

    @property
    def kept_minor(self) -> int:
        return self.delivery_minor + self.fee_minor


@transaction.atomic
def register(
    *, scope: Scope, person: Person, wanted: Wanted, cooperative_id: int | None = None, seller_id: int | None = None
) -> Remittance:
    """Write the remittance down, once a key: its parcels are accounted for, oldest first, as far as it reaches.

    What is missing stays with its parcel and is owed on; what is too much stays with the courier as its credit, which
    the next remittance uses first. Either must be explained. Raises the sentences of errors.py, KeyReused.
    """
    hold_collector(scope, cooperative_id, seller_id)
    may_lose = cooperative_id is None or _may_lose(scope, cooperative_id)
    if wanted.lost_minor and not may_lose:
        raise errors.LossNotYours
    _check(wanted)
    owner = f"coop{cooperative_id}" if cooperative_id is not None else f"seller{seller_id}"
    answer = once.run(
        purpose=f"remittance:{owner}", key=wanted.key, given=_given(wanted),
        work=lambda: _write(person, wanted, cooperative_id, seller_id, may_lose=may_lose).code,
    )  # fmt: skip
    remittance = Remittance.objects.get(code=answer.value)
    if remittance.undone_at is not None:
        raise errors.UndoneMeanwhile
    return remittance


def _write(
    person: Person, wanted: Wanted, cooperative_id: int | None, seller_id: int | None, *, may_lose: bool
) -> Remittance:
    charges = _parcels(wanted, cooperative_id, seller_id)
    currency = charges[0].currency
    missing = sum(_missing(charge) for charge in charges)
    if cooperative_id is not None:
        _kept_as_usual(wanted, carried_minor(charges) + missing // USUAL_FEE, may_lose=may_lose)
    credit = credit_of(wanted.courier, currency, cooperative_id=cooperative_id, seller_id=seller_id)
    difference = wanted.covers_minor + credit.minor - missing
    if wanted.lost_minor and difference > 0:  # also when a credit would be left: that pays before anything is given up
        raise errors.LossTooLarge
    used = min(credit.minor, max(missing - wanted.covers_minor, 0))
    _explained(wanted, Money(difference if difference < 0 else wanted.covers_minor + used - missing, currency))
    reach = min(wanted.covers_minor + used, missing)
    remittance = _row(person, wanted, currency, cooperative_id, seller_id, extra=wanted.covers_minor - reach)
    _account_for(remittance, charges, reach)
    books.post_remittance(remittance)
    after = {**_given(wanted), "extra_minor": remittance.extra_minor}
    record(person=person, verb="remittance.recorded", obj=remittance, after=after)
    return remittance


def _parcels(wanted: Wanted, cooperative_id: int | None, seller_id: int | None) -> list[Charge]:
    """The charges, locked, the oldest first; all of this collector and courier, in one currency, with money missing."""
    own = Charge.objects.select_for_update(of=("self",)).filter(
        collected_by(cooperative_id, seller_id), courier=wanted.courier, state=Charge.State.PAID
    )
    charges = list(own.filter(code__in=wanted.charge_codes).order_by("pk"))
    if len(charges) != len(set(wanted.charge_codes)) or len({charge.currency for charge in charges}) != 1:
        raise errors.ParcelUnknown
    if not all(_missing(charge) for charge in charges):
        raise errors.RemittedAlready
    if wanted.received_at < max(charge.created_at for charge in charges) - DAYS_DIFFER:
        raise errors.TooEarly
    return charges


def _missing(charge: Charge) -> int:
    return charge.amount_minor - charge.remitted_minor


def _row(
    person: Person, wanted: Wanted, currency: str, cooperative_id: int | None, seller_id: int | None, *, extra: int
) -> Remittance:
    try:
        with transaction.atomic():
            return Remittance.objects.create(
                code=codes.new_code(), cooperative_id=cooperative_id, seller_id=seller_id, courier=wanted.courier,
                currency=currency, reference=_reference(wanted), received_minor=wanted.received_minor,
                delivery_minor=wanted.delivery_minor, fee_minor=wanted.fee_minor, lost_minor=wanted.lost_minor,
                extra_minor=extra, note=wanted.note.strip()[:200], received_at=wanted.received_at, recorded_by=person,
            )  # fmt: skip
    except IntegrityError as error:
        raise errors.ReferenceTaken from error


def _account_for(remittance: Remittance, charges: Sequence[Charge], reach: int) -> None:
    lines = []
    for charge in charges:
        part = min(_missing(charge), reach)
        if not part:
            break
        reach -= part
        lines.append(RemittanceLine(remittance=remittance, charge=charge, amount_minor=part))
        charge.remitted_minor += part
        charge.save(update_fields=["remitted_minor"])
    RemittanceLine.objects.bulk_create(lines)


def _check(wanted: Wanted) -> None:
    if not wanted.charge_codes:
        raise errors.NoParcels
    if not _reference(wanted):
        raise errors.ReferenceMissing
    for field in ("received", "delivery", "fee", "lost"):
        if not 0 <= getattr(wanted, f"{field}_minor") <= MOST_MINOR:
            raise errors.AmountNotPossible(field)
    if not wanted.covers_minor:
        raise errors.NothingCame
    if wanted.received_at > clock.now() + CLOCKS_DIFFER:
        raise errors.NotYet


def _kept_as_usual(wanted: Wanted, usual: int, *, may_lose: bool) -> None:
    """What couriers keep is the cooperative's cost: else whoever only records money could give it up as a fee."""
    if wanted.kept_minor <= usual:
        return
    if not may_lose:
        raise errors.KeptNotYours
    if not wanted.note.strip():
        raise errors.KeptUnexplained


def _explained(wanted: Wanted, difference: Money) -> None:
    if wanted.note.strip():
        return
    if wanted.lost_minor:
        raise errors.LossUnexplained
    if difference.minor:
        raise errors.Unexplained(difference)


def _reference(wanted: Wanted) -> str:
    return " ".join(wanted.reference.upper().split())[:LONGEST_REFERENCE]


def _given(wanted: Wanted) -> dict[str, object]:
    given = asdict(wanted)
    given.pop("key")
    given["charge_codes"] = sorted(set(wanted.charge_codes))
    given["received_at"] = wanted.received_at.date().isoformat()  # the form's day; today is told to the minute
    return given


def hold_collector(scope: Scope, cooperative_id: int | None, seller_id: int | None) -> None:
    """Lock whose money it is: of two people who write at once, the second sees what the first accounted for."""
    if (cooperative_id is None) == (seller_id is None):
        raise ValueError("a remittance has one collector: a cooperative or a seller")
    held = _cooperative(scope, cooperative_id) if cooperative_id is not None else _stall(scope, seller_id or 0)
    if not held:
        raise errors.CollectorNotFound


def _cooperative(scope: Scope, cooperative_id: int) -> bool:
    if not (scope.operator or cooperative_id in scope.cooperative_ids(Verb.TRANSFERS)):
        return False
    return Cooperative.objects.select_for_update(no_key=True).filter(pk=cooperative_id).first() is not None


def _stall(scope: Scope, seller_id: int) -> bool:
    if not (scope.operator or seller_id in scope.seller_ids(Verb.MONEY)):
        return False
    return Seller.objects.select_for_update(no_key=True).filter(pk=seller_id).first() is not None


def _may_lose(scope: Scope, cooperative_id: int) -> bool:
    return scope.operator or cooperative_id in scope.cooperative_ids(Verb.PAYOUTS)
