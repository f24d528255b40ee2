"""What goes back of a payment: refunds of ours, once a key, and disputes, as Stripe tells of them."""

import pytest

from payments.money import Money
from payments.providers.port import ProviderError, What
from payments.providers.stripe.provider import Stripe
from tests.fakes.stripe import StripeFake
from tests.payments.stripe.test_provider import CODE, paid, refund_of, told, whats


def test_a_refund_reaches_stripe_and_is_told(provider: Stripe, fake: StripeFake) -> None:
    started = paid(provider, fake)
    refunded = provider.refund(refund_of(fake, Money(25_001, "IDR")))
    assert refunded.is_final
    assert fake.refunded(CODE) == [Money(25_001, "IDR")]
    _paid, back = told(provider, started)
    assert (back.what, back.refund_key, back.amount) == (What.REFUNDED, "refund:1", Money(25_001, "IDR"))
    assert (back.external_id, back.payment_id) == (refunded.external_id, fake.payment_of(CODE))


def test_a_refund_asked_twice_is_one(provider: Stripe, fake: StripeFake) -> None:
    paid(provider, fake)
    order = refund_of(fake, Money(25_000, "IDR"))
    assert provider.refund(order) == provider.refund(order)
    assert fake.refunded(CODE) == [Money(25_000, "IDR")]


def test_a_refund_whose_answer_was_lost_is_not_made_again_even_after_stripe_forgot_the_key(
    provider: Stripe, fake: StripeFake
) -> None:
    paid(provider, fake)
    order = refund_of(fake, Money(25_000, "IDR"))
    fake.drop_answers()
    with pytest.raises(ProviderError):
        provider.refund(order)
    fake.forget_keys()
    assert provider.refund(order).is_final
    assert fake.refunded(CODE) == [Money(25_000, "IDR")]


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_refund_key_stands_for_one_amount(provider: Stripe, fake: StripeFake, forgotten: bool) -> None:
    paid(provider, fake)
    provider.refund(refund_of(fake, Money(25_000, "IDR")))
    if forgotten:
        fake.forget_keys()
    with pytest.raises(ProviderError) as raised:
        provider.refund(refund_of(fake, Money(25_001, "IDR")))
    assert raised.value.permanent
    assert fake.refunded(CODE) == [Money(25_000, "IDR")]


def test_two_refunds_of_one_payment_are_two(provider: Stripe, fake: StripeFake) -> None:
    paid(provider, fake)
    provider.refund(refund_of(fake, Money(25_000, "IDR"), "refund:1"))
    provider.refund(refund_of(fake, Money(25_000, "IDR"), "refund:2"))
    assert len(fake.refunded(CODE)) == 2


def test_a_refund_above_the_payment_is_refused_for_good(provider: Stripe, fake: StripeFake) -> None:
    paid(provider, fake)
    with pytest.raises(ProviderError, match="greater than unrefunded") as raised:
        provider.refund(refund_of(fake, Money(85_001, "IDR")))
    assert raised.value.permanent


def test_a_refund_that_waits_is_final_later(provider: Stripe, fake: StripeFake) -> None:
    started = paid(provider, fake)
    fake.hold_refunds()
    assert not provider.refund(refund_of(fake, Money(25_000, "IDR"))).is_final
    assert whats(told(provider, started)) == [What.PAID]
    fake.end_refunds(succeeded=True)
    assert whats(told(provider, started)) == [What.PAID, What.REFUNDED]


def test_a_refund_that_failed_is_told_with_its_reason(provider: Stripe, fake: StripeFake) -> None:
    started = paid(provider, fake)
    fake.hold_refunds()
    provider.refund(refund_of(fake, Money(25_000, "IDR")))
    fake.end_refunds(succeeded=False)
    _paid, failed = told(provider, started)
    assert (failed.what, failed.reason) == (What.REFUND_FAILED, "expired_or_canceled_card")


def test_a_refund_stripe_will_not_make_is_refused_for_good(provider: Stripe, fake: StripeFake) -> None:
    paid(provider, fake)
    fake.refuse_refunds()
    with pytest.raises(ProviderError) as raised:
        provider.refund(refund_of(fake, Money(25_000, "IDR")))
    assert raised.value.permanent


def test_a_refund_refused_once_may_succeed_later_though_stripe_keeps_the_refusal(
    provider: Stripe, fake: StripeFake
) -> None:
    paid(provider, fake)
    order = refund_of(fake, Money(25_000, "IDR"))
    fake.refuse_refunds()
    for _ in range(2):
        with pytest.raises(ProviderError):
            provider.refund(order)
    fake.world.refunds_refused = False
    assert provider.refund(order).is_final
    assert fake.refunded(CODE) == [Money(25_000, "IDR")]


@pytest.mark.parametrize(("won", "end"), [(True, What.DISPUTE_WON), (False, What.DISPUTE_LOST)])
def test_a_dispute_is_told_with_its_payment_and_its_end(
    provider: Stripe, fake: StripeFake, won: bool, end: What
) -> None:
    started = paid(provider, fake)
    fake.open_dispute(CODE)
    _paid, disputed = told(provider, started)
    assert (disputed.what, disputed.amount) == (What.DISPUTED, Money(85_000, "IDR"))
    assert disputed.fee == Money(15, "IDR")  # 1,500 of Stripe's units
    assert (disputed.payment_id, disputed.reason) == (fake.payment_of(CODE), "product_not_received")
    fake.close_dispute(CODE, won=won)
    assert whats(told(provider, started)) == [What.PAID, What.DISPUTED, end]


def test_an_inquiry_takes_no_money_until_it_becomes_a_dispute(provider: Stripe, fake: StripeFake) -> None:
    started = paid(provider, fake)
    fake.open_dispute(CODE, inquiry=True)
    assert whats(told(provider, started)) == [What.PAID]
    fake.escalate_dispute(CODE)
    assert whats(told(provider, started)) == [What.PAID, What.DISPUTED]


def test_a_disputed_payment_cannot_be_refunded_too(provider: Stripe, fake: StripeFake) -> None:
    paid(provider, fake)
    fake.open_dispute(CODE)
    with pytest.raises(ProviderError, match="charged back") as raised:
        provider.refund(refund_of(fake, Money(1_000, "IDR")))
    assert raised.value.permanent
