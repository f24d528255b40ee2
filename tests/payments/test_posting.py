"""post(): once, positive, in one currency, in a transaction, and never changed."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.ledger.models import Account, Posting
from payments.ledger.posting import EntryDiffers, Move, post
from payments.money import CurrencyMismatch, Money

pytestmark = pytest.mark.django_db

BUYER = accounts.buyer("BILLBILL", "IDR")
OTHER = accounts.buyer("OTHERONE", "IDR")


def a_move(minor: int = 25_000, kind: str = "received") -> Move:
    return Move(kind, BUYER, OTHER, Money(minor, "IDR"), ref="BILLBILL")


def test_a_posting_moves_its_amount_from_source_to_target() -> None:
    assert post(entry="e1", moves=[a_move()]) is True
    assert balance(BUYER) == Money(-25_000, "IDR")
    assert balance(OTHER) == Money(25_000, "IDR")


def test_the_same_entry_again_changes_nothing() -> None:
    post(entry="e1", moves=[a_move()])
    assert post(entry="e1", moves=[a_move()]) is False
    assert balance(OTHER) == Money(25_000, "IDR")


def test_other_moves_under_the_same_entry_are_refused() -> None:
    post(entry="e1", moves=[a_move()])
    with pytest.raises(EntryDiffers):
        post(entry="e1", moves=[a_move(25_001)])
    with pytest.raises(EntryDiffers):
        post(entry="e1", moves=[])
    assert Posting.objects.count() == 1


def test_zero_amounts_are_left_out_and_an_entry_of_nothing_writes_nothing() -> None:
    assert post(entry="e1", moves=[a_move(0), a_move(100), a_move(0)]) is True
    assert Posting.objects.get().line == 0
    assert post(entry="e2", moves=[a_move(0)]) is False


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        post(entry="e1", moves=[a_move(-1)])


def test_an_account_cannot_pay_itself() -> None:
    with pytest.raises(ValueError, match="same account"):
        post(entry="e1", moves=[Move("sale", BUYER, BUYER, Money(1, "IDR"), ref="x")])


def test_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        post(entry="e1", moves=[Move("sale", BUYER, accounts.buyer("B", "USD"), Money(1, "IDR"), ref="x")])
    with pytest.raises(CurrencyMismatch):
        post(entry="e1", moves=[Move("sale", BUYER, OTHER, Money(1, "USD"), ref="x")])


def test_one_bad_move_writes_none() -> None:
    with pytest.raises(ValueError):
        post(entry="e1", moves=[a_move(), a_move(-1)])
    assert not Posting.objects.exists()


def test_an_account_row_is_made_once_however_often_it_is_used() -> None:
    post(entry="e1", moves=[a_move()])
    post(entry="e2", moves=[a_move()])
    assert Account.objects.filter(path="buyer:::BILLBILL:IDR").count() == 1


def test_two_currencies_are_two_accounts_with_their_own_minor_units() -> None:
    post(entry="e1", moves=[a_move()])
    source, target = accounts.buyer("BILLBILL", "USD"), accounts.buyer("OTHERONE", "USD")
    post(entry="e2", moves=[Move("received", source, target, Money(12_50, "USD"), ref="BILLBILL")])
    assert balance(target) == Money(1250, "USD")
    assert balance(OTHER) == Money(25_000, "IDR")


def test_an_account_nobody_used_stands_at_zero_and_is_not_made() -> None:
    assert balance(BUYER) == Money(0, "IDR")
    assert not Account.objects.exists()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_a_posting(change: str) -> None:
    post(entry="e1", moves=[a_move()])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Posting.objects.update(amount_minor=1) if change == "update" else Posting.objects.all().delete()
    assert Posting.objects.get().amount_minor == 25_000


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_run_outside_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        post(entry="e1", moves=[a_move()])


@pytest.mark.django_db(transaction=True)
def test_the_refusal_outlives_a_test_that_emptied_the_tables() -> None:
    for entry in ("e1", "e2"):
        with transaction.atomic():
            post(entry=entry, moves=[a_move()])
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Posting.objects.all().delete()
        call_command("flush", interactive=False, verbosity=0)
        assert not Posting.objects.exists()
