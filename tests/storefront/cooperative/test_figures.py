"""Every figure of the dashboard is the sum of the rows it opens, on the page and in the sheet."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from catalog.products.models import Product
from sellers.accounts.models import Membership, Seller
from sellers.kit import clock
from storefront.orders import reports
from tests.cast import JUATA_LAUT, Cast
from tests.storefront.cooperative.conftest import Door
from tests.storefront.cooperative.reading import rp, sheet, text
from tests.storefront.life.stories import paid, placed_with_cash, scope
from tests.storefront.reports.market import many, sold

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # 12.00 WIB
BREAKDOWNS = ("seller", "product", "category", "kabupaten", "day")
PERIODS = (1, 7, 30, 90)
ODD = (
    "hari=abc&per=x&kunci='", "hari=-1", "hari=²", "hari=7&per=seller&kunci='; drop table", "per=product&kunci=²",
    "per=day&kunci=9999-12-31", "per=day&kunci=kemarin", "per=category&kunci=%25", "per=kabupaten&kunci=35.7_",
    "per=seller&kunci=99999999999999999999", "halaman=zz", "halaman=-4", "lalu=9", "hari=7&hari=90&format=pdf",
)  # fmt: skip


@pytest.fixture
def market(cast: Cast) -> Iterator[Cast]:
    """Sixty orders of the last days, some picked up, some sent to Tarakan, and as many weeks before."""
    with clock.frozen(NOON):
        many(cast, orders=60, since=NOON - timedelta(days=2, hours=11))
        sold(cast, cast.saris.variant, at=NOON, packs=3, village=JUATA_LAUT)
        sold(cast, cast.citras.variant, at=NOON - timedelta(hours=1), village="")
        sold(cast, cast.citras.variant, at=NOON - timedelta(days=40), packs=5)
        yield cast


@pytest.mark.parametrize("days", PERIODS)
def test_each_period_says_its_sum_and_opens_its_orders(market: Cast, as_: Door, days: int) -> None:
    dewi = as_(market.dewi)
    report = reports.sales(scope=scope(market.dewi), days=days)
    front = text(dewi.get("/koperasi/"))
    assert rp(report.total.minor) in front
    assert f'href="/koperasi/pesanan/?hari={days}"' in front
    rows = sheet(dewi.get(f"/koperasi/pesanan/?hari={days}&format=csv"))[1:]
    assert len(rows) == report.orders
    assert sum(int(row[5]) for row in rows) == report.total.minor
    assert rp(report.total.minor) in text(dewi.get(f"/koperasi/pesanan/?hari={days}"))


@pytest.mark.parametrize("by", BREAKDOWNS)
def test_each_row_of_a_breakdown_is_the_sum_of_the_orders_it_opens(market: Cast, as_: Door, by: str) -> None:
    dewi = as_(market.dewi)
    listed = reports.sales_by(scope=scope(market.dewi), days=7, by=by)
    page = text(dewi.get(f"/koperasi/penjualan/{by}/?hari=7"))
    assert listed
    for row in listed:
        assert rp(row.total.minor) in page
        opened = sheet(dewi.get(_orders(by, row.key) + "&format=csv"))[1:]
        assert sum(int(line[5]) for line in opened) == row.total.minor
        assert len(opened) == row.orders
        assert f'<strong class="sumline__sum">{rp(row.total.minor)}</strong>' in text(dewi.get(_orders(by, row.key)))


@pytest.mark.parametrize("by", BREAKDOWNS)
def test_the_sheet_of_a_breakdown_sums_to_the_whole(market: Cast, as_: Door, by: str) -> None:
    rows = sheet(as_(market.dewi).get(f"/koperasi/penjualan/{by}/?hari=7&format=csv"))[1:]
    assert sum(int(row[3]) for row in rows) == reports.sales(scope=scope(market.dewi), days=7).total.minor


def test_the_period_before_opens_its_own_orders(market: Cast, as_: Door) -> None:
    dewi = as_(market.dewi)
    rows = sheet(dewi.get("/koperasi/pesanan/?hari=30&lalu=1&format=csv"))[1:]
    assert [int(row[5]) for row in rows] == [5 * 12_000]
    named = text(dewi.get(f"/koperasi/pesanan/?hari=30&lalu=1&per=seller&kunci={market.citras.seller.pk}"))
    assert "<h1>Kebun Citra</h1>" in named


def test_a_change_is_told_in_words(market: Cast, as_: Door) -> None:
    front = text(as_(market.dewi).get("/koperasi/"))
    assert "naik" in front and "belum ada pembanding" in front


def test_a_day_of_the_chart_of_today_opens_its_orders(market: Cast, as_: Door) -> None:
    dewi = as_(market.dewi)
    front = text(dewi.get("/koperasi/?hari=1"))
    assert "/koperasi/pesanan/?hari=30&amp;per=day&amp;kunci=2026-11-21" in front
    assert sheet(dewi.get(_orders("day", "2026-11-21", days=30) + "&format=csv"))[1:]


def test_a_dashboard_without_sales_says_so(cast: Cast, as_: Door) -> None:
    front = text(as_(cast.dewi).get("/koperasi/"))
    assert "Belum ada penjualan pada masa ini" in front


def test_buyers_are_masked_on_every_page_and_sheet(cast: Cast, as_: Door) -> None:
    with clock.frozen(clock.now()) as moment:
        purchase = paid(cast, buyer_name="Eko Prasetyo")
        moment.tick(hours=30)
        dewi = as_(cast.dewi)
        code = purchase.orders.order_by("pk")[0].code
        pages = ("pesanan/", "terlambat/", f"pesanan/{code}/", "transfer/")
        for where in (*pages, "pesanan/?format=csv", "terlambat/?format=csv"):
            shown = text(dewi.get(f"/koperasi/{where}"))
            assert "E••• P•••" in shown
            assert not any(secret in shown for secret in ("Prasetyo", "81200001004", "1200-001004", "Jl. Merdeka"))


def test_what_is_owed_is_the_sum_of_its_movements(cast: Cast, as_: Door) -> None:
    paid(cast)
    placed_with_cash(cast, key="story-key-2")
    dewi = as_(cast.dewi)
    (owed,) = reports.owed(scope(cast.dewi))
    front = text(dewi.get("/koperasi/"))
    assert rp(owed.to_sellers.minor) in front and rp(owed.by_sellers.minor) in front
    lines = sheet(dewi.get("/koperasi/utang/?format=csv"))[1:]
    assert sum(int(line[1]) for line in lines) == owed.to_sellers.minor
    assert sum(int(line[2]) for line in lines) == owed.by_sellers.minor
    for row in owed.rows:
        slug = Seller.objects.get(pk=row.seller_id).slug
        moves = sheet(dewi.get(f"/koperasi/utang/{slug}/?format=csv"))[1:]
        assert sum(int(move[3]) for move in moves) == row.owed.minor
        assert rp(abs(row.owed.minor)) in text(dewi.get(f"/koperasi/utang/{slug}/"))


@pytest.mark.parametrize("page", ["", "pesanan/", "penjualan/kabupaten/", "terlambat/", "utang/", "pengembalian/"])
def test_odd_addresses_fall_back_to_the_usual(cast: Cast, as_: Door, page: str) -> None:
    dewi = as_(cast.dewi)
    for query in ODD:
        assert dewi.get(f"/koperasi/{page}?{query}").status_code == 200, query


@pytest.mark.parametrize("by", ["warna", "seller-id", "1"])
def test_a_breakdown_nobody_knows_is_not_found(cast: Cast, as_: Door, by: str) -> None:
    assert as_(cast.dewi).get(f"/koperasi/penjualan/{by}/").status_code == 404


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+62", "-2", "@SUM(A1)", "\tx"])
def test_a_name_that_a_spreadsheet_would_run_is_quoted(cast: Cast, as_: Door, name: str) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(name=name)
    Product.objects.filter(pk=cast.saris.product.pk).update(name=name)
    sold(cast, cast.saris.variant, at=clock.now())
    dewi = as_(cast.dewi)
    for where in ("penjualan/seller/", "penjualan/product/", "lapak/"):
        assert f"'{name}" in [row[0] for row in sheet(dewi.get(f"/koperasi/{where}?format=csv"))]
    assert sheet(dewi.get("/koperasi/pesanan/?format=csv"))[1][2] == f"'{name}"


def test_a_viewer_sees_no_group_of_fewer_than_five(cast: Cast, as_: Door) -> None:
    Membership.objects.create(person=cast.stranger, cooperative=cast.cooperative, role=Membership.Role.VIEWER)
    viewer = as_(cast.stranger)
    with clock.frozen(NOON):
        for _n in range(4):
            sold(cast, cast.saris.variant, at=NOON)
        assert rp(160_000) not in text(viewer.get("/koperasi/"))
        for _n in range(2):
            sold(cast, cast.saris.variant, at=NOON)
        sold(cast, cast.citras.variant, at=NOON)
        front, table = text(viewer.get("/koperasi/")), text(viewer.get("/koperasi/penjualan/category/"))
    assert rp(252_000) in front
    assert "Buah" not in front + table and "Camilan" not in front + table  # the one would tell the other
    assert not any(name in front for name in ("Dapur Sari", "Opak", "/koperasi/pesanan/"))


def _orders(by: str, key: str, *, days: int = 7) -> str:
    return f"/koperasi/pesanan/?{urlencode({'hari': days, 'per': by, 'kunci': key})}"
