"""The real provider, through the real SDK, over HTTP, at the fake: what a charge becomes there and what comes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import LazySettings

from payments.money import Money
from payments.providers.port import Gateway, Happened, ProviderError, Started, ToPay, ToRefund, What
from payments.providers.stripe.provider import Stripe
from sellers.kit import clock
from tests.fakes.stripe import StripeFake

CODE = "K7QX29MB"
A_BILL = Money(85_000, "IDR")
BACK = "https://lapak.example/pembelian/ABCD2345/"


def charge(*, total: Money = A_BILL, hours: float = 10, code: str = CODE) -> ToPay:
    until = clock.now() + timedelta(hours=hours)
    return ToPay(code, "Koperasi Mawar", total, 0, until, back_to=BACK)


def told(provider: Stripe, started: Started, code: str = CODE) -> tuple[Happened, ...]:
    return provider.ask(charge_code=code, started_id=started.external_id)


def whats(happened: tuple[Happened, ...]) -> list[What]:
    return [one.what for one in happened]


def refund_of(fake: StripeFake, amount: Money, key: str = "refund:1") -> ToRefund:
    return ToRefund(key, CODE, fake.payment_of(CODE), "", amount)


def paid(provider: Stripe, fake: StripeFake, total: Money = A_BILL) -> Started:
    started = provider.start(charge(total=total))
    fake.pay(CODE)
    return started


def test_it_is_a_gateway(provider: Stripe) -> None:
    assert isinstance(provider, Gateway)
    assert provider.is_ready()
    assert provider.collector_slug() == "koperasi-mawar"


def test_without_its_secrets_it_is_not_ready(settings: LazySettings) -> None:
    settings.GATEWAYS = {}
    assert not Stripe().is_ready()


def test_a_charge_is_a_page_at_stripe_with_a_hundred_times_the_rupiah(provider: Stripe, fake: StripeFake) -> None:
    started = provider.start(charge())
    session = fake.world.get("checkout.session", started.external_id)
    assert (session["amount_total"], session["currency"]) == (8_500_000, "idr")
    assert session["client_reference_id"] == CODE
    assert session["metadata"] == {"charge_code": CODE}
    assert session["success_url"] == session["cancel_url"] == BACK
    assert started.answer == {"url": session["url"], "until": session["expires_at"]}


def test_the_payer_waits_until_the_page_stands_and_then_is_sent_there(provider: Stripe) -> None:
    asked = charge()
    assert provider.open(asked).kind == "wait"
    started = provider.start(asked)
    shown = provider.open(replace(asked, started=started))
    assert (shown.kind, shown.url) == ("redirect", started.answer["url"])


def test_the_page_says_the_sooner_of_the_two_ends(provider: Stripe) -> None:
    with clock.frozen(clock.now().replace(microsecond=0)) as time:
        short, long = charge(hours=10), charge(hours=48)
        began = time.moment
        shown = provider.open(replace(short, started=provider.start(short)))
        assert shown.expires_at == short.expires_at
        longer = replace(long, code="M4TR7W2K")
        started = replace(longer, started=provider.start(longer))
        assert provider.open(started).expires_at == began + timedelta(hours=24)
        time.tick(hours=24)
        assert provider.open(started).kind == "wait"
        assert provider.open(started).note == "Waktu di halaman Stripe habis. Batalkan, lalu pesan lagi."


def test_starting_again_gives_the_same_page(provider: Stripe, fake: StripeFake) -> None:
    asked = charge()
    assert provider.start(asked) == provider.start(asked)
    assert fake.started(CODE) == 1


def test_an_answer_that_got_lost_is_the_answer_of_the_next_try(provider: Stripe, fake: StripeFake) -> None:
    asked = charge()
    fake.drop_answers()
    with pytest.raises(ProviderError) as raised:
        provider.start(asked)
    assert not raised.value.permanent
    provider.start(asked)
    assert fake.started(CODE) == 1


def test_a_charge_that_changed_between_two_tries_still_gets_a_page(provider: Stripe, fake: StripeFake) -> None:
    asked = charge()
    fake.drop_answers()
    with pytest.raises(ProviderError):
        provider.start(asked)
    renamed = replace(asked, collector="Koperasi Mawar Jaya")
    assert provider.start(renamed) == provider.start(renamed)


@pytest.mark.parametrize(("hours", "seconds"), [(10, 36_000), (0.1, 1_860), (48, 86_400), (24, 86_400)])
def test_the_page_ends_with_the_charge_within_what_stripe_allows(
    provider: Stripe, fake: StripeFake, hours: float, seconds: int
) -> None:
    with clock.frozen(clock.now().replace(microsecond=0)):
        started = provider.start(charge(hours=hours))
        session = fake.world.get("checkout.session", started.external_id)
        assert session["expires_at"] - fake.world.now() == seconds


def test_payment_is_told_with_its_fee(provider: Stripe, fake: StripeFake) -> None:
    started = paid(provider, fake)
    (happened,) = told(provider, started)
    assert happened.what == What.PAID
    assert happened.charge_code == CODE
    assert happened.started_id == started.external_id
    assert happened.amount == Money(85_000, "IDR")
    assert happened.fee == Money(2_890, "IDR")
    assert happened.external_id == happened.payment_id == fake.payment_of(CODE)


def test_part_of_a_rupiah_of_fee_counts_as_a_whole_one(provider: Stripe, fake: StripeFake) -> None:
    started = paid(provider, fake, total=Money(10_001, "IDR"))
    assert told(provider, started)[0].fee == Money(341, "IDR")  # 340.034


def test_a_fee_in_another_currency_is_not_invented(settings: LazySettings) -> None:
    fake = StripeFake(country="US", settles_in="usd")
    try:
        settings.GATEWAYS = {"stripe": fake.config(collector="k")}
        started = paid(Stripe(), fake)
        (happened,) = told(Stripe(), started)
        assert (happened.amount, happened.fee) == (Money(85_000, "IDR"), None)
    finally:
        fake.close()


@pytest.mark.parametrize("total", [Money(12_50, "USD"), Money(500, "JPY"), Money(1_250, "KWD"), Money(12_50, "MYR")])
def test_other_currencies_go_there_and_come_back_the_same(provider: Stripe, fake: StripeFake, total: Money) -> None:
    started = paid(provider, fake, total=total)
    assert told(provider, started)[0].amount == total


def test_an_open_page_tells_nothing(provider: Stripe) -> None:
    assert told(provider, provider.start(charge())) == ()


def test_a_page_that_expired_tells_so(provider: Stripe, fake: StripeFake) -> None:
    started = provider.start(charge())
    fake.fail(CODE)
    (happened,) = told(provider, started)
    assert (happened.what, happened.started_id) == (What.ENDED, started.external_id)


def test_time_alone_ends_a_page(provider: Stripe, fake: StripeFake) -> None:
    with clock.frozen(clock.now()) as time:
        started = provider.start(charge(hours=1))
        time.tick(hours=1, seconds=1)
        assert whats(told(provider, started)) == [What.ENDED]


def test_a_slow_payment_is_money_only_once_it_came(provider: Stripe, fake: StripeFake) -> None:
    started = provider.start(charge())
    fake.pay(CODE, slowly=True)
    assert told(provider, started) == ()
    fake.finish_slow(CODE, succeeded=True)
    assert whats(told(provider, started)) == [What.PAID]


def test_a_slow_payment_that_failed_ends_the_charge(provider: Stripe, fake: StripeFake) -> None:
    started = provider.start(charge())
    fake.pay(CODE, slowly=True)
    fake.finish_slow(CODE, succeeded=False)
    assert whats(told(provider, started)) == [What.ENDED]


def test_ending_takes_nothing_more_and_may_be_repeated(provider: Stripe, fake: StripeFake) -> None:
    started = provider.start(charge())
    provider.end(charge_code=CODE, started_id=started.external_id)
    provider.end(charge_code=CODE, started_id=started.external_id)
    assert fake.is_ended(CODE)
    with pytest.raises(ValueError, match="expired"):
        fake.pay(CODE)


def test_ending_what_is_paid_is_no_error(provider: Stripe, fake: StripeFake) -> None:
    started = paid(provider, fake)
    provider.end(charge_code=CODE, started_id=started.external_id)
    assert whats(told(provider, started)) == [What.PAID]


def test_ending_what_never_was_is_an_error(provider: Stripe) -> None:
    with pytest.raises(ProviderError, match=r"No such checkout\.session"):
        provider.end(charge_code=CODE, started_id="cs_unknown")


def test_what_was_never_started_has_nothing_to_tell_and_nothing_to_end(provider: Stripe) -> None:
    assert provider.ask(charge_code=CODE, started_id="") == ()
    provider.end(charge_code=CODE, started_id="")


def test_a_page_whose_address_never_reached_us_is_found_and_ended(provider: Stripe, fake: StripeFake) -> None:
    fake.drop_answers()
    with pytest.raises(ProviderError):
        provider.start(charge())
    provider.start(charge(code="M4TR7W2K"))
    provider.end(charge_code=CODE, started_id="")
    assert fake.is_ended(CODE)
    assert not fake.is_ended("M4TR7W2K")


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


@pytest.mark.parametrize("deed", ["start", "ask", "end", "refund"])
def test_stripe_being_down_is_never_final(provider: Stripe, fake: StripeFake, deed: str) -> None:
    started = paid(provider, fake)
    fake.be_down()
    deeds: dict[str, Callable[[], object]] = {
        "start": lambda: provider.start(charge(code="M4TR7W2K")),
        "ask": lambda: told(provider, started),
        "end": lambda: provider.end(charge_code=CODE, started_id=started.external_id),
        "refund": lambda: provider.refund(refund_of(fake, Money(1_000, "IDR"))),
    }
    with pytest.raises(ProviderError) as raised:
        deeds[deed]()
    assert not raised.value.permanent


def test_a_wrong_key_is_not_final_either_for_somebody_will_put_it_right(
    fake: StripeFake, settings: LazySettings
) -> None:
    settings.GATEWAYS = {"stripe": {**fake.config(collector="k"), "secret_key": "sk_wrong"}}
    with pytest.raises(ProviderError, match="Invalid API Key") as raised:
        Stripe().start(charge())
    assert not raised.value.permanent


@pytest.mark.parametrize(
    ("amount", "taken"),
    [
        (Money(10_000, "IDR"), True),
        (Money(9_999, "IDR"), False),
        (Money(50, "USD"), True),
        (Money(49, "USD"), False),
        (Money(0, "IDR"), False),
        (Money(-50_000, "IDR"), False),
        (Money(5_124, "KWD"), False),  # its last digit would get lost
        (Money(5_120, "KWD"), True),
        (Money(100_000_000, "USD"), False),  # nine digits
        (Money(1_500_000, "IDR"), True),  # nine digits there, and rupiah may have twelve
    ],
)
def test_it_takes_what_stripe_takes(provider: Stripe, amount: Money, taken: bool) -> None:
    assert provider.takes(amount) is taken


def test_an_amount_too_small_for_stripe_is_said_in_words(provider: Stripe) -> None:
    with pytest.raises(ProviderError) as raised:
        provider.start(charge(total=Money(1_000, "IDR")))
    assert raised.value.permanent
    assert raised.value.sentence == "Jumlah ini terlalu kecil untuk kartu. Pilih cara lain."
