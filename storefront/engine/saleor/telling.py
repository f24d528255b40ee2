"""What happened to an order of ours, told to Saleor exactly once: its money came, its goods left, its money went back.

A Telling row is written before the call and marked after it. Whoever finds one that was begun and not marked looks in
Saleor first whether the call arrived: none of them may be made twice there.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from payments.money import Money
from sellers.kit import clock
from storefront.engine import saleor
from storefront.engine.port import EngineUnavailable, MoneyBack, News, NotPaid, Paid, Sent
from storefront.engine.saleor import calls, closing, differences
from storefront.engine.saleor.amounts import from_saleor, to_saleor
from storefront.engine.saleor.errors import Refused, problems, raise_for
from storefront.engine.saleor.models import Placement, SellerMirror, SoldLine, Telling

log = logging.getLogger("lapak.saleor")

MAY_BE_SENT = frozenset({"UNFULFILLED", "PARTIALLY_FULFILLED", "PARTIALLY_RETURNED"})
ALL_SENT = frozenset({"FULFILLED", "RETURNED"})
BEING_TOLD = timedelta(minutes=3)  # as long as a worker keeps one call to itself
PAID_IN_FULL = frozenset({"FULL", "OVERCHARGED"})
NAMES = {"cash": "Tunai", "bank_transfer": "Transfer bank", "qris": "QRIS", "stripe": "Stripe", "midtrans": "Midtrans"}


def tell(*, order_ref: str, news: News) -> None:
    """Raises EngineUnavailable when it must be told again later. An order that Saleor does not know is ignored."""
    saleor_id = closing.saleor_order_of(order_ref)
    if not saleor_id:
        return
    telling, made = Telling.objects.get_or_create(key=_key(order_ref, news), defaults={"order_ref": order_ref})
    if not made and not Telling.objects.filter(pk=telling.pk, done_at=None).update(begun_at=clock.now()):
        return
    now = calls.order_now(saleor_id)
    if now is None:
        return _done(telling, {"gone": True})
    if isinstance(news, Paid):
        answer = _paid(now, news, saleor_id)
    elif isinstance(news, NotPaid):
        answer = _not_paid(now, news, order_ref)
    elif isinstance(news, Sent):
        answer = _sent(now, news, order_ref)
    else:
        answer = _money_back(now, news, order_ref)
    _done(telling, answer)


def _paid(now: Mapping[str, Any], news: Paid, saleor_id: str) -> dict[str, Any]:
    """One transaction for each payment, under our own reference, which Saleor itself does not hold to be unique."""
    known = [one["id"] for one in now["transactions"] if one["pspReference"] == news.ref]
    if known:
        return {"transaction": known[0]}
    wanted = {
        "id": saleor_id,
        "transaction": {
            "name": NAMES.get(news.way, news.way)[:60],
            "pspReference": news.ref,
            "availableActions": [],
            "amountCharged": {"amount": to_saleor(news.amount), "currency": news.amount.currency},
        },
    }
    told = raise_for(saleor.api().ask("TransactionTold", wanted)["transactionCreate"])
    made = str(told["transaction"]["id"])
    Placement.objects.filter(saleor_order_id=saleor_id, transaction_id="").update(transaction_id=made)
    return {"transaction": made}


def _not_paid(now: Mapping[str, Any], news: NotPaid, order_ref: str) -> dict[str, Any]:
    """The charge goes back by the one report that is known to take it off; money that comes later is told anew."""
    told = Telling.objects.filter(key=f"paid:{news.ref}").first()
    if told is not None and told.done_at is None and told.begun_at > clock.now() - BEING_TOLD:
        raise EngineUnavailable(f"{news.ref} is being told as paid at this moment")
    payment = next((one for one in now["transactions"] if one["pspReference"] == news.ref), None)
    if payment is None:
        _never_to_be_told(news, order_ref)
        return {"charged": "never"}
    amount = _charged(payment, payment["chargedAmount"]["currency"])
    report = {
        "id": payment["id"], "type": "REFUND_SUCCESS", "amount": to_saleor(amount), "psp": news.ref,
        "message": "Lapak: uang belum diambil kurir",
    }  # fmt: skip
    if amount:
        raise_for(saleor.api().ask("TransactionEventTold", report, safe=True)["transactionEventReport"])
    Telling.objects.filter(key=f"paid:{news.ref}").update(answer={"taken_back": payment["id"]}, done_at=clock.now())
    return {"taken_back": payment["id"]}


def _never_to_be_told(news: NotPaid, order_ref: str) -> None:
    """Saleor showed no such payment: mark its telling done, so that no slower worker makes it after us."""
    over: dict[str, Any] = {"done_at": clock.now(), "answer": {"taken_back": ""}}
    told, made = Telling.objects.get_or_create(key=f"paid:{news.ref}", defaults={"order_ref": order_ref, **over})
    if made:
        return
    lately = clock.now() - BEING_TOLD
    if told.done_at is None:
        left = Telling.objects.filter(pk=told.pk, done_at=None, begun_at__lte=lately)
        if not left.update(**over):
            raise EngineUnavailable(f"{news.ref} is being told as paid at this moment")
    elif "transaction" in told.answer:
        if told.done_at > lately:
            raise EngineUnavailable(f"{news.ref} was told as paid after the order was read")
        _differ(order_ref, ours=f"{news.ref}: never came", theirs="charged on another order")


def _sent(now: Mapping[str, Any], news: Sent, order_ref: str) -> dict[str, Any]:
    """Fulfil the order's lines from its seller's warehouse. Saleor asks neither for status nor for payment: we do."""
    lines = _to_fulfil(now, order_ref)
    if now["status"] in closing.CLOSED:
        _differ(order_ref, ours="sent", theirs=now["status"])
        return {"closed": now["status"]}
    if not lines or now["status"] in ALL_SENT:
        return {"fulfilled": "before"}
    if now["status"] not in MAY_BE_SENT:
        raise EngineUnavailable(f"the order of {order_ref} is not confirmed there yet")
    if not (news.cash or now["chargeStatus"] in PAID_IN_FULL or _told_paid(order_ref)):
        raise EngineUnavailable(f"the payment of {order_ref} is not told yet")
    warehouse = _warehouse_of(order_ref)
    wanted: dict[str, Any] = {
        "notifyCustomer": False,
        "lines": [
            {"orderLineId": line_id, "stocks": [{"warehouse": warehouse, "quantity": packs}]}
            for line_id, packs in lines.items()
        ],
    }
    if news.tracking_number:
        wanted["trackingNumber"] = news.tracking_number
    answer = _fulfilled(now["id"], wanted)
    return {"fulfillments": [one["id"] for one in answer.get("fulfillments") or ()]}


def _fulfilled(saleor_id: str, wanted: dict[str, Any]) -> Mapping[str, Any]:
    """The goods left: when Saleor's count of them was too low, it is the count that is wrong."""
    for more in ({}, {"allowStockToBeExceeded": True}):
        asked = {"order": saleor_id, "input": {**wanted, **more}}
        answer: Mapping[str, Any] = saleor.api().ask("OrderFulfil", asked)["orderFulfill"]
        codes = {one.code for one in problems(answer)}
        if not codes:
            return answer
        if codes == {"FULFILL_ORDER_LINE"}:  # fulfilled meanwhile: read again, then decide
            raise EngineUnavailable("the order was fulfilled while we asked")
        if codes != {"INSUFFICIENT_STOCK"}:
            break
    raise Refused(problems(answer))


