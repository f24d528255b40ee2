"""One suite for every provider: whatever collects a charge keeps these promises, and none needs the database.

What talks to a gateway keeps more of them: test_gateways.py.
"""

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings

from payments.money import Money
from payments.providers import known
from payments.providers.known import PROVIDERS
from payments.providers.port import (
    Choosing,
    ConfirmedBy,
    Gateway,
    Instructions,
    Provider,
    Started,
    ToBank,
    ToPay,
    ToQris,
)

UNTIL = datetime(2100, 3, 2, 10, tzinfo=UTC)
NAMES = sorted([*PROVIDERS, *known.GATEWAYS])
RUPIAH_ONLY = ("qris", "midtrans")
# what each gateway answered when the charge was started
STARTED = {
    "midtrans": Started("tx-1", {"choice": "qris", "order_id": "K7QX29MB", "qr_string": "0002010102126304ABCD"}),
    "stripe": Started("cs_1", {"url": "https://checkout.example/c/pay/cs_1"}),
}
SECRETS = {
    "midtrans": {"server_key": "SB-Mid-server-EXAMPLE", "collector": "koperasi-mawar", "api": "http://127.0.0.1:9"},
    "stripe": {
        "secret_key": "sk_test_example",
        "webhook_secret": "whsec_example",
        "collector": "koperasi-mawar",
        "country": "ID",
        "api": "http://127.0.0.1:9",
    },
}
STATIC_QRIS = (
    "00020101021126600014COM.CONTOH.WWW011893600000000000000102090000000010303UMI51440014ID.CO.QRIS.WWW"
    "0215ID00000000000010303UMI5204549953033605802ID5916KUB MAWAR BLITAR6011KOTA BLITAR6105661256304E759"
)


@pytest.fixture(params=NAMES)
def provider(request: pytest.FixtureRequest, settings: LazySettings) -> Provider:
    settings.GATEWAYS = SECRETS
    found = known.provider(request.param)
    assert found is not None
    return found


def a_charge(provider: Provider, currency: str = "IDR") -> ToPay:
    code = 217 if provider.unique_total else 0
    minor = 85_000 if provider.takes(Money(85_000, currency)) else 0
    return ToPay(
        code="K7QX29MB",
        collector="Koperasi Mawar",
        total=Money(minor + code, currency),
        unique_code=code,
        expires_at=UNTIL,
        to=ToBank("BCA", "123456", "K"),
        qris=ToQris(STATIC_QRIS, "KUB MAWAR BLITAR", "ID0000000000001"),
        started=STARTED.get(provider.name),
        back_to="https://lapak.example/pesanan/AAAAAAAA/?t=x",
    )


def values(instructions: Instructions) -> list[str | Money]:
    return [line.value for line in instructions.lines]


def test_it_is_known_by_its_own_name(provider: Provider) -> None:
    assert known.provider(provider.name) is provider
    assert len(provider.name) <= 20


def test_it_says_its_name_to_people(provider: Provider) -> None:
    assert provider.describe().strip()
    assert provider.describe() != provider.name


def test_it_never_takes_a_negative_amount(provider: Provider) -> None:
    assert not provider.takes(Money(-1, "IDR"))


def test_it_takes_money_or_nothing_but_not_both(provider: Provider) -> None:
    assert provider.takes(Money(0, "IDR")) is (provider.confirmed_by == ConfirmedBy.NOTHING)
    assert provider.takes(Money(50_000, "IDR")) is (provider.confirmed_by != ConfirmedBy.NOTHING)


def test_it_takes_two_decimal_currencies_alike(provider: Provider) -> None:
    takes_rupiah = provider.confirmed_by != ConfirmedBy.NOTHING
    assert provider.takes(Money(50_00, "USD")) is (takes_rupiah and provider.name not in RUPIAH_ONLY)


@pytest.mark.parametrize("currency", ["IDR", "USD"])
def test_it_shows_the_whole_total_in_its_currency_when_there_is_one(provider: Provider, currency: str) -> None:
    if currency == "USD" and provider.name in RUPIAH_ONLY:
        currency = "IDR"
    charge = a_charge(provider, currency)
    shown = [value for value in values(provider.open(charge)) if isinstance(value, Money)]
    assert shown == ([charge.total] if charge.total else [])


def test_asking_again_gives_the_same_answer(provider: Provider) -> None:
    charge = a_charge(provider)
    assert provider.open(charge) == provider.open(charge)


def test_every_line_is_labelled_and_what_is_copied_has_no_spaces(provider: Provider) -> None:
    for line in provider.open(a_charge(provider)).lines:
        assert line.label
        assert line.value
        assert line.copy == "".join(line.copy.split())


def test_there_is_always_a_sentence_that_says_what_to_do(provider: Provider) -> None:
    assert provider.open(a_charge(provider)).note.endswith(".")


def test_it_waits_no_longer_than_the_charge(provider: Provider) -> None:
    waits = provider.confirmed_by != ConfirmedBy.NOTHING
    instructions = provider.open(a_charge(provider))
    assert instructions.expires_at == (UNTIL if waits else None)
    assert instructions.kind in (("manual", "qr", "redirect") if waits else ("none",))


def test_what_is_drawn_or_opened_comes_with_its_kind(provider: Provider) -> None:
    instructions = provider.open(a_charge(provider))
    assert bool(instructions.qr) is (instructions.kind == "qr")
    assert bool(instructions.url) is (instructions.kind == "redirect")


def test_only_what_talks_knows_by_itself_that_money_came(provider: Provider) -> None:
    talks = provider.confirmed_by in (ConfirmedBy.GATEWAY, ConfirmedBy.ELSEWHERE)
    assert isinstance(provider, Gateway) is talks


def test_a_gateway_that_has_not_answered_asks_the_payer_to_wait(provider: Provider) -> None:
    if provider.confirmed_by == ConfirmedBy.GATEWAY:
        unstarted = ToPay("K7QX29MB", "K", Money(85_000, "IDR"), 0, UNTIL)
        assert provider.open(unstarted).kind == "wait"


def test_choices_have_a_name_and_a_label_of_their_own(provider: Provider) -> None:
    choices = provider.choices() if isinstance(provider, Choosing) else ()
    assert len({one.name for one in choices}) == len({one.label for one in choices}) == len(choices)
    assert all(one.name.isidentifier() and one.label and len(one.name) <= 20 for one in choices)


def test_totals_are_told_apart_only_where_a_statement_is_read(provider: Provider) -> None:
    assert provider.unique_total is (provider.confirmed_by == ConfirmedBy.STATEMENT)


def test_a_transfer_without_an_account_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="account"):
        PROVIDERS["bank_transfer"].open(ToPay("K7QX29MB", "K", Money(1, "IDR"), 0, None))
