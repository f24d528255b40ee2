"""Suggestions are certain only when nothing else asks for the same total."""

from datetime import timedelta

import pytest

from payments.charges.actions import close
from payments.charges.matching import Suggestion, Why, suggest
from payments.charges.models import BankAccount, Charge
from sellers.accounts.access import NOBODY, Scope
from sellers.kit import clock
from tests.cast import Cast
from tests.payments.conftest import Till

pytestmark = pytest.mark.django_db


def reasons(suggestion: Suggestion) -> list[tuple[str, Why]]:
    return [(one.charge.bill_ref, one.why) for one in suggestion.candidates]


def ask_same_total(charge: Charge, as_charge: Charge) -> None:
    Charge.objects.filter(pk=charge.pk).update(total_minor=as_charge.total_minor)


def test_one_open_charge_of_the_exact_total_is_certain(till: Till, officer: Scope) -> None:
    charge = till.bill("B1")
    till.bill("B2")
    found = suggest(scope=officer, amount_minor=charge.total_minor)
    assert found.certain == charge
    assert reasons(found) == [("B1", Why.EXACT)]


def test_an_expired_charge_is_still_recognised(till: Till, officer: Scope) -> None:
    charge = till.bill("B1")
    close(bill_ref="B1", state="expired")
    assert suggest(scope=officer, amount_minor=charge.total_minor).certain == charge


def test_a_charge_that_closed_long_ago_is_not(till: Till, officer: Scope) -> None:
    with clock.frozen(clock.now() - timedelta(days=40)):
        charge = till.bill("B1")
        close(bill_ref="B1", state="expired")
    assert suggest(scope=officer, amount_minor=charge.total_minor) == Suggestion(None, ())


def test_an_open_and_an_expired_charge_of_one_total_are_not_certain(till: Till, officer: Scope) -> None:
    old, new = till.bill("B1"), till.bill("B2")
    close(bill_ref="B1", state="expired")
    ask_same_total(old, as_charge=new)
    found = suggest(scope=officer, amount_minor=new.total_minor)
    assert found.certain is None
    assert reasons(found) == [("B2", Why.EXACT), ("B1", Why.EXACT)]


def test_the_same_total_on_another_account_is_certain_once_the_account_is_known(
    till: Till, officer: Scope, cast: Cast
) -> None:
    first = till.bill("B1")
    BankAccount.objects.create(cooperative=cast.cooperative, bank_code="002", number="987654", holder="K")
    second = till.bill("B2")
    ask_same_total(second, as_charge=first)
    assert suggest(scope=officer, amount_minor=first.total_minor).certain is None
    there = suggest(scope=officer, amount_minor=first.total_minor, bank_account_id=first.bank_account_id)
    assert there.certain == first


def test_forgotten_digits_are_never_certain(till: Till, officer: Scope) -> None:
    till.bill("B1")
    found = suggest(scope=officer, amount_minor=85_000)
    assert found.certain is None
    assert reasons(found) == [("B1", Why.WITHOUT_CODE)]


def test_the_rest_of_a_short_bill_is_a_candidate(till: Till, officer: Scope) -> None:
    till.transfer(till.bill("B1"), 50_000)
    till.bill("B2")
    found = suggest(scope=officer, amount_minor=35_000)
    assert found.certain is None
    assert reasons(found) == [("B1", Why.REST)]


def test_the_total_of_a_paid_bill_is_perhaps_paid_twice(till: Till, officer: Scope) -> None:
    charge = till.bill("B1")
    till.transfer(charge)
    found = suggest(scope=officer, amount_minor=charge.total_minor)
    assert found.certain is None
    assert reasons(found) == [("B1", Why.PAID_ALREADY)]


def test_a_bill_whose_amount_is_anothers_total_does_not_mislead(till: Till, officer: Scope) -> None:
    charge = till.bill("B1")
    till.bill("B2", charge.total_minor)
    found = suggest(scope=officer, amount_minor=charge.total_minor)
    assert found.certain == charge
    assert reasons(found) == [("B1", Why.EXACT), ("B2", Why.WITHOUT_CODE)]


def test_an_amount_nobody_asked_for_fits_nothing(till: Till, officer: Scope) -> None:
    till.bill("B1")
    assert suggest(scope=officer, amount_minor=1) == Suggestion(None, ())


def test_a_stranger_gets_no_suggestion(till: Till) -> None:
    charge = till.bill("B1")
    assert suggest(scope=NOBODY, amount_minor=charge.total_minor) == Suggestion(None, ())
