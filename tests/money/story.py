"""Pay, settle, refund, pay out: one story of two sellers, told step by step so that each step may be told again.

A person whose page did not come back presses the same button again: every step carries its key. The card payment and
its notices happen at the fake, which is the world outside and never dies.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from payments.charges.models import Charge
from payments.gateways import actions as gateways
from payments.gateways.models import ConnectedAccount
from payments.payouts import actions as payouts
from payments.payouts import transferring
from payments.payouts.models import Payout, PayoutBatch
from payments.providers.stripe.accounts import Accounts
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.orders import deadlines, life, payable, placing, refunds, settling
from storefront.orders.models import Order, Purchase
from storefront.orders.refund_wish import LineWish, RefundWish
from tests.cast import Cast
from tests.fakes.stripe import StripeFake
from tests.storefront.orders.wishes import picked_up, wish


@dataclass
class Story:
    cast: Cast
    fake: StripeFake
    time: Any  # clock.frozen
    delivered: int = 0
    done: list[str] = field(default_factory=list)

    def steps(self) -> list[Callable[[], object]]:
        return [
            self.order, self.start, self.payer_pays, self.hear, self.give_a_part_back, self.hear, self.hand_over,
            self.sweep, self.propose, self.approve, self.transfer, self.send, self.confirm, self.sweep,
        ]  # fmt: skip

    def order(self) -> None:
        ways = {f"coop:{self.cast.cooperative.pk}": "stripe"}
        placing.place(key="story", given=wish(self.cast, parts=picked_up(self.cast), payments=ways))

    def start(self) -> None:
        gateways.start_due()

    def payer_pays(self) -> None:
        """Once, as people do: whoever paid sees that it is paid. The page to pay on was opened by `start`."""
        charge = self.charge()
        if not self.fake.started(charge.code):
            self.sweep()
        if not self.fake.payment_of(charge.code):
            self.fake.pay(charge.code)

    def hear(self) -> None:
        """Every notice so far is posted, the old ones again; the last one first."""
        for webhook in reversed(list(self.fake.webhooks())):
            gateways.receive(gateway="stripe", headers=webhook.headers, body=webhook.body)
        gateways.work_events_due()
        settling.apply_due()
        life.finish_stock_due()

    def give_a_part_back(self) -> None:
        order = self.part(self.cast.saris.seller.pk)
        line = order.lines.get()
        wanted = RefundWish(reason="out_of_stock", lines=(LineWish(line.pk, quantity=1, returned_quantity=1),))
        refunds.propose(
            scope=scope_of(self.cast.gita), person=self.cast.gita, order_code=order.code, wish=wanted, key="back"
        )
        gateways.refund_due()

    def hand_over(self) -> None:
        for seller, owner in ((self.cast.saris.seller, self.cast.sari), (self.cast.citras.seller, self.cast.citra)):
            order = self.part(seller.pk)
            if order.state != Order.State.RECEIVED:
                life.hand_over(scope=scope_of(owner), person=owner, order_code=order.code, pin=order.pickup_pin)

    def propose(self) -> None:
        gita, cooperative = self.cast.gita, self.cast.cooperative
        payouts.propose(
            scope=scope_of(gita), person=gita, cooperative_id=cooperative.pk, currency="IDR",
            held=payable.held(cooperative.pk, "IDR"), key="friday",
        )  # fmt: skip

    def approve(self) -> None:
        payouts.approve(scope=scope_of(self.cast.hadi), person=self.cast.hadi, batch_code=self.batch().code)

    def transfer(self) -> None:
        transferring.transfer_due()

    def send(self) -> None:
        if self.batch().state != PayoutBatch.State.CLOSED:
            payouts.send(scope=scope_of(self.cast.gita), person=self.cast.gita, batch_code=self.batch().code)

    def confirm(self) -> None:
        for payout in Payout.objects.filter(way=Payout.Way.BANK):
            payouts.confirm(
                scope=scope_of(self.cast.gita), person=self.cast.gita, code=payout.code, external_id="BANK-1"
            )

    def sweep(self) -> None:
        """An hour passes: leases run out, and every sweep that touches money runs, twice."""
        for _twice in range(2):
            self.time.tick(minutes=30)
            for run in (
                placing.finish_placing_due, gateways.start_due, gateways.work_events_due, gateways.ask_due,
                gateways.refund_due, settling.apply_due, life.finish_stock_due, deadlines.sweep,
                transferring.transfer_due,
            ):  # fmt: skip
                run()

    def tell(self, step: Callable[[], object]) -> None:
        try:
            step()
        except Expected as refused:  # what a person would be told; the last look says whether it mattered
            self.done.append(f"{step.__name__}: {refused.sentence}")

    # where the story stands

    def purchase(self) -> Purchase:
        return Purchase.objects.get(key="story")

    def charge(self) -> Charge:
        return Charge.objects.filter(bill_ref=self.purchase().bills.get().code).latest("pk")

    def part(self, seller_id: int) -> Order:
        return Order.objects.get(purchase=self.purchase(), seller_id=seller_id)

    def batch(self) -> PayoutBatch:
        return PayoutBatch.objects.get()


def connect(cast: Cast, fake: StripeFake) -> ConnectedAccount:
    """Sari has an account of her own at the gateway; Citra is paid by bank."""
    external_id = Accounts().create(key="sari", country="ID", ref="sari")
    fake.finish_onboarding(external_id)
    return ConnectedAccount.objects.create(
        seller=cast.saris.seller, gateway="stripe", external_id=external_id, country="ID", can_receive=True,
        checked_at=clock.now() + timedelta(days=365), created_at=clock.now() - timedelta(days=2),
    )  # fmt: skip
