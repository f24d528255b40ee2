"""Writes the messages of an order's life to the outbox, each once for ever by its key, in the reader's language.

Every function belongs in the transaction of the step it tells.
"""

from django.utils import translation
from django.utils.functional import Promise

from payments.charges.banks import bank_name
from payments.charges.instructions import way_name
from payments.charges.models import Charge
from payments.money import Money
from sellers.accounts.models import Seller
from sellers.messages import actions as outbox
from sellers.messages import watching
from sellers.regions import places
from storefront.delivery.models import DeliveryOption
from storefront.orders import life_refund_notices, texts
from storefront.orders.links import link_for
from storefront.orders.models import Bill, Order, Purchase
from storefront.orders.texts import ToPay

SELLERS_LANGUAGE = "id"


def purchase_placed(*, purchase: Purchase) -> None:
    """To the buyer, as soon as the purchase stands and its charges are open."""
    bills = list(purchase.bills.select_related("seller", "cooperative").order_by("position"))
    with translation.override(purchase.language):
        to_pay = [pay for bill in bills if (pay := _to_pay(bill))]
        body = texts.purchase_placed(purchase=purchase, to_pay=to_pay, link=link_for(purchase))
        _to_buyer(purchase, key=f"placed:{purchase.code}", template="purchase_placed", body=body)


def not_placed(*, purchase: Purchase) -> None:
    """To the buyer: the engine stayed silent for too long, so nothing was bought and nothing is to be paid."""
    with translation.override(purchase.language):
        body = texts.not_placed(purchase=purchase)
        _to_buyer(purchase, key=f"not_placed:{purchase.code}", template="not_placed", body=body)


def amount_changed(*, order: Order, bill: Bill) -> None:
    """To the buyer: a part was cancelled before payment, transfer the new amount."""
    purchase = order.purchase
    with translation.override(purchase.language):
        if to_pay := _to_pay(bill):
            body = texts.amount_changed(purchase=purchase, order=order, to_pay=to_pay, link=link_for(purchase))
            _to_buyer(purchase, key=f"amount_changed:{order.code}", template="amount_changed", body=body)


def bill_paid(*, bill: Bill, sellers: list[str]) -> None:
    purchase = bill.purchase
    with translation.override(purchase.language):
        paid = Money(bill.amount_minor, bill.currency)
        body = texts.order_paid(purchase=purchase, paid=paid, sellers=sellers, link=link_for(purchase))
        _to_buyer(purchase, key=f"paid:{bill.code}", template="order_paid", body=body)


def paid_short(*, bill: Bill, received: Money, key: str) -> None:
    """To the buyer: part of a transfer is missing. The rest is asked without new digits."""
    purchase = bill.purchase
    with translation.override(purchase.language):
        to_pay = _to_pay(bill, came=received.minor)
        if to_pay is not None:
            body = texts.paid_short(purchase=purchase, received=received, to_pay=to_pay, link=link_for(purchase))
            _to_buyer(purchase, key=f"short:{key}", template="paid_short", body=body)


def bill_expired(*, bill: Bill, sellers: list[str]) -> None:
    purchase = bill.purchase
    with translation.override(purchase.language):
        body = texts.expired(purchase=purchase, sellers=sellers, link=link_for(purchase))
        _to_buyer(purchase, key=f"expired:{bill.code}", template="expired", body=body)


def refund_opened(*, bill: Bill, key: str, refund: Money, why: str | Promise, tell_buyer: bool) -> None:
    """To the buyer, unless another notice says it, and to whoever collected; `why` is put into words for each."""
    purchase = bill.purchase
    if tell_buyer:
        with translation.override(purchase.language):
            body = texts.refund_owed(
                purchase=purchase, refund=refund, refund_by=payee(bill), why=str(why), link=link_for(purchase)
            )
            ask = life_refund_notices.where_to(purchase=purchase, key=key)
            _to_buyer(
                purchase, key=f"refund:{key}", template="refund_owed", body="\n\n".join(filter(None, (body, ask)))
            )
    else:
        life_refund_notices.asked(purchase=purchase, key=key, refund_by=payee(bill))
    with translation.override(SELLERS_LANGUAGE):
        body = texts.refund_to_return(
            purchase=purchase, refund=refund, why=str(why), by_cooperative=bool(bill.cooperative_id)
        )
        collector = bill.cooperative or bill.seller
        if collector and collector.phone:
            outbox.tell(key=f"refund_task:{key}", to=collector.phone, body=body, template="refund_to_return")


