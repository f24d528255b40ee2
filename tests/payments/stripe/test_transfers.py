"""Separate charges and transfers: what was collected is handed on once, and taken back once."""

import pytest
from django.conf import LazySettings

from payments.money import Money
from payments.payouts.port import Sender
from payments.providers.port import ProviderError
from payments.providers.stripe.countries import may_send
from payments.providers.stripe.provider import Stripe
from payments.providers.stripe.transfers import Transfers
from tests.fakes.stripe import StripeFake
from tests.payments.stripe.test_provider import CODE, charge

GROUP = "BATCH123"


@pytest.fixture
def account(fake: StripeFake, provider: Stripe) -> str:
    """A seller's account that may receive, and Rp85.000 less its fee available to hand on."""
    provider.start(charge())
    fake.pay(CODE)
    fake.make_available()
    return an_account(fake)


def an_account(fake: StripeFake) -> str:
    made = fake.world.make("account", type="none", country="ID", capabilities={"transfers": "active"})
    return str(made["id"])


def send(account: str, minor: int = 50_000, key: str = "payout:1", **more: str) -> str:
    return Transfers().send(key=key, amount=Money(minor, "IDR"), destination=account, group=GROUP, **more)


def test_it_is_a_sender() -> None:
    assert isinstance(Transfers(), Sender)


def test_a_transfer_arrives_in_stripes_units_with_its_group(fake: StripeFake, account: str) -> None:
    transfer = fake.world.get("transfer", send(account))
    assert (transfer["amount"], transfer["currency"]) == (5_000_000, "idr")
    assert (transfer["destination"], transfer["transfer_group"]) == (account, GROUP)
    assert fake.transferred(account) == [Money(50_000, "IDR")]


def test_sending_twice_is_one_transfer(fake: StripeFake, account: str) -> None:
    assert send(account) == send(account)
    assert len(fake.transferred(account)) == 1


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_lost_answer_sends_nothing_twice_however_late_it_is_asked_again(
    fake: StripeFake, account: str, forgotten: bool
) -> None:
    fake.drop_answers()
    with pytest.raises(ProviderError) as raised:
        send(account)
    assert not raised.value.permanent
    if forgotten:
        fake.forget_keys()
    send(account)
    assert fake.transferred(account) == [Money(50_000, "IDR")]


def test_too_little_balance_waits_and_goes_through_once_there_is_enough(fake: StripeFake, account: str) -> None:
    for _ in range(3):
        with pytest.raises(ProviderError, match="insufficient") as raised:
            send(account, 100_000)
        assert not raised.value.permanent
    fake.world.book(kind="topup", amount=10_000_000, currency="idr", source="topup")
    send(account, 100_000)
    send(account, 100_000)
    assert fake.transferred(account) == [Money(100_000, "IDR")]


def test_a_known_payment_is_handed_on_before_its_money_is_available(fake: StripeFake, provider: Stripe) -> None:
    provider.start(charge())
    fake.pay(CODE)
    account = an_account(fake)
    with pytest.raises(ProviderError):
        send(account)
    transfer = fake.world.get("transfer", send(account, key="payout:2", payment_id=fake.payment_of(CODE)))
    assert transfer["source_transaction"].startswith("ch_")


def test_an_account_that_may_not_receive_is_refused_for_good(fake: StripeFake, account: str) -> None:
    fake.world.get("account", account)["capabilities"] = {"transfers": "inactive"}
    with pytest.raises(ProviderError) as raised:
        send(account)
    assert raised.value.permanent


def test_taking_back_in_parts_never_takes_more_than_was_sent(fake: StripeFake, account: str) -> None:
    sent = send(account)
    take = Transfers().take_back
    first = take(key="back:1", external_id=sent, amount=Money(20_000, "IDR"))
    assert take(key="back:1", external_id=sent, amount=Money(20_000, "IDR")) == first
    assert fake.transferred(account) == [Money(30_000, "IDR")]
    with pytest.raises(ProviderError) as raised:
        take(key="back:2", external_id=sent, amount=Money(30_001, "IDR"))
    assert raised.value.permanent
    take(key="back:3", external_id=sent, amount=Money(30_000, "IDR"))
    assert fake.transferred(account) == [Money(0, "IDR")]


def test_taking_back_survives_a_lost_answer_and_a_forgotten_key(fake: StripeFake, account: str) -> None:
    sent = send(account)
    fake.drop_answers()
    with pytest.raises(ProviderError):
        Transfers().take_back(key="back:1", external_id=sent, amount=Money(20_000, "IDR"))
    fake.forget_keys()
    Transfers().take_back(key="back:1", external_id=sent, amount=Money(20_000, "IDR"))
    assert fake.transferred(account) == [Money(30_000, "IDR")]


def test_two_decimals_are_sent_as_they_are(settings: LazySettings) -> None:
    fake = StripeFake(country="US")
    try:
        settings.GATEWAYS = {"stripe": fake.config(collector="k")}
        fake.world.book(kind="topup", amount=10_000, currency="usd", source="topup")
        account = an_account(fake)
        fake.world.get("account", account)["country"] = "DE"
        Transfers().send(key="p", amount=Money(33_33, "USD"), destination=account, group="")
        assert fake.transferred(account) == [Money(33_33, "USD")]
    finally:
        fake.close()


@pytest.mark.parametrize(
    ("platform", "account", "may"),
    [
        ("ID", "ID", True),
        ("SG", "SG", True),
        ("US", "DE", True),
        ("DE", "US", True),
        ("CH", "GB", True),
        ("US", "ID", False),
        ("ID", "US", False),
        ("SG", "ID", False),
        ("SG", "US", False),
    ],
)
def test_money_crosses_borders_only_where_stripe_lets_it(platform: str, account: str, may: bool) -> None:
    assert may_send(platform=platform, account=account) is may
