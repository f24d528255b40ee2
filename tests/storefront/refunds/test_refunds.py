"""Giving money back for one order: by packs, weight, amount, delivery; who may, who bears it, what the books say."""

from typing import Any

import pytest
from django.db import transaction

from payments.charges.models import Charge
from payments.ledger import accounts, balances
from payments.ledger.models import Posting
from payments.ledger.reconcile import check
from payments.repayments.models import Repayment
from sellers.accounts.asking import scope_of
from sellers.audit.models import AuditEntry
from sellers.kit.errors import NotFound
from sellers.kit.once import KeyReused
from storefront.orders import life, refunds, undoing
from storefront.orders.life_step import WrongStep
from storefront.orders.models import EngineTask, Order, Refund, RefundTask, Shipment
from storefront.orders.refund_rights import NeedsAnother, proposals
from storefront.orders.refund_wish import LineWish, RefundWish, WishImpossible
from storefront.orders.refunds import SaleMoved, WholeUnpaid
from storefront.orders.sums import sums_of
from storefront.terms.models import CooperativeTerms
from tests.cast import Cast
from tests.storefront.life.stories import (
    RP,
    act,
    assert_books,
    bank,
    buyer,
    citra,
    citras_part,
    commission,
    paid,
    placed_with_cash,
    sari,
    saris_part,
    scope,
    stock,
    told,
)
from tests.storefront.life.stories import (
    refunds as refund_due,
)
from tests.storefront.refunds.giving import amount, give, line_of, postings, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast: Cast) -> Order:
    """Sari's 2 kg for 80000 and 5000 delivery, paid to the cooperative, packed."""
    found = saris_part(cast, paid(cast))
    life.pack(**act(cast.sari, found))
    found.refresh_from_db()
    return found


def test_one_of_two_packs_gives_back_half_and_half_the_commission(cast: Cast, order: Order) -> None:
    refund = give(cast.gita, order, wish("quality", LineWish(line_of(order).pk, quantity=1)))
    assert (refund.state, refund.amount_minor, refund.commission_minor) == ("booked", 40_000, 2_000)
    assert_books(
        [(buyer(order.purchase), 0), (sari(cast), -43_000), (commission(cast), -2_600), (refund_due(cast), -40_000)]
    )


def test_missing_weight_gives_back_its_share_half_up(cast: Cast, order: Order) -> None:
    refund = give(cast.gita, order, wish("quality", LineWish(line_of(order).pk, weight_g=333)))
    assert refund.amount_minor == 13_320  # 80000 × 333 / 2000
    assert refund.lines.get().weight_g == 333


def test_an_amount_and_part_of_the_delivery_fee(cast: Cast, order: Order) -> None:
    refund = give(cast.gita, order, amount(order, 1, delivery_minor=1_500))
    assert (refund.goods_minor, refund.delivery_minor, refund.commission_minor) == (1, 1_500, 0)
    order.refresh_from_db()
    assert (order.goods_refunded_minor, order.delivery_refunded_minor) == (1, 1_500)


def test_one_amount_for_the_order_spreads_over_goods_and_delivery_by_what_is_left(cast: Cast, order: Order) -> None:
    refund = give(cast.gita, order, wish("goodwill", whole_minor=10_000))
    assert (refund.goods_minor, refund.delivery_minor) == (9_412, 588)  # of 80000 and 5000


def test_all_that_is_left_gives_back_exactly_the_commission(cast: Cast, order: Order) -> None:
    for minor in (1, 33_333, 9):
        give(cast.gita, order, amount(order, minor))
    give(cast.gita, order, wish("quality", everything=True))
    order.refresh_from_db()
    assert (order.commission_returned_minor, sums_of(order).remains.minor, sums_of(order).net.minor) == (4_000, 0, 0)
    assert_books([(sari(cast), 0), (refund_due(cast), -85_000)])


@pytest.mark.parametrize(
    "wished",
    [
        {"minor": 80_001}, {"quantity": 3}, {"weight_g": 2_001}, {"quantity": 1, "minor": 5}, {"minor": -5},
        {"returned_quantity": 3, "minor": 1}, {"quantity": 1, "returned_quantity": 2}, {},
    ],
)  # fmt: skip
def test_more_than_was_sold_or_nothing_is_refused(cast: Cast, order: Order, wished: dict[str, int]) -> None:
    with pytest.raises(WishImpossible):
        give(cast.gita, order, wish("quality", LineWish(line_of(order).pk, **wished)))
    assert not Refund.objects.exists()


