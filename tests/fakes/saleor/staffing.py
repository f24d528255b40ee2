"""A person in Saleor Dashboard. Things are named by their external reference, sku, number or id, as one has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from tests.fakes.saleor import clerking, fulfilling, goods_bulk, goods_writes, order_writes, photos, refunding
from tests.fakes.saleor.apps import PERMISSIONS
from tests.fakes.saleor.goods import Product, Variant
from tests.fakes.saleor.orders import Allocation, Fulfillment, Order
from tests.fakes.saleor.places import Channel, Warehouse
from tests.fakes.saleor.taxonomy import ProductType
from tests.fakes.saleor.things import Ask, Caller, Json, Thing

if TYPE_CHECKING:
    from tests.fakes.saleor.server import SaleorStandIn

T = TypeVar("T", bound=Thing)


class Staff:
    def __init__(self, saleor: SaleorStandIn) -> None:
        self._saleor = saleor

    def asking(self) -> Ask:
        return Ask(self._saleor.world, Caller("staff", self._saleor.admin.id, frozenset(PERMISSIONS)))

    def find(self, kind: type[T], name: str) -> T:
        for one in self._saleor.world.all(kind):
            words = [getattr(one, word, None) for word in ("id", "external_reference", "sku", "slug", "number")]
            if name in words:
                return one
        raise LookupError(f"no {kind.typename} {name}")

    def channel(self) -> Channel:
        rows = self._saleor.world.all(Channel)
        return next((one for one in rows if one.slug == "lapak-id"), rows[-1])

    # the catalogue

    def set_price(self, variant: str, price: object) -> None:
        with self._saleor.world.acting():
            one = self.find(Variant, variant)
            rows = [{"channelId": self.channel().id, "price": price}]
            goods_writes.product_variant_channel_listing_update(self.asking(), id=one.id, input=rows)

    def set_stock(self, variant: str, quantity: int, warehouse: str = "") -> None:
        """In the named warehouse, or in the only one the variant is in."""
        with self._saleor.world.acting():
            one = self.find(Variant, variant)
            house = self.find(Warehouse, warehouse) if warehouse else one.stocks_[0].warehouse
            rows = [{"warehouse": house.id, "quantity": quantity}]
            goods_writes.product_variant_stocks_update(self.asking(), variant_id=one.id, stocks=rows)

    def add_photo(self, product: str, content: bytes, *, alt: str = "", name: str = "foto.jpg") -> str:
        """The media's id. What is no picture stands there too, as if its file had gone bad on the disk."""
        with self._saleor.world.acting():
            return photos.put(self.asking(), self.find(Product, product), (name, "image/jpeg", content), alt).id

    def remove_photo(self, media: str) -> None:
        with self._saleor.world.acting():
            photos.product_media_delete(self.asking(), id=media)

    def order_photos(self, product: str, media: list[str]) -> None:
        with self._saleor.world.acting():
            one = self.find(Product, product)
            photos.product_media_reorder(self.asking(), product_id=one.id, media_ids=media)

    def _publishing(self, product: str, yes: bool) -> None:
        with self._saleor.world.acting():
            one = self.find(Product, product)
            flags = {"isPublished": yes} | ({"visibleInListings": True, "isAvailableForPurchase": True} if yes else {})
            row = {"channelId": self.channel().id, **flags}
            goods_writes.product_channel_listing_update(self.asking(), id=one.id, input={"updateChannels": [row]})

    def unpublish(self, product: str) -> None:
        self._publishing(product, False)

    def publish(self, product: str) -> None:
        self._publishing(product, True)

    def rename(self, product: str, name: str) -> None:
        with self._saleor.world.acting():
            one = self.find(Product, product)
            goods_writes.product_update(self.asking(), id=one.id, input={"name": name})

    def delete_product(self, product: str) -> None:
        """Rule 4: what nobody should do to a product that was sold."""
        with self._saleor.world.acting():
            goods_writes.product_delete(self.asking(), id=self.find(Product, product).id)

    def create_product(
        self, name: str, *, price: object = 10000, stock: int = 5, warehouse: str = "default-warehouse",
        external_reference: str | None = None, sku: str = "", attributes: list[Json] | None = None,
    ) -> Product:  # fmt: skip
        """A product with one variant, published in the channel, as somebody made it in Dashboard."""
        with self._saleor.world.acting():
            channel = self.channel()
            house = self.find(Warehouse, warehouse)
            types = self._saleor.world.all(ProductType)
            variant = {
                "sku": sku or f"DASH-{len(self._saleor.world.all(Variant)) + 1}", "attributes": [],
                "stocks": [{"warehouse": house.id, "quantity": stock}],
                "channelListings": [{"channelId": channel.id, "price": price}],
            }  # fmt: skip
            listing = {
                "channelId": channel.id, "isPublished": True, "visibleInListings": True, "isAvailableForPurchase": True
            }  # fmt: skip
            row = {
                "name": name, "productType": types[-1].id, "externalReference": external_reference,
                "attributes": attributes or [], "channelListings": [listing], "variants": [variant],
            }  # fmt: skip
            done = goods_bulk.product_bulk_create(self.asking(), products=[row])
            made = done["results"][0]
            if made["product"] is None:
                raise ValueError(made["errors"])
            return made["product"]  # type: ignore[no-any-return]  # decoded JSON

    def change_settings(self, **settings: Any) -> None:
        """Shop settings behind our back, by their Python names: `fulfillment_allow_unpaid=False`."""
        with self._saleor.world.acting():
            for name, value in settings.items():
                if not hasattr(self._saleor.world.shop, name):
                    raise LookupError(name)
                setattr(self._saleor.world.shop, name, value)
                if not self._saleor.world.settings.settings_need_restart:
                    setattr(self._saleor.world.shop_in_force, name, value)

    # orders

    def draft(
        self, lines: Mapping[str, int], address: Json, *, delivery: object = 10_000, complete: bool = True
    ) -> Order:  # fmt: skip
        """An order that staff made in Dashboard, at the listed prices, with the shop's own delivery."""
        with self._saleor.world.acting():
            return clerking.draft(self, lines, address, delivery=delivery, complete=complete)

    def import_order(
        self, lines: Mapping[str, int], address: Json, *, reference: str, delivery: object = 10_000, paid: bool = False
    ) -> Order:  # fmt: skip
        """An order sold elsewhere, as an importer brings it in: stock is not looked at, and not held."""
        with self._saleor.world.acting():
            return clerking.import_order(self, lines, address, delivery=delivery, paid=paid, reference=reference)

    def order(self, name: str) -> Order:
        return self.find(Order, name)

    def cancel_order(self, order: str) -> None:
        self._order(order_writes.order_cancel, order)

    def confirm_order(self, order: str) -> None:
        self._order(order_writes.order_confirm, order)

    def mark_as_paid(self, order: str) -> None:
        self._order(order_writes.order_mark_as_paid, order)

    def _order(self, act: Any, order: str) -> None:
        with self._saleor.world.acting():
            act(self.asking(), id=self.find(Order, order).id)

    def expire_order(self, order: str) -> None:
        """As beat does when its time is over, whatever its age."""
        with self._saleor.world.acting():
            order_writes.expire(self.asking(), self.find(Order, order))

    def fulfil(self, order: str, *, skus: list[str] | None = None, tracking: str = "") -> list[Fulfillment]:
        """Everything still to send, or only these skus, each from the warehouse that holds it."""
        with self._saleor.world.acting():
            ask, one = self.asking(), self.find(Order, order)
            rows = []
            for line in one.lines:
                if line.quantity_to_fulfill <= 0 or (skus is not None and line.product_sku not in skus):
                    continue
                held = [row for row in self._saleor.world.all(Allocation) if row.order_line is line]
                house = held[0].warehouse if held else line.variant_.stocks_[0].warehouse  # type: ignore[union-attr]  # a line has a variant here
                stocks = [{"warehouse": house.id, "quantity": line.quantity_to_fulfill}]
                rows.append({"orderLineId": line.id, "stocks": stocks})
            wanted = {"lines": rows, "trackingNumber": tracking, "allowStockToBeExceeded": True}
            done = fulfilling.order_fulfill(ask, order=one.id, input=wanted)
            return done["fulfillments"]  # type: ignore[no-any-return]  # decoded JSON

    def refund(self, order: str, amount: object) -> None:
        """Asks the app of the order's first transaction to give money back (a job of the worker)."""
        with self._saleor.world.acting():
            one = self.find(Order, order)
            refunding.transaction_request_action(
                self.asking(), id=one.payments[0].id, action_type="REFUND", amount=amount
            )
