"""A cancelled order's money finds its buyer: asked for, given, sent with the payouts or by hand, and come back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from payments.charges.errors import BankUnknown, NumberNotPossible
from payments.charges.models import Charge, Settlement
from payments.gateways.models import GatewayDispute, GatewayPayment
from payments.ledger import accounts, reconcile
from payments.ledger.balances import balance
from payments.ledger.models import Posting
from payments.payouts import actions as payouts
from payments.payouts.errors import NeedsSecondPerson
from payments.payouts.models import PayoutBatch
from payments.payouts.terms import terms_of
from payments.repayments import actions
from payments.repayments.errors import (
    InABatch,
    NoCashHere,
    NotReady,
    OnItsWay,
    PaidWithOtherReference,
    ReasonMissing,
    ReferenceMissing,
    RepaymentNotFound,
)
from payments.repayments.models import Repayment
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.kit.limits import TooMany
from sellers.messages.models import Message
from storefront.orders import life, payable, repaying, settling
from storefront.orders.links import refund_link_for, refund_path_for
from storefront.orders.models import Order, Purchase, Refund
from tests.cast import Cast
from tests.payments.payouts import world
from tests.storefront.life import stories

State = Repayment.State
GIVEN = {"bank_code": "014", "number": "123-456 7890", "holder": "Eko Prasetyo"}


@pytest.fixture
def cancelled(cast: Cast) -> Purchase:
    """Paid by transfer to the cooperative; then Sari's part of 85000 is cancelled."""
    purchase = stories.paid(cast)
    order = stories.saris_part(cast, purchase)
    life.cancel_by_seller(**stories.act(cast.sari, order), reason="Habis")
    return purchase


def refund(purchase: Purchase) -> Repayment:
    return Repayment.objects.get(bill_ref=purchase.bills.get().code)


def give(purchase: Purchase) -> Repayment:
    return repaying.give_account(purchase=purchase, code=refund(purchase).code, **GIVEN)


def gita(cast: Cast, purchase: Purchase) -> dict[str, Any]:
    return {"scope": scope_of(cast.gita), "person": cast.gita, "code": refund(purchase).code}


def due(cast: Cast) -> int:
    return balance(accounts.refund_due(cast.cooperative.pk, None, "IDR")).minor


def in_a_batch(cast: Cast) -> str:
    batch = payouts.propose(
        scope=scope_of(cast.gita), person=cast.gita, cooperative_id=cast.cooperative.pk, currency="IDR",
        held=payable.held, key="kunci",
    )  # fmt: skip
    return batch.code


def approve(cast: Cast, batch: str) -> None:
    payouts.approve(scope=scope_of(cast.hadi), person=cast.hadi, batch_code=batch)


def send(cast: Cast, batch: str) -> None:
    approve(cast, batch)
    payouts.send(scope=scope_of(cast.gita), person=cast.gita, batch_code=batch)


def test_the_buyer_is_asked_by_message_with_the_signed_link(cancelled: Purchase) -> None:
    told = Message.objects.get(template="refund_account")
    assert told.to == cancelled.buyer_phone
    assert refund_link_for(cancelled, refund(cancelled).code) in told.body
    assert refund(cancelled).state == State.ASKED


def test_an_account_is_kept_clean_and_may_be_put_right(cancelled: Purchase) -> None:
    given = give(cancelled)
    assert (given.state, given.number, given.holder) == (State.READY, "1234567890", "Eko Prasetyo")
    again = repaying.give_account(purchase=cancelled, code=given.code, **{**GIVEN, "number": "999999"})
    assert again.number == "999999"