def test_never_more_than_is_left(cast: Cast, order: Order) -> None:
    give(cast.gita, order, amount(order, 79_999))
    for wished in (amount(order, 2), wish("quality", whole_minor=5_002), wish("quality", delivery_minor=5_001)):
        with pytest.raises(WishImpossible):
            give(cast.gita, order, wished)
    packs = give(cast.gita, order, wish("quality", LineWish(line_of(order).pk, quantity=2)))
    assert packs.amount_minor == 1  # of two packs only this much was not given back yet


def test_the_other_sellers_postings_stay_byte_for_byte_the_same(cast: Cast, order: Order) -> None:
    others = citras_part(cast, order.purchase)
    before = postings(but=order)
    sums = sums_of(others)
    give(cast.gita, order, wish("quality", LineWish(line_of(order).pk, quantity=1), delivery_minor=700))
    give(cast.gita, order, wish("goodwill", whole_minor=3_333))
    others.refresh_from_db()
    assert postings(but=order) == before
    assert sums_of(others) == sums
    assert balances.balance(citra(cast)).minor == -16_400


def test_money_listed_for_the_buyer_and_told_to_both(cast: Cast, order: Order) -> None:
    refund = give(cast.gita, order, amount(order, 10_000))
    task = RefundTask.objects.get()
    assert (task.refund, task.order, task.amount_minor) == (refund, order, 10_000)
    assert Repayment.objects.get().amount_minor == 10_000
    [to_buyer], [to_seller] = told("refunded"), told("refunded_seller")
    for body in (to_buyer.body, to_seller.body):
        assert "Rp85.000. Dikembalikan: Rp10.000. Menjadi: Rp75.000." in body
    assert "Untuk Bapak/Ibu dari pesanan ini: Rp71.500." in to_seller.body


def test_the_same_key_gives_the_first_answer_and_another_wish_is_refused(cast: Cast, order: Order) -> None:
    first = give(cast.gita, order, wish("quality", everything=True), key="sama")
    assert give(cast.gita, order, wish("quality", everything=True), key="sama") == first
    assert (Refund.objects.count(), RefundTask.objects.count()) == (1, 1)
    with pytest.raises(KeyReused):
        give(cast.gita, order, amount(order, 5), key="sama")


def test_the_cooperative_bears_its_own_mistake_and_the_seller_keeps_what_it_had(cast: Cast, order: Order) -> None:
    refund = give(cast.gita, order, amount(order, 10_000, "price_error"))
    assert (refund.proposed_bearer, refund.bearer) == ("cooperative", "cooperative")
    order.refresh_from_db()
    assert (order.made_good_minor, sums_of(order).net.minor) == (9_500, 81_000)
    assert_books([(sari(cast), -81_000), (accounts.costs(cast.cooperative.pk, RP), 9_500), (refund_due(cast), -10_000)])


def test_an_officer_may_say_otherwise_and_the_audit_keeps_both(cast: Cast, order: Order) -> None:
    refund = give(cast.gita, order, amount(order, 10_000, "price_error", bearer="seller"))
    assert (refund.proposed_bearer, refund.bearer) == ("cooperative", "seller")
    kept = AuditEntry.objects.filter(object_type="orders.refund", object_id=str(refund.pk)).order_by("pk")
    assert [row.verb for row in kept] == ["refund.proposed", "refund.booked"]
    told = [row.after or {} for row in kept]
    assert all((after["proposed_bearer"], after["bearer"]) == ("cooperative", "seller") for after in told)


def test_a_courier_bears_what_broke_on_its_way(cast: Cast) -> None:
    order = saris_part(cast, paid(cast))
    Order.objects.filter(pk=order.pk).update(delivery_kind="courier", courier="jne", state="received")
    Shipment.objects.create(order=order, kind="courier", courier="jne")
    refund = give(cast.gita, order, amount(order, 10_000, "damaged"))
    assert refund.bearer == "courier"
    assert_books([(sari(cast), -81_000), (accounts.courier(cast.cooperative.pk, RP), 9_500)])


def test_packs_that_come_back_are_not_made_good_as_well(cast: Cast, order: Order) -> None:
    wished = wish("cooperative_mistake", LineWish(line_of(order).pk, quantity=2, returned_quantity=1))
    give(cast.gita, order, wished)
    order.refresh_from_db()
    assert order.made_good_minor == 38_000  # one pack after commission; the other can be sold again
    assert stock(cast)[0] == 49_000


def test_stock_comes_back_once_if_ticked_and_not_again_with_a_cancellation(cast: Cast, order: Order) -> None:
    give(cast.gita, order, wish("quality", LineWish(line_of(order).pk, quantity=1, returned_quantity=1)), key="stok")
    give(cast.gita, order, wish("quality", LineWish(line_of(order).pk, quantity=1, returned_quantity=1)), key="stok")
    assert stock(cast)[0] == 49_000
    life.cancel_by_seller(**act(cast.sari, order), reason="Habis")
    assert stock(cast)[0] == 50_000
    assert_books([(sari(cast), 0), (refund_due(cast), -85_000)])


