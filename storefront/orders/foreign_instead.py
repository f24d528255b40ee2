"""A payment begun with us and made to another app in the end: what we still ask for is asked for no more.

Else the bill would expire unpaid and its order be cancelled, though its money came; or a seller would take cash for
what is paid already.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from payments.charges import actions as charges
from payments.charges.models import Charge
from sellers.accounts.models import Seller
from storefront.orders import foreign_pay_open, life_sale
from storefront.orders.foreign_given import ForeignOrder
from storefront.orders.foreign_parts import ELSEWHERE, collector_elsewhere, may_collect
from storefront.orders.models import Bill, Purchase


def turn(*, purchase: Purchase, given: ForeignOrder) -> tuple[str, ...]:
    """Open bills of other ways become paid elsewhere, when what other apps took covers them. Answers doubts.

    Cash was sold as cash, and what was paid with us stays as it is: of these a person must hear.
    """
    bills = list(purchase.bills.exclude(way=ELSEWHERE).order_by("position"))
    with_us = sum(bill.amount_minor for bill in bills if bill.state == Bill.State.PAID)
    waiting = [bill for bill in bills if bill.state == Bill.State.OPEN]
    came = given.charged.minor + with_us
    doubts: dict[str, None] = {}
    if given.charged and came >= given.total.minor:
        for bill in waiting:
            if bill.way == Bill.Way.CASH:
                doubts[_("Lunas di sana, tetapi di sini penjual masih menagih tunai.")] = None
            elif not _turned(bill):
                doubts[_("Lunas di sana, tetapi di sini masih menunggu uang pembeli.")] = None
    closed = [bill for bill in bills if bill.state in (Bill.State.EXPIRED, Bill.State.CANCELLED)]
    kept = came - sum(gone.amount.minor for gone in given.gone)
    if given.charged and kept >= given.total.minor and any(bill.orders.exists() for bill in closed):
        doubts[_("Dibayar di sana setelah tagihan di sini ditutup.")] = None
    if given.charged and with_us and came > given.total.minor:
        doubts[_("Dibayar di sana dan juga lewat Lapak.")] = None
    return tuple(doubts)


@transaction.atomic
def _turned(bill: Bill) -> bool:
    """False when its money is coming in here just now, or nobody may collect it there."""
    bill = Bill.objects.select_for_update().get(pk=bill.pk)
    payee = _payee(bill)
    if bill.state != Bill.State.OPEN or payee is None:
        return False
    charges.close(bill_ref=bill.code, state=Charge.State.CANCELLED)
    if Charge.objects.filter(bill_ref=bill.code, state=Charge.State.PAID).exists():
        return False
    foreign_pay_open.end_of_bill(bill.code)
    cooperative_id, seller_id = payee
    bill.way, bill.cooperative_id, bill.seller_id, bill.expires_at = ELSEWHERE, cooperative_id, seller_id, None
    bill.save(update_fields=["way", "cooperative", "seller", "expires_at"])
    life_sale.ask(bill=bill)
    return True


def _payee(bill: Bill) -> tuple[int | None, int | None] | None:
    """The ids of the cooperative or else the seller that the other app collects for, as for any order from there."""
    sellers = list(Seller.objects.filter(pk__in=bill.orders.values("seller_id")).select_related("cooperative"))
    collector = collector_elsewhere()
    if collector is not None and all(may_collect(collector, seller) for seller in sellers):
        return collector.pk, None
    return (None, sellers[0].pk) if len(sellers) == 1 else None
