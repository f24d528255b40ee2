"""Sold orders by the row, for figures that need many or odd ones: placing them one by one would take minutes."""

from datetime import datetime, timedelta

from catalog.products.models import Variant
from sellers.kit.codes import new_code
from storefront.orders.models import Bill, Order, OrderLine, Purchase
from tests.cast import KARANGSARI, Cast


def sold(
    cast: Cast, variant: Variant, *, at: datetime, packs: int = 1, village: str = KARANGSARI, state: str = "completed"
) -> Order:
    """One order of one line, sold at `at`, delivered for 5000."""
    purchase, bill, order, line = _rows(cast, variant, at=at, packs=packs, village=village, state=state)
    for row in (purchase, bill, order, line):
        row.save()
    return order


def many(cast: Cast, *, orders: int, since: datetime) -> None:
    """`orders` orders, an hour apart, of the cast's three packs in turn."""
    variants = (cast.saris.variant, cast.citras.variant, cast.small_pack)
    rows = [
        _rows(cast, variants[n % 3], at=since + timedelta(hours=n % 2_100), packs=n % 4 + 1, village=KARANGSARI)
        for n in range(orders)
    ]
    Purchase.objects.bulk_create([row[0] for row in rows], batch_size=2_000)
    Bill.objects.bulk_create([row[1] for row in rows], batch_size=2_000)
    Order.objects.bulk_create([row[2] for row in rows], batch_size=2_000)
    OrderLine.objects.bulk_create([row[3] for row in rows], batch_size=2_000)


def _rows(
    cast: Cast, variant: Variant, *, at: datetime, packs: int, village: str, state: str = "completed"
) -> tuple[Purchase, Bill, Order, OrderLine]:
    seller = variant.product.seller
    goods = variant.price_minor * packs
    purchase = Purchase(
        code=new_code(), key=new_code() + new_code(), input_hash="", state="placed", buyer_name="Eko",
        buyer_phone="+6281200001004", village_code=village, currency="IDR", total_minor=goods + 5_000,
    )  # fmt: skip
    bill = Bill(
        code=new_code(), purchase=purchase, position=0, cooperative=cast.cooperative, way="bank_transfer",
        amount_minor=goods + 5_000, currency="IDR", state="paid",
    )  # fmt: skip
    order = Order(
        code=new_code(), purchase=purchase, bill=bill, seller=seller, position=0, state=state,
        delivery_kind="seller", goods_minor=goods, delivery_minor=5_000, total_minor=goods + 5_000,
        commission_minor=goods // 20, currency="IDR", sold_at=at,
    )  # fmt: skip
    line = OrderLine(
        order=order, variant=variant, product_name=variant.product.name, variant_label=variant.label,
        unit=variant.unit, quantity=packs, unit_price_minor=variant.price_minor, total_minor=goods,
        weight_g=variant.weight_g * packs,
    )  # fmt: skip
    return purchase, bill, order, line
