"""What can be done. Every mutation makes one domain call and answers with its result or typed errors."""

from datetime import datetime
from typing import Any

import graphene
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from catalog.products import actions as products
from sellers.kit.errors import Expected
from storefront.graphql import buying, orders, types
from storefront.graphql.asking import Asking
from storefront.graphql.payloads import Payload, answering
from storefront.graphql.queries import prices_of
from storefront.orders import life, placing, settling
from storefront.orders.wording import currency_of_the_house


class PlacePurchase(graphene.Mutation):
    """Place a basket exactly once: the same key and input give the first answer, for ever."""

    class Arguments:
        key = graphene.String(required=True, description="Made by the caller, 1 to 80 characters, never reused.")
        input = buying.QuoteInput(required=True)

    class Meta:
        output = type("PlacePurchasePayload", (Payload,), {"purchase": graphene.Field(orders.Purchase)})

    @staticmethod
    @answering("purchase")
    def mutate(asking: Asking, key: str, input: buying.QuoteInput) -> Any:
        person_id = asking.person.pk if asking.person else None
        return placing.place(key=key, given=buying.purchase_input(input, prices_of(input), person_id))


class CreateProductInput(graphene.InputObjectType):
    seller_id = graphene.ID(required=True)
    name = graphene.String(required=True)
    category = graphene.String(required=True)
    unit = graphene.String(required=True, description="Code of the unit, such as kg, bungkus, buah.")
    price_minor = graphene.BigInt(required=True)
    stock = graphene.String(required=True, description="In the unit, as people write it: 12 or 2,5.")
    description = graphene.String()
    client_key = graphene.String(description="Makes the creation exactly-once.")


class CreateProduct(graphene.Mutation):
    """List a good in one of the asker's stalls."""

    class Arguments:
        input = CreateProductInput(required=True)

    class Meta:
        output = type("CreateProductPayload", (Payload,), {"product": graphene.Field(types.Product)})

    @staticmethod
    @answering("product")
    def mutate(asking: Asking, input: CreateProductInput) -> Any:
        person = asking.someone()
        given = {name: value for name, value in input.items() if value is not None}
        given |= {"seller_id": buying.number(input.seller_id), "price_minor": int(input.price_minor)}
        return products.create_product(scope=asking.scope, person=person, currency=currency_of_the_house(), **given)


class UpdateVariant(graphene.Mutation):
    """Change price or stock of one pack; a `version` that is no longer current is refused."""

    class Arguments:
        id = graphene.ID(required=True)
        price_minor = graphene.BigInt()
        stock = graphene.String(description="In the unit of the pack, as people write it.")
        version = graphene.Int()

    class Meta:
        output = type("UpdateVariantPayload", (Payload,), {"variant": graphene.Field(types.Variant)})

    @staticmethod
    @answering("variant")
    def mutate(asking: Asking, id: str, **changes: Any) -> Any:
        person = asking.someone()
        return products.update_variant(scope=asking.scope, person=person, variant_id=buying.number(id), **changes)


class ShipOrder(graphene.Mutation):
    """Send one of the asker's orders, by courier with a number or by the seller's own delivery."""

    class Arguments:
        code = graphene.String(required=True)
        courier = graphene.String()
        tracking_number = graphene.String()

    class Meta:
        output = type("ShipOrderPayload", (Payload,), {"order": graphene.Field(orders.SellerOrder)})

    @staticmethod
    @answering("order")
    def mutate(asking: Asking, code: str, courier: str | None = None, tracking_number: str | None = None) -> Any:
        person = asking.someone()
        return life.send(
            scope=asking.scope, person=person, order_code=code, courier=courier or "",
            tracking_number=tracking_number or "",
        )  # fmt: skip


class CancelOrder(graphene.Mutation):
    """Cancel one of the asker's unsent orders, with the reason the buyer will read."""

    class Arguments:
        code = graphene.String(required=True)
        reason = graphene.String(required=True)

    class Meta:
        output = type("CancelOrderPayload", (Payload,), {"order": graphene.Field(orders.SellerOrder)})

    @staticmethod
    @answering("order")
    def mutate(asking: Asking, code: str, reason: str) -> Any:
        person = asking.someone()
        return life.cancel_by_seller(scope=asking.scope, person=person, order_code=code, reason=reason)


class ConfirmTransfer(graphene.Mutation):
    """An officer saw this transfer on the statement. The same `externalId` again gives the first answer."""

    class Arguments:
        charge_code = graphene.String(required=True)
        amount_minor = graphene.BigInt(required=True)
        received_at = graphene.DateTime(required=True)
        external_id = graphene.String(required=True)
        sender = graphene.String()

    class Meta:
        output = type("ConfirmTransferPayload", (Payload,), {"bill_paid": graphene.Boolean()})

    @staticmethod
    @answering("bill_paid")
    def mutate(
        asking: Asking, amount_minor: int, received_at: datetime, sender: str | None = None, **given: Any
    ) -> bool:
        person = asking.someone()
        if is_naive(received_at):
            raise Expected(_("Tulis waktu dengan zonanya, misalnya +07:00."), field="received_at", code="no_zone")
        transfer = settling.confirm_transfer(
            scope=asking.scope, person=person, amount_minor=int(amount_minor), received_at=received_at,
            sender=sender or "", **given,
        )  # fmt: skip
        charge = transfer.charge
        if charge is None:
            return False
        charge.refresh_from_db()
        return bool(charge.state == "paid")


class Mutation(graphene.ObjectType):
    place_purchase = PlacePurchase.Field()
    create_product = CreateProduct.Field()
    update_variant = UpdateVariant.Field()
    ship_order = ShipOrder.Field()
    cancel_order = CancelOrder.Field()
    confirm_transfer = ConfirmTransfer.Field()
