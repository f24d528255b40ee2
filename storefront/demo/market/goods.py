"""The sixty-nine products, listed through the same actions a seller's page calls."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from catalog.products.actions import add_pack, create_product
from catalog.products.models import Pool, Product
from catalog.products.weighed import set_weighed
from sellers.accounts.access import Scope
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.people.models import Person
from storefront.demo import sheets

FRESH = frozenset({"buah", "sayur", "telur", "bibit", "seafood_segar"})  # as it grew: nothing to certify
HARVEST = ("P010", "P066", "P030", "P065", "P068", "P040", "P056", "P011")  # came in this week
BY_THE_SCALE = {"P068": 10}  # no two fish weigh the same
MAKES = Scope(operator=True)


def goods(sellers: Mapping[str, Seller], operator: Person, now: datetime) -> dict[str, Product]:
    """Products by their id in the sheet; those listed before stay as their sellers have them now."""
    keys = {_key(row): row.id for row in sheets.products()}
    found = {keys[str(p.client_key)]: p for p in Product.objects.filter(client_key__in=keys).select_related("category")}
    for age, row in enumerate(_in_order_of_listing()):
        if row.id not in found:
            with clock.frozen(now - timedelta(days=150 - 2.1 * age, hours=age * 7 % 11)):
                found[row.id] = _product(row, sellers[row.seller_id], operator)
    return found


def _in_order_of_listing() -> list[sheets.ProductRow]:
    """Oldest first, mixed over the sellers; among the newest, each third is fresh from the field."""
    mixed = sorted(sheets.products(), key=lambda row: (int(row.id[1:]) * 37 % 69, row.id))
    fresh = sorted((row for row in mixed if row.id in HARVEST), key=lambda row: HARVEST.index(row.id))
    rest = [row for row in mixed if row.id not in HARVEST]
    newest: list[sheets.ProductRow] = []
    while fresh or rest:
        newest += [*fresh[:1], *rest[:2]]
        fresh, rest = fresh[1:], rest[2:]
    return newest[::-1]


def _key(row: sheets.ProductRow) -> str:
    return f"demo:{row.id}"


def _product(row: sheets.ProductRow, seller: Seller, operator: Person) -> Product:
    product = create_product(
        scope=MAKES, person=operator, seller_id=seller.pk, name=row.name, name_en=row.name_en, category=row.category,
        unit=row.first.unit, content=row.first.content, price_minor=row.first.price, weight_g=row.first.weight_g,
        stock=row.stock, currency=_currency(seller), description=row.description, halal=_halal(row),
        lead_time_days=row.lead_time_days, perishable=row.perishable, maker=row.maker, client_key=_key(row),
    )  # fmt: skip
    if row.id in BY_THE_SCALE:
        set_weighed(scope=MAKES, person=operator, product_id=product.pk, percent=BY_THE_SCALE[row.id])
    for pack in row.others:
        add_pack(
            scope=MAKES, person=operator, product_id=product.pk, unit=pack.unit, content=pack.content,
            label=pack.label, price_minor=pack.price, weight_g=pack.weight_g,
        )  # fmt: skip
    first = product.variants.order_by("position")[0]
    Pool.objects.filter(pk=first.pool_id).update(low_at=row.low * first.pack_size)
    return product


def _halal(row: sheets.ProductRow) -> str | None:
    category = next(category for category in sheets.categories() if category.slug == row.category)
    if not category.is_food or row.category in FRESH:
        return None
    return Product.Halal.CERTIFIED if "HALAL" in row.papers else Product.Halal.IN_PROCESS


def _currency(seller: Seller) -> str:
    if seller.cooperative is None:
        raise ValueError("every stall of the demo has a cooperative")
    return seller.cooperative.currency