def new_order(*, order: Order, paid: bool) -> None:
    """At once, at any hour: to the stall's phone, and to its members who wish to hear of it."""
    with translation.override(SELLERS_LANGUAGE):
        body = texts.new_order(order=order, paid=paid)
        _to_seller(order, template="new_order", body=body)
        for person in watching.watchers(order.seller):
            key = f"new_order:{order.code}:{person.pk}"
            outbox.tell(key=key, to=person.phone, body=body, template="new_order", person=person)


def accepted(*, order: Order) -> None:
    with translation.override(order.purchase.language):
        _of_order(order, template="accepted", body=texts.accepted(order=order, link=link_for(order.purchase)))


def sent(*, order: Order, courier: str, number: str) -> None:
    with translation.override(order.purchase.language):
        body = texts.sent(order=order, courier=courier, number=number, link=link_for(order.purchase))
        _of_order(order, template="sent", body=body)


def ready_for_pickup(*, order: Order) -> None:
    options = DeliveryOption.objects.filter(seller_id=order.seller_id, kind=DeliveryOption.Kind.PICKUP)
    pickup = options.order_by("-is_active", "id").first()
    with translation.override(order.purchase.language):
        body = texts.ready_for_pickup(
            order=order,
            address=", ".join(filter(None, _address(order.seller))),
            opening_note=pickup.note if pickup else "",
            link=link_for(order.purchase),
        )
        _of_order(order, template="ready_for_pickup", body=body)


def received(*, order: Order, counted: bool = False) -> None:
    link = link_for(order.purchase)
    with translation.override(order.purchase.language):
        if counted:
            body = texts.counted_as_received(order=order, link=link)
            _of_order(order, template="counted_as_received", body=body)
        else:
            _of_order(order, template="received", body=texts.received(order=order, link=link))


def cancelled(*, order: Order, reason: str, refund: Money | None, tell_seller: bool) -> None:
    with translation.override(order.purchase.language):
        body = texts.cancelled(
            order=order, reason=reason, refund=refund, refund_by=payee(order.bill), link=link_for(order.purchase)
        )
        _of_order(order, template="cancelled", body=body)
    if tell_seller:
        with translation.override(SELLERS_LANGUAGE):
            body = texts.cancelled_to_seller(order=order, reason=reason)
            _to_seller(order, template="cancelled_to_seller", body=body)


def cancellation_asked(*, order: Order, reason: str, request_id: int) -> None:
    with translation.override(SELLERS_LANGUAGE):
        body = texts.cancellation_asked(order=order, reason=reason)
        _to_seller(order, template="cancellation_asked", body=body, key=f"cancellation_asked:{request_id}")


def cancellation_refused(*, order: Order, request_id: int) -> None:
    with translation.override(order.purchase.language):
        body = texts.cancellation_refused(order=order, link=link_for(order.purchase))
        key = f"cancellation_refused:{request_id}"
        _to_buyer(order.purchase, key=key, template="cancellation_refused", body=body)


def overdue_accept(*, order: Order) -> None:
    with translation.override(SELLERS_LANGUAGE):
        _to_officer(order, template="overdue_accept", body=texts.overdue_accept(order=order))


