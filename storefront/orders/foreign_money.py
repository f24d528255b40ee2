"""The money of an order placed elsewhere, as another app there took it and gave it back. README.md has the examples.

It is told to payments as a gateway would tell it: bills, books, settlements, refunds and reconciliation then work as
for any gateway. Called again with the same order, nothing happens twice.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from payments.charges.models import Charge
from payments.gateways import actions as gateways
from payments.gateways.models import GatewayPayment, GatewayRefund
from payments.money import Money
from payments.providers import known
from payments.providers.port import Happened, What
from sellers.kit import clock
from storefront.orders import (
    books,
    foreign_instead,
    life_engine,
    life_sale,
    life_step,
    refund_plan,
    refunds,
    settling,
    undoing,
)
from storefront.orders.foreign_given import ForeignOrder, MoneyGone
from storefront.orders.models import Bill, Order, Purchase, Refund
from storefront.orders.refund_wish import LineWish, RefundWish, WishImpossible
from storefront.terms import bearing

log = logging.getLogger("lapak.foreign")
REASON = "by_shop"
GATEWAY = known.ELSEWHERE


def hear(*, purchase: Purchase, given: ForeignOrder) -> tuple[str, ...]:
    """What came and what went back; answers doubts for the operator."""
    doubts = _came(purchase, given)
    return (*doubts, *_went_back(purchase, given), *_refused(given))


def _bills(purchase: Purchase) -> list[Bill]:
    return list(purchase.bills.filter(way=Bill.Way.ELSEWHERE).order_by("position"))


def _came(purchase: Purchase, given: ForeignOrder) -> tuple[str, ...]:
    """Nothing is booked before all of it came: part payments are between the buyer and that app.

    What came beyond the order's price goes to the first bill, as too much. When others' goods are in the order and its
    price moved, nobody knows whose it is: that is said.
    """
    if not given.paid:
        return ()
    doubts = foreign_instead.turn(purchase=purchase, given=given)
    bills = _bills(purchase)
    if not bills:
        return doubts
    asked = {bill.pk: sum(order.total_minor for order in bill.orders.all()) for bill in bills}
    extra = given.charged.minor - given.total.minor
    if given.charged.minor < sum(asked.values()):
        return (*doubts, _("Uang yang tercatat lunas kurang dari bagian penjual kami."))
    for position, bill in enumerate(bills):
        minor = asked[bill.pk] + (extra if position == 0 and extra > 0 else 0)
        _tell_paid(bill, given, minor)
        settling.apply_for(bill_ref=bill.code)
    return doubts


def _tell_paid(bill: Bill, given: ForeignOrder, minor: int) -> bool:
    """What came for the bill beyond what we were told before. A bill of nothing was paid as it was opened."""
    before = GatewayPayment.objects.filter(gateway=GATEWAY.name, charge__bill_ref=bill.code)
    known_minor = sum(before.values_list("amount_minor", flat=True))
    if minor <= known_minor:
        return False
    charges = Charge.objects.filter(bill_ref=bill.code, provider=GATEWAY.name)
    charge = charges.filter(state=Charge.State.OPEN).first() or charges.order_by("-pk").first()
    if charge is None:
        return False
    name = f"{given.number}:{bill.code}" + (f":{minor}" if known_minor else "")
    amount = Money(minor - known_minor, bill.currency)
    return gateways.apply(Happened(What.PAID, charge.code, name, amount, clock.now()), GATEWAY)


def _went_back(purchase: Purchase, given: ForeignOrder) -> tuple[str, ...]:
    doubts: tuple[str, ...] = ()
    for gone in given.gone:
        doubts += _one_back(purchase, given, gone)
    return doubts


def _one_back(purchase: Purchase, given: ForeignOrder, gone: MoneyGone) -> tuple[str, ...]:
    """A refund of ours went through; or somebody there gave money back, which is then decided and booked here too."""
    if GatewayRefund.objects.filter(payment__gateway=GATEWAY.name, external_id__startswith=f"{gone.ref}:").exists():
        return ()
    if gone.ours and _ours_back(gone):
        return ()  # else what we asked for was settled by other money that went back: this went back beside it
    bills = [bill for bill in _bills(purchase) if bill.state == Bill.State.PAID]
    if not bills:
        return ()  # it was never sold here, or is paid another way
    amount = _share_of_ours(given, gone)
    if not amount:
        return ()
    if waits := _asked_for(bills, amount):  # somebody there was faster with what we were about to ask for
        _ours_back(replace(gone, ours=waits.key))
        return ()
    if gone.by_bank:
        return _taken_by_bank(bills, gone, amount)
    try:
        by_bill = _decide(bills, gone, amount)
    except WishImpossible:  # more went back than was left of the sale
        return _unexplained(bills, gone, amount)
    for bill in bills:
        if minor := by_bill.get(bill.pk, 0):
            _tell_back(bill, gone, minor)
    return ()


def _taken_by_bank(bills: Sequence[Bill], gone: MoneyGone, minor: int) -> tuple[str, ...]:
    """The payer's bank took it back for good: orders undo as much of the sale, bill by bill."""
    lefts = [sum(life_sale.remains(order) for order in bill.orders.all()) for bill in bills]
    for bill, share in zip(bills, Money(minor, bills[0].currency).split(lefts), strict=True):
        payment = GatewayPayment.objects.filter(gateway=GATEWAY.name, charge__bill_ref=bill.code).order_by("pk").first()
        if payment is not None and share:
            name = f"{gone.ref}:{bill.code}"
            told = Happened(
                What.DISPUTE_LOST, payment.charge.code, name, share, clock.now(), payment_id=payment.external_id
            )
            gateways.apply(told, GATEWAY)
            settling.apply_for(bill_ref=bill.code)
    return ()


