"""The seller's statement, the cooperative's list of them, and the closing of a month."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from payments.ledger import accounts
from payments.ledger.models import PeriodClose, Posting
from payments.ledger.posting import Move, post
from payments.ledger.reconcile import check
from payments.money import Money
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.people.models import Person
from storefront.orders import life
from storefront.orders.models import Order
from storefront.orders.statements import word_of
from storefront.terms.models import CommissionRule
from tests.cast import Cast
from tests.saying import says
from tests.storefront.desk.selling import sold
from tests.storefront.papers import text_of

pytestmark = pytest.mark.django_db

AUGUST = datetime(2026, 8, 20, 5, 0, tzinfo=UTC)
MONTH = "2026-08"


@dataclass(frozen=True)
class Told:
    cast: Cast
    transferred: Order
    cash: Order


def at(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def august(cast: Cast) -> Iterator[Told]:
    """In August Sari sold for 85000 by transfer to the cooperative, and for 40000 in cash; it is October."""
    CommissionRule.objects.update(valid_from=datetime(2026, 1, 1, tzinfo=UTC))
    with clock.frozen(AUGUST) as now:
        told = Told(
            cast,
            sold(cast, way="bank_transfer", key="transfer"),
            sold(cast, way="cash", delivery="pickup", key="tunai", quantity=1),
        )
        now.tick(days=46)
        yield told


def rows(response: Any) -> list[list[str]]:
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def paid_out(cast: Cast, minor: int, currency: str = "IDR", *, entry: str = "cair", when: datetime = AUGUST) -> None:
    key = accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, currency)
    aside = accounts.payout(cast.cooperative.pk, cast.saris.seller.pk, currency)
    with transaction.atomic():
        post(entry=entry, moves=[Move("payout_reserved", aside, key, Money(minor, currency), "CAIR0001")], at=when)


def test_the_seller_reads_opening_every_movement_with_its_order_and_closing(august: Told) -> None:
    page = at(august.cast.sari).get("/lapak/uang/laporan/?bulan=2026-08").text
    code = august.transferred.code
    assert f'<a href="/lapak/pesanan/{code}/">{code}</a>' in page
    assert "+Rp80.000" in page
    assert "−Rp4.000" in page
    assert "E•••" in page
    assert not says(page, "Eko")
    # 80000 and 5000 less 5 %, and less the 2000 of the cash sale that she owes the cooperative
    assert "Koperasi Mawar masih harus membayar Anda sebanyak ini." in page
    assert "+Rp79.000" in page


def test_the_till_is_a_book_of_its_own(august: Told) -> None:
    sari = august.cast.sari
    page = at(sari).get("/lapak/uang/laporan/?bulan=2026-08").text
    assert "Saya sendiri" in page
    till = Posting.objects.filter(kind="sale", source__cooperative=None).values_list("source_id", flat=True)[0]
    page = at(sari).get(f"/lapak/uang/laporan/?buku={till}&bulan=2026-08").text
    assert "Sebanyak ini belum Anda terima dari pembeli." in page
    assert august.cash.code in page
    assert august.transferred.code not in page


def test_a_later_month_opens_with_what_the_last_one_closed_with(august: Told) -> None:
    paid_out(august.cast, 79_000, when=datetime(2026, 9, 3, 5, tzinfo=UTC))
    csv_rows = {
        month: rows(at(august.cast.sari).get(f"/lapak/uang/laporan/?bulan={month}&format=csv"))
        for month in ("2026-08", "2026-09", "2026-10")
    }
    assert csv_rows["2026-08"][-1][6] == csv_rows["2026-09"][1][6] == "79000"
    assert csv_rows["2026-09"][-1][6] == csv_rows["2026-10"][1][6] == "0"
    assert "Tidak ada yang terutang" in at(august.cast.sari).get("/lapak/uang/laporan/?bulan=2026-09").text


def test_page_paper_and_sheet_say_the_same(august: Told) -> None:
    """Each movement of the CSV, whole, is on the page and on the paper, in the same order."""
    cast = august.cast
    paid_out(cast, 10_001)
    for who, address in ((cast.sari, "/lapak/uang/laporan/"), (cast.dewi, "/koperasi/laporan/dapur-sari/")):
        page = at(who).get(f"{address}?bulan=2026-08").text
        sheet = rows(at(who).get(f"{address}?bulan=2026-08&format=csv"))[1:]
        paper = text_of(at(who).get(f"{address}?bulan=2026-08&format=pdf").content).split("\n")
        assert sheet[0][6:] == ["0", "IDR"]
        assert len(sheet) == 7  # both ends; sale, shipping, commission; the commission of the cash sale; the payout
        seen = -1
        for when, word, order, _ref, _buyer, amount, balance, _currency in sheet:
            texts = [written(balance), *([written(amount)] if amount else [])]
            assert word in page and word in paper, (when, word)
            assert order in page
            for text in texts:
                assert text in page and text.replace("−", "–") in paper, text
            if amount:
                seen = page.index(f">{word}</th>", seen + 1)


def written(minor: str) -> str:
    number = int(minor)
    text = f"Rp{abs(number):,}".replace(",", ".")
    return f"+{text}" if number > 0 else f"−{text}" if number < 0 else text


def test_the_office_lists_every_seller_of_a_month_and_each_opens_its_statement(august: Told) -> None:
    paid_out(august.cast, 10_001)
    page = at(august.cast.dewi).get(f"/koperasi/laporan/?bulan={MONTH}").text
    assert 'href="/koperasi/laporan/dapur-sari/?bulan=2026-08&amp;mata_uang=IDR"' in page
    assert "+Rp85.000" in page
    assert "−Rp16.001" in page  # both commissions and the payout
    assert "+Rp68.999" in page
    sheet = rows(at(august.cast.dewi).get(f"/koperasi/laporan/?bulan={MONTH}&format=csv"))
    assert sheet[1] == ["Dapur Sari", "0", "85000", "16001", "68999", "5", "IDR"]


def test_the_list_begins_with_the_last_month_that_is_over(august: Told) -> None:
    assert "September 2026." in at(august.cast.dewi).get("/koperasi/laporan/").text


def test_each_currency_has_its_own_statement_and_total(august: Told) -> None:
    paid_out(august.cast, 1_999, "USD", entry="dolar")
    page = at(august.cast.dewi).get(f"/koperasi/laporan/?bulan={MONTH}").text
    assert "Semua USD" in page
    sheet = rows(at(august.cast.dewi).get(f"/koperasi/laporan/dapur-sari/?bulan={MONTH}&mata_uang=USD&format=csv"))
    assert [row[5:] for row in sheet[1:]] == [["", "0.00", "USD"], ["-19.99", "-19.99", "USD"], ["", "-19.99", "USD"]]
    own = at(august.cast.sari).get("/lapak/uang/laporan/").text
    assert "Koperasi Mawar · USD" in own
    paper = at(august.cast.dewi).get(f"/koperasi/laporan/dapur-sari/?bulan={MONTH}&mata_uang=USD&format=pdf")
    assert "–US$19,99" in text_of(paper.content)


def test_a_treasurer_closes_the_month_and_a_late_refund_lands_in_the_next(august: Told) -> None:
    gita = at(august.cast.gita)
    assert "Ya, tutup Agustus 2026" in gita.get(f"/koperasi/laporan/?bulan={MONTH}").text
    answer = gita.post("/koperasi/penutupan/", {"bulan": MONTH}, follow=True)
    assert "Agustus 2026 ditutup. Laporannya tidak berubah lagi." in answer.text
    assert "oleh Gita" in answer.text
    before = gita.get(f"/koperasi/laporan/dapur-sari/?bulan={MONTH}&format=csv").content
    dewi, code = august.cast.dewi, august.transferred.code
    life.cancel_by_officer(scope=scope_of(dewi), person=dewi, order_code=code, reason="Rusak")
    assert gita.get(f"/koperasi/laporan/dapur-sari/?bulan={MONTH}&format=csv").content == before
    october = rows(gita.get("/koperasi/laporan/dapur-sari/?bulan=2026-10&format=csv"))
    assert [word_of("sale_reversed"), august.transferred.code] in [row[1:3] for row in october]
    assert october[-1][6] == "-2000"
    assert check() == []


def test_closing_twice_says_so_and_changes_nothing(august: Told) -> None:
    for officer in (august.cast.gita, august.cast.hadi):
        answer = at(officer).post("/koperasi/penutupan/", {"bulan": MONTH}, follow=True)
    assert "Agustus 2026 sudah ditutup." in answer.text
    assert PeriodClose.objects.count() == 1


def test_the_running_month_cannot_be_closed(august: Told) -> None:
    page = at(august.cast.gita).get("/koperasi/laporan/?bulan=2026-10").text
    assert "Ya, tutup" not in page
    answer = at(august.cast.gita).post("/koperasi/penutupan/", {"bulan": "2026-10"}, follow=True)
    assert "Masa ini belum selesai." in answer.text
    assert not PeriodClose.objects.exists()


def test_an_odd_month_closes_nothing(august: Told) -> None:
    for month in ("", "2026-13", "agustus", "9" * 4500, "2026-08\0"):
        assert at(august.cast.gita).post("/koperasi/penutupan/", {"bulan": month}).status_code in (302, 400)
    assert not PeriodClose.objects.exists()


def test_an_officer_who_is_no_treasurer_reads_but_does_not_close(august: Told) -> None:
    assert "Ya, tutup" not in at(august.cast.dewi).get(f"/koperasi/laporan/?bulan={MONTH}").text
    assert at(august.cast.dewi).post("/koperasi/penutupan/", {"bulan": MONTH}).status_code == 404


def test_another_cooperatives_officer_finds_no_statement_of_ours(august: Told) -> None:
    for who in (august.cast.fajar, august.cast.sari, august.cast.stranger):
        assert at(who).get("/koperasi/laporan/dapur-sari/").status_code == 404


def test_another_sellers_book_shows_my_own(august: Told) -> None:
    """An id of somebody else's account is as good as none."""
    assert "Belum ada laporan" in at(august.cast.citra).get("/lapak/uang/laporan/").text
    theirs = Posting.objects.filter(kind="sale").values_list("source_id", flat=True)
    for book in theirs:
        page = at(august.cast.citra).get(f"/lapak/uang/laporan/?buku={book}&bulan={MONTH}").text
        assert august.transferred.code not in page and august.cash.code not in page