@pytest.mark.parametrize(
    ("changed", "error"), [({"bank_code": "999"}, BankUnknown), ({"number": "12"}, NumberNotPossible)]
)
def test_a_slip_is_refused_and_changes_nothing(
    cancelled: Purchase, changed: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        repaying.give_account(purchase=cancelled, code=refund(cancelled).code, **{**GIVEN, **changed})
    assert refund(cancelled).state == State.ASKED


def test_after_many_tries_the_buyer_has_to_wait(cancelled: Purchase) -> None:
    for _ in range(repaying.TRIES):
        give(cancelled)
    with pytest.raises(TooMany):
        give(cancelled)


def test_another_purchases_refund_is_not_there(cast: Cast, cancelled: Purchase) -> None:
    other = stories.placed(cast, key="other-key")
    with pytest.raises(RepaymentNotFound):
        repaying.give_account(purchase=other, code=refund(cancelled).code, **GIVEN)


def test_it_leaves_with_the_payouts_and_is_booked_and_told_once(cast: Cast, cancelled: Purchase) -> None:
    give(cancelled)
    bank = balance(accounts.bank(cast.cooperative.pk, "IDR")).minor
    send(cast, in_a_batch(cast))
    row = refund(cancelled)
    assert row.state == State.SENDING and row.batch is not None
    for _ in range(2):
        payouts.confirm(**gita(cast, cancelled), external_id="TRX-9")
    settling.apply_due()
    settling.apply_due()
    assert refund(cancelled).state == State.PAID
    assert due(cast) == 0
    assert balance(accounts.bank(cast.cooperative.pk, "IDR")).minor == bank - 85_000
    told = Message.objects.get(template=Settlement.Kind.REPAID)
    assert "Rp85.000" in told.body and told.to == cancelled.buyer_phone
    assert reconcile.check() == []


def test_a_batch_of_refunds_alone_counts_for_the_limit(cast: Cast, cancelled: Purchase) -> None:
    give(cancelled)
    terms = terms_of(cast.cooperative.pk)
    terms.second_person_above_minor = 84_999
    terms.save()
    batch = in_a_batch(cast)
    with pytest.raises(NeedsSecondPerson):
        payouts.approve(scope=scope_of(cast.gita), person=cast.gita, batch_code=batch)


def test_the_account_is_shut_once_a_second_person_approved_it(cast: Cast, cancelled: Purchase) -> None:
    give(cancelled)
    batch = in_a_batch(cast)
    assert give(cancelled).batch is not None
    approve(cast, batch)
    with pytest.raises(OnItsWay):
        give(cancelled)


def test_one_that_failed_at_the_bank_is_asked_again_and_leaves_with_the_next(cast: Cast, cancelled: Purchase) -> None:
    give(cancelled)
    send(cast, in_a_batch(cast))
    payouts.mark_failed(**gita(cast, cancelled), reason="Nomor salah")
    settling.apply_due()
    row = refund(cancelled)
    assert (row.state, row.reason, row.tries, due(cast)) == (State.ASKED, "Nomor salah", 1, -85_000)
    assert "Nomor salah" in Message.objects.get(template=Settlement.Kind.REPAY_FAILED).body
    give(cancelled)
    actions.mark_paid(**gita(cast, cancelled), external_id="TRX-2")
    assert due(cast) == 0
    assert reconcile.check() == []


def test_one_that_came_back_is_due_again_and_paid_under_another_key(cast: Cast, cancelled: Purchase) -> None:
    give(cancelled)
    actions.mark_paid(**gita(cast, cancelled), external_id="TRX-1")
    with pytest.raises(ReasonMissing):
        actions.mark_returned(**gita(cast, cancelled), reason=" ")
    actions.mark_returned(**gita(cast, cancelled), reason="Rekening tutup")
    assert due(cast) == -85_000
    give(cancelled)
    actions.mark_paid(**gita(cast, cancelled), external_id="TRX-2")
    entries = Posting.objects.filter(kind__startswith="refund_", ref=cancelled.bills.get().code)
    code = refund(cancelled).code
    assert set(entries.exclude(kind="refund_due").values_list("entry", flat=True)) == {
        f"refund_paid:{code}:0", f"refund_returned:{code}:0", f"refund_paid:{code}:1",
    }  # fmt: skip
    assert reconcile.check() == []


def test_by_hand_the_reference_is_needed_and_the_same_again_is_the_first_answer(
    cast: Cast, cancelled: Purchase
) -> None:
    with pytest.raises(NotReady):
        actions.mark_paid(**gita(cast, cancelled), external_id="TRX")
    give(cancelled)
    with pytest.raises(ReferenceMissing):
        actions.mark_paid(**gita(cast, cancelled))
    for _ in range(2):
        actions.mark_paid(**gita(cast, cancelled), external_id="TRX")
    with pytest.raises(PaidWithOtherReference):
        actions.mark_paid(**gita(cast, cancelled), external_id="OTHER")
    assert Posting.objects.filter(kind="refund_paid").count() == 1


def test_what_stands_in_an_approved_batch_is_not_paid_by_hand_too(cast: Cast, cancelled: Purchase) -> None:
    give(cancelled)
    approve(cast, in_a_batch(cast))
    with pytest.raises(InABatch):
        actions.mark_paid(**gita(cast, cancelled), external_id="TRX")


def test_cash_is_fetched_at_the_cooperative_but_not_at_the_markets_operator(cast: Cast, cancelled: Purchase) -> None:
    chosen = repaying.choose_cash(purchase=cancelled, code=refund(cancelled).code)
    assert (chosen.way, chosen.state) == ("cash", State.READY)
    assert not Repayment.objects.free_to_leave().exists()
    actions.mark_paid(**gita(cast, cancelled))
    assert due(cast) == 0
    other = stories.placed(cast, key="operators-key")
    stories.transfer(cast, other, ref="MUTASI-2")
    life.cancel_by_seller(**stories.act(cast.sari, stories.saris_part(cast, other)), reason="Habis")
    cast.cooperative.is_operator = True
    cast.cooperative.save()
    with pytest.raises(NoCashHere):
        repaying.choose_cash(purchase=other, code=refund(other).code)


@pytest.mark.parametrize("who", ["sari", "budi", "dewi", "fajar", "stranger"])
def test_only_chair_and_treasurer_return_the_cooperatives_money(cast: Cast, cancelled: Purchase, who: str) -> None:
    give(cancelled)
    person = getattr(cast, who)
    with pytest.raises(RepaymentNotFound):
        actions.mark_paid(scope=scope_of(person), person=person, code=refund(cancelled).code, external_id="X")


# the buyer's pages


def test_the_page_behind_the_link_takes_the_account_and_the_order_shows_where_it_stands(cancelled: Purchase) -> None:
    browser = Client()
    address = refund_path_for(cancelled, refund(cancelled).code)
    assert "Rp85.000" in browser.get(address).content.decode()
    answer = browser.post(address, {**GIVEN, "number": "12"})
    assert answer.status_code == 422 and "Eko Prasetyo" in answer.content.decode()
    answer = browser.post(address, GIVEN, follow=True)
    shown = answer.content.decode()
    assert "BCA ••••7890" in shown and "1234567890" not in shown


def test_without_the_link_or_for_another_refund_there_is_no_page(cast: Cast, cancelled: Purchase) -> None:
    browser = Client()
    code = refund(cancelled).code
    for address in (
        f"/pesanan/{cancelled.code}/pengembalian/{code}/",
        f"/pesanan/{cancelled.code}/pengembalian/{code}/?t=tebakan",
        refund_path_for(cancelled, "TIDAKADA"),
        refund_path_for(stories.placed(cast, key="other-key"), code),
    ):
        assert browser.get(address).status_code == 404
        assert browser.post(address, GIVEN).status_code == 404
    assert browser.delete(refund_path_for(cancelled, code)).status_code == 405


def test_hostile_words_in_the_form_are_only_words(cancelled: Purchase) -> None:
    address = refund_path_for(cancelled, refund(cancelled).code)
    answer = Client().post(address, {"bank_code": "014", "number": "1" * 4500, "holder": "<script>"})
    assert answer.status_code == 422
    assert Client().post(address, {**GIVEN, "holder": "\0"}).status_code == 400
    Client().post(address, {**GIVEN, "holder": "<script>"})
    assert refund(cancelled).holder == "<script>"


# what may not be paid out yet


def held(cast: Cast) -> dict[str, int]:
    names = {cast.saris.seller.pk: "sari", cast.citras.seller.pk: "citra"}
    return {names[pk]: amount.minor for pk, amount in payable.held(cast.cooperative.pk, "IDR").items()}


def test_a_sold_order_is_held_with_what_its_seller_gets_until_its_days_are_over(cast: Cast) -> None:
    from_now = stories.paid(cast)
    order = stories.saris_part(cast, from_now)
    assert held(cast) == {"sari": 81_000, "citra": 16_400}
    life.deliver(**stories.act(cast.sari, order))
    (mine,) = [one for one in payable.held_orders(cast.cooperative.pk, "IDR") if one.order.pk == order.pk]
    assert mine.why == payable.Why.HOLD_DAYS and mine.until is not None
    order.events.filter(verb="received").update(at=mine.until - timedelta(days=5))
    assert held(cast) == {"citra": 16_400}


def test_a_report_of_the_buyer_holds_it_again(cast: Cast) -> None:
    purchase = stories.paid(cast)
    order = stories.saris_part(cast, purchase)
    life.deliver(**stories.act(cast.sari, order))
    order.events.filter(verb="received").update(at=order.events.get(verb="received").at - timedelta(days=9))
    assert "sari" not in held(cast)
    life.buyer_dispute(purchase=purchase, order_code=order.code, reason="Pecah")
    assert held(cast)["sari"] == 81_000


def test_a_cancelled_order_holds_nothing_and_cash_was_never_the_cooperatives(cast: Cast, cancelled: Purchase) -> None:
    assert held(cast) == {"citra": 16_400}
    stories.placed_with_cash(cast, key="cash-key")
    assert held(cast) == {"citra": 16_400}


def test_a_payout_of_orders_takes_only_what_is_free(cast: Cast) -> None:
    world.account(cast.saris.seller)
    world.account(cast.citras.seller)
    purchase = stories.paid(cast)
    order = stories.saris_part(cast, purchase)
    life.deliver(**stories.act(cast.sari, order))
    order.events.filter(verb="received").update(at=order.events.get(verb="received").at - timedelta(days=9))
    code = in_a_batch(cast)
    rows = PayoutBatch.objects.get(code=code).payouts.values_list("seller__name", "amount_minor")
    assert list(rows) == [("Dapur Sari", 81_000)]


def free(cast: Cast) -> tuple[Purchase, Order]:
    """Sari's part, paid and received so long ago that nothing of it is held."""
    purchase = stories.paid(cast)
    order = stories.saris_part(cast, purchase)
    life.deliver(**stories.act(cast.sari, order))
    order.events.filter(verb="received").update(at=order.events.get(verb="received").at - timedelta(days=9))
    assert "sari" not in held(cast)
    return purchase, order


@pytest.mark.parametrize(("state", "kept"), [("open", 81_000), ("won", 0), ("lost", 0)])
def test_a_dispute_at_the_buyers_bank_freezes_its_part_while_it_is_open(cast: Cast, state: str, kept: int) -> None:
    purchase, _order = free(cast)
    charge = Charge.objects.get(bill_ref=purchase.bills.get().code)
    payment = GatewayPayment.objects.create(
        charge=charge, gateway="stripe", external_id="pi_1", amount_minor=102_000, currency="IDR", paid_at=clock.now()
    )
    GatewayDispute.objects.create(
        payment=payment, gateway="stripe", external_id="dp_1", amount_minor=102_000, currency="IDR", state=state
    )
    assert held(cast).get("sari", 0) == kept


@pytest.mark.parametrize(("bearer", "kept"), [("seller", 9_500), ("cooperative", 0)])
def test_a_refund_that_waits_for_its_second_person_is_held(cast: Cast, bearer: str, kept: int) -> None:
    _purchase, order = free(cast)
    Refund.objects.create(
        code="R7QX29MB", key="usulan", order=order, reason="quality", bearer=bearer, proposed_bearer="seller",
        goods_minor=10_000, amount_minor=10_000, commission_minor=500, currency="IDR",
    )  # fmt: skip
    assert held(cast).get("sari", 0) == kept
