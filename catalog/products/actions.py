"""What changes goods. Each action is one transaction, for sellers the scope may list goods of, and leaves its trace."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Model
from django.utils.translation import gettext as _

from catalog.products import changes, drafting, edges, naming
from catalog.products import stock as pools
from catalog.products.changes import What
from catalog.products.drafting import Draft, Stock, Window
from catalog.products.errors import ChangedMeanwhile, InvalidProduct
from catalog.products.models import Category, Pool, Product, Variant
from catalog.products.prices import check_price
from catalog.products.reach import product_for, seller_for, variant_for
from catalog.products.writing import create, write_pack
from catalog.search import indexing
from sellers.accounts.access import Scope
from sellers.accounts.models import Seller
from sellers.audit.actions import record
from sellers.kit import clock, once
from sellers.people.models import Person

TURNS = "product.taken_down", "product.published"  # verbs in the book


@transaction.atomic
def create_product(
    *,
    scope: Scope,
    person: Person | None,
    seller_id: int,
    name: str,
    category: str,
    unit: str,
    price_minor: int,
    stock: Stock,
    currency: str,
    content: str = "",
    label: str = "",
    weight_g: int | None = None,
    name_en: str = "",
    description: str = "",
    halal: str | None = None,
    lead_time_days: int = 0,
    perishable: bool = False,
    maker: str = "",
    photo_ids: Sequence[int] = (),
    client_key: str | None = None,
    publish: bool = True,
) -> Product:
    """A product with one pool and one pack; `category` is a slug, `stock` counts packs of `unit`.

    `content` says what is inside a pack ("250 g"), and then stock is kept in grams. With `client_key` a repeat
    with the same input answers the first product, another input under the same key raises KeyReused.
    """
    seller = seller_for(scope, seller_id)
    draft = Draft(
        seller_id=seller_id, name=name, category=category, unit=unit, price_minor=price_minor, stock=stock,
        currency=currency, content=content, label=label, weight_g=weight_g, name_en=name_en, description=description,
        halal=halal, lead_time_days=lead_time_days, perishable=perishable, maker=maker, photo_ids=tuple(photo_ids),
        publish=publish,
    )  # fmt: skip

    def work() -> int:
        product, after = create(seller, draft, client_key)
        _audit(scope, person, "product.created", product, seller, None, after)
        indexing.index([product.pk])
        for what in (What.GOODS, What.STOCK, What.PHOTOS) if photo_ids else (What.GOODS, What.STOCK):
            changes.tell(product_ids=[product.pk], what=what)
        return product.pk

    if client_key:
        key = f"{seller_id}:{client_key}"
        product_id = once.run(purpose="create_product", key=key, given=asdict(draft), work=work).value
    else:
        product_id = work()
    return Product.objects.select_related("seller", "category").get(pk=product_id)


@transaction.atomic
def edit_product(
    *,
    scope: Scope,
    person: Person | None,
    product_id: int,
    name: str | None = None,
    name_en: str | None = None,
    description: str | None = None,
    category: str | None = None,
    halal: str | None = None,
    lead_time_days: int | None = None,
    perishable: bool | None = None,
    maker: str | None = None,
    window: Window | None = None,
) -> Product:
    """Change what is said of a product; None leaves a field as it is. Its address (slug) stays.

    `window` replaces all four of its fields, and goods that thereby begin or cease to be for sale are told of at once.
    """
    product = product_for(scope, product_id)
    changed: dict[str, Any] = {
        "name": None if name is None else naming.clean_name(name),
        "name_en": None if name_en is None else naming.clean_text(name_en, field="name_en", longest=120),
        "description": None if description is None else naming.clean_text(description, field="description"),
        "category": None if category is None else drafting.category(category),
        "halal": None if halal is None else drafting.halal(halal, product.category),
        "lead_time_days": None if lead_time_days is None else drafting.lead_time(lead_time_days),
        "perishable": perishable,
        "maker": None if maker is None else naming.clean_text(maker, field="maker", longest=120),
    }
    changed = {field: new for field, new in changed.items() if new is not None}
    changed |= {} if window is None else vars(drafting.window(window))
    changed = {field: new for field, new in changed.items() if new != getattr(product, field)}
    if not changed:
        return product
    before = {field: _plain(getattr(product, field)) for field in changed}
    for field, value in changed.items():
        setattr(product, field, value)
    product.save(update_fields=list(changed))
    after = {field: _plain(value) for field, value in changed.items()}
    _audit(scope, person, "product.edited", product, product.seller, before, after)
    indexing.index([product.pk])
    changes.tell(product_ids=[product.pk], what=What.GOODS)
    if window is not None:
        edges.settle([product.pk])
    return product


@transaction.atomic
def add_pack(
    *,
    scope: Scope,
    person: Person | None,
    product_id: int,
    unit: str,
    price_minor: int,
    content: str = "",
    label: str = "",
    weight_g: int | None = None,
) -> Variant:
    """Another pack that draws on the product's pool: a 250 g bag beside the kilo, both from the same grams."""
    product = product_for(scope, product_id)
    first = product.variants.select_related("pool").order_by("position", "pk")[0]  # every product is made with one
    pack = drafting.pack(
        unit=unit, content=content, label=label, weight_g=weight_g, price_minor=price_minor,
        currency=first.currency, category=product.category,
    )  # fmt: skip
    if pack.base != first.pool.base:
        raise InvalidProduct(_("Pilih satuan yang sejenis dengan stok produk ini."), field="unit")
    if product.variants.filter(pack_size=pack.pack_size, is_active=True).exists():
        raise InvalidProduct(_("Kemasan seisi ini sudah ada. Ubah yang ada."), field="unit")
    variant = write_pack(product, first.pool, pack, position=product.variants.count())
    after = {"label": pack.label, "price_minor": pack.price_minor}
    _audit(scope, person, "variant.added", variant, product.seller, None, after)
    changes.tell(product_ids=[product.pk], what=What.GOODS)
    changes.tell_of_pools(pool_ids=[first.pool_id])
    return variant


