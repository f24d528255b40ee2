"""What every sender of payouts promises, run on each: one that needs secrets talks to its fake."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from payments.money import Money
from payments.payouts import senders
from payments.payouts.port import Sender
from payments.providers.null.sender import NullSender
from payments.providers.port import ProviderError
from payments.providers.stripe.transfers import Transfers
from tests.fakes.stripe import StripeFake


@pytest.fixture(params=["null", "stripe"])
def sender(request: pytest.FixtureRequest, settings: LazySettings) -> Iterator[Sender]:
    if request.param == "null":
        yield NullSender()
        return
    fake = StripeFake()
    for currency in ("idr", "usd"):
        fake.world.book(kind="topup", amount=10_000_000, currency=currency, source="topup")
    fake.world.make("account", id="acct_1", type="none", country="ID", capabilities={"transfers": "active"})
    settings.GATEWAYS = {"stripe": fake.config(collector="koperasi-mawar")}
    yield Transfers()
    fake.close()


def test_it_is_a_sender(sender: Sender) -> None:
    assert isinstance(sender, Sender)


def test_the_same_key_is_one_transfer(sender: Sender) -> None:
    given = {"key": "k1", "amount": Money(81_001, "IDR"), "destination": "acct_1", "group": "BATCH"}
    assert sender.send(**given) == sender.send(**given)  # type: ignore[arg-type]  # a table of keywords


def test_the_same_key_for_something_else_is_refused(sender: Sender) -> None:
    sender.send(key="k1", amount=Money(1_234, "USD"), destination="acct_1", group="BATCH")
    with pytest.raises(ProviderError) as refused:
        sender.send(key="k1", amount=Money(1_235, "USD"), destination="acct_1", group="BATCH")
    assert refused.value.permanent


def test_a_transfer_is_taken_back_once_a_key_and_never_above_itself(sender: Sender) -> None:
    sent = sender.send(key="k1", amount=Money(1_000, "IDR"), destination="acct_1", group="BATCH")
    first = sender.take_back(key="b1", external_id=sent, amount=Money(600, "IDR"))
    assert sender.take_back(key="b1", external_id=sent, amount=Money(600, "IDR")) == first
    with pytest.raises(ProviderError):
        sender.take_back(key="b2", external_id=sent, amount=Money(401, "IDR"))


def test_what_was_never_sent_is_not_taken_back(sender: Sender) -> None:
    with pytest.raises(ProviderError):
        sender.take_back(key="b1", external_id="nothing", amount=Money(1, "IDR"))


def test_a_gateway_without_secrets_sends_nothing() -> None:
    assert senders.sender("stripe") is None
    assert senders.sender("unknown") is None
