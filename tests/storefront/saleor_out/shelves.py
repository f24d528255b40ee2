"""Goods that these tests put on the shelves, here and there."""

from catalog.products import actions
from catalog.products.models import Pool, Product, Variant
from tests.fakes.saleor import goods as there
from tests.storefront.saleor_out.conftest import Out


def create(out: Out, name: str = "Cabai rawit", **given: object) -> Product:
    fields: dict[str, object] = {
        "seller_id": out.cast.saris.seller.pk, "name": name, "category": "buah", "unit": "kg", "price_minor": 60_000,
        "stock": 50, "currency": "IDR",
    }  # fmt: skip
    product = out.act(actions.create_product, **(fields | given))
    assert isinstance(product, Product)
    return product


def named(out: Out, name: str) -> int:
    """How many products of this name Saleor has."""
    return sum(one.name == name for one in out.saleor.world.all(there.Product))


def shelf_of(out: Out, count: int) -> list[int]:
    """`count` more products of Sari's, written at once."""
    old = out.cast.saris
    pool = Pool.objects.create(seller=old.seller, base="pcs", available=10)
    made = Product.objects.bulk_create(
        Product(seller=old.seller, category=old.product.category, slug=f"barang-{n}", name=f"Barang {n}",
                state=Product.State.PUBLISHED)
        for n in range(count)
    )  # fmt: skip
    Variant.objects.bulk_create(
        Variant(product=one, pool=pool, label="1", unit="buah", weight_g=10, price_minor=1_000) for one in made
    )
    return [one.pk for one in made]


def there_product(out: Out) -> there.Product:
    """A product of the shop that is none of ours."""
    out.saleor.staff.create_product("Barang orang", external_reference="toko-lain:1", sku="TL-1")
    found = out.saleor.world.by(there.Product, external_reference="toko-lain:1")
    assert found is not None
    return found


def as_it_is(product: there.Product) -> list[object]:
    variants = [[one.sku, one.name, *(row.quantity for row in one.stocks_), *(row.amount for row in one.listings)]
                for one in product.variants_]  # fmt: skip
    return [product.name, product.updated_at, *(row.is_published for row in product.listings), variants]
