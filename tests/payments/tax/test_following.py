"""Sales and refunds of real orders, with the module on: counted once, withheld where a cooperative collected."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.ledger.models import Posting
from payments.ledger.posting import Move, post
from payments.ledger.reconcile import check
from payments.money import Money
from payments.tax import actions, report, turnover
from payments.tax.actions import OVER, UNDER
from payments.tax.errors import BadTaxNumber, NotDeclared, OverTheLimit
from payments.tax.models import TaxDeclaration, TurnoverYear
from sellers.accounts.asking import scope_of
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.kit.errors import NotFound
from sellers.regions import places
from storefront.orders import life
from storefront.terms.models import CooperativeTerms
from tests.cast import SENTUL, Cast
from tests.storefront.desk.selling import sold

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 20, 5, 0, tzinfo=UTC)
NIK = "3572024101009999"


@pytest.fixture(autouse=True)
def december() -> Iterator[clock.frozen]:
    with clock.frozen(NOW) as frozen:
        yield frozen


@pytest.fixture
def on(settings: Any) -> None:
    settings.PPH22 = True


def sell(cast: Cast, minor: int, entry: str, *, currency: str = "IDR", till: bool = False) -> None:
    """A sale in the books alone, followed as orders do."""
    key = accounts.seller(cast.saris.seller.pk, None if till else cast.cooperative.pk, currency)
    with transaction.atomic():
        move = Move("sale", key, accounts.buyer(f"B{entry}", currency), Money(minor, currency), f"ORD{entry}")
        if post(entry=f"sale:{entry}", moves=[move], at=clock.now()):
            actions.follow(entry=f"sale:{entry}")


def give_back(cast: Cast, minor: int, entry: str, number: int) -> None:
    key = accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, "IDR")
    with transaction.atomic():
        move = Move("sale_reversed", accounts.buyer(f"B{entry}", "IDR"), key, Money(minor, "IDR"), f"ORD{entry}")
        if post(entry=f"refund:{entry}:{number}", moves=[move], at=clock.now()):
            actions.follow(entry=f"refund:{entry}:{number}")


def counted(cast: Cast, *, year: int = 2026, currency: str = "IDR") -> tuple[int, int]:
    row = TurnoverYear.objects.get(seller=cast.saris.seller, year=year, currency=currency)
    return row.turnover_minor, row.withheld_minor


def owed_to_the_state(cast: Cast, currency: str = "IDR") -> int:
    return -balance(accounts.tax(cast.cooperative.pk, currency)).minor


def declare(cast: Cast, stand: str = UNDER, number: str = NIK) -> TaxDeclaration:
    return actions.declare(
        scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk, number=number, stand=stand
    )


def tax_differences() -> list[str]:
    return [sentence for sentence in check() if sentence.startswith("seller ")]


def test_while_it_is_off_nothing_is_counted_withheld_or_asked(cast: Cast) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        sold(cast, way="bank_transfer")
    assert not [query for query in asked.captured_queries if "tax_" in query["sql"]]
    assert not TurnoverYear.objects.exists()
    assert not Posting.objects.filter(kind__startswith="pph22").exists()
    assert check() == []


def test_an_order_the_cooperative_collected_is_withheld_on(cast: Cast, on: None) -> None:
    """80000 of goods and 5000 for bringing them herself: 425."""
    order = sold(cast, way="bank_transfer")
    assert counted(cast) == (85_000, 425)
    assert owed_to_the_state(cast) == 425
    assert Posting.objects.get(kind="pph22_withheld").ref == order.code
    assert balance(accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, "IDR")).minor == -(85_000 - 4_000 - 425)
    assert check() == []


def test_a_couriers_fee_is_no_turnover(cast: Cast, on: None) -> None:
    CooperativeTerms.objects.filter(cooperative=cast.cooperative).update(holds_courier_contract=True)
    order = sold(cast, way="bank_transfer", delivery="courier")
    assert order.delivery_to_courier
    assert counted(cast) == (80_000, 400)


def test_what_she_collects_herself_counts_and_nothing_is_withheld(cast: Cast, on: None) -> None:
    sold(cast, way="cash")
    assert counted(cast) == (85_000, 0)
    assert owed_to_the_state(cast) == 0
    assert check() == []


def test_a_cancelled_order_gives_all_of_it_back(cast: Cast, on: None) -> None:
    order = sold(cast, way="bank_transfer")
    life.cancel_by_officer(scope=scope_of(cast.dewi), person=cast.dewi, order_code=order.code, reason="Rusak")
    assert counted(cast) == (0, 0)
    assert owed_to_the_state(cast) == 0
    assert check() == []


def test_partial_refunds_give_back_in_proportion_and_all_of_it_in_the_end(cast: Cast, on: None) -> None:
    sell(cast, 12_345, "satu")  # 61
    give_back(cast, 4_000, "satu", 1)
    assert counted(cast) == (8_345, 41)  # 61 × 4000 / 12345 is 19.76
    give_back(cast, 8_344, "satu", 2)
    give_back(cast, 1, "satu", 3)
    assert counted(cast) == (0, 0)
    assert owed_to_the_state(cast) == 0
    assert tax_differences() == []


def test_the_same_entry_again_counts_nothing(cast: Cast, on: None) -> None:
    sell(cast, 100_000, "satu")
    sell(cast, 100_000, "satu")
    assert counted(cast) == (100_000, 500)
    assert Posting.objects.filter(kind="pph22_withheld").count() == 1


def test_who_declared_pays_only_above_the_limit(cast: Cast, on: None) -> None:
    declare(cast)
    sell(cast, 499_999_000, "satu")
    assert counted(cast) == (499_999_000, 0)
    sell(cast, 2_000, "dua")
    assert counted(cast) == (500_001_000, 5)
    sell(cast, 1_000, "tiga")
    assert counted(cast) == (500_002_000, 10)
    assert tax_differences() == []


def test_who_withdrew_pays_of_everything_that_follows(cast: Cast, on: None) -> None:
    declare(cast)
    sell(cast, 100_000, "satu")
    declare(cast, OVER)
    sell(cast, 100_000, "dua")
    assert counted(cast) == (200_000, 500)


def test_a_declaration_is_for_its_year_only(cast: Cast, on: None, december: clock.frozen) -> None:
    declare(cast)
    sell(cast, 100_000, "lama")
    december.tick(days=12)
    sell(cast, 100_000, "baru")
    assert counted(cast) == (100_000, 0)
    assert counted(cast, year=2027) == (100_000, 500)


def test_the_year_ends_at_midnight_where_the_seller_is(cast: Cast, on: None, december: clock.frozen) -> None:
    december.tick(days=11, hours=11, minutes=59)  # 31 December 23.59 in Blitar
    sell(cast, 1_000, "lama")
    december.tick(minutes=1)
    sell(cast, 2_000, "baru")
    assert counted(cast)[0] == 1_000
    assert counted(cast, year=2027)[0] == 2_000


def test_a_refund_counts_in_the_year_it_is_booked(cast: Cast, on: None, december: clock.frozen) -> None:
    sell(cast, 100_000, "satu")
    december.tick(days=20)
    give_back(cast, 100_000, "satu", 1)
    assert counted(cast) == (100_000, 500)
    assert counted(cast, year=2027) == (-100_000, -500)
    assert tax_differences() == []


def test_another_currency_is_counted_and_not_withheld_on(cast: Cast, on: None) -> None:
    sell(cast, 1_999, "dolar", currency="USD")
    assert counted(cast, currency="USD") == (1_999, 0)
    assert owed_to_the_state(cast, "USD") == 0


def test_switched_on_late_a_new_counter_begins_with_what_the_books_say(cast: Cast, settings: Any) -> None:
    sold(cast, way="bank_transfer", key="before")
    settings.PPH22 = True
    assert len(tax_differences()) == 1
    sell(cast, 10_000, "after")
    assert counted(cast) == (95_000, 50)
    assert tax_differences() == []


def test_the_command_counts_again_what_was_sold_while_it_was_off(cast: Cast, settings: Any, capsys: Any) -> None:
    settings.PPH22 = True
    sell(cast, 10_000, "on")
    settings.PPH22 = False
    with pytest.raises(CommandError):
        call_command("pph22", "recount")
    sold(cast, way="bank_transfer", key="off")
    settings.PPH22 = True
    assert len(tax_differences()) == 1
    call_command("pph22", "recount")
    assert capsys.readouterr().out == "2026: 1 counters were put right\n"
    assert counted(cast) == (95_000, 50)
    assert tax_differences() == []


def test_declaring_twice_is_declaring_once(cast: Cast) -> None:
    declare(cast)
    declare(cast, number="3572 0241 0100 9999")
    assert TaxDeclaration.objects.count() == 1
    assert AuditEntry.objects.filter(verb="tax_declared").count() == 1
    assert NIK not in str(AuditEntry.objects.get(verb="tax_declared").after)


def test_a_corrected_number_replaces_the_old_one(cast: Cast) -> None:
    declare(cast)
    declare(cast, number="01.300.066.6-091.000")
    assert TaxDeclaration.objects.get().npwp_or_nik == "013000666091000"


def test_after_withdrawing_one_may_declare_again_while_under_the_limit(cast: Cast, on: None) -> None:
    declare(cast)
    declare(cast, OVER)
    declare(cast, OVER)
    declare(cast, UNDER)
    assert list(TaxDeclaration.objects.order_by("pk").values_list("withdrawn_at", flat=True)) == [NOW, None]
    declare(cast, OVER)
    sell(cast, 500_000_001, "besar")
    with pytest.raises(OverTheLimit):
        declare(cast, UNDER)


def test_a_wrong_number_or_no_choice_is_refused(cast: Cast) -> None:
    with pytest.raises(BadTaxNumber):
        declare(cast, number="123")
    with pytest.raises(NotDeclared):
        declare(cast, stand="")
    assert not TaxDeclaration.objects.exists()


@pytest.mark.parametrize("who", ["budi", "citra", "dewi", "stranger"])
def test_nobody_declares_for_another(cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    with pytest.raises(NotFound):
        actions.declare(
            scope=scope_of(person), person=person, seller_id=cast.saris.seller.pk, number=NIK, stand=UNDER
        )  # fmt: skip


def test_the_report_says_month_by_month_what_was_collected_and_withheld(
    cast: Cast, on: None, december: clock.frozen
) -> None:
    december.moment = clock.now()
    declare(cast, OVER)
    sell(cast, 12_345, "satu")
    give_back(cast, 4_000, "satu", 1)
    sell(cast, 99_999, "sendiri", till=True)  # not the cooperative's to report
    zone = places.zone_of(SENTUL)
    rows = report.months(scope=scope_of(cast.dewi), cooperative_id=cast.cooperative.pk, year=2026, zone=zone)
    (row,) = rows
    assert (row.seller, row.month.isoformat(), row.gross.minor, row.withheld.minor) == (
        cast.saris.seller, "2026-12-01", 8_345, 41,
    )  # fmt: skip
    assert row.declaration is not None and row.declaration.npwp_or_nik == NIK
    assert report.months(scope=scope_of(cast.fajar), cooperative_id=cast.cooperative.pk, year=2026, zone=zone) == []


def test_turnover_is_that_of_the_books(cast: Cast, on: None) -> None:
    sell(cast, 12_345, "satu")
    sell(cast, 500, "tunai", till=True)
    found = turnover.in_year(
        seller_id=cast.saris.seller.pk, currency="IDR", year=2026, zone=places.zone_of(SENTUL)
    )  # fmt: skip
    assert (found.turnover, found.withheld) == (12_845, 61)