def _money_back(now: Mapping[str, Any], news: MoneyBack, order_ref: str) -> dict[str, Any]:
    """A granted refund on the order's lines, and the report that the money went. Never above what is charged there."""
    payment = _payment_of(now, order_ref, news.amount)
    charged = _charged(payment, news.amount.currency) if payment else Money(0, news.amount.currency)
    granted = [one["id"] for one in now["grantedRefunds"] if (one["reason"] or "").endswith(news.ref)]
    amount = news.amount if granted else Money(min(news.amount.minor, charged.minor), news.amount.currency)
    if payment is None or not amount:
        _differ(order_ref, ours=f"{news.ref}: {news.amount.minor} back", theirs=f"{charged.minor} charged")
        return {"refunded": 0}
    if amount != news.amount:
        _differ(order_ref, ours=f"{news.ref}: {news.amount.minor} back", theirs=f"{charged.minor} charged")
    if not granted:
        granted = [_grant(now, news, order_ref, amount, payment["id"])]
    report = {
        "id": payment["id"], "type": "REFUND_SUCCESS", "amount": to_saleor(amount), "psp": news.ref,
        "message": f"Lapak {news.ref}",
    }  # fmt: skip
    told = saleor.api().ask("TransactionEventTold", report, safe=True)["transactionEventReport"]
    raise_for(told)
    return {"grantedRefund": granted[0], "refunded": amount.minor}


