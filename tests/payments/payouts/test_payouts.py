"""A batch of payouts from the proposal to the bank's answer, in the books and for the people."""

from datetime import timedelta
from typing import Any

import pytest

from payments.ledger import reconcile
from payments.ledger.models import Posting
from payments.money import Money
from payments.payouts import actions
from payments.payouts.available import lines
from payments.payouts.errors import (
    BatchNotFound,
    NeedsSecondPerson,
    NothingToPay,
    PaidInFuture,
    PaidWithOtherReference,
    WrongBatchState,
    WrongPayoutState,
)
from payments.payouts.models import Payout, PayoutBatch, PayoutTerms
from payments.payouts.planning import Why
from payments.payouts.terms import TermsWish
from payments.repayments.errors import ReasonMissing, ReferenceMissing
from payments.wording import in_words
from sellers.accounts.asking import scope_of
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.messages.models import Message
from tests.cast import Cast
from tests.payments.payouts import world
from tests.payments.payouts.world import RP

State = Payout.State


@pytest.fixture
def owing(cast: Cast) -> Cast:
    """Sari is owed 81000 and Citra 500000; both have an account for days."""
    world.owe(cast, cast.saris.seller, 81_000)
    world.owe(cast, cast.citras.seller, 500_000)
    world.account(cast.saris.seller)
    world.account(cast.citras.seller, number="9876543210")
    return cast


def test_a_proposal_sets_aside_what_is_owed_and_leaves_the_bank_alone(owing: Cast) -> None:
    batch = world.propose(owing)
    amounts = dict(Payout.objects.filter(batch=batch).values_list("seller__name", "amount_minor"))
    assert amounts == {"Dapur Sari": 81_000, "Kebun Citra": 500_000}
    assert (world.owed(owing, owing.saris.seller), world.aside(owing, owing.saris.seller)) == (0, 81_000)
    assert world.bank(owing) == 0


def test_the_same_proposal_again_is_the_first_one(owing: Cast) -> None:
    first = world.propose(owing)
    assert world.propose(owing).pk == first.pk
    assert world.propose(owing, owing.hadi).pk == first.pk
    assert Payout.objects.count() == 2


def test_a_second_proposal_finds_nothing_left_to_pay(owing: Cast) -> None:
    world.propose(owing)
    with pytest.raises(NothingToPay):
        world.propose(owing, key="kunci-2")
    assert Posting.objects.filter(kind="payout_reserved").count() == 2


def test_what_is_sold_while_a_payout_is_under_way_waits_for_the_next(owing: Cast) -> None:
    batch = world.propose(owing)
    world.owe(owing, owing.saris.seller, 60_000)
    line = {one.seller_id: one for one in lines(cooperative=owing.cooperative, currency=RP, held={})}
    assert line[owing.saris.seller.pk].why == Why.UNDER_WAY
    with pytest.raises(NothingToPay):
        world.propose(owing, key="kunci-2")
    world.approve(owing, batch)
    actions.send(**world.who(owing.gita), batch_code=batch.code)
    for payout in Payout.objects.filter(batch=batch):
        world.confirm(owing, payout.code)
    assert world.payout_of(world.propose(owing, key="kunci-2"), owing.saris.seller).amount_minor == 60_000


def test_what_is_held_stays_and_the_rest_leaves(owing: Cast) -> None:
    batch = world.propose(owing, held={owing.citras.seller.pk: Money(123_456, RP)})
    assert world.payout_of(batch, owing.citras.seller).amount_minor == 376_544
    assert world.owed(owing, owing.citras.seller) == 123_456


def test_below_the_minimum_it_waits_until_it_is_more(owing: Cast) -> None:
    PayoutTerms.objects.create(cooperative=owing.cooperative, minimum_minor=100_000)
    batch = world.propose(owing)
    assert list(batch.payouts.values_list("seller__name", flat=True)) == ["Kebun Citra"]
    actions.cancel(**world.who(owing.gita), batch_code=batch.code)
    world.owe(owing, owing.saris.seller, 19_000)
    assert world.payout_of(world.propose(owing, key="nanti"), owing.saris.seller).amount_minor == 100_000


def test_a_debt_is_carried_and_netted_by_later_sales(cast: Cast) -> None:
    world.account(cast.saris.seller)
    world.owe(cast, cast.saris.seller, -30_000)
    with pytest.raises(NothingToPay):
        world.propose(cast)
    world.owe(cast, cast.saris.seller, 100_000)
    assert world.payout_of(world.propose(cast), cast.saris.seller).amount_minor == 70_000


def test_a_seller_without_an_account_is_left_and_listed(cast: Cast) -> None:
    world.owe(cast, cast.saris.seller, 81_000)
    with pytest.raises(NothingToPay):
        world.propose(cast)
    assert [one.why for one in lines(cooperative=cast.cooperative, currency=RP, held={})] == [Why.NO_ACCOUNT]
    assert world.owed(cast, cast.saris.seller) == 81_000


