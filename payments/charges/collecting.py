"""What a recorded payment becomes: postings, the charge's state, and settlements. README.md has the worked table.

Every function runs inside the caller's transaction, with the bill's charges locked.
"""

from dataclasses import dataclass

from django.db.models import Max

from payments.charges.models import Charge, IncomingTransfer, Settlement
from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.ledger.posting import Move, post
from payments.money import Money

Kind = Settlement.Kind
Reason = Settlement.Reason


@dataclass(frozen=True)
class Meaning:
    """How one transfer splits, in minor units: `pays` the bill, `code` covers unique digits, `extra` goes back."""

    pays: int
    code: int
    extra: int
    settles: bool  # the bill is paid by it
    reason: str = ""  # why there is an extra


def meaning_of(*, amount: int, unique_code: int, came: int, is_open: bool, is_paid: bool, received: int) -> Meaning:
    """What `received` means for a bill of `amount` of which `came` is held. Pure; all in minor units.

    A paid bill takes nothing more. A closed bill takes only its whole amount at once. Up to `unique_code` above the
    amount is the digits; more is extra.
    """
    if is_paid:
        return Meaning(0, 0, received, False, Reason.PAID_TWICE)
    missing = amount - came
    if received < missing:
        if is_open:
            return Meaning(received, 0, 0, False)
        return Meaning(0, 0, received, False, Reason.CLOSED_SHORT)
    code = min(received - missing, unique_code)
    extra = received - missing - code
    return Meaning(missing, code, extra, True, Reason.OVERPAID if extra else "")


def lock_charges(charge: Charge) -> Charge:
    """Lock all charges of the bill, in one order, and return this one as it is now."""
    locked = Charge.objects.select_for_update(of=("self",)).filter(bill_ref=charge.bill_ref).order_by("id")
    return {one.pk: one for one in locked}[charge.pk]


def book_transfer(charge: Charge, transfer: IncomingTransfer) -> None:
    kind = "received" if charge.cooperative_id else "received_by_seller"
    entry = transfer_entry(transfer.pk)
    _book(charge, kind=kind, holder=_keys(charge).holder, minor=transfer.amount_minor, entry=entry, name=transfer.pk)


def book_gateway(charge: Charge, *, payment_id: int, holder: AccountKey, minor: int) -> None:
    """Money a gateway took: it means what a transfer means, but `holder`, the gateway, has it for the collector."""
    entry = gateway_entry(payment_id)
    _book(charge, kind="received", holder=holder, minor=minor, entry=entry, name=entry)


def _book(charge: Charge, *, kind: str, holder: AccountKey, minor: int, entry: str, name: object) -> None:
    """`name` tells this payment's settlements from those of others."""
    came = came_so_far(charge)
    meaning = meaning_of(
        amount=charge.amount_minor,
        unique_code=charge.unique_code,
        came=came,
        is_open=charge.state == Charge.State.OPEN,
        is_paid=Settlement.objects.filter(key=paid_key(charge.bill_ref)).exists(),
        received=minor,
    )
    keys = _keys(charge)
    moves = [
        _move(charge, kind, keys.buyer, holder, minor),
        _move(charge, "unique_code", keys.digits, keys.buyer, meaning.code),
        _move(charge, meaning.reason or "overpaid", keys.refund, keys.buyer, meaning.extra),
    ]
    post(entry=entry, moves=moves)
    if meaning.settles:
        _pay(charge)
    if meaning.pays and not meaning.settles:
        settle(charge, key=f"short:{name}", kind=Kind.SHORT, minor=came + meaning.pays)
    if meaning.extra:
        settle(charge, key=f"over:{name}", kind=Kind.OVER, minor=meaning.extra, reason=meaning.reason)


