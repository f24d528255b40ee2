"""The rules of certainty are the table of README.md: each case is set up and the row must become what it says."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from payments.charges.actions import close
from payments.charges.models import BankAccount, Charge
from payments.statements import matching
from payments.statements.models import StatementRow
from sellers.kit import clock
from tests.payments.statements.conftest import Desk
from tests.payments.statements.files import plain
from tests.payments.statements.readme import table

pytestmark = pytest.mark.django_db
TOTAL, BILL, CODE = 85_217, 85_000, 217
Case = Callable[[Desk], None]


def asked(desk: Desk, ref: str = "B1", *, made: int = 5, left: int = 2, bill: int = BILL, code: int = CODE) -> Charge:
    """An open charge made some days ago that expires in some days; its code is set, not drawn."""
    charge = desk.till.bill(ref, bill)
    now = clock.now()
    Charge.objects.filter(pk=charge.pk).update(
        unique_code=code, total_minor=bill + code, created_at=now - timedelta(days=made),
        expires_at=now + timedelta(days=left),
    )  # fmt: skip
    charge.refresh_from_db()
    return charge


def exact(desk: Desk) -> None:
    asked(desk)
    desk.came(("EKO", TOTAL), back=1)


def last_day(desk: Desk) -> None:
    asked(desk, left=0)
    desk.came(("EKO", TOTAL))


def nobody_asked(desk: Desk) -> None:
    asked(desk)
    desk.came(("EKO", 70_000))


def without_digits(desk: Desk) -> None:
    asked(desk)
    desk.came(("EKO", BILL))


def two_asked(desk: Desk) -> None:
    close(bill_ref=asked(desk, made=20).bill_ref, state=Charge.State.CANCELLED)
    asked(desk, "B2")
    desk.came(("EKO", TOTAL))


def expired(desk: Desk) -> None:
    close(bill_ref=asked(desk, left=-1).bill_ref, state=Charge.State.EXPIRED)
    desk.came(("EKO", TOTAL))


def cancelled(desk: Desk) -> None:
    close(bill_ref=asked(desk).bill_ref, state=Charge.State.CANCELLED)
    desk.came(("EKO", TOTAL))


def is_paid(desk: Desk) -> None:
    desk.till.transfer(asked(desk), BILL)
    desk.came(("EKO", TOTAL))


def part_came(desk: Desk) -> None:
    desk.till.transfer(asked(desk), 50_000)
    desk.came(("EKO", TOTAL))


def before_asked(desk: Desk) -> None:
    asked(desk, made=2)
    desk.came(("EKO", TOTAL), back=3)


def too_late(desk: Desk) -> None:
    asked(desk, left=-1)
    desk.came(("EKO", TOTAL))


def twice_at_once(desk: Desk) -> None:
    asked(desk)
    desk.came(("EKO", TOTAL), ("SITI", TOTAL))


def waits_from_last_week(desk: Desk) -> None:
    desk.came(("SITI", TOTAL), back=7)
    asked(desk)
    desk.came(("EKO", TOTAL))


def by_hand(desk: Desk) -> None:
    other = asked(desk, "B2", bill=100_000, code=300)
    asked(desk)
    desk.till.transfer(other, TOTAL)
    desk.came(("EKO", TOTAL))


def another_amount(desk: Desk) -> None:
    asked(desk)
    asked(desk, "B2", bill=TOTAL, code=100)
    desk.came(("EKO", TOTAL))


def another_rest(desk: Desk) -> None:
    asked(desk)
    desk.till.transfer(asked(desk, "B2", bill=TOTAL + 10_000, code=100), 10_000)
    desk.came(("EKO", TOTAL))


def says_reversal(desk: Desk) -> None:
    asked(desk)
    desk.came(("KOREKSI TRSF EKO", TOTAL))


def left_again(desk: Desk) -> None:
    asked(desk)
    desk.bring(plain([(desk.day(1), "TRSF EKO", TOTAL), (desk.day(), "TRSF DB", -TOTAL)]))


def other_account(desk: Desk) -> None:
    asked(desk)
    cooperative = desk.account.cooperative
    desk.account = BankAccount.objects.create(cooperative=cooperative, bank_code="014", number="777888999", holder="K")
    desk.came(("EKO", TOTAL))


def other_currency(desk: Desk) -> None:
    Charge.objects.filter(pk=asked(desk).pk).update(currency="USD")
    desk.came(("EKO", TOTAL))


def against_columns(desk: Desk) -> None:
    asked(desk)
    day = desk.day()
    lines = [f"{day};A;;{TOTAL};914783", f"{day};B;1000;;915783", f"{day};C;;500;915283"]
    desk.bring("\n".join(["Tanggal;Keterangan;Debet;Kredit;Saldo", *lines]).encode())


def names_another(desk: Desk) -> None:
    asked(desk)
    desk.bring(b"No. rekening;9912345670\n" + plain([(desk.day(), "EKO", TOTAL), (desk.day(), "ADM", -1)]))


CASES: dict[str, Case] = {
    "the exact total of one open charge": exact,
    "on the last day to pay": last_day,
    "an amount nobody asked for": nobody_asked,
    "the bill's amount without its digits": without_digits,
    "two charges asked for it of late": two_asked,
    "the charge expired yesterday": expired,
    "the charge was cancelled": cancelled,
    "the charge is paid": is_paid,
    "part of the bill came before": part_came,
    "credited the day before it was asked": before_asked,
    "credited the day after the last day to pay": too_late,
    "the same amount twice on the statement": twice_at_once,
    "the same amount waits from last week": waits_from_last_week,
    "recorded by hand for another charge": by_hand,
    "another bill is of exactly this amount": another_amount,
    "another bill misses exactly this much": another_rest,
    "its text speaks of a reversal": says_reversal,
    "as much left the account the next day": left_again,
    "asked on another account": other_account,
    "asked in another currency": other_currency,
    "the balances speak against the columns": against_columns,
    "the file names another account": names_another,
}
TABLE = table("case")


def test_the_table_and_the_cases_are_the_same() -> None:
    assert [case for case, _state, _doubt in TABLE] == list(CASES)


@pytest.mark.parametrize(("case", "state", "doubt"), TABLE)
def test_a_row_becomes_what_the_table_says(desk: Desk, case: str, state: str, doubt: str) -> None:
    CASES[case](desk)
    row = StatementRow.objects.filter(amount_minor__gt=0).order_by("-booked_on", "id")[0]
    assert row.state == state
    if doubt:
        found = matching.verdict(row, row.bank_account)
        assert (found.charge, found.doubt) == (None, doubt)


def test_a_name_in_the_text_decides_nothing(desk: Desk) -> None:
    asked(desk)
    desk.came(("TRANSFER DARI BUYER OF B1 85217", 70_000))
    assert StatementRow.objects.get().state == StatementRow.State.REVIEW
