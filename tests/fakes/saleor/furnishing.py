"""A shop that is set up as the contract wants it, in one call, for tests that are about something else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.fakes.saleor.addresses import Address
from tests.fakes.saleor.places import Channel, Warehouse
from tests.fakes.saleor.taxonomy import Attribute, ProductType, Value

if TYPE_CHECKING:
    from tests.fakes.saleor.server import SaleorStandIn


@dataclass
class Furniture:
    channel: Channel
    product_type: ProductType
    seller_attribute: Attribute
    warehouses: dict[str, Warehouse] = field(default_factory=dict)  # by seller: "a" → seller-a


def furnish(saleor: SaleorStandIn, sellers: tuple[str, ...]) -> Furniture:
    world = saleor.world
    with world.acting():
        shop = world.shop
        shop.use_legacy_shipping_zone_stock_availability = False
        shop.preserve_all_address_fields = True
        shop.reserve_stock_duration_anonymous_user = shop.reserve_stock_duration_authenticated_user = 60
        shop.limit_quantity_per_checkout = None
        world.shop_in_force = replace(shop)
        channel = world.add(
            Channel(
                id=world.new_id("Channel"), name="Lapak ID", slug="lapak-id", currency_code="IDR", country_code="ID"
            )
        )
        channel.order.update(markAsPaidStrategy="TRANSACTION_FLOW", expireOrdersAfter=1440, allowUnpaidOrders=False)
        attribute = world.add(
            Attribute(
                id=world.new_id("Attribute"), name="Seller", slug="seller", type="PRODUCT_TYPE",
                external_reference="attr:seller",
            )
        )  # fmt: skip
        kind = world.add(
            ProductType(
                id=world.new_id("ProductType"), name="Lapak Item", slug="lapak-item", product_attributes=[attribute]
            )
        )
        done = Furniture(channel, kind, attribute)
        for name in sellers:
            done.warehouses[name] = _seller(saleor, done, name)
    return done


def _seller(saleor: SaleorStandIn, done: Furniture, name: str) -> Warehouse:
    world = saleor.world
    address = Address(
        id=world.new_id("Address"), street_address1="Jl. Malioboro 1", city="KOTA YOGYAKARTA", postal_code="55213",
        country_area="Daerah Istimewa Yogyakarta",
    )  # fmt: skip
    house = world.add(
        Warehouse(
            id=world.new_uuid_id("Warehouse"), name=f"Toko {name.upper()}", slug=f"seller-{name}",
            external_reference=f"seller:{name}", address=address,
        )
    )  # fmt: skip
    done.channel.warehouses_.append(house)
    value = Value(
        id=world.new_id("AttributeValue"), name=house.name, slug=f"toko-{name}", external_reference=f"seller:{name}",
        input_type="DROPDOWN",
    )  # fmt: skip
    done.seller_attribute.values.append(world.add(value))
    return house
