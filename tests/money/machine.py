"""Random days at the market: a Hypothesis state machine over the real actions, checked after every step."""

from collections import Counter
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from typing import ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.ledger.models import Posting
from payments.payouts.models import Payout
from sellers.kit import clock
from storefront.orders import payable
from storefront.orders.models import Order
from tests import cast as standing_cast
from tests.money import couriers, truths
from tests.money.market import Market, assemble
from tests.money.memory_gateway import MemoryGateway

START = datetime(2026, 11, 23, 2, tzinfo=UTC)
PICK = st.integers(0, 10_000)
CURRENCY = st.sampled_from(["IDR", "IDR", "IDR", "USD"])


class Undone(Exception):
    """Ends a story's transaction: the next begins with an empty market."""


class Days(RuleBasedStateMachine):
    """One story. Every rule is a step; `STEPS` counts them over all stories."""

    STEPS: ClassVar[int] = 0
    REFUSED: ClassVar[int] = 0
    KINDS: ClassVar[Counter[str]] = Counter()  # postings of all stories, so that a walk that does nothing is found
    gateway: ClassVar[MemoryGateway] = MemoryGateway()

    def __init__(self) -> None:
        super().__init__()
        self.savepoint: AbstractContextManager[None] = transaction.atomic()
        self.savepoint.__enter__()
        self.looked_at = -1
        self.frozen = clock.frozen(START)
        time = self.frozen.__enter__()
        gateway = type(self).gateway
        gateway.__init__()  # type: ignore[misc]  # the one the settings name, empty again
        self.market: Market = assemble(standing_cast.assemble(), gateway, time)

    @initialize(currency=CURRENCY, how_far=st.integers(0, 3))
    def a_day_before(self, currency: str, how_far: int) -> None:
        """One sale of each way; perhaps paid, perhaps handed over, perhaps paid out."""
        for way in ("bank_transfer", "cash", "stripe"):
            self.market.sale(7, currency, 2, way)
        self.market.sale(7, currency, 2, "cash", sent=True)
        if how_far > 0:
            for _each in range(4):
                self.market.transfer(1, "exact")
            self.market.card(0, deliver=True)
        if how_far > 1:
            for _each in range(9):
                self.market.hand_over(0)
            for each in range(3):
                couriers.give_to_courier(self.market, 0)
                couriers.courier_brings(self.market, 0, says=("seller", "officer", "buyer")[each])
        if how_far > 2:
            self.payday(currency, 4, 0)

    @invariant()
    def nothing_is_wrong(self) -> None:
        type(self).STEPS += 1
        newest = truths.newest_posting()
        if newest != self.looked_at:  # nothing moved: what was true is true
            assert list(truths.wrongs(self.looked_at)) == []
            self.looked_at = newest

    @rule(who=st.integers(1, 7), currency=CURRENCY, quantity=st.integers(1, 5),
          way=st.sampled_from(["bank_transfer", "cash", "stripe"]), sent=st.booleans())  # fmt: skip
    def buys(self, who: int, currency: str, quantity: int, way: str, sent: bool) -> None:
        self.market.sale(who, currency, quantity, way, sent=sent)

    @rule(pick=PICK, kind=st.sampled_from(["exact", "exact", "exact", "bare", "short", "over"]))
    def transfer_comes(self, pick: int, kind: str) -> None:
        self.market.transfer(pick, kind)

    @rule(pick=PICK, deliver=st.booleans())
    def pays_by_card(self, pick: int, deliver: bool) -> None:
        self.market.card(pick, deliver=deliver)

    @rule(pick=PICK, deliver=st.booleans())
    def payer_disputes(self, pick: int, deliver: bool) -> None:
        self.market.dispute(pick, deliver=deliver)

    @rule(pick=PICK, won=st.booleans(), deliver=st.booleans())
    def bank_decides(self, pick: int, won: bool, deliver: bool) -> None:
        self.market.decide_dispute(pick, won=won, deliver=deliver)

    @rule(pick=PICK)
    def notice_comes_late_or_again(self, pick: int) -> None:
        self.market.late_notice(pick)

    @rule(pick=PICK)
    def goods_change_hands(self, pick: int) -> None:
        self.market.hand_over(pick)

    @rule(pick=PICK)
    def parcel_is_given_to_a_courier(self, pick: int) -> None:
        couriers.give_to_courier(self.market, pick)

    @rule(pick=PICK, says=st.sampled_from(["seller", "officer", "buyer"]))
    def courier_collects(self, pick: int, says: str) -> None:
        orders = couriers.on_the_way(self.market)
        with self.only_of(orders[pick % len(orders)] if orders else None):
            couriers.courier_brings(self.market, pick, says=says)

    @rule(pick=PICK, back=st.integers(0, 5))
    def courier_refuses(self, pick: int, back: int) -> None:
        orders = couriers.on_the_way(self.market)
        with self.only_of(orders[pick % len(orders)] if orders else None):
            couriers.courier_is_refused(self.market, pick, back=back)

    @rule(pick=PICK, part=st.integers(1, 150), kind=st.sampled_from(["all", "all", "all", "short", "over", "lost"]))
    def courier_remits(self, pick: int, part: int, kind: str) -> None:
        couriers.courier_remits(self.market, pick, part, kind)

    @rule(pick=PICK)
    def remittance_is_taken_back(self, pick: int) -> None:
        couriers.remittance_is_undone(self.market, pick)

    @rule(pick=PICK, by_buyer=st.booleans())
    def part_is_cancelled(self, pick: int, by_buyer: bool) -> None:
        orders = self.market.orders("waiting", "confirmed", "accepted", "packed", "ready")
        with self.only_of(orders[pick % len(orders)] if orders else None):
            self.market.cancel(pick, by_buyer=by_buyer)

    @rule(pick=PICK)
    def buyer_reports_a_problem(self, pick: int) -> None:
        self.market.report_problem(pick)

    @rule(pick=PICK, returned=st.booleans())
    def officer_settles_it(self, pick: int, returned: bool) -> None:
        orders = self.market.orders("disputed")
        with self.only_of(orders[pick % len(orders)] if orders else None):
            self.market.settle_problem(pick, returned=returned)

    @rule(pick=PICK, part=st.integers(1, 150), bearer=st.sampled_from(["", "seller", "cooperative", "courier"]),
          kind=st.sampled_from(["quantity", "weight", "amount", "whole", "everything"]))  # fmt: skip
    def money_is_given_back(self, pick: int, kind: str, bearer: str, part: int) -> None:
        orders = [one for one in self.market.orders() if one.sold_at is not None]
        with self.only_of(orders[pick % len(orders)] if orders else None):
            self.market.refund(pick, kind, bearer, part)

    @rule(pick=PICK, part=st.integers(1, 150))
    def money_is_given_back_for_a_purchase(self, pick: int, part: int) -> None:
        self.market.refund_purchase(pick, part)

    @rule(pick=PICK, agree=st.booleans())
    def second_person_decides(self, pick: int, agree: bool) -> None:
        self.market.decide_refund(pick, agree=agree)

    @rule(pick=PICK, kind=st.sampled_from(["account", "paid", "returned"]))
    def refund_goes_its_way(self, pick: int, kind: str) -> None:
        self.market.repay(pick, kind)

    @rule(currency=CURRENCY)
    def payout_is_proposed(self, currency: str) -> None:
        cooperative_id = self.market.cast.cooperative.pk
        held = payable.held(cooperative_id, currency)
        owed = {seller.pk: self.owed(seller.pk, currency) for seller in self.market.sellers}
        batch = self.market.propose_payout(currency)
        for payout in Payout.objects.filter(batch=batch) if batch else []:
            kept = held[payout.seller_id].minor if payout.seller_id in held else 0
            assert payout.amount_minor <= owed[payout.seller_id] - kept, "a payout above what is available"

    @rule(currency=CURRENCY, how_far=st.integers(1, 5), pick=PICK)
    def payday(self, currency: str, how_far: int, pick: int) -> None:
        """The way of a batch, as far as it goes: proposed, approved, sent, confirmed, and one comes back."""
        self.payout_is_proposed(currency)
        for step, kind in enumerate(("approve", "send")):
            if how_far > step + 1:
                self.market.move_batch(-1, kind)
        for number in range(3 if how_far > 3 else 0):
            self.market.end_payout(number, "confirm")
        if how_far > 4:
            self.market.end_payout(pick, "return")

    @rule(pick=PICK, kind=st.sampled_from(["approve", "approve", "send", "send", "cancel"]))
    def batch_moves(self, pick: int, kind: str) -> None:
        self.market.move_batch(pick, kind)

    @rule(pick=PICK, kind=st.sampled_from(["confirm", "confirm", "fail", "return"]))
    def bank_answers(self, pick: int, kind: str) -> None:
        self.market.end_payout(pick, kind)

    @rule(basis_points=st.integers(0, 3_000), fixed=st.sampled_from([0, 0, 250, 99_999]))
    def commission_changes(self, basis_points: int, fixed: int) -> None:
        self.market.change_commission(basis_points, fixed)

    @precondition(lambda self: Order.objects.exists())
    @rule(hours=st.sampled_from([1, 5, 25, 80, 300]))
    def time_passes(self, hours: int) -> None:
        self.market.wait(hours)

    def owed(self, seller_id: int, currency: str) -> int:
        return -balance(accounts.seller(seller_id, self.market.cast.cooperative.pk, currency)).minor

    def only_of(self, order: Order | None) -> "OnlyOf":
        return OnlyOf(order.seller_id if order else None)

    def teardown(self) -> None:
        type(self).REFUSED += self.market.refused
        type(self).KINDS.update(Posting.objects.values_list("kind", flat=True))
        self.frozen.__exit__()
        with suppress(Undone):
            self.savepoint.__exit__(Undone, Undone(), None)


class OnlyOf:
    """Inside, postings may touch one seller's accounts only: nobody else's money moves."""

    def __init__(self, seller_id: int | None) -> None:
        self.seller_id = seller_id

    def __enter__(self) -> None:
        self.before = truths.newest_posting()

    def __exit__(self, error: object, *_rest: object) -> None:
        if error is None:
            moved = truths.sellers_moved_since(self.before) - {self.seller_id}
            assert not moved, f"sellers {moved} moved with {self.seller_id}"
