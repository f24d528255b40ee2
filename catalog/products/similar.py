"""Goods like one that is to be priced: what the market itself asks for them."""

from collections.abc import Sequence

from catalog.products.models import Product, Variant
from catalog.products.suggesting import FEWEST, Asked, Wanted
from catalog.search import find

LOOKED_AT = 60  # goods of such a name, best first


class SimilarGoods:
    """Published goods of such a name, of the same category and base unit, of this stall and of others.

    The first word says what a thing is ("manisan pepaya kering" is no dried fish), so only goods that have it count.
    What is sold by the piece is compared with the same unit only: a bunch is no crate.
    """

    fewest = FEWEST

    def asked(self, wanted: Wanted) -> Sequence[Asked]:
        first_word = wanted.name.casefold().split()[:1]
        if not first_word:
            return ()
        rows = Variant.objects.filter(
            product__in=Product.objects.published().filter(pk__in=find(text=wanted.name, limit=LOOKED_AT)),
            product__category__slug=wanted.category, pool__base=wanted.base, currency=wanted.currency, is_active=True,
        )  # fmt: skip
        if wanted.base == "pcs":
            rows = rows.filter(unit=wanted.unit, pack_size=wanted.pack_size)
        named = rows.values_list(
            "product__name", "product_id", "price_minor", "pack_size", "product__seller__village_code"
        ).order_by("product_id", "pack_size")
        cheapest: dict[int, Asked] = {}  # a product once, whatever its number of packs
        for name, product_id, price_minor, pack_size, village_code in named:
            if name.casefold().split()[:1] == first_word:
                cheapest.setdefault(product_id, Asked(price_minor, pack_size, village_code))
        return tuple(cheapest.values())
