"""From a wish to a plan for one order: who bears it, what each line gives back, and exactly what that would do.

Reads only. What a preview shows is computed by the very functions that book it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from catalog.products.models import Pool
from payments.money import Money
from storefront.orders import books, undoing
from storefront.orders.models import Bill, Order, Refund, RefundLine
from storefront.orders.refund_wish import LineLeft, RefundWish, WishImpossible, shares, spread
from storefront.orders.sums import sums_of
from storefront.orders.undoing import LineBack
from storefront.terms import bearing


@dataclass(frozen=True)
class Plan:
    """What a wish comes to for one order; not yet a row."""

    order: Order
    reason: str
    story: str
    bearer: str
    proposed_bearer: str
    backs: tuple[LineBack, ...]
    delivery_minor: int

    @property
    def minor(self) -> int:
        return sum(back.minor for back in self.backs) + self.delivery_minor


@dataclass(frozen=True)
class Effect:
    """What a plan would do, to the unit. `seller_loses` is after commission and whatever others make good."""

    plan: Plan
    back: Money
    goods: Money
    delivery: Money
    commission: Money
    made_good: Money
    seller_loses: Money
    remains: Money  # what the buyer has paid, or still pays, in the end
    paid: bool  # else the buyer pays less


def plan(*, order: Order, wish: RefundWish, by_seller: bool) -> Plan:
    """Raises WishImpossible. A seller's own refund is borne by the seller, whatever it says."""
    known = bearing.offered(state=order.state)
    if wish.reason not in known:
        raise WishImpossible(_("Pilih alasan yang cocok dengan pesanan ini."), field="reason")
    has_cooperative = books.bearing_cooperative_id(order) is not None
    proposed = bearing.proposed(reason=wish.reason, carried=books.was_carried(order), has_cooperative=has_cooperative)
    bearer = bearing.SELLER if by_seller else wish.bearer or proposed
    if bearer not in bearing.allowed(has_cooperative=has_cooperative):
        raise WishImpossible(_("Pilih siapa yang menanggung."), field="bearer")
    backs, delivery = backs_of(order=order, wish=wish)
    return Plan(order, wish.reason, wish.story, bearer, proposed, backs, delivery)


def backs_of(*, order: Order, wish: RefundWish) -> tuple[tuple[LineBack, ...], int]:
    """The lines that give something back, and what the delivery fee does."""
    lines = list(order.lines.select_related("variant__pool").order_by("pk"))
    lefts = lefts_of(order)
    found = shares(wish, lines=lefts, delivery_left=order.delivery_minor - order.delivery_refunded_minor)
    rows = {line.pk: line for line in lines}
    backs = tuple(
        LineBack(rows[share.line_id], share.minor, share.quantity, share.weight_g, share.returned_quantity)
        for share in found.lines
    )
    return backs, found.delivery_minor


def lefts_of(order: Order) -> list[LineLeft]:
    """The order's lines with what was given back of them so far."""
    booked = RefundLine.objects.filter(line__order=order, refund__state=Refund.State.BOOKED).order_by()
    sums = booked.values_list("line_id").annotate(packs=Sum("quantity"), grams=Sum("weight_g"))
    before = {line_id: (packs, grams) for line_id, packs, grams in sums}
    return [
        LineLeft(
            line_id=line.pk,
            name=f"{line.product_name} {line.variant_label}".strip(),
            quantity=line.quantity,
            total_minor=line.total_minor,
            weight_g=line.variant.pack_size * line.quantity
            if line.variant.pool.base == Pool.Base.GRAM
            else line.weight_g,
            refunded_minor=line.refunded_minor,
            refunded_quantity=min(line.quantity, before.get(line.pk, (0, 0))[0]),
            refunded_weight_g=before.get(line.pk, (0, 0))[1],
            returned_quantity=line.returned_quantity,
        )
        for line in order.lines.select_related("variant__pool").order_by("pk")
    ]


def spread_over(*, orders: Sequence[Order], wish: RefundWish) -> list[tuple[Order, RefundWish]]:
    """One amount for a whole purchase, over its orders by what is left of each; orders that get nothing are left out.

    Raises WishImpossible when it is more than is left.
    """
    lefts = [sums_of(order).remains.minor for order in orders]
    minor = sum(lefts) if wish.everything else wish.whole_minor
    if not 0 < minor <= sum(lefts):
        raise WishImpossible(_("Jumlahnya melebihi sisa pembelian. Kurangi jumlahnya."), field="whole", left=sum(lefts))
    ticked = {line.line_id: line for line in wish.lines}
    found = []
    for order, share in zip(orders, spread(minor, lefts), strict=True):
        if share:
            own = tuple(ticked[pk] for pk in order.lines.values_list("pk", flat=True) if pk in ticked)
            part = RefundWish(
                wish.reason, own, whole_minor=0 if wish.everything else share, everything=wish.everything,
                bearer=wish.bearer, story=wish.story,
            )  # fmt: skip
            found.append((order, part))
    return found


def effect(planned: Plan) -> Effect:
    """What booking the plan now would do. Raises OverRefunded."""
    order = planned.order
    refund, rows = undoing.draft(
        order=order, bearer=planned.bearer, backs=planned.backs, delivery_minor=planned.delivery_minor
    )
    undoing.weigh(refund=refund, rows=rows)
    gained = books.made_good(books.refund_moves(refund, rows))
    own_fee = 0 if order.delivery_to_courier else refund.delivery_minor
    lost = refund.goods_minor + own_fee - refund.commission_minor - gained

    def money(minor: int) -> Money:
        return Money(minor, order.currency)

    return Effect(
        plan=planned,
        back=money(refund.amount_minor),
        goods=money(refund.goods_minor),
        delivery=money(refund.delivery_minor),
        commission=money(refund.commission_minor),
        made_good=money(gained),
        seller_loses=money(lost),
        remains=sums_of(order).remains - money(refund.amount_minor),
        paid=order.bill.state == Bill.State.PAID,
    )
