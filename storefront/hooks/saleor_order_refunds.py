"""Money that another app holds for a purchase of ours and that must go back: asked for in Saleor, exactly once each."""

import logging

from payments.gateways.models import GatewayRefund
from payments.money import Money
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor import reading_orders, refunds_elsewhere
from storefront.engine.saleor.errors import Refused
from storefront.engine.saleor.models import SoldLine
from storefront.engine.saleor.reading_orders import OrderUnknown, SaleorOrder
from storefront.engine.saleor.refunds_elsewhere import NobodyRefunds
from storefront.hooks import saleor_orders
from storefront.orders import foreign_money
from storefront.orders.foreign_sessions import PaySession
from storefront.orders.models import OrderLine, Purchase

log = logging.getLogger("lapak.hooks")


def ask_due() -> int:
    """The sweep; answers how many refunds were asked for or heard of."""
    done = 0
    for refund in foreign_money.waiting_refunds():
        try:
            done += _ask(refund)
        except EngineUnavailable as error:
            log.warning("refunds elsewhere could not be asked for: %s", error)
            break
        except Exception:  # one refund's trouble must not stop the others
            log.exception("refund %s could not be asked for elsewhere", refund.key)
    return done


def _ask(refund: GatewayRefund) -> bool:
    purchase, packs = foreign_money.refunded_for(refund)
    if purchase is None or not purchase.origin_ref:
        return False
    try:
        order = reading_orders.order(purchase.origin_ref)
        ours = frozenset(PaySession.objects.filter(order_id=order.id).values_list("transaction_id", flat=True))
        amount = Money(refund.amount_minor, refund.currency)
        lines = _lines_there(purchase, packs)
        if refunds_elsewhere.ask(order=order, key=refund.key, amount=amount, lines=lines, ours=ours):
            return True
    except (OrderUnknown, NobodyRefunds, Refused) as error:
        log.warning("refund %s cannot go back the way it came: %r", refund.key, error)
        foreign_money.give_up(refund)
        return True
    return _hear(purchase, order)


def _hear(purchase: Purchase, order: SaleorOrder) -> bool:
    """It was asked before: perhaps it is decided by now."""
    saleor_orders.note_doubts(order, foreign_money.hear(purchase=purchase, given=saleor_orders.given_of(order)))
    return True


def _lines_there(purchase: Purchase, packs: dict[int, int]) -> dict[str, int]:
    rows = OrderLine.objects.filter(pk__in=packs, order__purchase=purchase).values_list(
        "pk", "order__code", "variant_id"
    )
    found: dict[str, int] = {}
    for pk, code, variant_id in rows:
        sold = SoldLine.objects.filter(order_ref=code, variant_id=variant_id).order_by("pk").first()
        if sold is not None:
            found[sold.line_id] = min(packs[pk], sold.quantity)
    return found
