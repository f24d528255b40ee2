"""A purchase on Saleor from the basket to the refund, and one that expires and is paid all the same; told step by step
so that each step may be told again. The stand-in is the world outside and never dies.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from payments.repayments import actions as repayments
from payments.repayments.models import Repayment
from sellers.accounts.asking import scope_of
from sellers.kit.errors import Expected
from storefront.orders import deadlines, life, placing, refunds, settling
from storefront.orders.models import Order, Purchase
from storefront.orders.refund_wish import LineWish, RefundWish
from tests.cast import Cast
from tests.saleor_ground import Ground
from tests.storefront.life.stories import transfer
from tests.storefront.orders.wishes import cash, wish


@dataclass
class Story:
    cast: Cast
    ground: Ground
    time: Any  # clock.frozen
    done: list[str] = field(default_factory=list)

    def steps(self) -> list[Callable[[], object]]:
        return [
            self.order, self.pay, self.work, self.send, self.work, self.give_a_part_back, self.repay, self.work,
            self.order_cash, self.cancel_cash, self.work, self.order_late, self.expire, self.pay_late, self.work,
        ]  # fmt: skip

    def order(self) -> None:
        placing.place(key="story", given=wish(self.cast))

    def pay(self) -> None:
        transfer(self.cast, self.purchase("story"), ref="MUTASI-1")

    def send(self) -> None:
        order = self.part("story", self.cast.saris.seller.pk)
        if order.state == Order.State.CONFIRMED:
            life.send(scope=scope_of(self.cast.sari), person=self.cast.sari, order_code=order.code, courier="jne",
                      tracking_number="JNE123456")  # fmt: skip

    def give_a_part_back(self) -> None:
        order = self.part("story", self.cast.saris.seller.pk)
        wanted = RefundWish(reason="damaged", lines=(LineWish(order.lines.get().pk, quantity=1),))
        refunds.propose(
            scope=scope_of(self.cast.gita), person=self.cast.gita, order_code=order.code, wish=wanted, key="back"
        )

    def repay(self) -> None:
        for row in Repayment.objects.exclude(state=Repayment.State.PAID):
            repayments.mark_paid(scope=scope_of(self.cast.gita), person=self.cast.gita, code=row.code, cash=True)
        settling.apply_due()

    def order_cash(self) -> None:
        placing.place(key="cash", given=wish(self.cast, payments=cash(self.cast)))

    def cancel_cash(self) -> None:
        for seller, person in ((self.cast.saris.seller, self.cast.sari), (self.cast.citras.seller, self.cast.citra)):
            order = self.part("cash", seller.pk)
            if order.state != Order.State.CANCELLED:
                life.cancel_by_seller(
                    scope=scope_of(person), person=person, order_code=order.code, reason="Hujan deras"
                )

    def order_late(self) -> None:
        placing.place(key="late", given=wish(self.cast))

    def expire(self) -> None:
        self.time.tick(hours=25)
        deadlines.sweep()
        life.finish_stock_due()

    def pay_late(self) -> None:
        transfer(self.cast, self.purchase("late"), ref="MUTASI-2")

    def work(self) -> None:
        settling.apply_due()
        life.finish_stock_due()

    def sweep(self) -> None:
        """Minutes pass: leases run out, and every sweep that touches the engine runs, twice."""
        for _twice in range(2):
            self.time.tick(minutes=2)
            for run in (placing.finish_placing_due, settling.apply_due, life.finish_stock_due):
                run()

    def tell(self, step: Callable[[], object]) -> None:
        try:
            step()
        except Expected as refused:  # what a person would be told; the last look says whether it mattered
            self.done.append(f"{step.__name__}: {refused.sentence}")

    # where the story stands

    def purchase(self, key: str) -> Purchase:
        return Purchase.objects.get(key=key)

    def part(self, key: str, seller_id: int) -> Order:
        return Order.objects.get(purchase=self.purchase(key), seller_id=seller_id)
