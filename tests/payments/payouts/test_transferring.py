"""Payouts a gateway makes: asked under one key, recorded once, failed ones back to the balance."""

from datetime import timedelta

import pytest
from django.db import transaction

from payments.gateways.models import ConnectedAccount
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.ledger.posting import Move, post
from payments.money import Money
from payments.payouts import actions, senders, transferring
from payments.payouts.errors import AskedOfGateway, NothingToPay
from payments.payouts.models import Payout, PayoutBatch
from payments.payouts.transferring import transfer_due
from payments.providers.null.sender import NullSender
from sellers.kit import clock
from tests.cast import Cast
from tests.payments.payouts import world
from tests.payments.payouts.world import RP

State = Payout.State


@pytest.fixture
def owing(cast: Cast) -> Cast:
    """Sari is owed 81000, has an account at the null gateway, and the gateway holds enough of the cooperative's."""
    world.owe(cast, cast.saris.seller, 81_000)
    ConnectedAccount.objects.create(
        seller=cast.saris.seller, gateway="null", external_id="acct_sari", country="ID", can_receive=True,
        created_at=clock.now() - timedelta(days=2),
    )  # fmt: skip
    gateway_holds(cast, 100_000)
    return cast


def gateway_holds(cast: Cast, minor: int) -> None:
    held = accounts.provider("null", cast.cooperative.pk, None, RP)
    move = Move("dispute_won", accounts.commission(cast.cooperative.pk, RP), held, Money(minor, RP), "X")
    with transaction.atomic():
        post(entry=f"held:{minor}", moves=[move])


def held(cast: Cast) -> int:
    return balance(accounts.provider("null", cast.cooperative.pk, None, RP)).minor


def null() -> NullSender:
    found = senders.sender("null")
    assert isinstance(found, NullSender)
    return found


def approved(cast: Cast, key: str = "kunci-1") -> Payout:
    return world.payout_of(world.approve(cast, world.propose(cast, key=key)), cast.saris.seller)


def test_an_approved_payout_is_transferred_once_and_booked_from_what_the_gateway_holds(owing: Cast) -> None:
    payout = approved(owing)
    assert [transfer_due(), transfer_due()] == [1, 0]
    payout.refresh_from_db()
    assert (payout.way, payout.state, payout.external_id) == ("gateway", State.PAID, f"null_payout:{payout.code}")
    assert (held(owing), world.bank(owing), world.aside(owing, owing.saris.seller)) == (19_000, 0, 0)
    assert PayoutBatch.objects.get().state == PayoutBatch.State.CLOSED


def test_an_account_at_a_gateway_is_used_only_after_its_first_day_as_one_at_a_bank(owing: Cast) -> None:
    """Whoever got into the stall's pages had the next batch sent to an account of the own, at once."""
    ConnectedAccount.objects.update(created_at=clock.now() - timedelta(hours=23))
    with pytest.raises(NothingToPay):
        world.propose(owing)
    account = world.account(owing.saris.seller)
    payout = approved(owing, key="kunci-2")
    assert (payout.way, payout.bank_account) == ("bank", account)


def test_what_was_not_approved_is_not_transferred(owing: Cast) -> None:
    world.propose(owing)
    assert transfer_due() == 0


def test_a_crash_after_the_call_asks_again_under_the_same_key(owing: Cast) -> None:
    """The transfer was made and the answer lost: the next sweep gets the same id, and nothing is sent twice."""
    payout = approved(owing)
    key = transferring.key_of(payout)
    Payout.objects.filter(pk=payout.pk).update(state=State.SENT)
    first = null().send(key=key, amount=Money(81_000, RP), destination="acct_sari", group=payout.batch.code)
    assert transfer_due() == 1
    payout.refresh_from_db()
    assert payout.external_id == first
    assert sum(one == key for one in null().sent) == 1


def test_a_refusal_gives_the_money_back_to_the_balance_with_the_reason(owing: Cast) -> None:
    ConnectedAccount.objects.update(external_id="closed")
    payout = approved(owing)
    assert transfer_due() == 0
    payout.refresh_from_db()
    assert (payout.state, payout.reason) == (State.FAILED, "the account is closed")
    assert world.owed(owing, owing.saris.seller) == 81_000


def test_nobody_says_by_hand_what_became_of_a_transfer_while_its_gateway_is_asked(owing: Cast) -> None:
    """The transfer was made and its answer lost: given up by hand, the next batch would make it again."""
    payout = approved(owing)
    Payout.objects.filter(pk=payout.pk).update(state=State.SENT)
    key = transferring.key_of(payout)
    null().send(key=key, amount=Money(81_000, RP), destination="acct_sari", group=payout.batch.code)
    with pytest.raises(AskedOfGateway):
        actions.mark_failed(**world.who(owing.gita), code=payout.code, reason="Tidak jelas")
    with pytest.raises(AskedOfGateway):
        world.confirm(owing, payout.code)
    assert transfer_due() == 1
    payout.refresh_from_db()
    assert payout.state == State.PAID
    assert world.owed(owing, owing.saris.seller) == 0


def test_an_unsure_answer_of_yesterday_is_left_to_a_person(owing: Cast) -> None:
    payout = approved(owing)
    Payout.objects.filter(pk=payout.pk).update(state=State.SENT)
    with clock.frozen(clock.now() + timedelta(hours=21)):
        assert transfer_due() == 0
    payout.refresh_from_db()
    assert payout.state == State.SENT and payout.done_at is not None and payout.last_error
    world.confirm(owing, payout.code, "dilihat di gerbang")
    assert held(owing) == 19_000


def test_where_the_gateway_holds_too_little_the_bank_pays(owing: Cast) -> None:
    account = world.account(owing.saris.seller)
    world.owe(owing, owing.saris.seller, 30_000)
    payout = approved(owing)
    assert (payout.way, payout.bank_account) == ("bank", account)


def test_where_it_holds_too_little_and_there_is_no_bank_account_it_waits(owing: Cast) -> None:
    world.owe(owing, owing.saris.seller, 30_000)
    with pytest.raises(Exception, match="dicairkan"):
        approved(owing)
