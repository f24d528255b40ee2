"""Products of the Saleor shop that belong to no seller of ours, as they were last seen: an operator assigns them."""

from typing import Any

from sellers.kit import clock
from storefront.engine.saleor.models import FoundProduct, ProductMirror
from storefront.engine.saleor.reading_products import SaleorProduct

OURS = "lapak:"
KEPT = frozenset({"moved_in", "assign_to", "refused"})  # of the facts, what is ours and not Saleor's


def seen(found: SaleorProduct | None, saleor_id: str) -> FoundProduct | None:
    """A product nobody of ours sells was read; None was found where it should be: it is gone."""
    if found is None:
        FoundProduct.objects.filter(saleor_id=saleor_id, gone_at=None).update(gone_at=clock.now())
        return None
    return seen_all([found])[0]


def seen_all(found: list[SaleorProduct]) -> list[FoundProduct]:
    """Those that stand under a reference of ours are none: our own push will find them."""
    foreign = [one for one in found if not is_ours(one)]
    known = {row.saleor_id: row for row in FoundProduct.objects.filter(saleor_id__in=[one.id for one in foreign])}
    now = clock.now()
    rows = [_row(known.get(one.id) or FoundProduct(saleor_id=one.id), one) for one in foreign]
    for row in rows:
        row.seen_at, row.gone_at = now, None
    FoundProduct.objects.bulk_create([row for row in rows if row.pk is None], ignore_conflicts=True)
    changed = ["name", "slug", "facts", "seen_at", "gone_at"]
    FoundProduct.objects.bulk_update([row for row in rows if row.pk is not None], changed, batch_size=100)
    return rows


def gone_since(moment: Any) -> int:
    """Those that a full look begun at `moment` did not meet."""
    rows = FoundProduct.objects.filter(seen_at__lt=moment, gone_at=None, product=None)
    return rows.update(gone_at=clock.now())


def is_ours(found: SaleorProduct) -> bool:
    """Also what `saleor install` tries the settings with, whose reference begins like ours."""
    return found.reference.startswith(OURS) or ProductMirror.objects.filter(saleor_id=found.id).exists()


def _row(row: FoundProduct, found: SaleorProduct) -> FoundProduct:
    row.name, row.slug = found.name[:250], found.slug[:255]
    row.facts = {**{key: value for key, value in row.facts.items() if key in KEPT}, **facts(found)}
    return row


def facts(found: SaleorProduct) -> dict[str, Any]:
    """What the operator's pages show and choose by."""
    return {
        "reference": found.reference,
        "thumbnail": found.thumbnail,
        "category": found.category_name,
        "type": found.type_id,
        "published": found.published,
        "attributes": [
            {"slug": one.slug, "name": one.name, "values": [list(value) for value in one.values]}
            for one in found.attributes
        ],
        "variants": [
            {
                "id": one.id, "sku": one.sku, "name": one.name, "price": one.price_said, "free": one.free,
                "minor": one.price.minor if one.price else None, "currency": one.price.currency if one.price else "",
            }
            for one in found.variants
        ],
    }  # fmt: skip
