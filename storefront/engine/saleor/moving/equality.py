"""Whether Saleor has what we have: every product, its packs, prices, stock and whether it can be bought."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalog.products.availability import packs_elsewhere
from catalog.products.models import Product, Variant
from payments.money import Money
from storefront.engine.saleor import mirror
from storefront.engine.saleor.models import ProductMirror, VariantMirror
from storefront.engine.saleor.reading_products import SaleorProduct, SaleorVariant, products_page


@dataclass(frozen=True)
class Unequal:
    """`what` in words, and both sides."""

    what: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        return f"{self.what}: here {self.ours}, in Saleor {self.theirs}"


def compare(told: Callable[[int], None]) -> tuple[Unequal, ...]:
    """All that differs. Reads every product of Saleor, a hundred a call; `told` hears how many more were looked at."""
    found: list[Unequal] = []
    seen: set[int] = set()
    after = ""
    while True:
        page = products_page(after)
        ours = _ours([product.id for product in page.products])
        for product in page.products:
            if product.id in ours:
                row = ours[product.id]
                seen.add(row.pk)
                found += _of_product(row, product)
        told(len(page.products))
        after = page.after
        if not after:
            break
    missing = ProductMirror.objects.exclude(saleor_id=None).exclude(product_id__in=seen).select_related("product")
    found += [Unequal(row.product.name, "is sold", "is not there") for row in missing]
    return tuple(found)


def _ours(saleor_ids: list[str]) -> dict[str, Product]:
    rows = ProductMirror.objects.filter(saleor_id__in=saleor_ids).select_related("product__seller__cooperative")
    return {str(row.saleor_id): row.product for row in rows}


def _of_product(ours: Product, theirs: SaleorProduct) -> Iterator[Unequal]:
    sold = ours.state == Product.State.PUBLISHED and ours.seller.open_to_buyers
    if ours.name != theirs.name:
        yield Unequal("the name", ours.name, theirs.name)
    if sold != theirs.published:
        yield Unequal(f"{ours.name}, for sale", str(sold), str(theirs.published))
    known = {variant.id: variant for variant in theirs.variants}
    mirrors = VariantMirror.objects.filter(variant__product=ours).select_related("variant__pool", "variant__product")
    waiting = mirror.waiting_packs([row.variant_id for row in mirrors])
    for row in mirrors:
        yield from _of_variant(ours, row.variant, known.get(row.saleor_id), waiting.get(row.variant_id, 0))


def _of_variant(ours: Product, variant: Variant, theirs: SaleorVariant | None, waiting: int) -> Iterator[Unequal]:
    name = f"{ours.name} {variant.label}"
    if theirs is None:
        if variant.is_active:
            yield Unequal(name, "is sold", "is not there")
        return
    price = Money(variant.price_minor, variant.currency)
    if variant.is_active and theirs.price != price:
        yield Unequal(f"{name}, price", str(price.minor), theirs.price_said or "none")
    wanted = packs_elsewhere(variant) + waiting
    if variant.is_active and theirs.free != wanted:
        yield Unequal(f"{name}, packs", str(wanted), str(theirs.free))
