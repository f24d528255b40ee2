"""Saleor's own ways to deliver, and tax classes: what drafts and imported orders need, and checkouts of ours never."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from tests.fakes.saleor.carts import Method
from tests.fakes.saleor.ids import gid, parts
from tests.fakes.saleor.paging import connection
from tests.fakes.saleor.places import Channel, ShippingZone
from tests.fakes.saleor.registry import mutation, query
from tests.fakes.saleor.things import Ask, Json, Thing, decimal


@dataclass(kw_only=True, eq=False)
class FlatMethod(Thing):
    typename: ClassVar[str] = "ShippingMethodType"
    private_needs: ClassVar[tuple[str, ...]] = ("MANAGE_SHIPPING",)
    name: str
    zone: ShippingZone
    prices: dict[str, Decimal] = field(default_factory=dict)  # by channel id

    @property
    def method_id(self) -> str:
        """The same one under the name that orders know."""
        return gid("ShippingMethod", parts(self.id)[1])

    def in_channel(self, channel: Channel) -> Method | None:
        price = self.prices.get(channel.id)
        if price is None:
            return None
        return Method(id=self.method_id, name=self.name, amount=price, currency=channel.currency_code)


@dataclass(kw_only=True, eq=False)
class TaxClass(Thing):
    typename: ClassVar[str] = "TaxClass"
    name: str


@mutation("shippingPriceCreate", "MANAGE_SHIPPING")
def shipping_price_create(ask: Ask, *, input: Json) -> Json:
    zone = ask.world.need(ShippingZone, input["shippingZone"], "shippingZone")
    made = FlatMethod(id=ask.world.new_id("ShippingMethodType"), name=input["name"], zone=zone)
    return {"shippingMethod": ask.world.add(made)}


@mutation("shippingMethodChannelListingUpdate", "MANAGE_SHIPPING")
def shipping_method_channel_listing_update(ask: Ask, *, id: str, input: Json) -> Json:
    one = ask.world.need(FlatMethod, id)
    for row in input.get("addChannels") or []:
        one.prices[ask.world.need(Channel, row["channelId"], "addChannels").id] = decimal(row["price"])
    return {"shippingMethod": one}


@query("taxClasses", "AUTHENTICATED_STAFF_USER", "AUTHENTICATED_APP")
def tax_classes(ask: Ask, **page: Any) -> Json:
    return connection("taxClasses", ask.world.all(TaxClass), **page, kind="TaxClass")


@mutation("taxClassCreate", "MANAGE_TAXES")
def tax_class_create(ask: Ask, *, input: Json) -> Json:
    return {"taxClass": ask.world.add(TaxClass(id=ask.world.new_id("TaxClass"), name=input["name"]))}
