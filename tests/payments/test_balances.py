"""Balances, what a cooperative owes, and statements."""

from datetime import UTC, datetime, timedelta

import pytest

from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.ledger.balances import Owed, SellerOwed, balance, owed, owed_to_sellers, statement
from payments.ledger.posting import Move, post
from payments.money import Money
from sellers.accounts.access import NOBODY, Scope
from tests.cast import Cast

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, tzinfo=UTC)
BILL = accounts.buyer("B1", "IDR")


def idr(minor: int) -> Money:
    return Money(minor, "IDR")


def move(source: AccountKey, target: AccountKey, minor: int, *, day: int = 0, kind: str = "sale") -> None:
    moves = [Move(kind, source, target, Money(minor, source.currency), "B1")]
    post(entry=f"{source.path} {target.path} {minor} {day}", moves=moves, at=START + timedelta(days=day))


@pytest.fixture
def saris(cast: Cast) -> AccountKey:
    return accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, "IDR")


@pytest.fixture
def citras(cast: Cast) -> AccountKey:
    return accounts.seller(cast.citras.seller.pk, cast.cooperative.pk, "IDR")


def test_a_cooperative_sees_whom_it_owes_who_owes_it_and_refunds(
    cast: Cast, officer: Scope, saris: AccountKey, citras: AccountKey
) -> None:
    move(saris, BILL, 85_000)
    move(accounts.commission(cast.cooperative.pk, "IDR"), citras, 617)
    move(accounts.refund_due(cast.cooperative.pk, None, "IDR"), BILL, 22_345)
    assert owed(scope=officer, cooperative_id=cast.cooperative.pk, currency="IDR") == Owed(
        rows=(SellerOwed(cast.saris.seller.pk, idr(85_000)), SellerOwed(cast.citras.seller.pk, idr(-617))),
        to_sellers=idr(85_000),
        by_sellers=idr(617),
        refunds_due=idr(22_345),
    )


def test_a_seller_that_is_even_is_left_out(cast: Cast, officer: Scope, saris: AccountKey) -> None:
    move(saris, BILL, 85_000)
    move(BILL, saris, 85_000)
    assert owed_to_sellers(scope=officer, cooperative_id=cast.cooperative.pk, currency="IDR") == ()


def test_a_sellers_own_till_is_not_the_cooperatives_debt(cast: Cast, officer: Scope) -> None:
    move(accounts.seller(cast.saris.seller.pk, None, "IDR"), BILL, 85_000)
    assert owed_to_sellers(scope=officer, cooperative_id=cast.cooperative.pk, currency="IDR") == ()


def test_currencies_are_owed_apart(cast: Cast, officer: Scope, saris: AccountKey) -> None:
    dollars = accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, "USD")
    move(saris, BILL, 85_000)
    move(dollars, accounts.buyer("B1", "USD"), 12_50)
    rows = owed_to_sellers(scope=officer, cooperative_id=cast.cooperative.pk, currency="USD")
    assert rows == (SellerOwed(cast.saris.seller.pk, Money(1250, "USD")),)


def test_another_cooperatives_officer_and_a_stranger_see_nothing(cast: Cast, saris: AccountKey, officer: Scope) -> None:
    move(saris, BILL, 85_000)
    elsewhere = Scope(cast.fajar.pk, {}, {cast.other_cooperative.pk: officer.cooperatives[cast.cooperative.pk]})
    for scope in (elsewhere, NOBODY):
        assert owed(scope=scope, cooperative_id=cast.cooperative.pk, currency="IDR").rows == ()


def test_the_operator_sees_it_all(cast: Cast, saris: AccountKey) -> None:
    move(saris, BILL, 85_000)
    assert len(owed_to_sellers(scope=Scope(operator=True), cooperative_id=cast.cooperative.pk, currency="IDR")) == 1


def test_a_statement_opens_moves_and_closes(cast: Cast, saris: AccountKey) -> None:
    commission = accounts.commission(cast.cooperative.pk, "IDR")
    move(saris, BILL, 10_000, day=0)
    move(saris, BILL, 80_000, day=1)
    move(commission, saris, 4_000, day=2, kind="commission")
    move(saris, BILL, 7_000, day=3)
    shown = statement(key=saris, since=START + timedelta(days=1), until=START + timedelta(days=3))
    assert (shown.opening, shown.closing) == (idr(-10_000), idr(-86_000))
    assert [(line.kind, line.amount, line.balance) for line in shown.lines] == [
        ("sale", idr(-80_000), idr(-90_000)),
        ("commission", idr(4_000), idr(-86_000)),
    ]
    assert balance(saris) == idr(-93_000)
    assert balance(saris, until=START + timedelta(days=3)) == shown.closing


def test_an_empty_period_closes_as_it_opened(saris: AccountKey) -> None:
    move(saris, BILL, 10_000)
    shown = statement(key=saris, since=START + timedelta(days=5), until=START + timedelta(days=6))
    assert (shown.opening, shown.lines, shown.closing) == (idr(-10_000), (), idr(-10_000))