def test_a_helper_without_the_verb_and_a_stranger_find_no_statement(august: Told) -> None:
    assert at(august.cast.budi).get("/lapak/uang/laporan/").status_code == 404


def test_statements_are_only_read(august: Told) -> None:
    assert at(august.cast.sari).post("/lapak/uang/laporan/").status_code == 405
    assert at(august.cast.dewi).post("/koperasi/laporan/").status_code == 405
    assert at(august.cast.dewi).post("/koperasi/laporan/dapur-sari/").status_code == 405
    assert at(august.cast.gita).get("/koperasi/penutupan/").status_code == 405


@pytest.mark.parametrize("odd", ["²", "9" * 4500, "-1"])
@pytest.mark.thorough
def test_an_odd_address_still_gets_a_page(august: Told, odd: str) -> None:
    sari, dewi = at(august.cast.sari), at(august.cast.dewi)
    for field in ("bulan", "buku", "halaman", "format"):
        assert sari.get("/lapak/uang/laporan/", {field: odd}).status_code == 200, field
        assert dewi.get("/koperasi/laporan/", {field: odd}).status_code == 200, field
        assert dewi.get("/koperasi/laporan/dapur-sari/", {field: odd}).status_code == 200, field
    assert dewi.get("/koperasi/laporan/dapur-sari/", {"mata_uang": odd}).status_code == 404


