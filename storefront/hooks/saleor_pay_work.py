"""Works on payments that other storefronts began with us: Saleor is told of the money, and a paid checkout becomes
an order there. Each step is safe to do twice, and a crash between two of them is found again by the row.

| the session | what is done |
|---|---|
| its money came | CHARGE_SUCCESS with our reference; then the order, once everything of the checkout is paid |
| its order is ours by now | the waiting settlement is applied, and the session is done |
| no order can be had | the money goes back, and Saleor hears of it when it left |
| its time is over | CHARGE_FAILURE; money that comes all the same wakes it again |
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from payments.charges.models import Charge, Settlement
from payments.money import Money
from sellers.kit import clock, due
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor import payments_out as out
from storefront.engine.saleor.models import OpenOrder
from storefront.hooks import saleor_pay_moved as moved
from storefront.orders import foreign_pay_end as ending
from storefront.orders import foreign_pay_open as opening
from storefront.orders import settling
from storefront.orders.foreign_pay import CASH, State
from storefront.orders.foreign_sessions import PaySession
from storefront.orders.models import Bill, Purchase

log = logging.getLogger("lapak.saleor")
LIMIT = 50
WAITS_S, SILENT_S, LONG_S = 30, 60, 600
WAITS_FOR_THE_REST = timedelta(hours=24)  # of a checkout paid in part: then what came goes back
CASH_WAITS = timedelta(days=7)


class _Later(Exception):
    def __init__(self, why: str, *, in_s: int = WAITS_S) -> None:
        super().__init__(why)
        self.in_s = in_s


def work_due(*, limit: int = LIMIT) -> int:
    """Sessions that something is to be done about, and money that moved since. Answers how many were finished."""
    done = 0
    for row in due.take(PaySession.objects.all(), limit=limit):
        try:
            _work(row)
        except _Later as later:
            due.fail(row, later, retry_in_s=later.in_s)
        except EngineUnavailable as error:
            due.fail(row, error, retry_in_s=SILENT_S)
        except Exception as error:  # one payment's trouble must not stop the others
            log.exception("payment session %s", row.psp_reference)
            due.fail(row, repr(error), retry_in_s=LONG_S)
        else:
            done += due.finish(row)
    return done + moved.tell_due()


def _work(row: PaySession) -> None:
    if row.way == CASH:
        return _cash(row)
    if opening.is_paid(row):
        _tell_charged(row)
        if row.bill_ref == row.psp_reference:
            return _bring_home(row)
        settling.apply_for(bill_ref=row.bill_ref)
        return None
    if row.state == State.WAITING and _is_over(row):
        ending.expire(row)
        row.refresh_from_db()
    if row.state in (State.ENDED, State.GIVEN_BACK):
        return _tell_failed(row)
    raise _Later("the shopper pays", in_s=LONG_S)


def _tell_charged(row: PaySession) -> None:
    """Money is money, also when it comes after we said that it would not."""
    if "charged" not in row.told:
        taken = out.report(
            transaction_id=row.transaction_id, kind=out.CHARGED, amount=_amount(row), reference=row.psp_reference,
            actions=("REFUND",),
        )  # fmt: skip
        _remember(row, charged="told" if taken else "refused", charged_at=clock.now().isoformat())
    live = PaySession.objects.filter(pk=row.pk).exclude(state=State.GIVEN_BACK)
    if live.update(state=State.CHARGED):
        row.state = State.CHARGED


def _tell_failed(row: PaySession) -> None:
    if "failed" in row.told or "charged" in row.told:
        return
    was_cash = row.way == CASH
    with translation.override(row.told["buyer"]["language"]):
        message = _("Pembayaran ini sudah ditutup. Mulai lagi.")
    out.report(
        transaction_id=row.transaction_id, kind=out.VOIDED if was_cash else out.CHARGE_FAILED, amount=_amount(row),
        reference=row.psp_reference, message=message,
    )  # fmt: skip
    _remember(row, failed="told")


def _bring_home(row: PaySession) -> None:
    """The paid bill to be gets its purchase: the order is found or made there, and taken over by who takes orders."""
    if row.state == State.GIVEN_BACK:
        return
    if Bill.objects.filter(code=row.bill_ref).exists():
        settling.apply_for(bill_ref=row.bill_ref)
        return
    order_id = row.order_id or _order(row)
    if order_id is None:
        ending.give_back(row)
        return
    _know_order(row, order_id)
    purchase = Purchase.objects.filter(origin=opening.ORIGIN, origin_ref=order_id).first()
    if purchase is None and _bought_nothing(row, order_id):
        ending.give_back(row)
        return
    if purchase is None:
        raise _Later("its order was not read yet")
    if not purchase.bills.filter(code=row.bill_ref).exists():  # it was taken with another payment, or none of ours
        ending.give_back(row, purchase=purchase)


def _bought_nothing(row: PaySession, order_id: str) -> bool:
    """Its order was read after its money was told, and no purchase came of it: it was cancelled before we first read
    it, or holds nothing of ours. One that we cannot read has no status here: that waits for a person."""
    since = parse_datetime(row.told.get("charged_at", ""))
    read = OpenOrder.objects.filter(saleor_order_id=order_id, purchase_ref="").exclude(status="")
    return since is not None and read.filter(read_at__gt=since).exists()


def _order(row: PaySession) -> str | None:
    """The order of the session's checkout; None when there will never be one for this money."""
    checkout = row.source_id
    standing = out.due_of(checkout)
    if standing is None:
        return out.order_of(checkout) or None
    paid = _paid_for(checkout)
    if standing.total is None or paid > standing.total.minor:
        return None  # it was changed after it was paid: what is paid is not what is in it
    if paid < standing.total.minor:
        _wait(row, "the rest of the checkout is not paid")
        return None
    try:
        return out.make_order(checkout, reference=row.psp_reference)
    except (out.SoldOut, out.CheckoutGone) as error:
        log.warning("checkout of %s was paid and cannot be had: %s", row.psp_reference, error)
        return None
    except out.NotReady as error:
        _wait(row, str(error))
        return None


