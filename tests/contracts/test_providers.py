"""One suite for every provider: whatever collects a charge keeps these promises, and none needs the database."""

from datetime import UTC, datetime

import pytest

from payments.money import Money
from payments.providers.known import PROVIDERS
from payments.providers.port import ConfirmedBy, Instructions, Provider, ToBank, ToPay

UNTIL = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture(params=sorted(PROVIDERS))
def provider(request: pytest.FixtureRequest) -> Provider:
    return PROVIDERS[request.param]


def a_charge(provider: Provider, currency: str = "IDR") -> ToPay:
    code = 217 if provider.unique_total else 0
    minor = 85_000 if provider.takes(Money(85_000, currency)) else 0
    return ToPay("K7QX29MB", "Koperasi Mawar", Money(minor + code, currency), code, UNTIL, ToBank("BCA", "123456", "K"))


def values(instructions: Instructions) -> list[str | Money]:
    return [line.value for line in instructions.lines]


def test_it_is_known_by_its_own_name(provider: Provider) -> None:
    assert PROVIDERS[provider.name] is provider
    assert len(provider.name) <= 20


def test_it_says_its_name_to_people(provider: Provider) -> None:
    assert provider.describe().strip()
    assert provider.describe() != provider.name


def test_it_never_takes_a_negative_amount(provider: Provider) -> None:
    assert not provider.takes(Money(-1, "IDR"))


def test_it_takes_money_or_nothing_but_not_both(provider: Provider) -> None:
    assert provider.takes(Money(0, "IDR")) is (provider.confirmed_by == ConfirmedBy.NOTHING)
    assert provider.takes(Money(1, "IDR")) is (provider.confirmed_by != ConfirmedBy.NOTHING)


def test_it_takes_two_decimal_currencies_alike(provider: Provider) -> None:
    assert provider.takes(Money(12_50, "USD")) is provider.takes(Money(12_50, "IDR"))


@pytest.mark.parametrize("currency", ["IDR", "USD"])
def test_it_shows_the_whole_total_in_its_currency_when_there_is_one(provider: Provider, currency: str) -> None:
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
    assert instructions.kind == ("manual" if waits else "none")


def test_totals_are_told_apart_only_where_a_statement_is_read(provider: Provider) -> None:
    assert provider.unique_total is (provider.confirmed_by == ConfirmedBy.STATEMENT)


def test_a_transfer_without_an_account_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="account"):
        PROVIDERS["bank_transfer"].open(ToPay("K7QX29MB", "K", Money(1, "IDR"), 0, None))
