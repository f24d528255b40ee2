"""A product of the Saleor shop gets a seller of ours: it becomes a product, packs and stock here, with its mirrors.

Saleor is read first, then all of one product is written in one transaction; many are done one by one
(assigning_queue). What Saleor must hear of it (the seller, their warehouse) is sent later.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.products import changes, drafting, naming
from catalog.products.changes import What
from catalog.products.models import Category, Change, Pool, Product, Variant
from catalog.products.prices import check_price
from catalog.products.writing import save_with_free_slug
from catalog.search import indexing
from sellers.accounts.models import Seller
from sellers.audit.actions import record
from sellers.kit import clock, due
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person
from storefront.engine.saleor import finding, photos_in, promised
from storefront.engine.saleor.models import FoundProduct, ProductMirror, PromisedLine, SoldLine, VariantMirror
from storefront.engine.saleor.reading_products import SaleorProduct, SaleorVariant, product

UNTIL_MOVED_IN = timedelta(minutes=10)
LONGEST_LABEL = 60


class CannotAssign(Expected):
    """Why this product cannot be a seller's, in a sentence."""

    code = "cannot_assign"


def assign(*, person: Person, found_id: int, seller_id: int, category_id: int | None = None) -> Product:
    """One product to one seller. Raises NotFound, CannotAssign, EngineUnavailable; done before, it answers the same."""
    row = FoundProduct.objects.filter(pk=found_id).first()
    if row is None:
        raise NotFound(_("Produk ini tidak ada."))
    there = product(row.saleor_id)
    if there is None:
        finding.seen(None, row.saleor_id)
        raise NotFound(_("Produk ini tidak ada lagi di Saleor."))
    promises: tuple[promised.Promise, ...] = ()
    if promised.holds_some(there):
        promises = promised.of_open_orders(there)
        there = product(row.saleor_id) or there
    with transaction.atomic():
        fresh = FoundProduct.objects.select_for_update().get(pk=found_id)
        if fresh.product is not None:  # somebody else was faster
            return fresh.product
        made = _assign(fresh, there, person, seller_id, category_id)
        promised.remember(promises)
        return made


@transaction.atomic
def ignore(*, person: Person, found_ids: Iterable[int]) -> int:
    rows = FoundProduct.objects.filter(pk__in=list(found_ids), product=None, ignored_at=None)
    done = list(rows.select_for_update())
    rows.filter(pk__in=[row.pk for row in done]).update(ignored_at=clock.now())
    for row in done:
        record(person=person, verb="found_product.ignored", obj=row, after={"name": row.name})
    return len(done)


@transaction.atomic
def offer_again(*, person: Person, found_ids: Iterable[int]) -> int:
    """Take the "ignore" back."""
    rows = list(FoundProduct.objects.select_for_update().filter(pk__in=list(found_ids), ignored_at__isnull=False))
    FoundProduct.objects.filter(pk__in=[row.pk for row in rows]).update(ignored_at=None)
    for row in rows:
        record(person=person, verb="found_product.offered_again", obj=row, after={"name": row.name})
    return len(rows)


@transaction.atomic
def undo(*, person: Person, found_id: int) -> FoundProduct:
    """Take a product away from its seller again, as long as nobody bought it. It stays in Saleor as it is."""
    row = FoundProduct.objects.select_for_update().filter(pk=found_id, product__isnull=False).first()
    if row is None or row.product_id is None:
        raise NotFound(_("Produk ini tidak ada."))
    mirrors = VariantMirror.objects.filter(variant__product_id=row.product_id)
    if SoldLine.objects.filter(variant__product_id=row.product_id).exists():
        raise CannotAssign(_("Produk ini sudah terjual. Hentikan penjualannya di halaman penjual."))
    mirror = ProductMirror.objects.filter(product_id=row.product_id).first()
    if mirror and mirror.leased_until and mirror.leased_until > clock.now():
        raise CannotAssign(_("Produk ini sedang dikirim ke Saleor. Coba lagi sebentar."))
    standing = Product.objects.get(pk=row.product_id)
    Product.objects.filter(pk=standing.pk).update(state=Product.State.TAKEN_DOWN)
    indexing.index([standing.pk])
    mirrors.delete()
    PromisedLine.objects.filter(variant__product_id=row.product_id).delete()
    ProductMirror.objects.filter(product_id=row.product_id).delete()
    Change.objects.filter(product_id=row.product_id).delete()  # nothing of it is to be sent any more
    before = {"product": standing.pk, "seller": standing.seller_id}
    record(person=person, verb="found_product.unassigned", obj=row, before=before)
    row.product = row.assigned_by = row.assigned_at = None
    row.facts = {key: value for key, value in row.facts.items() if key != "moved_in"}
    row.save(update_fields=["product", "assigned_by", "assigned_at", "facts"])
    return row


