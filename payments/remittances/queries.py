"""What couriers owe of the cash they took, parcel by parcel."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Q, QuerySet, Sum

from payments.charges.models import Charge, Settlement
from payments.charges.queries import ChargeQuerySet
from payments.ledger import accounts
from payments.ledger.models import Account, Posting
from payments.money import Money
from payments.remittances.models import Remittance


@dataclass(frozen=True)
class Parcel:
    """Cash a courier took and did not yet account for in full."""

    charge: Charge
    missing: Money
    taken_at: datetime


@dataclass(frozen=True)
class CourierDebt:
    """One courier's: what it took and did not remit, less its `credit`; parcels the oldest first."""

    courier: str
    currency: str
    parcels: tuple[Parcel, ...]
    credit: Money

    @property
    def missing(self) -> Money:
        return Money(sum(parcel.missing.minor for parcel in self.parcels), self.currency)

    @property
    def owes(self) -> Money:
        return self.missing - self.credit


def outstanding(*, cooperative_id: int | None = None, seller_id: int | None = None) -> ChargeQuerySet:
    """Charges whose cash a courier took for this collector, and has not accounted for."""
    own = Charge.objects.filter(collected_by(cooperative_id, seller_id))
    return own.filter(state=Charge.State.PAID, remitted_minor__lt=F("amount_minor")).exclude(courier="")


def collected_by(cooperative_id: int | None, seller_id: int | None) -> Q:
    """Rows of one collector: a cooperative, or else a seller."""
    return Q(cooperative_id=cooperative_id) if cooperative_id is not None else Q(seller_id=seller_id)


def unremitted_bill_refs(cooperative_id: int) -> QuerySet[Charge, str]:
    """Bills that are paid to a courier whose money the cooperative does not have yet; a subquery of texts."""
    return outstanding(cooperative_id=cooperative_id).order_by().values_list("bill_ref", flat=True)


def debts_of(*, cooperative_id: int | None = None, seller_id: int | None = None) -> list[CourierDebt]:
    """Each courier that owes something or has a credit, by its code."""
    charges = list(outstanding(cooperative_id=cooperative_id, seller_id=seller_id).order_by("pk"))
    taken = _taken_at(charges)
    parcels: dict[tuple[str, str], list[Parcel]] = {}
    for charge in charges:
        missing = Money(charge.amount_minor - charge.remitted_minor, charge.currency)
        at = taken.get(charge.pk, charge.created_at)
        parcels.setdefault((charge.courier, charge.currency), []).append(Parcel(charge, missing, at))
    credits = {
        (courier, currency): minor
        for courier, currency, minor in Remittance.objects.standing().filter(collected_by(cooperative_id, seller_id))
        .order_by().values_list("courier", "currency").annotate(extra=Sum("extra_minor"))
        if minor
    }  # fmt: skip
    return [
        CourierDebt(*key, tuple(parcels.get(key, ())), Money(credits.get(key, 0), key[1]))
        for key in sorted({*parcels, *credits})
    ]


def credit_of(courier: str, currency: str, *, cooperative_id: int | None, seller_id: int | None) -> Money:
    """What this courier remitted above its parcels and nothing used yet."""
    own = Remittance.objects.standing().filter(
        collected_by(cooperative_id, seller_id), courier=courier, currency=currency
    )
    return Money(own.aggregate(extra=Sum("extra_minor"))["extra"] or 0, currency)


def carried_minor(charges: Collection[Charge]) -> int:
    """What of these parcels' cash the books hold as fees for carrying, to be handed on to couriers."""
    paths = [accounts.buyer(charge.bill_ref, charge.currency).path for charge in charges]
    couriers = Account.objects.filter(kind=Account.Kind.COURIER, ref="")
    booked = Posting.objects.filter(source__in=couriers, target__path__in=paths)
    back = Posting.objects.filter(source__path__in=paths, target__in=couriers)
    sums = (rows.aggregate(minor=Sum("amount_minor"))["minor"] or 0 for rows in (booked, back))
    came, went = sums
    return int(came - went)


def _taken_at(charges: Iterable[Charge]) -> dict[int, datetime]:
    paid = Settlement.objects.filter(charge__in=[charge.pk for charge in charges], kind=Settlement.Kind.PAID)
    return dict(paid.order_by().values_list("charge_id").annotate(at=Max("at")))
