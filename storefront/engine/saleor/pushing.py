"""Goods to Saleor: new ones a hundred a call, changed ones by what differs from what was agreed last. None is deleted.

What failed keeps Saleor's reason on its row and is tried again later and later. A call whose answer was lost is simply
made again: Saleor then says that the reference is taken, and the goods found under it are ours.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.products.changes import What
from storefront.engine.saleor import mirror, pushing_changed, pushing_new
from storefront.engine.saleor.categories_out import categories
from storefront.engine.saleor.errors import Denied, SaleorError
from storefront.engine.saleor.goods_reading import read
from storefront.engine.saleor.mapping import Goods, Shop, in_batches
from storefront.engine.saleor.models import ProductMirror
from storefront.engine.saleor.resting import unless_away
from storefront.engine.saleor.sellers_out import warehouses

BATCH = 100  # products of one productBulkCreate
MOST_AT_ONCE = BATCH  # of one sweep: the same loop has orders to look after
Told = Callable[[int], None]  # hears how many more were done


@dataclass
class Pushed:
    """How many products were brought up to date, and why the others were not."""

    sent: int = 0
    failed: dict[int, str] = field(default_factory=dict)


def push_due() -> int:
    """The sweep: goods whose changes outrun what was sent."""
    return unless_away(_push_due)


def push_products(product_ids: Iterable[int], told: Told | None = None) -> Pushed:
    """Bring these up to date in Saleor, whole: seller, category, product, packs. Raises EngineUnavailable.

    A product that another process is sending at this moment is left to it.
    """
    shop = mirror.shop()
    result = Pushed()
    for batch in in_batches(list(dict.fromkeys(product_ids)), BATCH):
        with mirror.held(mirror.product_mirrors(batch)) as rows:
            done = _push_batch(rows, shop)
        result.sent += len(rows) - len(done)
        result.failed |= done
        if told:
            told(len(batch))
    return result


def _push_due() -> int:
    waiting = mirror.behind(What.GOODS, limit=MOST_AT_ONCE)
    return push_products(waiting).sent if waiting else 0


def _push_batch(rows: Sequence[ProductMirror], shop: Shop) -> dict[int, str]:
    """Reasons by product of those that were refused."""
    ids = [row.product_id for row in rows]
    numbers = mirror.numbers(What.GOODS, ids)
    goods = read(ids)
    for row in rows:
        row.goods_number = numbers.get(row.product_id, row.goods_number)
        if row.product_id not in goods and row.saleor_id is None:  # nobody's business in Saleor yet
            mirror.went_well(row, goods_number=row.goods_number)
    wanted = [(row, goods[row.product_id]) for row in rows if row.product_id in goods]
    kinds = categories(one.category for _row, one in wanted)
    shelves = warehouses({one.seller_id for _row, one in wanted})
    refused = {row.product_id: why for row, one in wanted if (why := _missing(one, kinds, shelves))}
    ready = [(row, one) for row, one in wanted if row.product_id not in refused]
    fresh = [(row, one) for row, one in ready if row.saleor_id is None]
    places = pushing_new.Places(shop, kinds, shelves)
    found = pushing_new.create(fresh, places) if fresh else pushing_new.Created()
    refused |= found.refused
    known = [(row, one) for row, one in ready if row.saleor_id is not None and row.product_id not in found.whole]
    for row, one in known:
        why = _changed(row, one, places)
        if why:
            refused[row.product_id] = why
    for row in rows:
        if row.product_id in refused:
            mirror.went_wrong(row, refused[row.product_id])
    return refused


def _missing(goods: Goods, kinds: Mapping[str, str], shelves: Mapping[int, str]) -> str:
    if goods.seller_id not in shelves:
        return "the seller is not in Saleor"
    return "" if goods.category in kinds else "the category is not in Saleor"


def _changed(row: ProductMirror, goods: Goods, places: pushing_new.Places) -> str:
    """Why it was refused, or nothing."""
    try:
        pushing_changed.change(row, goods, places)
    except Denied:
        raise
    except SaleorError as error:
        return str(error)
    return ""