def _asked_for(bills: Sequence[Bill], minor: int) -> GatewayRefund | None:
    refs = [bill.code for bill in bills]
    asked = GatewayRefund.objects.filter(state=GatewayRefund.State.ASKED, payment__charge__bill_ref__in=refs)
    return asked.filter(payment__gateway=GATEWAY.name, amount_minor=minor).order_by("pk").first()


def _ours_back(gone: MoneyGone) -> bool:
    refund = GatewayRefund.objects.filter(key=gone.ours).select_related("payment__charge").first()
    if refund is None or refund.state != GatewayRefund.State.ASKED:
        return False
    charge = refund.payment.charge
    amount = Money(refund.amount_minor, refund.currency)
    told = Happened(
        What.REFUNDED, charge.code, f"{gone.ref}:{charge.bill_ref}", amount, clock.now(), refund_key=refund.key
    )
    gateways.apply(told, GATEWAY)
    settling.apply_for(bill_ref=charge.bill_ref)
    return True


def _share_of_ours(given: ForeignOrder, gone: MoneyGone) -> int:
    """Of an amount that went back without saying for what, others' goods bear their share by price."""
    if gone.lines is not None or not given.others:
        return gone.amount.minor
    ours = given.total.minor - given.others.minor
    return gone.amount.split([ours, given.others.minor])[0].minor


def _decide(bills: Sequence[Bill], gone: MoneyGone, minor: int) -> dict[int, int]:
    """The refunds this money is for: by its lines where it names some, else over what is left of each order.

    They are booked at once, for the money is gone. Answers minor units by bill. Raises WishImpossible.
    """
    with transaction.atomic():
        orders = list(life_step.orders().filter(bill__in=bills).order_by("bill_id", "pk"))
        for order in orders:
            life_sale.hold_still(order=order)
        standing = Refund.objects.filter(key__startswith=_key(gone), order__in=orders).select_related("order")
        if standing.exists():
            return _by_bill(standing)
        live = [order for order in orders if order.state in bearing.REFUNDABLE]
        wishes = _wishes(live, gone, minor)
        made = [_write(order, wish, gone, group=_key(gone) if len(wishes) > 1 else "") for order, wish in wishes]
        refunds.book(refunds=made, person=None)
    for order in live:
        life_engine.run_for(order=order)
    return _by_bill(made)


def _key(gone: MoneyGone) -> str:
    return f"elsewhere:{gone.ref}:"


def _write(order: Order, wish: RefundWish, gone: MoneyGone, *, group: str) -> Refund:
    """Borne by whom the rules propose for what a shop gave back; an officer may make it good afterwards."""
    has_cooperative = books.bearing_cooperative_id(order) is not None
    bearer = bearing.proposed(reason=REASON, carried=books.was_carried(order), has_cooperative=has_cooperative)
    backs, delivery = refund_plan.backs_of(order=order, wish=wish)
    return undoing.write(
        order=order, key=f"{_key(gone)}{order.code}", group=group, reason=REASON, story=wish.story, bearer=bearer,
        proposed_bearer=bearer, backs=backs, delivery_minor=delivery, person=None,
    )  # fmt: skip


def _by_bill(made: Iterable[Refund]) -> dict[int, int]:
    found: dict[int, int] = {}
    for refund in made:
        bill_id = refund.order.bill_id
        found[bill_id] = found.get(bill_id, 0) + refund.amount_minor
    return found