def _wait(row: PaySession, why: str) -> None:
    """Come back later, for a day; after that there is nothing to wait for."""
    came = Settlement.objects.filter(bill_ref=row.bill_ref, kind=Settlement.Kind.PAID).first()
    if came is None or came.at > clock.now() - WAITS_FOR_THE_REST:
        raise _Later(why, in_s=SILENT_S)


def _paid_for(checkout_id: str) -> int:
    """Minor units of what came, or is promised at the door, for this checkout."""
    rows = PaySession.objects.filter(source_id=checkout_id, state__in=[State.CHARGED, State.AUTHORIZED])
    return int(rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def _cash(row: PaySession) -> None:
    """Nothing is reported here but the end: what is taken at the door is told as money of the order."""
    if row.state == State.ENDED:
        return _tell_failed(row)
    if not row.order_id:
        order_id = out.order_of(row.source_id)
        if order_id:
            _know_order(row, order_id)
        elif row.created_at < clock.now() - CASH_WAITS:
            ending.expire(row)
            row.refresh_from_db()
            return _tell_failed(row)
        else:
            raise _Later("the checkout is no order yet", in_s=LONG_S)
    if _nobody_collects(row):
        ending.expire(row)
        row.refresh_from_db()
        return _tell_failed(row)
    return None


def _nobody_collects(row: PaySession) -> bool:
    """The order was taken in to be paid in another way: then nothing was promised for the door."""
    standing = Purchase.objects.filter(origin=opening.ORIGIN, origin_ref=row.order_id).first()
    if standing is None or standing.state != Purchase.State.PLACED:
        return False
    return not standing.bills.filter(way=CASH, orders__seller_id__in=row.seller_ids).exists()


def _know_order(row: PaySession, order_id: str) -> None:
    if row.order_id != order_id:
        PaySession.objects.filter(pk=row.pk).update(order_id=order_id)
        row.order_id = order_id


def _is_over(row: PaySession) -> bool:
    newest = Charge.objects.filter(bill_ref=row.bill_ref).order_by("-pk").first()
    if newest is None or newest.state in (Charge.State.EXPIRED, Charge.State.CANCELLED):
        return True
    if row.bill_ref != row.psp_reference or Bill.objects.filter(code=row.bill_ref).exists():
        return False  # a standing bill has its own deadline
    return newest.expires_at is not None and newest.expires_at <= clock.now()


def _remember(row: PaySession, **told: str) -> None:
    with transaction.atomic():
        standing = PaySession.objects.select_for_update().get(pk=row.pk)  # a cancellation may have added its own word
        row.told = {**standing.told, **told}
        PaySession.objects.filter(pk=row.pk).update(told=row.told)


def _amount(row: PaySession) -> Money:
    return Money(row.amount_minor, row.currency)
