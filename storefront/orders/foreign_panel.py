"""What staff of a Saleor shop sees beside an order or a product: whose it is, how it is split, where the money is.

No buyer, no bank account, no phone: who may see those sees them in Lapak, where the links lead.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product
from payments.charges.instructions import way_name
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.money import Money
from storefront.orders import life_table, payable
from storefront.orders.models import Bill, Order, Purchase
from storefront.orders.money_words import HELD
from storefront.orders.sums import Sums, sums_of


@dataclass(frozen=True)
class Part:
    """One seller's order. `tone` colours the payout: good, wait, bad or nothing."""

    code: str
    seller: str
    slug: str
    state: str | Promise
    lines: tuple[str, ...]
    sums: Sums
    payee: str
    way: str
    payout: str | Promise
    tone: str


@dataclass(frozen=True)
class OrderPanel:
    code: str
    total: Money
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class ProductPanel:
    """`seller` is empty for a product that waits for a person to say whose it is."""

    name: str
    seller: str = ""
    seller_slug: str = ""
    slug: str = ""
    is_public: bool = False
    cooperative: str = ""


def order(origin_ref: str, *, order_refs: Collection[str]) -> OrderPanel | None:
    """`order_refs`: ours, when our own checkout placed it there. None for an order that is none of ours (yet)."""
    purchase = _purchase(origin_ref, order_refs)
    if purchase is None:
        return None
    rows = Order.objects.placed().filter(purchase=purchase)
    related = rows.select_related("seller", "bill__cooperative", "bill__seller").prefetch_related("lines")
    orders = list(related.order_by("position"))
    held = _held(orders)
    parts = tuple(_part(one, held.get(one.pk)) for one in orders)
    return OrderPanel(purchase.code, Money(purchase.total_minor, purchase.currency), parts)


def product(product_id: int) -> ProductPanel:
    row = Product.objects.select_related("seller__cooperative").get(pk=product_id)
    seller = row.seller
    return ProductPanel(
        name=row.name,
        seller=seller.name,
        seller_slug=seller.slug,
        slug=row.slug,
        is_public=row.state == Product.State.PUBLISHED,
        cooperative=seller.cooperative.name if seller.cooperative else "",
    )


def nobodys(name: str) -> ProductPanel:
    return ProductPanel(name)


def _purchase(origin_ref: str, order_refs: Collection[str]) -> Purchase | None:
    placed = Purchase.objects.filter(state=Purchase.State.PLACED)
    taken = placed.filter(origin_ref=origin_ref).first() if origin_ref else None
    return taken or (placed.filter(orders__code__in=order_refs).first() if order_refs else None)


def _part(row: Order, held: payable.HeldOrder | None) -> Part:
    payee = row.bill.cooperative or row.bill.seller
    words, tone = _payout(row, held)
    return Part(
        code=row.code,
        seller=row.seller.name,
        slug=row.seller.slug,
        state=life_table.STATE_WORDS[row.state],
        lines=tuple(f"{line.quantity} × {line.product_name} {line.variant_label}".strip() for line in row.lines.all()),
        sums=sums_of(row),
        payee=payee.name if payee else "",
        way=way_name(row.bill.way),
        payout=words,
        tone=tone,
    )


def _payout(row: Order, held: payable.HeldOrder | None) -> tuple[str | Promise, str]:
    """Where the seller's share is. A payout is of a seller, not of an order: what is owed to it in all decides."""
    if row.state in (Order.State.CANCELLED, Order.State.EXPIRED, Order.State.RETURNED):
        return _("Tidak ada yang dicairkan"), ""
    if row.sold_at is None or row.bill.state != Bill.State.PAID:
        return _("Menunggu uang pembeli"), "wait"
    if row.bill.cooperative_id is None:
        return _("Uang langsung ke lapak"), "good"
    if held is not None:
        return HELD.get(held.why, _("Ditahan")), "wait"
    owed = balance(accounts.seller(row.seller_id, row.bill.cooperative_id, row.currency))
    if owed.minor > 0:
        return _("Siap dicairkan"), "good"
    return _("Sudah dicairkan"), "good"


def _held(orders: Sequence[Order]) -> dict[int, payable.HeldOrder]:
    collectors = {(one.bill.cooperative_id, one.currency, one.seller_id) for one in orders if one.bill.cooperative_id}
    found: dict[int, payable.HeldOrder] = {}
    for cooperative_id, currency, seller_id in collectors:
        for held in payable.held_orders(cooperative_id, currency, seller_id=seller_id):
            found[held.order.pk] = held
    return found
