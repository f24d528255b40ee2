"""A purchase as its buyer sees it, and an order as its seller sees it."""

from collections.abc import Sequence
from typing import Any

import graphene

from payments.charges.banks import bank_name
from payments.charges.instructions import instructions_for
from payments.charges.models import Charge
from payments.money import Money as Amount
from payments.providers.port import Instructions
from storefront.graphql.types import Money, Weighed
from storefront.orders.following import told_to_buyer
from storefront.orders.life_table import OPEN
from storefront.orders.models import Bill as BillRow
from storefront.orders.models import Order as OrderRow
from storefront.orders.models import OrderLine as OrderLineRow
from storefront.orders.models import Purchase as PurchaseRow
from storefront.orders.tracking import link_for, token_for
from storefront.orders.weighing import Bound


class OrderLine(graphene.ObjectType):
    product_name = graphene.String(required=True)
    label = graphene.String(required=True)
    quantity = graphene.Int(required=True)
    total = graphene.Field(Money, required=True)
    weighed = graphene.Field(
        Weighed, description="As it was agreed, of all packs together; null for what is sold as it stands."
    )
    weighed_g = graphene.BigInt(description="What the scale said of all packs together; null until then.")
    given_back = graphene.Field(Money, required=True, description="Of the total, for whatever reason.")

    @staticmethod
    def resolve_weighed(row: OrderLineRow, _info: graphene.ResolveInfo) -> dict[str, Any] | None:
        if row.weighed_percent is None or row.pack_g is None:
            return None
        bound = Bound(row.pack_g * row.quantity, row.weighed_percent)
        return Weighed.of(bound, Amount(row.total_minor, row.order.currency))

    @staticmethod
    def resolve_given_back(row: OrderLineRow, _info: graphene.ResolveInfo) -> dict[str, Any]:
        return Money.of(row.refunded_minor, row.order.currency)

    @staticmethod
    def resolve_label(row: OrderLineRow, _info: graphene.ResolveInfo) -> str:
        return row.variant_label

    @staticmethod
    def resolve_total(row: OrderLineRow, _info: graphene.ResolveInfo) -> dict[str, Any]:
        return Money.of(row.total_minor, row.order.currency)


class OrderEvent(graphene.ObjectType):
    verb = graphene.String(required=True)
    at = graphene.DateTime(required=True)
    actor = graphene.String(required=True)


class OrderPart(graphene.ObjectType):
    """One seller's part of a purchase."""

    code = graphene.String(required=True)
    state = graphene.String(required=True)
    seller_name = graphene.String(required=True)
    delivery_kind = graphene.String(required=True)
    goods = graphene.Field(Money, required=True)
    delivery = graphene.Field(Money, required=True)
    total = graphene.Field(Money, required=True)
    courier = graphene.String(required=True)
    tracking_number = graphene.String(required=True)
    lines = graphene.List(graphene.NonNull(OrderLine), required=True)
    events = graphene.List(graphene.NonNull(OrderEvent), required=True)

    @staticmethod
    def resolve_seller_name(row: OrderRow, _info: graphene.ResolveInfo) -> str:
        return row.seller.name

    @staticmethod
    def resolve_goods(row: OrderRow, _info: graphene.ResolveInfo) -> dict[str, Any]:
        return Money.of(row.goods_minor, row.currency)

    @staticmethod
    def resolve_delivery(row: OrderRow, _info: graphene.ResolveInfo) -> dict[str, Any]:
        return Money.of(row.delivery_minor, row.currency)

    @staticmethod
    def resolve_total(row: OrderRow, _info: graphene.ResolveInfo) -> dict[str, Any]:
        return Money.of(row.total_minor, row.currency)

    @staticmethod
    def resolve_courier(row: OrderRow, _info: graphene.ResolveInfo) -> str:
        shipment = getattr(row, "shipment", None)
        return shipment.courier if shipment else row.courier

    @staticmethod
    def resolve_tracking_number(row: OrderRow, _info: graphene.ResolveInfo) -> str:
        shipment = getattr(row, "shipment", None)
        return shipment.tracking_number if shipment else ""

    @staticmethod
    def resolve_lines(row: OrderRow, _info: graphene.ResolveInfo) -> list[OrderLineRow]:
        return list(row.lines.all())

    @staticmethod
    def resolve_events(row: OrderRow, _info: graphene.ResolveInfo) -> Sequence[Any]:
        told = (event for event in row.events.all() if told_to_buyer(event.verb))
        return sorted(told, key=lambda event: (event.at, event.pk))