def overdue_send(*, order: Order) -> None:
    with translation.override(SELLERS_LANGUAGE):
        _to_officer(order, template="overdue_send", body=texts.overdue_send(order=order))
        body = texts.overdue_send_to_seller(order=order)
        _to_seller(order, template="overdue_send_to_seller", body=body)
    with translation.override(order.purchase.language):
        body = texts.overdue_send_to_buyer(order=order, link=link_for(order.purchase))
        _of_order(order, template="overdue_send_to_buyer", body=body)


def overdue_cash(*, order: Order) -> None:
    with translation.override(SELLERS_LANGUAGE):
        _to_officer(order, template="overdue_cash", body=texts.overdue_cash(order=order))
        _to_seller(order, template="overdue_cash_to_seller", body=texts.overdue_cash_to_seller(order=order))


def disputed(*, order: Order, reason: str) -> None:
    with translation.override(SELLERS_LANGUAGE):
        body = texts.disputed(order=order, reason=reason)
        _to_officer(order, template="disputed", body=body)
        _to_seller(order, template="disputed_to_seller", body=body)


def dispute_settled(*, order: Order, returned: bool, refund: Money | None) -> None:
    with translation.override(order.purchase.language):
        body = texts.dispute_settled(
            order=order, returned=returned, refund=refund, refund_by=payee(order.bill), link=link_for(order.purchase)
        )
        _of_order(order, template="dispute_settled", body=body)


def payee(bill: Bill) -> str:
    """The collector's name, as it stands on every payment page."""
    collector = bill.cooperative or bill.seller
    return collector.name if collector else ""


def _to_pay(bill: Bill, *, came: int = 0) -> ToPay | None:
    """What is asked for a bill now; None when nothing is (paid, closed)."""
    open_now = Charge.objects.filter(bill_ref=bill.code, state=Charge.State.OPEN)
    charge = open_now.select_related("bank_account", "qris").first()
    if charge is None:
        return None
    account, qris = charge.bank_account, charge.qris
    by_itself = account or qris or bill.way == Bill.Way.CASH
    # the rest of a short transfer completes the bill; the digits told the first transfer apart already
    asked = charge.amount_minor - came if came else charge.total_minor
    return ToPay(
        payee=payee(bill),
        amount=Money(asked, bill.currency),
        region_code=_place_of(bill),
        account=f"{bank_name(account.bank_code)} {account.number} a.n. {account.holder}" if account else "",
        qris=f"{qris.merchant} (NMID {qris.nmid})" if qris else "",
        online="" if by_itself else way_name(bill.way),
        until=bill.expires_at,
        has_digits=bool(charge.unique_code) and not came,
        by_courier=bool(charge.courier),
    )


def _place_of(bill: Bill) -> str:
    """Where the buyer is; where the collector is when nothing travels."""
    collector = bill.cooperative or bill.seller
    return bill.purchase.village_code or (collector.village_code if collector else "")


def _address(seller: Seller) -> tuple[str, str, str]:
    """Name, street and landmark, village to province."""
    return seller.name, seller.address, places.names(seller.village_code)


def _to_buyer(purchase: Purchase, *, key: str, template: str, body: str) -> None:
    if not purchase.buyer_phone:  # bought elsewhere without one: that storefront writes to its own buyers
        return
    outbox.tell(key=key, to=purchase.buyer_phone, body=body, template=template, person=purchase.person)


def _of_order(order: Order, *, template: str, body: str) -> None:
    """To the buyer, once for this order and template."""
    _to_buyer(order.purchase, key=f"{template}:{order.code}", template=template, body=body)


def _to_seller(order: Order, *, template: str, body: str, key: str = "") -> None:
    outbox.tell(key=key or f"{template}:{order.code}", to=order.seller.phone, body=body, template=template)


def _to_officer(order: Order, *, template: str, body: str) -> None:
    """To the seller's cooperative; a seller without one has nobody above it."""
    cooperative = order.seller.cooperative
    if cooperative and cooperative.phone:
        outbox.tell(key=f"{template}:{order.code}", to=cooperative.phone, body=body, template=template)
