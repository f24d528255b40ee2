"""Two phones undo a sheet while a third edits its goods and a buyer takes some: each thing happens once."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from catalog.products import stock
from catalog.products.actions import update_variant
from catalog.products.errors import ChangedMeanwhile
from catalog.products.models import SheetRow, Variant
from catalog.products.sheets import undoing
from sellers.accounts.asking import scope_of
from tests.cast import Cast
from tests.catalog.sheets.test_saving import price_row
from tests.catalog.sheets.test_undoing import pool_of, saved

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def at_once(*jobs: Callable[[], None]) -> list[BaseException]:
    """Each in a thread and a connection of its own; what they raised."""
    start, raised = Barrier(len(jobs)), []

    def run(job: Callable[[], None]) -> None:
        try:
            start.wait()
            job()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_a_row_goes_back_once_whoever_comes_together(cast: Cast) -> None:
    if connection.vendor == "sqlite":  # its database in memory has one writer, and tells others so at once
        pytest.skip("PostgreSQL only: set DATABASE_URL to one")
    sari, budi, variant = scope_of(cast.sari), scope_of(cast.budi), cast.saris.variant
    for number in range(ROUNDS):
        sheet = saved(cast, price_row(variant, str(45_000 + number), Stok=f"{60 + number}"), f"k{number}")
        stood = pool_of(variant)
        [row] = SheetRow.objects.filter(sheet=sheet)
        delta = row.did["stock"][1] if row.did else 0
        SheetRow.objects.filter(pk=row.pk).update(state="undoing")

        def undo(row: SheetRow = row) -> None:
            undoing.undo(row.sheet, row.pk, sari, cast.sari)

        def edit(number: int = number) -> None:
            with suppress(ChangedMeanwhile):  # asked again on a page
                update_variant(scope=budi, person=cast.budi, variant_id=variant.pk, price_minor=41_000 + number)

        def sell(number: int = number) -> None:
            with transaction.atomic():
                stock.take(quantities={variant.pool_id: 1_000}, ref=f"O{number}")

        raised = at_once(undo, undo, edit, sell)
        row.refresh_from_db()
        assert not raised and row.state in ("undone", "stuck"), (raised, row.problems)
        assert pool_of(variant) == stood - delta - 1_000
        price = Variant.objects.get(pk=variant.pk).price_minor
        assert price != 45_000 + number, "either its own old price or the one that was typed"