def test_packs_that_were_missing_do_not_come_on_sale_when_the_rest_is_cancelled(cast: Cast, order: Order) -> None:
    give(cast.gita, order, wish("out_of_stock", LineWish(line_of(order).pk, quantity=1)))
    life.cancel_by_seller(**act(cast.sari, order), reason="Habis")
    assert stock(cast)[0] == 49_000
    assert_books([(sari(cast), 0), (refund_due(cast), -85_000)])


def test_a_crash_before_the_engine_leaves_the_packs_to_the_sweep(cast: Cast, order: Order) -> None:
    with transaction.atomic():  # booked, and nobody came to call the engine after the commit
        refund = undoing.write(
            order=order, key="jatuh", reason="quality", bearer="seller", proposed_bearer="seller", person=cast.gita,
            backs=[undoing.LineBack(line_of(order), 40_000, 1, returned_quantity=1)], delivery_minor=0,
        )  # fmt: skip
        refunds.book(refunds=[refund], person=cast.gita)
    assert stock(cast)[0] == 48_000
    assert life.finish_stock_due() >= 1
    assert life.finish_stock_due() == 0
    assert stock(cast)[0] == 49_000
    assert not EngineTask.objects.filter(done_at__isnull=True).exists()


def test_above_the_limit_somebody_else_agrees(cast: Cast, order: Order) -> None:
    CooperativeTerms.objects.update(second_person_refund_above_minor=10_000)
    refund = give(cast.gita, order, amount(order, 10_001))
    assert refund.state == "proposed"
    assert not RefundTask.objects.exists()
    assert len(told("refund_asked")) == 1
    with pytest.raises(NeedsAnother):
        refunds.approve(scope=scope(cast.gita), person=cast.gita, refund_code=refund.code)
    [booked] = refunds.approve(scope=scope(cast.hadi), person=cast.hadi, refund_code=refund.code)
    assert (booked.state, booked.asked_by, booked.decided_by) == ("booked", cast.gita, cast.hadi)
    with pytest.raises(NotFound):
        refunds.approve(scope=scope(cast.hadi), person=cast.hadi, refund_code=refund.code)
    assert_books([(refund_due(cast), -10_001)])


def test_a_large_refund_cut_into_small_ones_needs_somebody_else_too(cast: Cast, order: Order) -> None:
    CooperativeTerms.objects.update(second_person_refund_above_minor=10_000)
    assert [give(cast.gita, order, amount(order, 6_000)).state for _n in range(2)] == ["booked", "proposed"]


def test_a_refused_proposal_leaves_no_trace_in_the_books(cast: Cast, order: Order) -> None:
    CooperativeTerms.objects.update(second_person_refund_above_minor=0)
    before = postings()
    refund = give(cast.gita, order, amount(order, 5_000))
    refunds.refuse(scope=scope(cast.hadi), person=cast.hadi, refund_code=refund.code, reason="Tidak perlu")
    assert (postings(), proposals(scope(cast.hadi))) == (before, [])
    order.refresh_from_db()
    assert order.goods_refunded_minor == 0


def test_an_approval_that_comes_after_the_sale_shrank_is_refused_in_words(cast: Cast, order: Order) -> None:
    CooperativeTerms.objects.update(second_person_refund_above_minor=10_000)
    refund = give(cast.gita, order, amount(order, 80_000))
    give(cast.hadi, order, amount(order, 1))
    with pytest.raises(SaleMoved):
        refunds.approve(scope=scope(cast.hadi), person=cast.hadi, refund_code=refund.code)
    assert check() == []
    refund.refresh_from_db()
    assert refund.state == "proposed"


def test_a_seller_proposes_for_its_own_order_and_bears_it(cast: Cast, order: Order) -> None:
    refund = give(cast.sari, order, amount(order, 10_000, "goodwill", bearer="cooperative"))
    assert (refund.bearer, refund.proposed_bearer, refund.state) == ("seller", "cooperative", "booked")
    assert_books([(sari(cast), -71_500), (bank(cast), balances.balance(bank(cast)).minor)])


@pytest.mark.parametrize("who", ["budi", "citra", "dewi", "fajar", "eko", "stranger"])
def test_nobody_else_gives_money_back(cast: Cast, order: Order, who: str) -> None:
    with pytest.raises(NotFound):
        give(getattr(cast, who), order, amount(order, 100))