def test_a_new_account_is_used_only_after_a_day_and_the_old_one_meanwhile(cast: Cast) -> None:
    world.owe(cast, cast.saris.seller, 81_000)
    new = world.account(cast.saris.seller, hours=23, number="222222222")
    (line,) = lines(cooperative=cast.cooperative, currency=RP, held={})
    assert line.why == Why.COOLING
    assert line.to.usable_at == new.created_at + timedelta(hours=24)
    old = world.account(cast.saris.seller, hours=999, number="111111111")
    assert world.payout_of(world.propose(cast), cast.saris.seller).bank_account == old
    world.owe(cast, cast.saris.seller, 60_000)
    with clock.frozen(clock.now() + timedelta(hours=2)):
        (line,) = lines(cooperative=cast.cooperative, currency=RP, held={})
        assert line.to.bank_account_id == new.pk


def test_a_retired_account_is_used_no_more_even_if_the_payout_was_approved(owing: Cast) -> None:
    batch = world.approve(owing, world.propose(owing))
    payout = world.payout_of(batch, owing.saris.seller)
    payout.bank_account.is_active = False  # type: ignore[union-attr]  # it has one
    payout.bank_account.save(update_fields=["is_active"])  # type: ignore[union-attr]  # it has one
    actions.send(**world.who(owing.gita), batch_code=batch.code)
    payout.refresh_from_db()
    assert (payout.state, world.owed(owing, owing.saris.seller)) == (State.FAILED, 81_000)
    assert world.payout_of(batch, owing.citras.seller).state == State.SENT


def test_above_the_limit_whoever_proposed_it_cannot_approve_it(owing: Cast) -> None:
    PayoutTerms.objects.create(cooperative=owing.cooperative, second_person_above_minor=580_999)
    batch = world.propose(owing)
    with pytest.raises(NeedsSecondPerson):
        world.approve(owing, batch, owing.gita)
    assert world.approve(owing, batch).approved_by == owing.hadi


def test_lifting_the_limit_afterwards_lets_nobody_approve_alone(owing: Cast) -> None:
    terms = PayoutTerms.objects.create(cooperative=owing.cooperative, second_person_above_minor=580_999)
    batch = world.propose(owing)
    wish = TermsWish(
        weekday=terms.weekday, minimum_minor=terms.minimum_minor, hold_days=0, second_person_above_minor=10**9,
        is_automatic=False,
    )  # fmt: skip
    actions.set_terms(scope=scope_of(owing.gita), person=owing.gita, cooperative_id=owing.cooperative.pk, wish=wish)
    told = Message.objects.filter(template="payout_limit_raised")
    assert set(told.values_list("to", flat=True)) == {owing.gita.phone, owing.hadi.phone}
    with pytest.raises(NeedsSecondPerson):
        world.approve(owing, batch, owing.gita)


def test_at_the_limit_one_person_is_enough(owing: Cast) -> None:
    PayoutTerms.objects.create(cooperative=owing.cooperative, second_person_above_minor=581_000)
    assert world.approve(owing, world.propose(owing), owing.gita).state == PayoutBatch.State.APPROVED


def test_in_another_currency_two_always_look_and_cents_are_kept(cast: Cast) -> None:
    world.account(cast.saris.seller)
    world.owe(cast, cast.saris.seller, 1_234, "USD")
    batch = world.propose(cast, currency="USD")
    assert in_words(actions.total_of(batch)) == "US$12,34"
    with pytest.raises(NeedsSecondPerson):
        world.approve(cast, batch, cast.gita)


@pytest.mark.parametrize("who", ["sari", "budi", "citra", "dewi", "fajar", "stranger"])
def test_only_chair_and_treasurer_of_the_cooperative_may(owing: Cast, who: str) -> None:
    person = getattr(owing, who)
    with pytest.raises(BatchNotFound):
        world.propose(owing, person)
    batch = world.propose(owing)
    for act in (actions.approve, actions.cancel, actions.send, actions.export):
        with pytest.raises(BatchNotFound):
            act(scope=scope_of(person), person=person, batch_code=batch.code)
    with pytest.raises(BatchNotFound):
        code = world.payout_of(batch, owing.saris.seller).code
        actions.confirm(scope=scope_of(person), person=person, code=code, external_id="TRX")


def test_a_cancelled_batch_gives_everything_back(owing: Cast) -> None:
    batch = world.propose(owing)
    actions.cancel(**world.who(owing.gita), batch_code=batch.code, reason="salah hari")
    assert (world.owed(owing, owing.saris.seller), world.aside(owing, owing.saris.seller)) == (81_000, 0)
    assert set(batch.payouts.values_list("state", "reason")) == {("cancelled", "salah hari")}
    with pytest.raises(WrongBatchState):
        world.approve(owing, batch)


def test_what_has_left_cannot_be_cancelled(owing: Cast) -> None:
    batch = world.sent(owing)
    with pytest.raises(WrongBatchState):
        actions.cancel(**world.who(owing.gita), batch_code=batch.code)