def book_cash(charge: Charge, *, memo: str) -> Settlement:
    """Into the till of the seller that took it, or owed by the courier that did. A cooperative has no hands."""
    keys, kind = _keys(charge), "cod_collected"
    holder = keys.holder
    if charge.courier:
        kind = "cod_by_courier"
        holder = accounts.courier_cash(charge.courier, charge.cooperative_id, charge.seller_id, charge.currency)
    elif charge.cooperative_id is not None:
        raise ValueError(f"charge {charge.code}: a cooperative takes cash by a courier only")
    post(
        entry=cash_entry(charge.code),
        moves=[_move(charge, kind, keys.buyer, holder, charge.amount_minor, memo)],
    )
    return _pay(charge)


def settle_nothing(charge: Charge) -> None:
    """A bill of nothing is paid as soon as it is opened."""
    if charge.state == Charge.State.OPEN:
        _pay(charge)


def return_what_came(charge: Charge) -> None:
    """A bill that closes keeps no part of its money: what came is due to the buyer."""
    came = came_so_far(charge)
    if not came:
        return
    keys = _keys(charge)
    entry = f"closed:{charge.code}"
    post(entry=entry, moves=[_move(charge, Reason.CLOSED_SHORT, keys.refund, keys.buyer, came)])
    settle(charge, key=entry, kind=Kind.OVER, minor=came, reason=Reason.CLOSED_SHORT)


def came_so_far(charge: Charge) -> int:
    """What an open charge holds of its bill; a closed one holds nothing, it was made due to the buyer."""
    if charge.state != Charge.State.OPEN:
        return 0
    short = charge.settlements.filter(kind=Kind.SHORT)  # each says all that had come by then
    return int(short.aggregate(most=Max("amount_minor"))["most"] or 0)


def paid_key(bill_ref: str) -> str:
    """Unique: a bill is paid once in its life."""
    return f"paid:{bill_ref}"


def transfer_entry(transfer_id: int) -> str:
    return f"transfer:{transfer_id}"


def gateway_entry(payment_id: int) -> str:
    return f"gateway:{payment_id}"


def cash_entry(charge_code: str) -> str:
    return f"cash:{charge_code}"


def cash_undone_entry(charge_code: str) -> str:
    """Cash that was not taken after all (payments/remittances/not_taken.py)."""
    return f"cash_undone:{charge_code}"


def undone_key(charge_code: str) -> str:
    """What the settlement of such a charge is known by from then on: its bill may be paid yet."""
    return f"undone:{charge_code}"


@dataclass(frozen=True)
class _Keys:
    buyer: AccountKey
    holder: AccountKey  # who has the money now
    digits: AccountKey  # who keeps the unique code
    refund: AccountKey


def _keys(charge: Charge) -> _Keys:
    currency = charge.currency
    buyer = accounts.buyer(charge.bill_ref, currency)
    refund = accounts.refund_due(charge.cooperative_id, charge.seller_id, currency)
    if charge.cooperative_id is not None:
        bank = accounts.bank(charge.cooperative_id, currency)
        return _Keys(buyer, bank, accounts.unique_code(charge.cooperative_id, currency), refund)
    if charge.seller_id is None:
        raise ValueError(f"charge {charge.code} has no collector")
    seller = accounts.seller(charge.seller_id, None, currency)
    return _Keys(buyer, seller, seller, refund)


def _move(charge: Charge, kind: str, source: AccountKey, target: AccountKey, minor: int, memo: str = "") -> Move:
    return Move(kind, source, target, Money(minor, charge.currency), ref=charge.bill_ref, memo=memo)


def _pay(charge: Charge) -> Settlement:
    Charge.objects.filter(pk=charge.pk).update(state=Charge.State.PAID)
    charge.state = Charge.State.PAID
    return settle(charge, key=paid_key(charge.bill_ref), kind=Kind.PAID, minor=charge.amount_minor)


def settle(charge: Charge, *, key: str, kind: str, minor: int, reason: str = "") -> Settlement:
    """Tell orders; belongs into the transaction of what it tells."""
    return Settlement.objects.create(
        key=key,
        bill_ref=charge.bill_ref,
        kind=kind,
        reason=reason,
        amount_minor=minor,
        currency=charge.currency,
        charge=charge,
    )
