"""What the payout pages' tests stand on: a batch of Gita's, a refund that waits, and Sari's account."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from payments.charges.models import BankAccount, Charge
from payments.ledger import accounts
from payments.ledger.posting import Move, post
from payments.money import Money
from payments.payouts import actions
from payments.payouts.models import PayoutBatch
from payments.repayments.actions import open_repayment
from payments.repayments.models import Repayment
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from storefront.orders import payable
from storefront.orders.models import Order
from tests.cast import Cast


def leaving(cast: Cast, order: Order) -> tuple[PayoutBatch, Repayment, BankAccount]:
    """81000 of Sari's proposed by Gita; a refund of 5000 of the order's bill, which the books owe."""
    account = BankAccount.objects.create(
        seller=cast.saris.seller, bank_code="014", number="1234567890", holder="Sari",
        created_at=clock.now() - timedelta(days=9),
    )  # fmt: skip
    refund = owed_back(order)
    owe(cast, order)
    batch = actions.propose(
        scope=scope_of(cast.gita), person=cast.gita, cooperative_id=cast.cooperative.pk, currency="IDR",
        held=payable.held, key=f"halaman-{order.code}",
    )  # fmt: skip
    return batch, refund, account


def owe(cast: Cast, order: Order) -> None:
    """The cooperative owes Sari 81000 that no order holds."""
    mine = accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, "IDR")
    move = Move("sale", mine, accounts.commission(cast.cooperative.pk, "IDR"), Money(81_000, "IDR"), order.code)
    with transaction.atomic():
        post(entry=f"page:{order.code}", moves=[move])


def owed_back(order: Order) -> Repayment:
    """5000 that must go back to the buyer, to whoever collected the bill."""
    charge = Charge.objects.filter(bill_ref=order.bill.code).latest("pk")
    due = accounts.refund_due(charge.cooperative_id, charge.seller_id, order.currency)
    buyer = accounts.buyer(order.bill.code, order.currency)
    move = Move("refund_due", due, buyer, Money(5_000, order.currency), order.code)
    with transaction.atomic():
        post(entry=f"refund_due:page:{order.code}", moves=[move])
        return open_repayment(key=f"page:{order.code}", bill_ref=order.bill.code, amount=Money(5_000, order.currency))


def text_of(response: Any) -> str:
    """The page, or the sheet, that the test client got."""
    return str(response.content.decode())
