"""Variants that somebody added in Saleor to a product of ours: what a pack of them holds only a person can say."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.products import changes, drafting, naming
from catalog.products.changes import What
from catalog.products.errors import InvalidPrice, InvalidQuantity
from catalog.products.models import Pool, Product, Variant
from catalog.products.prices import HIGHEST_QUANTITY, check_price, parse_quantity
from payments.money import Money
from sellers.audit.actions import record
from sellers.kit.errors import NotFound
from sellers.people.models import Person
from storefront.engine.saleor import differences
from storefront.engine.saleor.models import ProductMirror, VariantMirror
from storefront.engine.saleor.other_warehouses import leave_others
from storefront.engine.saleor.reading_products import SaleorVariant, product, product_of_variant
from storefront.engine.saleor.stock_in import warehouse_of

KIND = "new_variant"
_UNITS = {Pool.Base.GRAM: "g", Pool.Base.MILLILITRE: "ml", Pool.Base.PIECE: "buah"}
OWN_STOCK = "sendiri"  # typed instead of a content: a stock of its own, counted in packs


def note(standing: Product, variant: SaleorVariant) -> None:
    """Somebody must say what is in it; it is not sold here until then."""
    said = " · ".join(text for text in (variant.sku, variant.price_said) if text)
    subject = f"{standing.name}, {variant.name or variant.sku or '?'}"
    differences.note(kind=KIND, subject=subject, ours=_("belum ada"), theirs=said, about=variant.id)


def take_in(*, person: Person, variant_id: str, holds: str) -> Variant:
    """The operator says what one pack holds: "250 g", "30", or OWN_STOCK. Saleor is read first, then all is written.

    Raises NotFound when the variant, or its product, is not there (any more); InvalidQuantity, InvalidPrice.
    """
    found = product(product_of_variant(variant_id)) if variant_id else None
    told = next((one for one in found.variants if one.id == variant_id), None) if found else None
    if found is None or told is None:
        raise NotFound(_("Kemasan ini tidak ada lagi di Saleor."))
    if told.price is None:
        raise InvalidPrice(_("Beri harga utuh dulu di Saleor, lalu coba lagi."), field="isi")
    made = _write(person, found.id, told, told.price, holds)
    leave_others(told, warehouse_of(made.product.seller_id))  # one that stands in two places is sold out of both
    return made


@transaction.atomic
def _write(person: Person, saleor_id: str, told: SaleorVariant, price: Money, holds: str) -> Variant:
    row = ProductMirror.objects.select_for_update().filter(saleor_id=saleor_id).first()
    if row is None:
        raise NotFound(_("Produk ini tidak ada."))
    standing = VariantMirror.objects.filter(saleor_id=told.id).select_related("variant").first()
    if standing is not None:  # pressed twice
        return standing.variant
    owner = Product.objects.select_related("seller", "category").get(pk=row.product_id)
    first = owner.variants.select_related("pool").order_by("position", "pk").first()
    if holds == OWN_STOCK or first is None:
        pool, size = Pool.objects.create(seller=owner.seller, base=Pool.Base.PIECE, available=told.free), 1
    else:
        pool, size = first.pool, _size(holds, first.pool)
    variant = Variant.objects.create(
        product=owner, pool=pool, label=naming.clean_text(told.name or told.sku or owner.name, field="label")[:60],
        unit=_UNITS[Pool.Base(pool.base)], pack_size=size, price_minor=check_price(price.minor),
        weight_g=drafting.weight(told.weight_g or _weight(pool, size, owner)), currency=price.currency,
        position=owner.variants.count(),
    )  # fmt: skip
    VariantMirror.objects.create(variant=variant, saleor_id=told.id, listing_id=told.listing_id)
    after = {"label": variant.label, "price_minor": variant.price_minor, "pack_size": size}
    record(person=person, verb="variant.taken_in_from_saleor", obj=variant, after=after)
    for what in (What.GOODS, What.STOCK):
        changes.tell(product_ids=[owner.pk], what=what)
    differences.settle(kind=KIND, about=told.id, done=_("Dijual di Lapak juga."))
    return variant


def _size(holds: str, pool: Pool) -> int:
    size = parse_quantity(holds, unit_code=_UNITS[Pool.Base(pool.base)])
    if not 1 <= size <= HIGHEST_QUANTITY:
        raise InvalidQuantity(_("Tulis isi kemasan seperti 250 g atau 30."), field="isi")
    return size


def _weight(pool: Pool, size: int, owner: Product) -> int:
    return owner.category.default_weight_g if pool.base == Pool.Base.PIECE else min(size, drafting.HEAVIEST_G)