class SellerOrder(OrderPart):
    """An order as its seller sees it; the buyer's name and number only while the order is open."""

    note = graphene.String(required=True)
    deadline_at = graphene.DateTime()
    buyer_name = graphene.String()
    buyer_phone = graphene.String()

    @staticmethod
    def resolve_events(row: OrderRow, _info: graphene.ResolveInfo) -> Sequence[Any]:
        return sorted(row.events.all(), key=lambda event: (event.at, event.pk))

    @staticmethod
    def resolve_buyer_name(row: OrderRow, _info: graphene.ResolveInfo) -> str | None:
        return row.purchase.buyer_name if row.state in OPEN else None

    @staticmethod
    def resolve_buyer_phone(row: OrderRow, _info: graphene.ResolveInfo) -> str | None:
        return row.purchase.buyer_phone if row.state in OPEN else None


class OrderPage(graphene.ObjectType):
    nodes = graphene.List(graphene.NonNull(SellerOrder), required=True)
    end_cursor = graphene.String()


class Bill(graphene.ObjectType):
    """One payment of the buyer. For a transfer or a QRIS the total carries the unique code, to the last digit."""

    code = graphene.String(required=True)
    way = graphene.String(required=True)
    state = graphene.String(required=True)
    collector_name = graphene.String(required=True)
    amount = graphene.Field(Money, required=True)
    total_to_pay = graphene.Field(Money, required=True)
    charge_code = graphene.String()
    bank = graphene.String()
    account_number = graphene.String()
    account_holder = graphene.String()
    pay_kind = graphene.String(
        description="What the buyer does: manual, qr, redirect, wait (ask again soon). Null when nothing is asked now."
    )
    qr_payload = graphene.String(description="The text of the QR code to draw: it asks for exactly the total.")
    merchant_name = graphene.String(description="Whom the QRIS pays: show it beside the code.")
    nmid = graphene.String()
    pay_url = graphene.String(description="Where a gateway takes the payment.")
    expires_at = graphene.DateTime()

    @staticmethod
    def of(row: BillRow, charge: Charge | None) -> dict[str, Any]:
        account = charge.bank_account if charge else None
        collector = row.cooperative or row.seller
        asked = _asked(row, charge)
        qris = charge.qris if charge and asked and asked.qr else None
        return {
            "code": row.code,
            "way": row.way,
            "state": row.state,
            "collector_name": collector.name if collector else "",
            "amount": Money.of(row.amount_minor, row.currency),
            "total_to_pay": Money.of(charge.total_minor if charge else row.amount_minor, row.currency),
            "charge_code": charge.code if charge else None,
            "bank": bank_name(account.bank_code) if account else None,
            "account_number": account.number if account else None,
            "account_holder": account.holder if account else None,
            "pay_kind": asked.kind if asked else None,
            "qr_payload": asked.qr or None if asked else None,
            "merchant_name": qris.merchant if qris else None,
            "nmid": qris.nmid if qris else None,
            "pay_url": asked.url or None if asked else None,
            "expires_at": row.expires_at,
        }


def _asked(row: BillRow, charge: Charge | None) -> Instructions | None:
    """What the payer has to do now; None when nothing is asked, or not before the handover."""
    if charge is None or charge.state != Charge.State.OPEN or row.state != BillRow.State.OPEN:
        return None
    return instructions_for(charge) if row.way != BillRow.Way.CASH else None


class Purchase(graphene.ObjectType):
    code = graphene.String(required=True)
    token = graphene.String(required=True, description="Opens this purchase again: purchase(code, token).")
    link = graphene.String(required=True)
    total = graphene.Field(Money, required=True)
    created_at = graphene.DateTime(required=True)
    bills = graphene.List(graphene.NonNull(Bill), required=True)
    orders = graphene.List(graphene.NonNull(OrderPart), required=True)

    @staticmethod
    def resolve_token(row: PurchaseRow, _info: graphene.ResolveInfo) -> str:
        return token_for(row)

    @staticmethod
    def resolve_link(row: PurchaseRow, _info: graphene.ResolveInfo) -> str:
        return link_for(row)

    @staticmethod
    def resolve_total(row: PurchaseRow, _info: graphene.ResolveInfo) -> dict[str, Any]:
        return Money.of(row.total_minor, row.currency)

    @staticmethod
    def resolve_bills(row: PurchaseRow, _info: graphene.ResolveInfo) -> list[dict[str, Any]]:
        bills = list(row.bills.select_related("cooperative", "seller").order_by("position"))
        charges = Charge.objects.filter(bill_ref__in=[bill.code for bill in bills])
        charges = charges.select_related("bank_account", "qris", "cooperative", "seller", "gateway_start")
        newest = {charge.bill_ref: charge for charge in charges.order_by("pk")}
        return [Bill.of(bill, newest.get(bill.code)) for bill in bills]

    @staticmethod
    def resolve_orders(row: PurchaseRow, _info: graphene.ResolveInfo) -> list[OrderRow]:
        rows = row.orders.select_related("seller", "shipment", "purchase")
        return list(rows.prefetch_related("lines__order", "events").order_by("position"))
