"""Our goods as the mapping wants them, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from catalog.products.availability import packs_elsewhere
from catalog.products.making import maker_names
from catalog.products.models import Product, Variant
from payments.money import Money
from sellers.accounts.models import Seller
from storefront.engine.saleor.mapping import Goods, Pack
from storefront.engine.saleor.models import SellerMirror

_SHOWN_ONCE = (Seller.State.APPROVED, Seller.State.SUSPENDED)


def shown_once(seller: str = "") -> Q:
    """Stalls that buyers see or saw, from where `seller` leads to one: what was sent must also be closed again."""
    on_trial = {f"{seller}state": Seller.State.PENDING, f"{seller}cooperative__pending_orders__isnull": False}
    sent = SellerMirror.objects.exclude(sent_hash="").values("seller_id")
    return Q(**{f"{seller}state__in": _SHOWN_ONCE}) | Q(**on_trial) | Q(**{f"{seller}pk__in": sent})


def read(product_ids: Iterable[int]) -> dict[int, Goods]:
    """Those that belong in Saleor: a draft, or a stall that was never open, is nobody's business there."""
    rows = Product.objects.filter(shown_once("seller__"), pk__in=list(product_ids))
    rows = rows.exclude(state=Product.State.DRAFT).select_related("category", "seller__cooperative")
    found = list(rows)
    shelves = _packs([row.pk for row in found])
    makers = maker_names(found)
    return {row.pk: _goods(row, shelves[row.pk], makers[row.pk]) for row in found}


def _packs(product_ids: list[int]) -> dict[int, tuple[Pack, ...]]:
    found: dict[int, list[Pack]] = defaultdict(list)
    rows = Variant.objects.filter(product_id__in=product_ids).select_related("pool", "product")
    for row in rows.order_by("product_id", "position", "pk"):
        pack = Pack(
            variant_id=row.pk, label=row.label, price=Money(row.price_minor, row.currency), weight_g=row.weight_g,
            active=row.is_active, quantity=packs_elsewhere(row),
        )  # fmt: skip
        found[row.product_id].append(pack)
    return defaultdict(tuple, {product_id: tuple(rows) for product_id, rows in found.items()})


def _goods(row: Product, on_shelf: tuple[Pack, ...], maker: str) -> Goods:
    return Goods(
        product_id=row.pk, seller_id=row.seller_id, slug=row.slug, name=row.name, name_en=row.name_en,
        description=row.description, category=row.category.slug, halal=row.halal, maker=maker,
        lead_time_days=row.lead_time_days, perishable=row.perishable,
        published=row.state == Product.State.PUBLISHED and row.seller.open_to_buyers, packs=on_shelf,
    )  # fmt: skip
