"""What a person decides about a row: once, in the books where it belongs there, and back where that is possible."""

from typing import Any

import pytest

from payments.charges.errors import ChargeNotFound
from payments.charges.models import BankAccount, Charge, IncomingTransfer, Settlement
from payments.ledger import accounts, balances
from payments.ledger.models import Posting
from payments.ledger.reconcile import check
from payments.statements import deciding, matching
from payments.statements.errors import BookedAlready, RecordedByHand, RowDecided, RowNotFound, TransferNotTheSame
from payments.statements.models import StatementRow
from sellers.accounts.access import NOBODY, Scope, Verb
from sellers.accounts.models import Cooperative
from sellers.audit.models import AuditEntry
from tests.cast import Cast
from tests.payments.statements.conftest import Desk

pytestmark = pytest.mark.django_db
State = StatementRow.State


def waiting(desk: Desk, minor: int = 70_000, text: str = "SETOR TUNAI") -> StatementRow:
    desk.came((text, minor))
    return StatementRow.objects.latest("id")


def now(row: StatementRow) -> StatementRow:
    return StatementRow.objects.get(pk=row.pk)


def suspense(desk: Desk, currency: str = "IDR") -> int:
    return balances.balance(accounts.suspense(desk.account.cooperative_id, None, currency)).minor


def bank(desk: Desk, currency: str = "IDR") -> int:
    return balances.balance(accounts.bank(desk.account.cooperative_id or 0, currency)).minor


def by(desk: Desk, row: StatementRow) -> dict[str, Any]:
    return {"scope": desk.scope, "person": desk.person, "row_id": row.pk}


def test_a_person_matches_a_row_as_if_the_transfer_was_recorded_by_hand(desk: Desk) -> None:
    charge, row = desk.till.bill("B1"), waiting(desk, 85_000)
    transfer = deciding.match(**by(desk, row), charge_code=charge.code)
    assert deciding.match(**by(desk, row), charge_code=charge.code) == transfer
    assert now(row).state == State.MATCHED and now(row).decided_by == desk.person
    assert IncomingTransfer.objects.count() == Settlement.objects.filter(kind="paid").count() == 1
    assert bank(desk) == 85_000 and check() == []


def test_a_row_is_matched_to_one_charge_only(desk: Desk) -> None:
    first, second, row = desk.till.bill("B1"), desk.till.bill("B2"), waiting(desk, 85_000)
    deciding.match(**by(desk, row), charge_code=first.code)
    with pytest.raises(RowDecided):
        deciding.match(**by(desk, row), charge_code=second.code)


def test_a_short_and_a_long_transfer_become_what_they_are(desk: Desk) -> None:
    charge = desk.till.bill("B1")
    deciding.match(**by(desk, waiting(desk, 50_000)), charge_code=charge.code)
    deciding.match(**by(desk, waiting(desk, 40_001)), charge_code=charge.code)
    assert sorted(Settlement.objects.values_list("kind", flat=True)) == ["over", "paid", "short"]
    assert check() == []


def test_the_same_money_recorded_by_hand_is_linked_and_not_booked_again(desk: Desk) -> None:
    charge = desk.till.bill("B1")
    transfer = desk.till.transfer(charge)
    row = waiting(desk, charge.total_minor)
    assert row.state == State.REVIEW and matching.recorded_by_hand(row) == [transfer]
    before = Posting.objects.count()
    with pytest.raises(RecordedByHand):
        deciding.match(**by(desk, row), charge_code=charge.code)
    deciding.link(**by(desk, row), transfer_id=transfer.pk)
    deciding.link(**by(desk, row), transfer_id=transfer.pk)
    assert now(row).transfer == transfer and Posting.objects.count() == before
    assert matching.recorded_by_hand(row) == []


def test_who_says_it_was_paid_twice_is_believed(desk: Desk) -> None:
    charge = desk.till.bill("B1")
    desk.till.transfer(charge)
    row = waiting(desk, charge.total_minor)
    deciding.match(**by(desk, row), charge_code=charge.code, is_another=True)
    assert Settlement.objects.get(kind="over").reason == "paid_twice"
    assert check() == []


def test_a_recording_of_other_money_cannot_be_linked(desk: Desk) -> None:
    other = desk.till.transfer(desk.till.bill("B1"))
    row = waiting(desk, 70_000)
    with pytest.raises(TransferNotTheSame):
        deciding.link(**by(desk, row), transfer_id=other.pk)
    desk.till.transfer(desk.till.bill("B2"), 70_000)
    hand = IncomingTransfer.objects.latest("id")
    deciding.link(**by(desk, row), transfer_id=hand.pk)
    second = waiting(desk, 70_000, "SETOR LAGI")
    with pytest.raises(TransferNotTheSame):
        deciding.link(**by(desk, second), transfer_id=hand.pk)


def test_money_of_nobody_stands_in_suspense_until_it_is_explained(desk: Desk) -> None:
    charge, row = desk.till.bill("B1"), waiting(desk, 85_001)
    deciding.suspend(**by(desk, row))
    deciding.suspend(**by(desk, row))
    assert (bank(desk), suspense(desk)) == (85_001, -85_001) and check() == []
    deciding.match(**by(desk, row), charge_code=charge.code)
    assert (bank(desk), suspense(desk)) == (85_001, 0) and check() == []