def _grant(now: Mapping[str, Any], news: MoneyBack, order_ref: str, amount: Money, payment_id: str) -> str:
    sold = dict(SoldLine.objects.filter(order_ref=order_ref, saleor_order_id=now["id"]).values_list("variant_id", "pk"))
    rows = SoldLine.objects.in_bulk(sold.values())
    lines = [
        {
            "id": rows[sold[line.variant_id]].line_id,
            "quantity": min(line.quantity, rows[sold[line.variant_id]].quantity),
        }
        for line in news.lines
        if line.variant_id in sold and line.quantity
    ]
    wanted: dict[str, Any] = {
        "transactionId": payment_id, "amount": to_saleor(amount), "reason": f"Lapak {news.ref}",
        "grantRefundForShipping": False,
    }  # fmt: skip
    if lines:
        wanted["lines"] = lines
    asked = {"order": now["id"], "input": wanted}
    told = raise_for(saleor.api().ask("OrderRefundGrant", asked)["orderGrantRefundCreate"])
    return str(told["grantedRefund"]["id"])


def _payment_of(now: Mapping[str, Any], order_ref: str, amount: Money) -> Mapping[str, Any] | None:
    """The transaction the order was told paid on, or the one that was charged most."""
    told = Telling.objects.filter(order_ref=order_ref, key__startswith="paid:", answer__has_key="transaction")
    ours = next((one.answer["transaction"] for one in told.order_by("pk")), None)
    by_charge = sorted(now["transactions"], key=lambda one: -_charged(one, amount.currency).minor)
    return next((one for one in by_charge if one["id"] == ours), by_charge[0] if by_charge else None)


def _charged(payment: Mapping[str, Any], currency: str) -> Money:
    return from_saleor(payment["chargedAmount"]["amount"], currency)


def _to_fulfil(now: Mapping[str, Any], order_ref: str) -> dict[str, int]:
    """Packs left to fulfil of this order's lines, by Saleor's line."""
    left = {line["id"]: int(line["quantityToFulfill"]) for line in now["lines"]}
    sold = SoldLine.objects.filter(order_ref=order_ref, saleor_order_id=now["id"])
    wanted = {line.line_id: min(line.quantity, left.get(line.line_id, 0)) for line in sold}
    return {line_id: packs for line_id, packs in wanted.items() if packs}


def _told_paid(order_ref: str) -> bool:
    told = Telling.objects.filter(order_ref=order_ref, key__startswith="paid:", done_at__isnull=False)
    return told.exclude(answer__has_key="taken_back").exists()


def _warehouse_of(order_ref: str) -> str:
    line = SoldLine.objects.select_related("variant__product").filter(order_ref=order_ref).order_by("-pk")[0]
    mirror = SellerMirror.objects.filter(seller_id=line.variant.product.seller_id).first()
    if mirror is None or not mirror.warehouse_id:
        raise EngineUnavailable(f"the seller of {order_ref} has no warehouse there yet")
    return mirror.warehouse_id


def _key(order_ref: str, news: News) -> str:
    if isinstance(news, Paid):
        return f"paid:{news.ref}"
    if isinstance(news, NotPaid):
        return f"unpaid:{news.ref}"
    return f"sent:{order_ref}" if isinstance(news, Sent) else f"refund:{news.ref}"


def _done(telling: Telling, answer: dict[str, Any]) -> None:
    Telling.objects.filter(pk=telling.pk, done_at=None).update(done_at=clock.now(), answer=answer)


def _differ(order_ref: str, *, ours: str, theirs: str) -> None:
    differences.note(kind="order", subject=order_ref, ours=ours, theirs=theirs)