@transaction.atomic
def update_variant(
    *,
    scope: Scope,
    person: Person | None,
    variant_id: int,
    price_minor: int | None = None,
    stock: Stock | None = None,
    stock_seen: Stock | None = None,
    label: str | None = None,
    weight_g: int | None = None,
    is_active: bool | None = None,
    version: int | None = None,
) -> Variant:
    """Change a pack; `stock` counts packs of it (Decimal or typed text for parts of a kilo).

    With `version` an edit made on an old page is refused (ChangedMeanwhile). With `stock_seen`, the stock the page
    showed, only the difference is applied, so that what was sold meanwhile stays sold. The other packs of a counted
    pool get a new version too: a page that shows them as they were must ask before it counts the pool again.
    """
    variant = variant_for(scope, variant_id)
    changed: dict[str, Any] = {
        "price_minor": None if price_minor is None else check_price(price_minor),
        "label": None if label is None else naming.clean_text(label, field="label", longest=60) or variant.label,
        "weight_g": None if weight_g is None else drafting.weight(weight_g),
        "is_active": is_active,
    }
    changed = {field: new for field, new in changed.items() if new is not None and new != getattr(variant, field)}
    counted = None if stock is None else drafting.counted_stock(variant, stock)
    seen = None if stock_seen is None else drafting.counted_stock(variant, stock_seen)
    expected = variant.version if version is None else version
    if counted is not None:  # the pool before its packs, as every count locks them
        Pool.objects.select_for_update().get(pk=variant.pool_id)
    standing = Variant.objects.filter(pk=variant.pk, version=expected)
    if not standing.update(version=F("version") + 1, **changed):
        raise ChangedMeanwhile(_("Data sudah berubah. Muat ulang, lalu coba lagi."), field="version")
    if changed:
        before = {field: getattr(variant, field) for field in changed}
        _audit(scope, person, "variant.changed", variant, variant.product.seller, before, changed)
        changes.tell(product_ids=[variant.product_id], what=What.GOODS)
    if counted is not None:
        before_count = variant.pool.available
        ref = f"variant:{variant.pk}:{expected + 1}"
        if counted != seen:
            others = Variant.objects.filter(pool_id=variant.pool_id).exclude(pk=variant.pk)
            others.update(version=F("version") + 1)
        after_count = pools.count(pool_id=variant.pool_id, available=counted, seen=seen, ref=ref)
        if after_count != before_count:
            counts = {"available": before_count}, {"available": after_count}
            _audit(scope, person, "pool.counted", variant.pool, variant.product.seller, *counts)
    return variant_for(scope, variant_id)


@transaction.atomic
def take_down(*, scope: Scope, person: Person | None, product_id: int) -> Product:
    """Nobody can buy it any more; what was sold goes on. Taking down twice is taking down once."""
    return _turn(scope, person, product_id, Product.State.TAKEN_DOWN, TURNS[0])


@transaction.atomic
def put_back(*, scope: Scope, person: Person | None, product_id: int) -> Product:
    """On sale again, or for the first time after a draft; it counts as new only the first time."""
    return _turn(scope, person, product_id, Product.State.PUBLISHED, TURNS[1])


def _turn(scope: Scope, person: Person | None, product_id: int, state: str, verb: str) -> Product:
    product = product_for(scope, product_id)
    before = product.state
    changed: dict[str, Any] = {"state": state}
    if before == Product.State.DRAFT:
        changed["published_at"] = clock.now()
    if Product.objects.filter(pk=product.pk).exclude(state=state).update(**changed):
        _audit(scope, person, verb, product, product.seller, {"state": before}, {"state": state})
        indexing.index([product.pk])
        changes.tell(product_ids=[product.pk], what=What.GOODS)
    return product_for(scope, product_id)


def _audit(scope: Scope, person: Person | None, verb: str, obj: Model, seller: Seller, before: Any, after: Any) -> None:
    acting_for = seller if seller.pk in scope.helped else None
    record(person=person, verb=verb, obj=obj, before=before, after=after, acting_for=acting_for)


def _plain(value: Any) -> Any:
    if isinstance(value, Category):
        return value.slug
    return value.isoformat() if isinstance(value, date) else value