def test_a_confirmation_books_it_and_tells_the_seller_and_the_last_one_closes_the_batch(owing: Cast) -> None:
    batch = world.sent(owing)
    world.confirm(owing, world.payout_of(batch, owing.saris.seller).code, "TRX-77")
    assert (world.bank(owing), world.aside(owing, owing.saris.seller)) == (-81_000, 0)
    told = Message.objects.get(template="payout_paid")
    assert told.to == owing.saris.seller.phone
    assert "Rp81.000" in told.body and "BCA ••••7890" in told.body
    batch.refresh_from_db()
    assert batch.state == PayoutBatch.State.SENT
    world.confirm(owing, world.payout_of(batch, owing.citras.seller).code)
    batch.refresh_from_db()
    assert batch.state == PayoutBatch.State.CLOSED


def test_the_same_confirmation_again_changes_nothing_and_another_reference_is_refused(owing: Cast) -> None:
    code = world.payout_of(world.sent(owing), owing.saris.seller).code
    world.confirm(owing, code, "TRX-1")
    world.confirm(owing, code, " TRX-1 ")
    with pytest.raises(PaidWithOtherReference):
        world.confirm(owing, code, "TRX-2")
    assert Posting.objects.filter(kind="payout_sent").count() == 1


def test_a_confirmation_needs_a_reference_a_past_moment_and_that_it_left(owing: Cast) -> None:
    batch = world.propose(owing)
    code = world.payout_of(batch, owing.saris.seller).code
    with pytest.raises(WrongPayoutState):
        world.confirm(owing, code)
    with pytest.raises(ReferenceMissing):
        world.confirm(owing, code, " \0 ")
    with pytest.raises(PaidInFuture):
        later = clock.now() + timedelta(days=1)
        actions.confirm(**world.who(owing.gita), code=code, external_id="X", at=later)


def test_a_failed_one_comes_back_to_the_balance_with_its_reason(owing: Cast) -> None:
    batch = world.sent(owing)
    code = world.payout_of(batch, owing.saris.seller).code
    with pytest.raises(ReasonMissing):
        actions.mark_failed(**world.who(owing.gita), code=code, reason=" ")
    actions.mark_failed(**world.who(owing.gita), code=code, reason="Rekening tutup")
    assert (world.owed(owing, owing.saris.seller), world.bank(owing)) == (81_000, 0)
    told = Message.objects.get(template="payout_failed")
    assert "Rekening tutup" in told.body


def test_one_that_came_back_is_owed_again_and_sent_anew(owing: Cast) -> None:
    batch = world.sent(owing)
    code = world.payout_of(batch, owing.saris.seller).code
    world.confirm(owing, code)
    actions.mark_returned(**world.who(owing.gita), code=code, reason="Nama tidak cocok")
    assert (world.owed(owing, owing.saris.seller), world.bank(owing)) == (81_000, 0)
    assert "Nama tidak cocok" in Message.objects.get(template="payout_returned").body
    again = world.propose(owing, key="ulang")
    assert world.payout_of(again, owing.saris.seller).amount_minor == 81_000
    with pytest.raises(WrongPayoutState):
        actions.mark_returned(**world.who(owing.gita), code=code, reason="lagi")


def test_each_step_stands_in_the_audit(owing: Cast) -> None:
    batch = world.sent(owing)
    world.confirm(owing, world.payout_of(batch, owing.saris.seller).code)
    verbs = set(AuditEntry.objects.filter(verb__startswith="payout").values_list("verb", "person__name"))
    assert verbs >= {
        ("payout_proposed", "Gita"), ("payout_approved", "Hadi"), ("payout_sent_out", "Gita"),
        ("payout_confirmed", "Gita"),
    }  # fmt: skip


def test_the_terms_are_changed_by_those_who_pay_and_audited(owing: Cast) -> None:
    wish = TermsWish(weekday=0, minimum_minor=25_000, hold_days=5, second_person_above_minor=0, is_automatic=False)
    given: dict[str, Any] = {"cooperative_id": owing.cooperative.pk, "wish": wish}
    with pytest.raises(BatchNotFound):
        actions.set_terms(scope=scope_of(owing.dewi), person=owing.dewi, **given)
    actions.set_terms(scope=scope_of(owing.gita), person=owing.gita, **given)
    entry = AuditEntry.objects.get(verb="payout_terms_changed")
    assert entry.before is not None and entry.after is not None
    assert (entry.before["hold_days"], entry.after["hold_days"]) == (2, 5)


def test_payouts_and_books_agree_after_all_of_it(owing: Cast) -> None:
    first = world.sent(owing)
    world.confirm(owing, world.payout_of(first, owing.saris.seller).code)
    code = world.payout_of(first, owing.citras.seller).code
    world.confirm(owing, code)
    actions.mark_returned(**world.who(owing.gita), code=code, reason="tutup")
    world.propose(owing, key="ulang")
    assert reconcile.check() == []
    Payout.objects.filter(code=code).update(state=State.PAID)
    assert any("payout_returned" in difference for difference in reconcile.check())
