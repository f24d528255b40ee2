"""The commission of an order, on its lines and on itself: previewed when it is placed, frozen when it is sold."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from catalog.products.models import Variant
from payments.money import Money
from sellers.accounts.models import Seller
from storefront.orders.models import Order, OrderLine
from storefront.terms.commission import SoldLine, commission_for
from storefront.terms.shares import actions as shares

Kinds = Mapping[int, tuple[int, int]]  # variant id → (product id, category id)


def kinds_of(variant_ids: Sequence[int]) -> Kinds:
    """What the rules look at, for variants of any number of orders."""
    rows = Variant.objects.filter(pk__in=variant_ids).values_list("pk", "product_id", "product__category_id")
    return {pk: (product, category) for pk, product, category in rows}


def set_commission(*, order: Order, lines: Sequence[OrderLine], seller: Seller, kinds: Kinds, at: datetime) -> None:
    """Put the commission by the rules in force at `at` on the rows; the caller saves them."""
    sold = [
        SoldLine(*kinds[line.variant_id], quantity=line.quantity, total=Money(line.total_minor, order.currency))
        for line in lines
    ]
    commission = commission_for(seller=seller, lines=sold, currency=order.currency, at=at)
    order.commission_minor, order.commission_cooperative_id = commission.amount.minor, commission.cooperative_id
    for line, kept in zip(lines, commission.lines, strict=True):
        line.commission_minor, line.commission_rule_id = kept.amount.minor, kept.rule_id


def freeze(*, order: Order, at: datetime) -> None:
    """At the sale: by the rules in force now, whatever was previewed. Also who gets the delivery fee, and by which
    version the members of a group will share it."""
    lines = list(order.lines.order_by("pk"))
    kinds = kinds_of([line.variant_id for line in lines])
    set_commission(order=order, lines=lines, seller=order.seller, kinds=kinds, at=at)
    order.delivery_to_courier = _is_couriers(order)
    order.save(update_fields=["commission_minor", "commission_cooperative", "delivery_to_courier"])
    OrderLine.objects.bulk_update(lines, ["commission_minor", "commission_rule"])
    shares.freeze(order_code=order.code, seller_id=order.seller_id, at=at)


def _is_couriers(order: Order) -> bool:
    """A courier's fee that a cooperative with the courier's contract collects is not the seller's."""
    if order.delivery_kind != "courier" or order.bill.cooperative_id is None:
        return False
    terms = getattr(order.bill.cooperative, "terms", None)
    return bool(terms and terms.holds_courier_contract)
