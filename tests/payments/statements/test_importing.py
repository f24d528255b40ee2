"""A file twice changes nothing, overlapping files meet, every line is reported, what is certain is matched."""

import pytest

from payments.charges.models import Charge, IncomingTransfer, Settlement
from payments.ledger.models import Posting
from payments.ledger.reconcile import check
from payments.statements.models import StatementImport, StatementRow
from tests.payments.statements.conftest import Desk
from tests.payments.statements.files import plain

pytestmark = pytest.mark.django_db
State = StatementRow.State


def test_the_exact_total_of_one_open_charge_is_matched_and_told(desk: Desk) -> None:
    charge = desk.till.bill("B1")
    row = desk.paying(charge)
    assert row.state == State.MATCHED and row.transfer is not None
    assert (row.transfer.charge, row.transfer.source, row.transfer.external_id) == (charge, "statement", row.fingerprint)
    assert Settlement.objects.get(kind="paid").bill_ref == "B1"
    assert check() == []
