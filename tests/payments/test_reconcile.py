"""manage.py reconcile says balanced, or names the difference and ends with 1."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from payments.charges.actions import close, record_cash
from payments.charges.models import BankAccount, Charge, IncomingTransfer, Settlement
from payments.ledger import accounts, reconcile
from payments.ledger.models import Account, Posting
from payments.ledger.posting import Move, post
from payments.money import Money
from sellers.kit import clock
from tests.payments.conftest import Till

pytestmark = pytest.mark.django_db


def run() -> str:
    out = StringIO()
    call_command("reconcile", stdout=out)
    return out.getvalue()


def sold(till: Till, ref: str, minor: int = 85_000) -> None:
    """What orders do with a paid bill: the sale, and the settlement marked done."""
    seller = accounts.seller(till.cast.saris.seller.pk, till.cast.cooperative.pk, "IDR")
    post(entry=f"sale:{ref}", moves=[Move("sale", seller, accounts.buyer(ref, "IDR"), Money(minor, "IDR"), ref)])
    Settlement.objects.filter(bill_ref=ref).update(done_at=clock.now())


def only_difference() -> str:
    found = reconcile.check()
    assert len(found) == 1, found
    return found[0]


def test_empty_books_are_balanced(cast: object) -> None:
    assert run().endswith("balanced\n")


def test_a_days_trade_is_balanced_and_counted(till: Till) -> None:
    charge = till.bill("B1")
    till.transfer(charge)
    sold(till, "B1")
    till.cash_bill("B2")
    record_cash(bill_ref="B2", person=None)
    till.bill("B3")
    printed = run()
    assert printed.endswith("balanced\n")
    assert "transfers: 1\n" in printed
    assert "open charges: 1\n" in printed
    assert "settlements waiting: 1\n" in printed
    assert f"balance of bank: {charge.total_minor} IDR\n" in printed


def test_it_ends_with_1_and_names_the_difference(till: Till) -> None:
    charge = till.bill("B1")
    till.transfer(charge)
    IncomingTransfer.objects.update(amount_minor=charge.total_minor - 1)
    with pytest.raises(CommandError, match="not balanced: 1") as ended:
        run()
    assert ended.value.returncode == 1
    assert f"transfer:{charge.transfers.get().pk}" in only_difference()


def test_a_transfer_that_is_not_in_the_books_is_named(till: Till) -> None:
    charge = till.bill("B1")
    stray = IncomingTransfer.objects.create(
        bank_account=BankAccount.objects.get(charge=charge),
        source="manual",
        external_id="stray",
        amount_minor=5,
        currency="IDR",
        received_at=clock.now(),
        charge=charge,
    )
    assert only_difference() == f"transfer:{stray.pk}: 5 IDR came, but is not in the books"


def test_money_in_the_books_that_never_came_is_named(till: Till) -> None:
    bank = accounts.bank(till.cast.cooperative.pk, "IDR")
    buyer = accounts.buyer("B1", "IDR")
    post(entry="transfer:999", moves=[Move("received", buyer, bank, Money(5, "IDR"), "B1")])
    post(entry="x", moves=[Move("refund_due", bank, buyer, Money(5, "IDR"), "B1")])
    assert only_difference() == "transfer:999: 5 IDR is in the books, but nothing says that it came"


def test_money_with_the_wrong_collector_is_named(till: Till) -> None:
    charge = till.bill("B1")
    till.transfer(charge)
    other = till.cast.other_cooperative
    Account.objects.filter(kind="bank").update(cooperative=other, path=accounts.bank(other.pk, "IDR").path)
    assert "the books say" in only_difference()


def test_a_paid_bill_whose_sale_is_missing_is_named(till: Till) -> None:
    till.transfer(till.bill("B1"))
    Settlement.objects.update(done_at=clock.now())
    assert only_difference() == "bill B1: its buyer's account stands at -85000 IDR, not at 0"


def test_a_sale_that_is_one_unit_off_is_named(till: Till) -> None:
    till.transfer(till.bill("B1"))
    sold(till, "B1", 84_999)
    assert only_difference() == "bill B1: its buyer's account stands at -1 IDR, not at 0"


def test_a_settlement_that_waits_is_no_difference(till: Till) -> None:
    till.transfer(till.bill("B1"))
    assert reconcile.check() == []


def test_a_cancelled_cash_sale_that_was_not_reversed_is_named(till: Till) -> None:
    till.cash_bill("B1")
    sold(till, "B1")
    assert reconcile.check() == []
    close(bill_ref="B1", state="cancelled")
    assert only_difference() == "bill B1: its buyer's account stands at 85000 IDR, not at 0"


def test_a_paid_charge_that_nobody_was_told_of_is_named(till: Till) -> None:
    charge = till.bill("B1")
    Charge.objects.update(state=Charge.State.PAID)
    assert only_difference() == f"charge {charge.code} is paid, but no settlement says so"


def test_a_settlement_of_an_unpaid_charge_is_named(till: Till) -> None:
    till.transfer(till.bill("B1"))
    Charge.objects.update(state=Charge.State.EXPIRED)
    assert only_difference() == "settlement paid:B1 stands, but its charge is not paid"


def test_a_refund_that_was_told_otherwise_than_booked_is_named(till: Till) -> None:
    charge = till.bill("B1")
    till.transfer(charge, charge.total_minor + 10)
    Settlement.objects.filter(kind=Settlement.Kind.OVER).update(amount_minor=11)
    assert only_difference() == "bill B1: settlements and books differ by 1 IDR in what goes back to the buyer"


def test_an_account_that_is_not_what_its_path_says_is_named(till: Till) -> None:
    till.transfer(till.bill("B1"))
    Account.objects.filter(kind="unique_code").update(path="suspense:::IDR")
    assert only_difference() == "account suspense:::IDR: its path does not say what it is"


def test_mixed_currencies_and_lost_lines_are_named(till: Till) -> None:
    post(
        entry="sale:X",
        moves=[
            Move("sale", accounts.buyer("X", "IDR"), accounts.buyer("Y", "IDR"), Money(1, "IDR"), "X"),
            Move("sale", accounts.buyer("Y", "IDR"), accounts.buyer("X", "IDR"), Money(1, "IDR"), "X"),
        ],
    )
    first = Posting.objects.get(line=0)
    Posting.objects.bulk_create(
        [
            Posting(entry="bad", line=3, kind="sale", source=first.source, target=first.target, amount_minor=1,
                    currency="USD", ref="X"),
            Posting(entry="back", line=0, kind="sale", source=first.target, target=first.source, amount_minor=1,
                    currency="IDR", ref="X"),
        ]
    )  # fmt: skip
    assert reconcile.check() == [
        "entry bad, line 3: its currency is not that of its accounts",
        "entry bad: 1 lines, but the last is number 3",
    ]
