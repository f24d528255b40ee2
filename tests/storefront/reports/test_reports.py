"""Every figure sums the rows it opens, in days of the cooperative's own zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payments.money import Money
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Cooperative, Membership
from sellers.kit import clock
from storefront.orders import life, reports
from storefront.orders.models import RefundTask
from tests.cast import JUATA_LAUT, Cast
from tests.storefront.life.stories import citras_part, paid, placed_with_cash, saris_part, scope
from tests.storefront.reports.market import many, sold

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # 12.00 WIB on a Sunday
BREAKDOWNS = ("seller", "product", "category", "kabupaten", "day")


def test_today_stands_against_yesterday(cast: Cast) -> None:
    with clock.frozen(NOON):
        sold(cast, cast.saris.variant, at=NOON)
        sold(cast, cast.citras.variant, at=NOON - timedelta(days=1), packs=2)
        report = reports.sales(scope=scope(cast.dewi), days=1)
    assert (report.total, report.orders) == (Money(40_000, "IDR"), 1)
    assert (report.previous_total, report.previous_orders) == (Money(24_000, "IDR"), 1)
    assert report.change == 67
    assert (report.since, report.until) == (date(2026, 11, 22), date(2026, 11, 22))


def test_nothing_before_gives_no_change(cast: Cast) -> None:
    with clock.frozen(NOON):
        sold(cast, cast.saris.variant, at=NOON)
        assert reports.sales(scope=scope(cast.dewi), days=7).change is None


@pytest.mark.parametrize(
    ("village", "moment", "day"),
    [
        ("35.72.01.1003", datetime(2026, 11, 21, 16, 59, tzinfo=UTC), "2026-11-21"),  # 23.59 WIB
        ("35.72.01.1003", datetime(2026, 11, 21, 17, 0, tzinfo=UTC), "2026-11-22"),
        (JUATA_LAUT, datetime(2026, 11, 21, 15, 59, tzinfo=UTC), "2026-11-21"),  # 23.59 WITA
        (JUATA_LAUT, datetime(2026, 11, 21, 16, 0, tzinfo=UTC), "2026-11-22"),
    ],
)
def test_a_day_ends_at_midnight_where_the_cooperative_is(cast: Cast, village: str, moment: datetime, day: str) -> None:
    Cooperative.objects.filter(pk=cast.cooperative.pk).update(village_code=village)
    with clock.frozen(NOON):
        sold(cast, cast.saris.variant, at=moment)
        rows = reports.by_day(scope=scope(cast.dewi), days=7)
        behind = reports.orders_behind(scope=scope(cast.dewi), days=7, by="day", key=day)
    assert [row.key for row in rows if row.orders] == [day]
    assert behind.count() == 1


def test_a_chart_of_days_shows_the_quiet_ones(cast: Cast) -> None:
    with clock.frozen(NOON):
        rows = reports.by_day(scope=scope(cast.dewi), days=30)
    assert len(rows) == 30
    assert (rows[0].key, rows[-1].key) == ("2026-10-24", "2026-11-22")


@pytest.mark.parametrize("by", BREAKDOWNS)
def test_every_breakdown_sums_to_the_whole_and_opens_its_orders(cast: Cast, by: str) -> None:
    with clock.frozen(NOON):
        many(cast, orders=50, since=NOON - timedelta(days=6))
        sold(cast, cast.saris.variant, at=NOON, village="")
        mine = scope(cast.dewi)
        whole = reports.sales(scope=mine, days=7)
        rows = reports.sales_by(scope=mine, days=7, by=by)
        assert sum(row.total.minor for row in rows) == whole.total.minor
        assert reports.orders_behind(scope=mine, days=7).count() == whole.orders == 51
        for row in rows:
            assert reports.orders_behind(scope=mine, days=7, by=by, key=row.key).count() == row.orders


def test_kabupaten_is_where_the_goods_go(cast: Cast) -> None:
    with clock.frozen(NOON):
        sold(cast, cast.saris.variant, at=NOON)
        sold(cast, cast.citras.variant, at=NOON, village="")
        rows = reports.by_kabupaten(scope=scope(cast.dewi), days=1)
    assert [(row.key, row.label) for row in rows] == [("35.72", "Kota Blitar"), ("", "Diambil di tempat")]


def test_what_was_cancelled_or_returned_is_not_sold(cast: Cast) -> None:
    with clock.frozen(NOON):
        for state in ("cancelled", "returned", "expired"):
            sold(cast, cast.saris.variant, at=NOON, state=state)
        sold(cast, cast.citras.variant, at=NOON, state="disputed")
        assert reports.sales(scope=scope(cast.dewi), days=1).orders == 1


@pytest.mark.parametrize("who", ["fajar", "stranger", "budi", "eko"])
def test_others_figures_are_nothing(cast: Cast, who: str) -> None:
    with clock.frozen(NOON):
        sold(cast, cast.saris.variant, at=NOON)
        other = scope(getattr(cast, who))
        assert reports.sales(scope=other, days=30).orders == 0
        assert reports.by_seller(scope=other, days=30) == ()
        assert not reports.orders_behind(scope=other, days=30).exists()
        assert reports.earned(scope=other, seller_id=cast.saris.seller.pk, days=30).orders == 0
        assert not reports.waiting_too_long(other).exists()


def test_a_seller_counts_its_own_alone(cast: Cast) -> None:
    with clock.frozen(NOON):
        sold(cast, cast.saris.variant, at=NOON)
        sold(cast, cast.citras.variant, at=NOON)
        assert [row.label for row in reports.by_seller(scope=scope(cast.sari), days=1)] == ["Dapur Sari"]


def test_a_period_in_which_sales_only_began_is_nothing_to_compare_with(cast: Cast) -> None:
    with clock.frozen(NOON):
        for days_ago in (0, 8):
            sold(cast, cast.saris.variant, at=NOON - timedelta(days=days_ago))
        report = reports.sales(scope=scope(cast.dewi), days=7)
        assert (report.previous_orders, report.change) == (1, None)


def test_a_viewer_sees_totals_and_no_small_group(cast: Cast) -> None:
    Membership.objects.create(person=cast.stranger, cooperative=cast.cooperative, role=Membership.Role.VIEWER)
    viewer = scope(cast.stranger)
    with clock.frozen(NOON):
        for _n in range(5):
            sold(cast, cast.saris.variant, at=NOON)
        sold(cast, cast.citras.variant, at=NOON)
        assert reports.sales(scope=viewer, days=1).orders == 6
        assert reports.by_category(scope=viewer, days=1) == ()  # the rest of the total would be Citra's one order
        for _n in range(4):
            sold(cast, cast.citras.variant, at=NOON)
        assert {row.key for row in reports.by_category(scope=viewer, days=1)} == {"camilan", "buah"}
        assert reports.by_seller(scope=viewer, days=1) == reports.by_product(scope=viewer, days=1) == ()
        assert not reports.orders_behind(scope=viewer, days=1).exists()


def test_a_viewer_with_a_stall_of_its_own_reads_no_more_of_the_others(cast: Cast) -> None:
    Membership.objects.create(person=cast.citra, cooperative=cast.cooperative, role=Membership.Role.VIEWER)
    with clock.frozen(NOON):
        sold(cast, cast.saris.variant, at=NOON)
        sold(cast, cast.citras.variant, at=NOON)
        both = scope(cast.citra)
        assert [row.label for row in reports.by_seller(scope=both, days=1)] == ["Kebun Citra"]
        assert [row.label for row in reports.by_product(scope=both, days=1)] == ["Belimbing Manis"]
        assert reports.sales(scope=both, days=1).total == Money(12_000, "IDR")
        assert reports.by_seller(scope=both.as_officer(), days=1) == ()


@pytest.mark.parametrize("who", ["sari", "dewi", "operator"])
def test_a_stall_earns_goods_and_delivery_less_commission(cast: Cast, who: str) -> None:
    with clock.frozen(NOON):
        sold(cast, cast.saris.variant, at=NOON, packs=2)
        sold(cast, cast.saris.variant, at=NOON - timedelta(days=7))
        earned = reports.earned(scope=scope(getattr(cast, who)), seller_id=cast.saris.seller.pk, days=7)
    assert (earned.goods.minor, earned.delivery.minor, earned.commission.minor) == (80_000, 5_000, 4_000)
    assert (earned.net.minor, earned.previous_net.minor, earned.orders) == (81_000, 43_000, 1)


def test_another_stalls_earnings_are_not_a_sellers_to_see(cast: Cast) -> None:
    with clock.frozen(NOON):
        sold(cast, cast.citras.variant, at=NOON)
        assert reports.earned(scope=scope(cast.sari), seller_id=cast.citras.seller.pk, days=7).orders == 0


def test_a_real_purchase_is_counted_owed_and_told_when_late(cast: Cast) -> None:
    with clock.frozen(clock.now()) as moment:
        purchase = paid(cast)
        placed_with_cash(cast, key="story-key-2")
        life.cancel_by_seller(
            scope=scope(cast.citra), person=cast.citra, order_code=citras_part(cast, purchase).code, reason="Habis"
        )
        dewi = scope(cast.dewi)
        assert reports.sales(scope=dewi, days=1).total == Money(80_000 + 92_000, "IDR")
        (owed,) = reports.owed(dewi)
        # transfers: Sari 81000; cash: Sari owes 4000 and Citra 600 of commission
        assert {row.name: row.owed.minor for row in owed.rows} == {"Dapur Sari": 77_000, "Kebun Citra": -600}
        assert (owed.to_sellers.minor, owed.by_sellers.minor, owed.refunds_due.minor) == (77_000, 600, 17_000)
        assert list(owed.refunds) == [RefundTask.objects.get()]
        assert not reports.waiting_too_long(dewi).exists()
        moment.tick(hours=25)
        assert saris_part(cast, purchase) in reports.waiting_too_long(dewi)
        assert reports.waiting_too_long(dewi).count() == 3


def test_a_wrong_breakdown_is_the_programs_mistake(cast: Cast) -> None:
    with pytest.raises(ValueError, match="seller"):
        reports.sales_by(scope=scope(cast.dewi), days=7, by="colour")


def test_figures_need_few_queries_however_many_orders(cast: Cast) -> None:
    many(cast, orders=300, since=NOON - timedelta(days=80))
    mine = Scope(person_id=1, cooperatives={cast.cooperative.pk: frozenset({Verb.REVIEW})})
    with clock.frozen(NOON):
        for by in BREAKDOWNS:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                reports.sales_by(scope=mine, days=90, by=by)
            assert len(queries) <= 3, by
        with CaptureQueriesContext(connection) as queries:
            reports.sales(scope=mine, days=90)
        assert len(queries) <= 3
