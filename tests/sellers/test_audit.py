"""The audit book: written with what was done, and never rewritten, whoever asks."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from sellers.accounts.access import Scope
from sellers.accounts.asking import scope_of
from sellers.audit.actions import record
from sellers.audit.models import AuditEntry
from tests.cast import Cast


def entry(cast: Cast) -> AuditEntry:
    return record(
        person=cast.budi, verb="order.packed", obj=cast.saris.product, acting_for=cast.saris.seller,
        before={"price": Decimal("1.50")}, after={"at": datetime(2026, 1, 2, tzinfo=UTC), "day": date(2026, 1, 2)},
    )  # fmt: skip


def test_an_entry_says_who_for_whom_what_before_and_after(cast: Cast) -> None:
    written = AuditEntry.objects.get(pk=entry(cast).pk)
    assert (written.person, written.acting_for) == (cast.budi, cast.saris.seller)
    assert (written.object_type, written.object_id) == ("products.product", str(cast.saris.product.pk))
    assert written.before == {"price": "1.50"}
    assert written.after == {"at": "2026-01-02T00:00:00Z", "day": "2026-01-02"}


@pytest.mark.parametrize("statement", ["UPDATE audit_auditentry SET verb = 'x'", "DELETE FROM audit_auditentry"])
def test_the_database_refuses_to_rewrite_it(cast: Cast, statement: str) -> None:
    written = entry(cast)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get(pk=written.pk).verb == "order.packed"


def test_an_entry_vanishes_only_with_what_it_tells_of(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        entry(cast)
        _ = 1 // 0
    assert AuditEntry.objects.count() == 0


def test_the_operator_reads_all_and_a_leader_what_was_done_for_the_stall(cast: Cast) -> None:
    entry(cast)
    record(person=cast.dewi, verb="seller.approved", obj=cast.saris.seller)
    assert AuditEntry.objects.within(scope_of(cast.operator)).count() == 2
    assert AuditEntry.objects.within(scope_of(cast.sari)).get().verb == "order.packed"
    for scope in (scope_of(cast.budi), scope_of(cast.citra), Scope()):
        assert not AuditEntry.objects.within(scope).exists()