def _wishes(orders: Sequence[Order], gone: MoneyGone, minor: int) -> list[tuple[Order, RefundWish]]:
    """Packs by line; what the money is beyond them, or without them, is spread over what is left."""
    if not orders:
        raise WishImpossible(_("Tidak ada pesanan yang masih bisa dikembalikan."))
    story = _("Dikembalikan di toko lain.")
    if gone.lines is None:
        whole = RefundWish(REASON, whole_minor=minor, story=story)
        return refund_plan.spread_over(orders=orders, wish=whole)
    exact = [_of_lines(order, gone.lines, story) for order in orders]
    wishes = [(order, wish) for order, wish in zip(orders, exact, strict=True) if wish is not None]
    worth = sum(back.minor for order, wish in wishes for back in refund_plan.backs_of(order=order, wish=wish)[0])
    if worth == minor:
        return wishes
    touched = [order for order, _wish in wishes] or list(orders)
    return refund_plan.spread_over(orders=touched, wish=RefundWish(REASON, whole_minor=minor, story=story))


def _of_lines(order: Order, packs: Mapping[str, int], story: str) -> RefundWish | None:
    """`packs` by our line's id as text: whoever read the order there translated them."""
    lines = tuple(
        LineWish(line.pk, quantity=min(packs[str(line.pk)], line.quantity))
        for line in order.lines.order_by("pk")
        if packs.get(str(line.pk))
    )
    return RefundWish(REASON, lines=lines, story=story) if lines else None


def _tell_back(bill: Bill, gone: MoneyGone, minor: int) -> None:
    payment = GatewayPayment.objects.filter(gateway=GATEWAY.name, charge__bill_ref=bill.code).order_by("pk").first()
    if payment is None:
        return
    told = Happened(
        What.REFUNDED, payment.charge.code, f"{gone.ref}:{bill.code}", Money(minor, bill.currency), clock.now(),
        payment_id=payment.external_id,
    )  # fmt: skip
    gateways.apply(told, GATEWAY)
    settling.apply_for(bill_ref=bill.code)


def _unexplained(bills: Sequence[Bill], gone: MoneyGone, minor: int) -> tuple[str, ...]:
    """It is gone from what that app holds, whatever it was for: it stands in suspense until a person explains it."""
    _tell_back(bills[0], gone, minor)
    return (_("Uang dikembalikan di toko lain melebihi sisa pesanan."),)


def _refused(given: ForeignOrder) -> tuple[str, ...]:
    """Refunds of ours that the other app did not carry out."""
    doubts = []
    for key, why in (given.failed or {}).items():
        asked = GatewayRefund.objects.filter(key=key, state=GatewayRefund.State.ASKED).select_related("payment__charge")
        refund = asked.first()
        if refund is not None:
            give_up(refund, why=why)
            doubts.append(_("Pengembalian uang ditolak di toko daring."))
    return tuple(doubts)


def give_up(refund: GatewayRefund, *, why: str = "") -> None:
    """It cannot go back the way it came: the buyer is asked for an account, and the collector returns it itself."""
    charge = refund.payment.charge
    amount = Money(refund.amount_minor, refund.currency)
    told = Happened(
        What.REFUND_FAILED, charge.code, "", amount, clock.now(), refund_key=refund.key, reason=why,
        payment_id=refund.payment.external_id,
    )  # fmt: skip
    gateways.apply(told, GATEWAY)
    settling.apply_for(bill_ref=charge.bill_ref)


def waiting_refunds() -> list[GatewayRefund]:
    """Refunds of ours that the other app must still be asked for, or was asked and did not answer."""
    asked = GatewayRefund.objects.filter(state=GatewayRefund.State.ASKED, payment__gateway=GATEWAY.name)
    return list(asked.select_related("payment__charge", "repayment").order_by("pk")[:50])


def refunded_for(refund: GatewayRefund) -> tuple[Purchase | None, dict[int, int]]:
    """The purchase a waiting refund belongs to, and the packs it is for by our line's id, where it says so."""
    bill = Bill.objects.filter(code=refund.payment.charge.bill_ref).select_related("purchase").first()
    if bill is None:
        return None, {}
    key = refund.repayment.key if refund.repayment else ""
    decided = Refund.objects.filter(tasks__key=key).prefetch_related("lines").first() if key else None
    rows = decided.lines.all() if decided else ()
    return bill.purchase, {row.line_id: row.quantity for row in rows if row.quantity}