@pytest.mark.parametrize("state", ["waiting", "cancelled", "expired", "returned", "placing"])
def test_only_what_stands_sold_is_given_back(cast: Cast, order: Order, state: str) -> None:
    Order.objects.filter(pk=order.pk).update(state=state)
    with pytest.raises(NotFound):
        give(cast.gita, order, amount(order, 100))


def test_a_reason_that_does_not_fit_is_refused(cast: Cast, order: Order) -> None:
    for reason in ("damaged", "cancelled", "no-such-reason"):
        with pytest.raises(WishImpossible):
            give(cast.gita, order, amount(order, 100, reason))


def test_an_unpaid_cash_order_is_asked_for_less(cast: Cast) -> None:
    order = saris_part(cast, placed_with_cash(cast))
    give(cast.sari, order, wish("out_of_stock", LineWish(line_of(order).pk, quantity=1)))
    order.bill.refresh_from_db()
    assert order.bill.amount_minor == 45_000
    assert Charge.objects.get(bill_ref=order.bill.code, state="open").amount_minor == 45_000
    assert not RefundTask.objects.exists()
    assert "Siapkan Rp45.000." in told("refunded")[0].body
    life.deliver(**act(cast.sari, order))
    till = accounts.seller(cast.saris.seller.pk, None, RP)
    assert_books([(accounts.buyer(order.bill.code, RP), 0), (till, 0), (sari(cast), 2_000)])


def test_all_of_an_unpaid_order_is_a_cancellation(cast: Cast) -> None:
    order = saris_part(cast, placed_with_cash(cast))
    with pytest.raises(WholeUnpaid):
        give(cast.sari, order, wish("out_of_stock", everything=True))
    give(cast.sari, order, wish("out_of_stock", LineWish(line_of(order).pk, quantity=1)))
    life.cancel_by_seller(**act(cast.sari, order), reason="Habis")
    order.bill.refresh_from_db()
    assert order.bill.state == "cancelled"
    assert_books([(accounts.buyer(order.bill.code, RP), 0), (sari(cast), 0)])


def test_a_preview_says_exactly_what_booking_does(cast: Cast, order: Order) -> None:
    wished = wish("price_error", LineWish(line_of(order).pk, minor=12_345, returned_quantity=1), delivery_minor=99)
    before = sums_of(order)
    seen = refunds.preview(scope=scope_of(cast.gita), order_code=order.code, wish=wished)
    assert not Refund.objects.exists()
    booked = give(cast.gita, order, wished)
    order.refresh_from_db()
    after = sums_of(order)
    assert (seen.back.minor, seen.commission.minor) == (booked.amount_minor, booked.commission_minor)
    assert (before.net - after.net, after.remains) == (seen.seller_loses, seen.remains)


def test_a_wish_for_another_orders_line_is_refused(cast: Cast, order: Order) -> None:
    other = line_of(citras_part(cast, order.purchase))
    with pytest.raises(WishImpossible):
        give(cast.gita, order, RefundWish("quality", (LineWish(other.pk, minor=5),)))
    assert Posting.objects.filter(kind="sale_reversed").count() == 0


def test_packs_that_two_waiting_refunds_say_came_back_come_back_once(cast: Cast, order: Order) -> None:
    CooperativeTerms.objects.update_or_create(
        cooperative=cast.cooperative, defaults={"second_person_refund_above_minor": 0}
    )
    life.deliver(**act(cast.sari, order))
    line = line_of(order)
    both = wish("quality", LineWish(line.pk, minor=1_000, returned_quantity=line.quantity))
    first, second = give(cast.gita, order, both), give(cast.gita, order, both)
    agree: dict[str, Any] = {"scope": scope_of(cast.hadi), "person": cast.hadi}
    refunds.approve(**agree, refund_code=first.code)
    with pytest.raises(SaleMoved):
        refunds.approve(**agree, refund_code=second.code)
    refunds.refuse(**agree, refund_code=second.code, reason="Sudah")
    line.refresh_from_db()
    assert (line.returned_quantity, line.refunded_minor) == (line.quantity, 1_000)


def test_an_order_that_gave_all_back_before_it_left_is_cancelled_and_packed_by_nobody(cast: Cast, order: Order) -> None:
    before = stock(cast)
    give(cast.gita, order, wish("out_of_stock", everything=True))
    order.refresh_from_db()
    assert (order.state, order.deadline_at) == ("cancelled", None)
    assert stock(cast) == before  # nothing was ticked: the goods are gone
    with pytest.raises(WrongStep):
        life.pack(**act(cast.sari, order))
    assert check() == []


def test_an_order_that_was_handed_over_keeps_its_state(cast: Cast, order: Order) -> None:
    life.deliver(**act(cast.sari, order))
    give(cast.gita, order, wish("quality", everything=True))
    order.refresh_from_db()
    assert order.state == "received"
