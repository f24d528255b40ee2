"""Writes of charges: open, prove, collect, close. Each is one transaction and may be repeated."""

from datetime import datetime, timedelta

from django.db import transaction

from payments.charges import collecting, opening
from payments.charges.errors import (
    AmountNotPossible,
    ChargeClosed,
    ChargeNotFound,
    NotByCash,
    NotByTransfer,
    OtherAmountOpen,
    ProofNotNeeded,
    ReceivedInFuture,
    RecordedMeanwhile,
    ReferenceMissing,
    TransferDiffers,
    WayUnknown,
)
from payments.charges.models import Charge, IncomingTransfer, Settlement
from payments.charges.queries import ChargeQuerySet
from payments.money import Money
from payments.providers import known
from payments.providers.port import ConfirmedBy
from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.people.models import Person

MOST_MINOR = 10**12  # above this an amount is a slip of the finger, and no database column is at risk
CLOCKS_DIFFER = timedelta(minutes=10)


@transaction.atomic
def open_charge(
    *,
    bill_ref: str,
    way: str,
    amount: Money,
    cooperative_id: int | None = None,
    seller_id: int | None = None,
    expires_at: datetime | None = None,
    courier: str = "",
) -> Charge:
    """Ask for a bill's money; exactly one of the two ids collects it. `courier` takes cash in the collector's name.

    A bill that has an open or a paid charge gets that one again. A bill of nothing (way "null") is paid at once.
    Raises WayUnknown, NoBankAccount, NoQris, NoCodeFree, AmountNotPossible.
    """
    if (cooperative_id is None) == (seller_id is None):
        raise ValueError("a charge has one collector: a cooperative or a seller")
    provider = known.provider(way)
    if provider is None or (courier and provider.confirmed_by != ConfirmedBy.HANDOVER):
        raise WayUnknown
    if not provider.takes(amount) or amount.minor > MOST_MINOR:
        raise AmountNotPossible
    charge = opening.standing_charge_of(bill_ref)
    if charge is None:
        wanted = opening.Wanted(bill_ref, way, amount, cooperative_id, seller_id, expires_at, courier)
        charge = opening.insert(wanted, unique_total=provider.unique_total)
    given = (way, amount.minor, amount.currency, cooperative_id, seller_id, courier)
    stands = (charge.provider, charge.amount_minor, charge.currency, charge.cooperative_id, charge.seller_id)
    if (*stands, charge.courier) != given:
        raise OtherAmountOpen(bill_ref, amount)
    if provider.confirmed_by == ConfirmedBy.NOTHING:
        collecting.settle_nothing(charge)
    return charge


@transaction.atomic
def attach_proof(*, charge_id: int, stored_name: str) -> None:
    """Remember the stored photo of a transfer; a newer one takes its place. It proves nothing by itself."""
    waiting = Charge.objects.filter(pk=charge_id).exclude(state__in=[Charge.State.PAID, Charge.State.CANCELLED])
    if not waiting.by_transfer().update(proof=stored_name, proof_at=clock.now()):
        raise ProofNotNeeded


@transaction.atomic
def record_transfer(
    *,
    scope: Scope,
    person: Person | None,
    charge_code: str,
    amount_minor: int,
    received_at: datetime,
    external_id: str,
    sender: str = "",
    source: str = "manual",
    seen: int | None = None,
) -> IncomingTransfer:
    """Money seen on the statement: the transfer, its postings and what orders must hear, together.

    Works for open, expired, cancelled and paid charges alike (README.md says what each becomes). The same
    `external_id` of the same source on the same account or QRIS with the same charge and amount gives the first answer.
    `source` is "manual", or "statement" for a row of an imported one. `seen` counts the charge's transfers the asker
    knew of: when there is another since, it may be the same money, and RecordedMeanwhile is raised.
    """
    charge = Charge.objects.within(scope).filter(code=charge_code).first()
    if charge is None:
        raise ChargeNotFound
    if charge.bank_account_id is None and charge.qris_id is None:
        raise NotByTransfer
    external_id = external_id.strip()[:80]
    if not external_id:
        raise ReferenceMissing
    if not 1 <= amount_minor <= MOST_MINOR:
        raise AmountNotPossible
    if received_at > clock.now() + CLOCKS_DIFFER:
        raise ReceivedInFuture
    charge = collecting.lock_charges(charge)
    if seen is not None:
        recorded = set(charge.transfers.values_list("external_id", flat=True))
        if external_id not in recorded and len(recorded) > seen:
            raise RecordedMeanwhile(by_cooperative=charge.cooperative_id is not None)
    transfer, made = IncomingTransfer.objects.get_or_create(
        bank_account_id=charge.bank_account_id,
        qris_id=charge.qris_id,
        source=source,
        external_id=external_id,
        defaults={
            "amount_minor": amount_minor,
            "currency": charge.currency,
            "received_at": received_at,
            "sender": sender.strip()[:120],
            "charge": charge,
            "recorded_by": person,
        },
    )
    if made:
        collecting.book_transfer(charge, transfer)
    elif (transfer.charge_id, transfer.amount_minor) != (charge.id, amount_minor):
        raise TransferDiffers
    return transfer


@transaction.atomic
def record_cash(*, bill_ref: str, person: Person | None) -> Settlement:
    """The bill's money was taken at the handover, by the collecting seller or by the charge's courier, who then owes it
    to the collector. Saying it again gives the first answer."""
    charge = Charge.objects.filter(bill_ref=bill_ref).order_by("-id").first()
    if charge is None:
        raise ChargeNotFound
    if charge.provider != "cash":
        raise NotByCash
    charge = collecting.lock_charges(charge)
    if charge.state == Charge.State.OPEN:
        return collecting.book_cash(charge, memo=person.name if person else "")
    if charge.state == Charge.State.PAID:
        return Settlement.objects.get(key=collecting.paid_key(bill_ref))
    raise ChargeClosed


@transaction.atomic
def close(*, bill_ref: str, state: str) -> bool:
    """Stop waiting for a bill: `state` is expired or cancelled. What had come becomes due to the buyer.

    False when nothing was open. The total stays recognisable: a late transfer can still be recorded.
    """
    if state not in (Charge.State.EXPIRED, Charge.State.CANCELLED):
        raise ValueError(f"a charge closes as expired or cancelled, not as {state}")
    charge = opening.open_charge_of(bill_ref)
    if charge is None:
        return False
    charge = collecting.lock_charges(charge)
    if charge.state != Charge.State.OPEN:
        return False
    collecting.return_what_came(charge)
    Charge.objects.filter(pk=charge.pk).update(state=state)
    return True


def waiting_transfers(scope: Scope) -> ChargeQuerySet:
    """Open charges the asker collects by transfer or own QRIS, the longest waiting first."""
    charges: ChargeQuerySet = Charge.objects.within(scope).filter(state=Charge.State.OPEN).by_transfer()
    return charges.select_related("bank_account", "qris", "cooperative", "seller").order_by("created_at", "id")
