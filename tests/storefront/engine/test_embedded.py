"""What is the embedded engine's own: its hold rows, and how it is chosen."""

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.products.models import PoolMovement
from payments.money import Money
from storefront import engine
from storefront.engine.embedded.engine import EmbeddedEngine
from storefront.engine.embedded.models import Hold
from storefront.engine.port import PlaceLine, PlacePart
from tests.cast import Cast
from tests.contracts.test_engine import placing


def part(cast: Cast) -> PlacePart:
    lines = (
        PlaceLine(cast.saris.variant.pk, 2, Money(40_000, "IDR")),
        PlaceLine(cast.small_pack.pk, 3, Money(11_000, "IDR")),
    )
    return PlacePart("K7QX29MB", lines)


def test_one_hold_a_pool_however_many_packs(cast: Cast) -> None:
    EmbeddedEngine().place(placing(part(cast)))
    hold = Hold.objects.get()
    assert (hold.order_ref, hold.round, hold.pool, hold.quantity, hold.state) == (
        "K7QX29MB",
        1,
        cast.saris.pool,
        2_750,
        "held",
    )


def test_a_hold_is_confirmed_then_released(cast: Cast) -> None:
    embedded = EmbeddedEngine()
    embedded.place(placing(part(cast)))
    embedded.confirm("K7QX29MB")
    assert Hold.objects.get().state == "confirmed"
    embedded.release("K7QX29MB")
    assert Hold.objects.get().state == "released"
    embedded.confirm("K7QX29MB")
    assert Hold.objects.get().state == "released"


def test_the_scale_locks_holds_before_pools_as_giving_back_does(cast: Cast) -> None:
    embedded = EmbeddedEngine()
    embedded.place(placing(part(cast)))
    with CaptureQueriesContext(connection) as asked:
        embedded.weigh(order_ref="K7QX29MB", ref="weighed", more={cast.saris.variant.pk: -50})
    reads = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert Hold._meta.db_table in reads[0]
    assert Hold.objects.get().quantity == 2_700


def test_every_round_leaves_its_own_trace(cast: Cast) -> None:
    embedded = EmbeddedEngine()
    embedded.place(placing(part(cast)))
    embedded.release("K7QX29MB")
    embedded.retake(part(cast))
    assert list(Hold.objects.order_by("round").values_list("round", "state")) == [(1, "released"), (2, "held")]
    moves = PoolMovement.objects.order_by("pk").values_list("reason", "ref", "delta")
    assert list(moves) == [
        ("take", "K7QX29MB:1", -2_750),
        ("give_back", "K7QX29MB:1", 2_750),
        ("take", "K7QX29MB:2", -2_750),
    ]


def test_placing_two_orders_takes_few_queries(cast: Cast, django_assert_max_num_queries: object) -> None:
    # one of them tells the catalogue's feed
    with django_assert_max_num_queries(14):  # type: ignore[operator]  # pytest-django's fixture has no exported type
        citras = PlacePart("B", (PlaceLine(cast.citras.variant.pk, 1, Money(12_000, "IDR")),))
        EmbeddedEngine().place(placing(part(cast), citras))


def test_the_setting_names_the_engine(settings: LazySettings) -> None:
    settings.COMMERCE_ENGINE = "embedded"
    assert engine.active().name == "embedded"
    assert engine.active() is engine.active()


def test_an_engine_nobody_knows_is_refused(settings: LazySettings) -> None:
    settings.COMMERCE_ENGINE = "magento"
    with pytest.raises(ImproperlyConfigured, match="magento"):
        engine.active()
