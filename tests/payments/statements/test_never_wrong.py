"""Whatever is matched alone is the one charge that asks for that very total: tried with markets nobody thought of."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from payments.charges.models import Charge, IncomingTransfer
from payments.ledger.reconcile import check
from payments.statements import matching
from payments.statements.models import StatementRow
from sellers.kit import clock
from tests.payments.statements.conftest import Desk
from tests.payments.statements.files import plain

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
PRICES = (20_000, 20_100, 20_217)  # one price with digits is another price: totals and bills meet
CODES = (100, 117, 217)

bills = st.tuples(
    st.sampled_from(PRICES),
    st.sampled_from(CODES),
    st.integers(0, 6),  # days since it was asked
    st.integers(-1, 3),  # days until it expires
    st.sampled_from(["open", "open", "open", "open", "open", "expired", "cancelled", "paid", "part", "by_hand"]),
)
rows = st.tuples(
    st.integers(0, 4),  # days ago
    st.sampled_from([price + code for price in PRICES for code in CODES] * 2 + [*PRICES, 1, -20_117, -20_317]),
    st.sampled_from(["EKO", "SITI", "BUDI", "", "KOREKSI"]),
)


def build(desk: Desk, wanted: list[tuple[int, int, int, int, str]]) -> None:
    """Charges as they may stand: of the open ones no two ask for the same total, as the database has it."""
    taken: set[int] = set()
    for number, (price, code, ago, left, state) in enumerate(wanted):
        if price + code in taken:
            continue
        closed = state in ("expired", "cancelled", "paid")
        taken |= set() if closed else {price + code}
        Charge.objects.create(
            code=f"CH{number:06}", bill_ref=f"B{number}", provider="bank_transfer", bank_account=desk.account,
            cooperative_id=desk.account.cooperative_id, amount_minor=price, unique_code=code, total_minor=price + code,
            currency="IDR", state=state if closed else "open", created_at=clock.now() - timedelta(days=ago),
            expires_at=clock.now() + timedelta(days=left),
        )  # fmt: skip
        if state in ("part", "by_hand"):
            minor = price // 2 if state == "part" else price + CODES[0]
            charge = Charge.objects.get(code=f"CH{number:06}")
            desk.till.transfer(charge, minor, f"HAND-{number}")


def must_be_certain(row: StatementRow, charge: Charge) -> None:
    """Said again from the rules themselves, not from the code: what would make a treasurer sure."""
    assert charge.total_minor == row.amount_minor and charge.currency == row.currency
    assert charge.bank_account_id == row.bank_account_id
    same = Charge.objects.filter(bank_account=row.bank_account, total_minor=row.amount_minor)
    assert list(same) == [charge]
    assert charge.expires_at is not None
    assert charge.created_at.date() - timedelta(days=1) <= row.booked_on <= charge.expires_at.date() + timedelta(days=1)
    assert not StatementRow.objects.filter(amount_minor=row.amount_minor).exclude(pk=row.pk).exists()
    assert list(IncomingTransfer.objects.filter(charge=charge)) == [row.transfer]
    assert not IncomingTransfer.objects.filter(source="manual", amount_minor=row.amount_minor).exists()
    assert row.text != "KOREKSI"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(bills, min_size=1, max_size=6), said=st.lists(rows, min_size=1, max_size=6))
def test_whatever_is_matched_alone_could_be_nothing_else(
    desk: Desk, wanted: list[tuple[int, int, int, int, str]], said: list[tuple[int, int, str]]
) -> None:
    with transaction.atomic():
        build(desk, wanted)
        before = set(IncomingTransfer.objects.values_list("pk", flat=True))
        desk.bring(plain([(desk.day(back), text or "-", minor) for back, minor, text in said]))
        matched = StatementRow.objects.filter(state=StatementRow.State.MATCHED).select_related("transfer__charge")
        for row in matched:
            assert row.transfer is not None and row.transfer.charge is not None
            must_be_certain(row, row.transfer.charge)
        new = set(IncomingTransfer.objects.filter(source=matching.SOURCE).values_list("pk", flat=True)) - before
        assert new == {row.transfer_id for row in matched}
        event("matched" if matched else "all left to a person")
        assert [told for told in check() if "statement" in told or "mutasi" in told] == []
        transaction.set_rollback(True)
