"""Events: whose signature holds, and what they come to however late, often and out of order they arrive."""

import json
import random
import time
from typing import Any

import pytest
import stripe

from payments.money import Money
from payments.providers.port import Happened, NotFromProvider, ProviderError, Started, ToRefund, What
from payments.providers.stripe.provider import Stripe
from tests.fakes.port import Webhook
from tests.fakes.stripe import StripeFake
from tests.fakes.stripe.server import WEBHOOK_SECRET, signed
from tests.payments.stripe.test_provider import CODE, charge

EVENT = {"id": "evt_1", "object": "event", "type": "checkout.session.completed", "data": {"object": {"id": "cs_1"}}}


def read_all(provider: Stripe, webhooks: list[Webhook]) -> list[Happened]:
    notices = [provider.notice(headers=one.headers, body=one.body) for one in webhooks]
    return [happened for notice in notices for happened in provider.read(notice.body)]


def whole_story(provider: Stripe, fake: StripeFake) -> Started:
    """Paid, partly refunded, disputed, won."""
    started = provider.start(charge())
    fake.pay(CODE)
    provider.refund(ToRefund("refund:1", CODE, fake.payment_of(CODE), started.external_id, Money(5_000, "IDR")))
    fake.open_dispute(CODE)
    fake.close_dispute(CODE, won=True)
    return started


def essence(happened: Happened) -> tuple[What, str, Money, str]:
    return happened.what, happened.external_id, happened.amount, happened.refund_key


def test_a_signed_event_is_a_notice_with_its_id(provider: Stripe) -> None:
    one = signed(EVENT)
    notice = provider.notice(headers=one.headers, body=one.body)
    assert (notice.event_id, json.loads(notice.body)) == ("evt_1", EVENT)


def test_while_the_secret_is_rotated_either_signature_holds(provider: Stripe) -> None:
    text, at = json.dumps(EVENT), int(time.time())
    old, new = (
        stripe.WebhookSignature.generate_signature_header(text, secret, at).split("v1=")[1]
        for secret in ("whsec_old", WEBHOOK_SECRET)
    )
    headers = {"stripe-signature": f"t={at},v1={old},v1={new}"}
    assert provider.notice(headers=headers, body=text.encode()).event_id == "evt_1"


def bad_ones() -> dict[str, Webhook]:
    good = signed(EVENT)
    header = good.headers["stripe-signature"]
    return {
        "no header": Webhook({}, good.body),
        "empty header": Webhook({"stripe-signature": ""}, good.body),
        "nonsense": Webhook({"stripe-signature": "t=now,v1=x"}, good.body),
        "another scheme only": Webhook({"stripe-signature": header.replace("v1=", "v0=")}, good.body),
        "tampered body": Webhook(good.headers, good.body.replace(b"cs_1", b"cs_2")),
        "moved time": Webhook({"stripe-signature": header.replace("t=1", "t=2")}, good.body),
        "six minutes old": signed(EVENT, at=int(time.time()) - 360),
        "another secret": signed(EVENT, secret="whsec_other"),
        "no text": Webhook(good.headers, b"\xff\xfe"),
    }


@pytest.mark.parametrize("name", sorted(bad_ones()))
def test_what_is_not_stripes_is_refused(provider: Stripe, name: str) -> None:
    one = bad_ones()[name]
    with pytest.raises(NotFromProvider):
        provider.notice(headers=one.headers, body=one.body)


def test_a_thin_event_is_refused_though_its_signature_holds(provider: Stripe) -> None:
    thin = signed({"id": "evt_2", "object": "v2.core.event", "type": "v2.core.account.updated"})
    with pytest.raises(NotFromProvider):
        provider.notice(headers=thin.headers, body=thin.body)


def test_the_events_of_a_story_tell_what_asking_tells(provider: Stripe, fake: StripeFake) -> None:
    started = whole_story(provider, fake)
    told = {essence(one) for one in read_all(provider, fake.webhooks())}
    assert told == {essence(one) for one in provider.ask(charge_code=CODE, started_id=started.external_id)}


@pytest.mark.parametrize("seed", range(3))
def test_late_doubled_and_shuffled_events_tell_the_same(provider: Stripe, fake: StripeFake, seed: int) -> None:
    whole_story(provider, fake)
    in_order = {essence(one) for one in read_all(provider, fake.webhooks())}
    shuffled = [*fake.webhooks(), *fake.webhooks()]
    random.Random(seed).shuffle(shuffled)
    assert {essence(one) for one in read_all(provider, shuffled)} == in_order


def test_an_end_that_overtakes_its_beginning_brings_the_beginning_along(provider: Stripe, fake: StripeFake) -> None:
    provider.start(charge())
    fake.pay(CODE)
    fake.open_dispute(CODE)
    fake.close_dispute(CODE, won=False)
    closed = [one for one in fake.webhooks() if b'"charge.dispute.closed"' in one.body]
    assert [one.what for one in read_all(provider, closed)] == [What.DISPUTED, What.DISPUTE_LOST]


def test_a_refund_made_by_hand_at_stripe_is_told_without_a_key(provider: Stripe, fake: StripeFake) -> None:
    provider.start(charge())
    fake.pay(CODE)
    before = len(fake.webhooks())
    there = stripe.StripeClient("sk_test_fake", base_addresses={"api": fake.api}, http_client=stripe.RequestsClient())
    there.v1.refunds.create({"payment_intent": fake.payment_of(CODE), "amount": 500_000})
    told = {essence(one) for one in read_all(provider, fake.webhooks()[before:]) if one.what == What.REFUNDED}
    assert {(what, amount, key) for what, _id, amount, key in told} == {(What.REFUNDED, Money(5_000, "IDR"), "")}


def test_what_is_sold_elsewhere_on_the_same_account_does_not_concern_us(provider: Stripe, fake: StripeFake) -> None:
    there = stripe.StripeClient("sk_test_fake", base_addresses={"api": fake.api}, http_client=stripe.RequestsClient())
    line = {"quantity": 1, "price_data": {"currency": "usd", "unit_amount": 900, "product_data": {"name": "a book"}}}
    wanted: Any = {"mode": "payment", "success_url": "https://x.example/", "client_reference_id": "theirs"}
    wanted["line_items"] = [line]
    there.v1.checkout.sessions.create(wanted)
    fake.pay("theirs")
    fake.open_dispute("theirs")
    assert read_all(provider, fake.webhooks()) == []


def test_events_nobody_listens_for_are_nothing(provider: Stripe, fake: StripeFake) -> None:
    account = fake.world.make("account", type="none", country="ID", capabilities={})
    fake.finish_onboarding(account["id"])
    assert read_all(provider, fake.webhooks()) == []
    assert fake.network.calls == []


def test_reading_while_stripe_is_down_is_tried_again_later(provider: Stripe, fake: StripeFake) -> None:
    provider.start(charge())
    fake.pay(CODE)
    fake.be_down()
    with pytest.raises(ProviderError) as raised:
        read_all(provider, [fake.webhooks()[-1]])
    assert not raised.value.permanent
