"""Orders that a person makes without a checkout: a draft in Dashboard, and old orders brought in by an importer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.fakes.saleor import drafts, flat_methods, importing
from tests.fakes.saleor.goods import Variant
from tests.fakes.saleor.orders import Order
from tests.fakes.saleor.places import ShippingZone
from tests.fakes.saleor.things import Json, decimal

if TYPE_CHECKING:
    from tests.fakes.saleor.staffing import Staff


def draft(staff: Staff, lines: Mapping[str, int], address: Json, *, delivery: object, complete: bool) -> Order:
    ask, channel = staff.asking(), staff.channel()
    rows = [{"variantId": staff.find(Variant, name).id, "quantity": pieces} for name, pieces in lines.items()]
    wanted = {
        "channelId": channel.id, "userEmail": "eko@example.com", "shippingAddress": address,
        "billingAddress": address, "lines": rows, "shippingMethod": _flat(staff, delivery).id,
    }  # fmt: skip
    made: Order = drafts.draft_order_create(ask, input=wanted)["order"]
    if complete:
        drafts.draft_order_complete(ask, id=made.id)
    return made


def import_order(
    staff: Staff, lines: Mapping[str, int], address: Json, *, delivery: object, paid: bool, reference: str
) -> Order:
    """At the listed prices; `paid`: with money that another way of paying took."""
    ask, channel = staff.asking(), staff.channel()
    tax = next(iter(ask.world.all(flat_methods.TaxClass)), None) or _tax(staff)
    rows, total = [], decimal(delivery)
    for name, pieces in lines.items():
        variant = staff.find(Variant, name)
        price = (variant.price_in(channel) or decimal(0)) * pieces
        total += price
        rows.append({
            "variantId": variant.id, "quantity": pieces, "totalPrice": {"gross": price, "net": price},
            "warehouse": variant.stocks_[0].warehouse.id, "taxClassId": tax.id,
        })  # fmt: skip
    row = {
        "externalReference": reference, "channel": channel.slug, "createdAt": ask.world.now().isoformat(),
        "status": "UNFULFILLED", "user": {"email": "eko@example.com"}, "shippingAddress": address,
        "billingAddress": address, "currency": channel.currency_code, "lines": rows,
        "deliveryMethod": {
            "shippingMethodId": _flat(staff, delivery).method_id, "shippingMethodName": "Kurir toko",
            "shippingPrice": {"gross": delivery, "net": delivery}, "shippingTaxClassId": tax.id,
        },
    }  # fmt: skip
    if paid:
        charged = {"amount": total, "currency": channel.currency_code}
        row["transactions"] = [{"name": "Kasir", "pspReference": reference, "amountCharged": charged}]
    result = importing.order_bulk_create(ask, orders=[row], stock_update_policy="FORCE")["results"][0]
    if result["errors"]:
        raise ValueError(result["errors"])
    made: Order = result["order"]
    return made


def _tax(staff: Staff) -> flat_methods.TaxClass:
    made: flat_methods.TaxClass = flat_methods.tax_class_create(staff.asking(), input={"name": "Tanpa pajak"})[
        "taxClass"
    ]
    return made


def _flat(staff: Staff, price: object) -> flat_methods.FlatMethod:
    """The shop's own way to deliver, at this price in the channel."""
    ask = staff.asking()
    found = next(iter(ask.world.all(flat_methods.FlatMethod)), None)
    if found is None:
        zone = ask.world.add(ShippingZone(id=ask.world.new_id("ShippingZone"), name="Indonesia"))
        created = flat_methods.shipping_price_create(ask, input={"name": "Kurir toko", "shippingZone": zone.id})
        found = created["shippingMethod"]
    found.prices[staff.channel().id] = decimal(price)
    return found
