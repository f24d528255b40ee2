"""What a buyer asks for and is told: the inputs of a purchase, its quote, and the purchase once placed."""

from collections.abc import Mapping
from typing import Any

import graphene

from storefront.delivery.queries import DeliveryWay as WayValue
from storefront.graphql.payloads import Error
from storefront.graphql.types import Money, Weighed
from storefront.orders.inputs import AddressInput, LineInput, PartInput, PurchaseInput
from storefront.orders.quoted import LineQuote as LineQuoteValue
from storefront.orders.quoting import PartQuote as PartQuoteValue
from storefront.orders.quoting import Quote as QuoteValue
from storefront.orders.weighing import Bound


class QuoteLineInput(graphene.InputObjectType):
    variant_id = graphene.ID(required=True)
    quantity = graphene.Int(required=True, description="Packs.")
    shown_price_minor = graphene.BigInt(description="The price the buyer saw; another price now is a problem.")


class QuotePartInput(graphene.InputObjectType):
    seller_id = graphene.ID(required=True)
    delivery_option_id = graphene.ID()
    note = graphene.String()


class QuotePaymentInput(graphene.InputObjectType):
    group = graphene.String(required=True, description="Key of a payment group of the quote.")
    way = graphene.String(required=True, description="One of the ways of its payment group.")


class QuoteAddressInput(graphene.InputObjectType):
    street = graphene.String()
    rt = graphene.String()
    rw = graphene.String()
    village_code = graphene.String(description="Kemendagri code of the village, such as 35.72.02.1005.")
    postal_code = graphene.String()
    landmark = graphene.String()


class QuoteInput(graphene.InputObjectType):
    lines = graphene.List(graphene.NonNull(QuoteLineInput), required=True)
    buyer_name = graphene.String()
    buyer_phone = graphene.String()
    address = QuoteAddressInput()
    parts = graphene.List(graphene.NonNull(QuotePartInput))
    payments = graphene.List(graphene.NonNull(QuotePaymentInput))
    language = graphene.String()
    shown_total_minor = graphene.BigInt()


def purchase_input(given: Mapping[str, Any], prices: Mapping[int, int], person_id: int | None) -> PurchaseInput:
    """The domain's input. A line without a shown price agrees to today's, found in `prices` by variant id."""
    lines = tuple(
        LineInput(number(line.variant_id), line.quantity, _shown(line, prices)) for line in given.get("lines", ())
    )
    parts = tuple(
        PartInput(number(part.seller_id), _optional(part.get("delivery_option_id")), part.get("note") or "")
        for part in given.get("parts") or ()
    )
    address = {name: value or "" for name, value in (given.get("address") or {}).items()}
    return PurchaseInput(
        lines=lines,
        buyer_name=given.get("buyer_name") or "",
        buyer_phone=given.get("buyer_phone") or "",
        address=AddressInput(**address),
        parts=parts,
        payments={payment.group: payment.way for payment in given.get("payments") or ()},
        language=given.get("language") or "id",
        person_id=person_id,
        shown_total_minor=given.get("shown_total_minor"),
    )


def number(text: str | None) -> int:
    """An id as a number; what is not one is an id that nothing has."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def _optional(text: str | None) -> int | None:
    return number(text) if text else None


def _shown(line: Any, prices: Mapping[int, int]) -> int:
    shown = line.get("shown_price_minor")
    return int(shown) if shown is not None else prices.get(number(line.variant_id), 0)


class DeliveryWay(graphene.ObjectType):
    option_id = graphene.ID(required=True)
    kind = graphene.String(required=True)
    label = graphene.String(required=True)
    fee = graphene.Field(Money)
    days = graphene.String(required=True)
    cash_on_delivery = graphene.Boolean(required=True)
    problem = graphene.String(required=True)

    @staticmethod
    def resolve_cash_on_delivery(way: WayValue, _info: graphene.ResolveInfo) -> bool:
        return way.cod


class QuoteLine(graphene.ObjectType):
    variant_id = graphene.ID(required=True)
    product_name = graphene.String(required=True)
    label = graphene.String(required=True)
    quantity = graphene.Int(required=True)
    price = graphene.Field(Money, required=True)
    total = graphene.Field(Money, required=True)
    weighed = graphene.Field(Weighed, description="Of all packs together; null for what is sold as it stands.")

    @staticmethod
    def resolve_weighed(line: LineQuoteValue, _info: graphene.ResolveInfo) -> dict[str, Any] | None:
        if line.weighed is None:
            return None
        return Weighed.of(Bound(line.weighed.nominal_g * line.quantity, line.weighed.percent), line.total)


class QuotePart(graphene.ObjectType):
    """One seller's part of the basket."""

    seller_id = graphene.ID(required=True)
    seller_name = graphene.String(required=True)
    lines = graphene.List(graphene.NonNull(QuoteLine), required=True)
    goods = graphene.Field(Money, required=True)
    delivery = graphene.Field(Money, required=True)
    total = graphene.Field(Money, required=True)
    weight_g = graphene.BigInt(required=True)
    ways = graphene.List(graphene.NonNull(DeliveryWay), required=True)
    chosen_option_id = graphene.ID()

    @staticmethod
    def resolve_chosen_option_id(part: PartQuoteValue, _info: graphene.ResolveInfo) -> int | None:
        return part.chosen.option_id if part.chosen else None


class ShutWay(graphene.ObjectType):
    """A way that is there, but not for what this costs."""

    way = graphene.String(required=True)
    why = graphene.String(required=True)


class PaymentGroup(graphene.ObjectType):
    """Sellers with one main collector; the buyer chooses one way for all of them."""

    key = graphene.String(required=True)
    name = graphene.String(required=True)
    seller_ids = graphene.List(graphene.NonNull(graphene.ID), required=True)
    ways = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="bank_transfer, qris, stripe, midtrans, cash."
    )
    shut = graphene.List(graphene.NonNull(ShutWay), required=True)
    chosen = graphene.String()


class QuoteBill(graphene.ObjectType):
    """One payment the buyer will make: to whom, in which way, how much."""

    collector_kind = graphene.String(required=True)
    collector_name = graphene.String(required=True)
    way = graphene.String(required=True)
    seller_ids = graphene.List(graphene.NonNull(graphene.ID), required=True)
    amount = graphene.Field(Money, required=True)
    expires_hours = graphene.Int()
    by_courier = graphene.Boolean(
        required=True, description="Cash that a courier takes at the door in the collector's name."
    )


class Quote(graphene.ObjectType):
    """What the basket would cost and what still stands in the way; it promises nothing."""

    parts = graphene.List(graphene.NonNull(QuotePart), required=True)
    groups = graphene.List(graphene.NonNull(PaymentGroup), required=True)
    bills = graphene.List(graphene.NonNull(QuoteBill), required=True)
    total = graphene.Field(Money, required=True)
    problems = graphene.List(graphene.NonNull(Error), required=True)

    @staticmethod
    def resolve_problems(quoted: QuoteValue, _info: graphene.ResolveInfo) -> list[Error]:
        return [
            Error(
                code="problem",
                message=problem.sentence,
                field=problem.field,
                seller_id=problem.seller_id,
                variant_id=problem.variant_id,
            )
            for problem in quoted.problems
        ]