@pytest.mark.thorough
def test_thousands_of_movements_come_page_by_page_and_whole_in_the_files(august: Told) -> None:
    key = accounts.seller(august.cast.saris.seller.pk, august.cast.cooperative.pk, "IDR")
    fees = accounts.commission(august.cast.cooperative.pk, "IDR")
    moves = [Move("commission", fees, key, Money(n + 1, "IDR"), f"MANY{n:04}") for n in range(2_000)]
    with transaction.atomic():
        post(entry="many", moves=moves, at=AUGUST)
    sari = at(august.cast.sari)
    first = sari.get(f"/lapak/uang/laporan/?bulan={MONTH}").text
    last = sari.get(f"/lapak/uang/laporan/?bulan={MONTH}&halaman=41").text
    assert first.count("ledger__word") == 50 and "Halaman 1 dari 41" in first
    assert last.count("ledger__word") == 4 and "MANY1999" in last
    closing = 79_000 - 2_000 * 2_001 // 2
    assert written(str(closing)) in first and written(str(closing)) in last
    sheet = rows(sari.get(f"/lapak/uang/laporan/?bulan={MONTH}&format=csv"))
    assert len(sheet) == 1 + 2 + 2_004
    assert sheet[-1][6] == str(closing)
    paper = text_of(sari.get(f"/lapak/uang/laporan/?bulan={MONTH}&format=pdf").content)
    assert all(f"MANY{n:04}" in paper for n in (0, 1_000, 1_999))
