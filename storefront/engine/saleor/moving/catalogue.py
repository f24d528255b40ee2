"""Sellers, goods, stock and photos, carried over in batches. Each batch may be sent again: it finds what was made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import models

from catalog.products.changes import What
from catalog.products.models import Product
from sellers.accounts.models import Seller
from storefront.engine.saleor import mirror
from storefront.engine.saleor.goods_reading import shown_once
from storefront.engine.saleor.models import ProductMirror
from storefront.engine.saleor.photos_out import push_photos
from storefront.engine.saleor.pushing import push_products
from storefront.engine.saleor.sellers_out import push_sellers
from storefront.engine.saleor.stock_out import push_stock

Problems = dict[str, str]  # what, in words, to why
BATCH = 100


@dataclass(frozen=True)
class Step:
    """`rows` are sent by their numbers, in order, so that a cursor says where it stopped."""

    name: str
    rows: "Callable[[], models.QuerySet[Seller] | models.QuerySet[Product]]"
    send: Callable[[list[int]], Problems]
    batch: int = BATCH

    def total(self) -> int:
        return self.rows().count()

    def batches(self, *, after: int) -> Iterator[list[int]]:
        """Numbers above `after`, a batch at a time."""
        while True:
            ids = list(self.rows().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[: self.batch])
            if not ids:
                return
            yield ids
            after = ids[-1]


def _sellers() -> "models.QuerySet[Seller]":
    return Seller.objects.filter(shown_once())


def _products() -> "models.QuerySet[Product]":
    return Product.objects.exclude(state=Product.State.DRAFT).filter(shown_once("seller__"))


def _send_sellers(ids: list[int]) -> Problems:
    return {_seller_name(pk): why for pk, why in push_sellers(ids).items()}


def _send_goods(ids: list[int]) -> Problems:
    return {_product_name(pk): why for pk, why in push_products(ids).failed.items()}


def _send_stock(ids: list[int]) -> Problems:
    push_stock(ids)
    return _waiting(ids)


def _send_photos(ids: list[int]) -> Problems:
    push_photos(ids)
    return _waiting(ids)


def _waiting(ids: list[int]) -> Problems:
    """Why Saleor does not have all of them yet, as their rows say."""
    rows = ProductMirror.objects.filter(product_id__in=ids).exclude(last_error="").select_related("product")
    return {row.product.name: row.last_error for row in rows}


STEPS = (
    Step("sellers", _sellers, _send_sellers),
    Step("goods", _products, _send_goods),
    Step("stock", _products, _send_stock),
    Step("photos", _products, _send_photos, batch=20),
)


def catch_up() -> int:
    """Send what changed since the steps were run; answers how many products were still behind."""
    late = {what: mirror.outrun(what, since_s=None, limit=10_000) for what in What}
    for what, send in ((What.GOODS, _send_goods), (What.STOCK, _send_stock), (What.PHOTOS, _send_photos)):
        if late[what]:
            send(late[what])
    return len(set().union(*late.values()))


def _seller_name(pk: int) -> str:
    return Seller.objects.values_list("name", flat=True).get(pk=pk)


def _product_name(pk: int) -> str:
    return Product.objects.values_list("name", flat=True).get(pk=pk)