def test_suspense_is_taken_back_and_said_again_as_often_as_people_change_their_mind(desk: Desk) -> None:
    row = waiting(desk)
    for _time in range(3):
        deciding.suspend(**by(desk, row))
        deciding.undo(**by(desk, row))
        assert (bank(desk), suspense(desk), now(row).state) == (0, 0, State.REVIEW)
    deciding.suspend(**by(desk, row))
    assert suspense(desk) == -70_000 and check() == []


def test_suspense_that_was_recorded_by_hand_meanwhile_is_not_counted_twice(desk: Desk) -> None:
    row = waiting(desk, 70_000)
    deciding.suspend(**by(desk, row))
    hand = desk.till.transfer(desk.till.bill("B1"), 70_000)
    deciding.link(**by(desk, row), transfer_id=hand.pk)
    assert (bank(desk), suspense(desk)) == (70_000, 0) and check() == []


def test_two_decimals_stand_in_suspense_in_cents(desk: Desk) -> None:
    Cooperative.objects.filter(pk=desk.account.cooperative_id or 0).update(currency="USD")
    desk.account.refresh_from_db()
    desk.bring(f"Date;Description;Debit;Credit\n{desk.day()};EKO;;85.01\n{desk.day()};FEE;1.05;\n".encode())
    row = StatementRow.objects.get(text="EKO")
    deciding.suspend(**by(desk, row))
    assert suspense(desk, "USD") == -8_501 and check() == []


def test_what_is_not_of_the_market_is_booked_nowhere_and_can_come_back(desk: Desk) -> None:
    row = waiting(desk)
    deciding.ignore(**by(desk, row))
    deciding.ignore(**by(desk, row))
    assert now(row).state == State.IGNORED and Posting.objects.count() == 0
    deciding.undo(**by(desk, row))
    assert now(row).state == State.REVIEW


def test_money_that_left_is_named_once(desk: Desk) -> None:
    desk.came(("TRSF DB", -50_000))
    row = StatementRow.objects.get()
    deciding.name_outgoing(**by(desk, row), ref="payout:AAAA2222")
    deciding.name_outgoing(**by(desk, row), ref="payout:AAAA2222")
    with pytest.raises(RowDecided):
        deciding.name_outgoing(**by(desk, row), ref="payout:BBBB2222")
    with pytest.raises(RowDecided):
        deciding.ignore(**by(desk, row))
    with pytest.raises(BookedAlready):
        deciding.undo(**by(desk, row))


def test_money_that_left_is_nobodys_payment(desk: Desk) -> None:
    charge = desk.till.bill("B1")
    desk.came(("TRSF DB", -charge.total_minor))
    row = StatementRow.objects.get()
    with pytest.raises(ChargeNotFound):
        deciding.match(**by(desk, row), charge_code=charge.code)
    with pytest.raises(RowDecided):
        deciding.suspend(**by(desk, row))
    deciding.ignore(**by(desk, row))
    deciding.undo(**by(desk, row))
    assert now(row).state == State.OUTGOING


def test_what_orders_heard_of_cannot_be_taken_back(desk: Desk) -> None:
    row = desk.paying(desk.till.bill("B1"))
    with pytest.raises(BookedAlready):
        deciding.undo(**by(desk, row))
    for deed in (deciding.ignore, deciding.suspend):
        with pytest.raises(RowDecided):
            deed(**by(desk, row))


def test_a_charge_of_another_account_is_not_there(desk: Desk) -> None:
    other = BankAccount.objects.create(
        cooperative=desk.account.cooperative, bank_code="014", number="777888999", holder="K"
    )
    row = waiting(desk, 85_000)
    charge = desk.till.bill("B1")
    assert charge.bank_account == other
    with pytest.raises(ChargeNotFound):
        deciding.match(**by(desk, row), charge_code=charge.code)


def test_rows_of_others_are_not_there(desk: Desk, cast: Cast) -> None:
    charge, row = desk.till.bill("B1"), waiting(desk)
    elsewhere = Scope(cast.fajar.pk, {}, {cast.other_cooperative.pk: frozenset({Verb.TRANSFERS})})
    for scope in (NOBODY, elsewhere):
        who: dict[str, Any] = {"scope": scope, "person": cast.fajar, "row_id": row.pk}
        for deed in (deciding.ignore, deciding.suspend, deciding.undo):
            with pytest.raises(RowNotFound):
                deed(**who)
        with pytest.raises(RowNotFound):
            deciding.match(**who, charge_code=charge.code)
        with pytest.raises(RowNotFound):
            deciding.link(**who, transfer_id=1)
        with pytest.raises(RowNotFound):
            deciding.name_outgoing(**who, ref="payout:AAAA2222")
    assert Charge.objects.get().state == Charge.State.OPEN


def test_every_decision_leaves_a_line_in_the_audit(desk: Desk) -> None:
    row = waiting(desk)
    deciding.suspend(**by(desk, row))
    deciding.undo(**by(desk, row))
    lines = AuditEntry.objects.filter(verb="statement_row_decided").order_by("id")
    assert [((line.before or {})["state"], (line.after or {})["state"]) for line in lines] == [
        ("review", "suspense"), ("suspense", "review"),
    ]  # fmt: skip
