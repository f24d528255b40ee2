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
