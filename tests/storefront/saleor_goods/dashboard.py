"""A person at Saleor's Dashboard, and the ways its news reach us."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalog.products.models import Product, Variant
from storefront.engine.saleor.mapping import editor_js
from storefront.engine.saleor.models import ProductMirror, VariantMirror
from storefront.hooks import saleor_work
from tests.fakes.saleor import SaleorStandIn
from tests.fakes.saleor.places import Channel
from tests.saleor_ground import Ground

Json = dict[str, Any]
_LOGIN = "mutation L($e: String!, $p: String!) { tokenCreate(email: $e, password: $p) { token } }"
_UPDATE = "mutation U($id: ID!, $i: ProductInput!) { productUpdate(id: $id, input: $i) { errors { message } } }"
_LIST = """mutation P($id: ID!, $i: ProductChannelListingUpdateInput!) {
  productChannelListingUpdate(id: $id, input: $i) { errors { message } } }"""
_PRICE = """mutation V($id: ID!, $i: [ProductVariantChannelListingAddInput!]!) {
  productVariantChannelListingUpdate(id: $id, input: $i) { errors { message } } }"""
_VARIANT = """mutation W($id: ID!, $i: ProductVariantInput!) {
  productVariantUpdate(id: $id, input: $i) { errors { message } } }"""
_STOCK = """mutation S($id: ID!, $s: [StockInput!]!) {
  productVariantStocksUpdate(variantId: $id, stocks: $s) { errors { message } } }"""
_DELETE = "mutation D($id: ID!) { productDelete(id: $id) { errors { message } } }"
_DELETE_VARIANT = "mutation D($id: ID!) { productVariantDelete(id: $id) { errors { message } } }"
_CREATE = """mutation C($i: ProductCreateInput!) {
  productCreate(input: $i) { product { id } errors { field message } } }"""
_ADD = """mutation A($i: ProductVariantCreateInput!) {
  productVariantCreate(input: $i) { productVariant { id } errors { field message } } }"""


@dataclass
class Dashboard:
    """What somebody does there; `hear` lets the webhooks come, and works them off."""

    ground: Ground

    @property
    def saleor(self) -> SaleorStandIn:
        return self.ground.saleor

    def set_price(self, variant: Variant, price: object) -> None:
        self._do(_PRICE, id=self.id_of(variant), i=[{"channelId": self.channel.id, "price": price}])

    def rename(self, product: Product, name: str) -> None:
        self._do(_UPDATE, id=self.product_id(product), i={"name": name})

    def describe(self, product: Product, text: str) -> None:
        self._do(_UPDATE, id=self.product_id(product), i={"description": editor_js(text)})

    def show(self, product: Product, *, published: bool) -> None:
        listing = {"channelId": self.channel.id, "isPublished": published}
        self._do(_LIST, id=self.product_id(product), i={"updateChannels": [listing]})

    def weigh(self, variant: Variant, kilograms: str) -> None:
        self._do(_VARIANT, id=self.id_of(variant), i={"weight": float(Decimal(kilograms))})

    def set_stock(self, variant: Variant, quantity: int) -> None:
        warehouse = self.stock_of(variant).warehouse.id
        self._do(_STOCK, id=self.id_of(variant), s=[{"warehouse": warehouse, "quantity": quantity}])

    def delete(self, product: Product) -> None:
        self._do(_DELETE, id=self.product_id(product))

    def delete_variant(self, variant: Variant) -> None:
        self._do(_DELETE_VARIANT, id=self.id_of(variant))

    def add_variant(
        self, product_id: str, *, name: str, sku: str, price: object, stock: int = 0, kg: float = 0.5
    ) -> str:
        """Its id. The stock stands in a warehouse of the shop's own."""
        wanted = {
            "product": product_id, "sku": sku, "name": name, "attributes": [], "trackInventory": True, "weight": kg,
            "stocks": [{"warehouse": self.house, "quantity": stock}],
        }  # fmt: skip
        made: str = self._do(_ADD, i=wanted)["productVariantCreate"]["productVariant"]["id"]
        self._do(_PRICE, id=made, i=[{"channelId": self.channel.id, "price": price}])
        return made

    def add_product(self, name: str, *packs: tuple[str, object, int], published: bool = True, **more: Any) -> str:
        """A product of the shop's own; a pack is (sku, price, stock)."""
        kind = next(one for one in self.saleor.world.named("ProductType") if one.slug == "lapak-item")
        slug = more.pop("slug", name.lower().replace(" ", "-"))
        wanted = {
            "name": name,
            "slug": slug,
            "productType": kind.id,
            "description": editor_js("Dari toko lama."),
            **more,
        }
        made: str = self._do(_CREATE, i=wanted)["productCreate"]["product"]["id"]
        shown = {"channelId": self.channel.id, "isPublished": published, "visibleInListings": published,
                 "isAvailableForPurchase": published}  # fmt: skip
        self._do(_LIST, id=made, i={"updateChannels": [shown]})
        for sku, price, stock in packs:
            self.add_variant(made, name=sku, sku=sku, price=price, stock=stock)
        return made

    def stock_of(self, variant: Variant) -> Any:
        """The only row there is, in the seller's warehouse."""
        (row,) = next(one for one in self.saleor.world.named("ProductVariant") if one.id == self.id_of(variant)).stocks_
        return row

    def price_of(self, variant: Variant) -> Decimal | None:
        there = next(one for one in self.saleor.world.named("ProductVariant") if one.id == self.id_of(variant))
        found: Decimal | None = there.price_in(self.channel)
        return found

    def product_there(self, product: Product) -> Any:
        return next(one for one in self.saleor.world.named("Product") if one.id == self.product_id(product))

    def hear(self) -> int:
        self.saleor.deliver()
        return saleor_work.work_due()

    @property
    def channel(self) -> Any:
        return self.saleor.world.by(Channel, slug="lapak-id")

    @property
    def house(self) -> str:
        return str(next(one for one in self.saleor.world.named("Warehouse") if not one.slug.startswith("seller-")).id)

    @staticmethod
    def id_of(variant: Variant) -> str:
        return VariantMirror.objects.get(variant=variant).saleor_id

    @staticmethod
    def product_id(product: Product) -> str:
        return str(ProductMirror.objects.get(product=product).saleor_id)

    def _do(self, document: str, **variables: Any) -> Json:
        told = self.saleor.ask(_LOGIN, {"e": self.saleor.staff_email, "p": self.saleor.staff_password})
        token = told["data"]["tokenCreate"]["token"]
        answer = self.saleor.ask(document, variables, token=token)
        assert "errors" not in answer, answer
        for one in answer["data"].values():
            assert one["errors"] == [], one
        found: Json = answer["data"]
        return found
