"""Goods of the stall whose date comes near or is past, for Hari ini: each with its days and what to do about it."""

from dataclasses import dataclass
from datetime import date

from catalog.products import best_before
from catalog.products.models import Product
from catalog.products.windows import today_at
from storefront.desk.gate import Desk
from storefront.desk.pictures import first_photos


@dataclass(frozen=True)
class Row:
    """`days` it is still good, today not counted: 0 today is the last one, -1 it was yesterday."""

    product_id: int
    name: str
    photo: str
    day: date
    days: int


def rows(desk: Desk) -> list[Row]:
    today = today_at(desk.seller.village_code)
    own = Product.objects.within(desk.scope).filter(seller=desk.seller)
    found = [(product, product.best_before) for product in best_before.near(own, today=today)]
    photos = first_photos([product.pk for product, _day in found], scope=desk.scope)
    return [
        Row(product.pk, product.name, photos.get(product.pk, ""), day, (day - today).days)
        for product, day in found
        if day is not None
    ]