def _assign(
    row: FoundProduct, there: SaleorProduct, person: Person, seller_id: int, category_id: int | None
) -> Product:
    seller = Seller.objects.filter(pk=seller_id, state=Seller.State.APPROVED).first()
    if seller is None:
        raise CannotAssign(_("Pilih penjual yang lapaknya sudah disetujui."), field="penjual")
    sold = [one for one in there.variants if one.price is not None]
    if not sold:
        raise CannotAssign(_("Beri harga utuh dalam rupiah dulu di Saleor, lalu coba lagi."))
    category = category_of(there, category_id)
    made = save_with_free_slug(_product(there, seller, category))
    for position, variant in enumerate(sold):
        _pack(made, variant, category, position, label=variant.name or (variant.sku if len(sold) > 1 else ""))
    now = clock.now()
    later = now + UNTIL_MOVED_IN  # moving_in sends it sooner
    photos_in.note(ProductMirror.objects.create(product=made, saleor_id=there.id, ours=False, due_at=later), there)
    row.product, row.assigned_by, row.assigned_at, row.ignored_at = made, person, now, None
    row.save(update_fields=["product", "assigned_by", "assigned_at", "ignored_at"])
    after = {"seller": seller.slug, "product": made.pk, "saleor": there.id}
    record(person=person, verb="found_product.assigned", obj=row, after=after)
    indexing.index([made.pk])
    for what in (What.GOODS, What.STOCK):
        changes.tell(product_ids=[made.pk], what=what)
    due.nudge("saleor_moving_in")
    return made


def category_of(there: SaleorProduct, category_id: int | None) -> Category:
    """Ours of the same address or name, else the chosen one. Raises CannotAssign."""
    same = Category.objects.filter(slug__in=[there.category_slug, slugify(there.category_name)]).first()
    found = same or Category.objects.filter(name_id__iexact=there.category_name or "-").first()
    found = found or Category.objects.filter(pk=category_id or 0).first()
    if found is None:
        raise CannotAssign(_("Pilih kategorinya juga: nama kategori toko tidak dikenal di Lapak."), field="kategori")
    return found


def _product(there: SaleorProduct, seller: Seller, category: Category) -> Product:
    return Product(
        seller=seller,
        category=category,
        name=naming.clean_name(there.name[: naming.LONGEST_NAME]),
        description=naming.clean_text(there.description[: naming.LONGEST_TEXT], field="description"),
        state=Product.State.PUBLISHED if there.published else Product.State.TAKEN_DOWN,
        halal=drafting.halal(None, category),
    )


def _pack(made: Product, there: SaleorVariant, category: Category, position: int, *, label: str) -> Variant:
    """Each with a stock of its own, in pieces: what is inside nobody told."""
    if there.price is None:
        raise ValueError("a pack without a price is not sold")
    pool = Pool.objects.create(seller=made.seller, base=Pool.Base.PIECE, available=there.free)
    label = naming.clean_text(label, field="label")[:LONGEST_LABEL]
    variant = Variant.objects.create(
        product=made, pool=pool, label=label or "1 buah", unit="buah", pack_size=1,
        weight_g=drafting.weight(there.weight_g or category.default_weight_g), currency=there.price.currency,
        price_minor=check_price(there.price.minor), position=position,
    )  # fmt: skip
    VariantMirror.objects.create(variant=variant, saleor_id=there.id, listing_id=there.listing_id)
    return variant
