"""Money from a buyer's card to a seller's own account: collected, waited for, handed on once, booked once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings

from payments.gateways import connect
from payments.gateways.models import ConnectedAccount
from payments.ledger.reconcile import check
from payments.money import Money
from payments.payouts.models import Payout
from payments.payouts.transferring import transfer_due
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from tests.cast import Cast
from tests.contracts.gateways import Stage
from tests.fakes.stripe import StripeFake
from tests.payments.payouts import world


@pytest.fixture
def fake() -> Iterator[StripeFake]:
    made = StripeFake()
    yield made
    made.close()


@pytest.fixture
def account(cast: Cast, fake: StripeFake, settings: LazySettings) -> ConnectedAccount:
    """Rp85.000 came by card, Sari is owed Rp50.001 of it and registered at Stripe two days ago."""
    Stage(fake, cast, settings).paid()
    world.owe(cast, cast.saris.seller, 50_001)
    begun = connect.begin(scope=scope_of(cast.sari), person=cast.sari, seller=cast.saris.seller)
    ConnectedAccount.objects.filter(pk=begun.pk).update(created_at=clock.now() - timedelta(days=2))
    fake.finish_onboarding(begun.external_id)
    return connect.refresh(begun)


def approved(cast: Cast) -> Payout:
    return world.payout_of(world.approve(cast, world.propose(cast)), cast.saris.seller)


def again() -> int:
    Payout.objects.filter(done_at=None).update(due_at=clock.now(), leased_until=None)
    return transfer_due()


def test_a_payout_reaches_the_sellers_account_once(cast: Cast, fake: StripeFake, account: ConnectedAccount) -> None:
    fake.make_available()
    payout = approved(cast)
    assert [again(), again()] == [1, 0]
    payout.refresh_from_db()
    assert payout.state == "paid"
    assert fake.transferred(account.external_id) == [Money(50_001, "IDR")]
    assert fake.world.get("transfer", payout.external_id)["transfer_group"] == payout.batch.code
    assert not check()


def test_it_waits_for_card_money_to_be_available_and_then_goes(
    cast: Cast, fake: StripeFake, account: ConnectedAccount
) -> None:
    payout = approved(cast)
    assert [again(), again(), again()] == [0, 0, 0]
    payout.refresh_from_db()
    assert payout.state == "sent"
    fake.make_available()
    assert again() == 1
    assert fake.transferred(account.external_id) == [Money(50_001, "IDR")]


def test_a_lost_answer_is_no_second_transfer(cast: Cast, fake: StripeFake, account: ConnectedAccount) -> None:
    fake.make_available()
    approved(cast)
    fake.drop_answers()
    assert [again(), again()] == [0, 1]
    assert fake.transferred(account.external_id) == [Money(50_001, "IDR")]
    assert not check()


def test_an_account_stripe_closed_meanwhile_gives_the_money_back_to_the_balance(
    cast: Cast, fake: StripeFake, account: ConnectedAccount
) -> None:
    fake.make_available()
    payout = approved(cast)
    fake.world.get("account", account.external_id)["capabilities"] = {"transfers": "inactive"}
    assert again() == 0
    payout.refresh_from_db()
    assert payout.state == "failed"
    assert world.owed(cast, cast.saris.seller) == 50_001
    assert fake.transferred(account.external_id) == []
