"""How a payment begun in another storefront ends when it brings no order: its money goes back to whoever paid.

The bill to be becomes a bill that is over, of a purchase without goods; then settling does with its money what it does
with any that came too late: it is listed to go back, and the buyer is told and asked where to.
"""

from django.db import IntegrityError, transaction

from payments.charges.models import Charge, Settlement
from sellers.kit import clock
from sellers.kit.codes import new_code
from sellers.kit.once import hash_of
from storefront.orders import foreign_pay_open, settling
from storefront.orders.foreign_pay import State
from storefront.orders.foreign_sessions import PaySession
from storefront.orders.models import Bill, Purchase


def give_back(session: PaySession, *, purchase: Purchase | None = None) -> bool:
    """The money came and buys nothing. `purchase`: what was bought by another payment, when this one came beside it.

    Raises nothing for a second call; True when it was decided now. Call it outside a transaction.
    """
    with transaction.atomic():
        locked = PaySession.objects.select_for_update().get(pk=session.pk)
        if locked.state == State.GIVEN_BACK or Bill.objects.filter(code=locked.bill_ref).exists():
            return False
        over = Bill.State.CANCELLED if purchase else Bill.State.EXPIRED
        _bill(locked, purchase or _purchase(locked), over)
        PaySession.objects.filter(pk=locked.pk).update(state=State.GIVEN_BACK, done_at=clock.now(), leased_until=None)
    settling.apply_for(bill_ref=session.bill_ref)
    return True


def expire(session: PaySession) -> bool:
    """Its time is over and nobody paid in full. What came in part goes back. True when it ended now."""
    with transaction.atomic():
        ended = foreign_pay_open.end(session, closed=Charge.State.EXPIRED)
    if ended and _is_told_something(session):
        give_back(session)
    return ended


def _is_told_something(session: PaySession) -> bool:
    return Settlement.objects.filter(bill_ref=session.psp_reference, done_at=None).exclude(kind="short").exists()


def _purchase(session: PaySession) -> Purchase:
    """One for each checkout, however many payments of it go back."""
    source = session.told.get("checkout") or session.source_id
    key = f"saleor:{hash_of(source)[:60]}"
    standing = Purchase.objects.filter(key=key).first()
    if standing is not None:
        return standing
    buyer = session.told["buyer"]
    try:
        with transaction.atomic():
            return Purchase.objects.create(
                code=new_code(),
                key=key,
                input_hash=hash_of(buyer),
                state=Purchase.State.PLACED,
                placed_at=clock.now(),
                language=buyer["language"],
                buyer_name=buyer["name"],
                buyer_phone=buyer["phone"],
                currency=session.currency,
                total_minor=session.amount_minor,
                origin=foreign_pay_open.ORIGIN,
            )
    except IntegrityError:
        return Purchase.objects.get(key=key)


def _bill(session: PaySession, purchase: Purchase, state: str) -> Bill:
    charge = Charge.objects.filter(bill_ref=session.bill_ref).order_by("pk")[0]
    return Bill.objects.create(
        code=session.bill_ref,
        purchase=purchase,
        position=purchase.bills.count(),
        cooperative_id=charge.cooperative_id,
        seller_id=charge.seller_id,
        way=session.way,
        amount_minor=session.amount_minor,
        currency=session.currency,
        state=state,
    )
