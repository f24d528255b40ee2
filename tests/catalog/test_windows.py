"""Seasons, dates and holidays: shown, not sold; days are cut where the stall is, and an engine elsewhere is told."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from catalog.products import edges
from catalog.products.actions import edit_product
from catalog.products.availability import packs_elsewhere
from catalog.products.drafting import Window
from catalog.products.errors import InvalidProduct
from catalog.products.listing import cards
from catalog.products.models import Change, Product, Variant
from catalog.products.windows import Why, closed, closed_now, ready_on
from payments.money import Money
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from storefront.engine.embedded.engine import EmbeddedEngine
from storefront.engine.port import PlaceLine
from tests.cast import JUATA_LAUT, Cast

D = date
DAY = D(2026, 12, 10)


@pytest.mark.parametrize(
    ("window", "why"),
    [
        ({}, None),
        ({"harvest_from": D(2026, 12, 10), "harvest_until": D(2026, 12, 10)}, None),
        ({"harvest_from": D(2026, 12, 11)}, Why.HARVEST_AHEAD),
        ({"harvest_until": D(2026, 12, 9)}, Why.HARVEST_OVER),
        ({"best_before": D(2026, 12, 10)}, None),
        ({"best_before": D(2026, 12, 9)}, Why.EXPIRED),
        ({"holiday_from": D(2026, 12, 10)}, Why.HOLIDAY),
        ({"holiday_from": D(2026, 12, 1), "holiday_until": D(2026, 12, 10)}, Why.HOLIDAY),
        ({"holiday_from": D(2026, 12, 1), "holiday_until": D(2026, 12, 9)}, None),
        ({"holiday_until": D(2026, 12, 20)}, None),
        ({"holiday_from": D(2026, 12, 11), "best_before": D(2026, 12, 9)}, Why.EXPIRED),
    ],
)
def test_both_edges_of_a_window_belong_to_it(window: dict[str, Any], why: str | None) -> None:
    found = closed(today=DAY, **window)
    assert (found and found.why) == why


def test_goods_made_to_order_say_when_they_are_ready() -> None:
    assert ready_on(lead_time_days=0, today=DAY) is None
    assert ready_on(lead_time_days=3, today=DAY) == D(2026, 12, 13)


def window_for(cast: Cast, **window: Any) -> Product:
    return edit_product(
        scope=scope_of(cast.sari), person=cast.sari, product_id=cast.saris.product.pk, window=Window(**window)
    )


def stock_told(cast: Cast) -> int:
    told = Change.objects.filter(product=cast.saris.product, what="stock").values_list("number", flat=True)
    return told.first() or 0


def fresh(variant: Variant) -> Variant:
    return Variant.objects.select_related("pool", "product__seller").get(pk=variant.pk)


def test_out_of_season_it_is_shown_with_its_day_and_not_sold(cast: Cast) -> None:
    with clock.frozen(datetime(2026, 12, 1, 5, tzinfo=UTC)):
        window_for(cast, harvest_from=D(2026, 12, 3))
        (card,) = cards(seller=cast.saris.seller.slug).items
        assert (card.packs, card.closed and card.closed.day) == (0, D(2026, 12, 3))
        offer = EmbeddedEngine().offers([cast.saris.variant.pk])[cast.saris.variant.pk]
        assert (offer.available, offer.sellable) == (0, True)
        (problem,) = EmbeddedEngine().check([PlaceLine(cast.saris.variant.pk, 1, Money(40_000, "IDR"))])
        assert (problem.reason, problem.available) == ("stock", 0)


def test_the_day_begins_where_the_stall_is(cast: Cast) -> None:
    window_for(cast, harvest_from=D(2026, 12, 3))
    one_hour_before_midnight_in_blitar = datetime(2026, 12, 2, 16, tzinfo=UTC)
    with clock.frozen(one_hour_before_midnight_in_blitar):
        product = Product.objects.select_related("seller").get(pk=cast.saris.product.pk)
        assert closed_now(product) is not None
        product.seller.village_code = JUATA_LAUT  # an hour ahead: it is the third there
        assert closed_now(product) is None


def test_at_its_edges_an_engine_elsewhere_is_told_once_and_gets_none_meanwhile(cast: Cast) -> None:
    with clock.frozen(datetime(2026, 12, 1, 5, tzinfo=UTC)):
        window_for(cast, harvest_from=D(2026, 12, 3), harvest_until=D(2026, 12, 4))
        assert stock_told(cast) == 1
        assert packs_elsewhere(fresh(cast.saris.variant)) == 0
        assert edges.sweep() == 0
    with clock.frozen(datetime(2026, 12, 3, 5, tzinfo=UTC)):
        assert packs_elsewhere(fresh(cast.saris.variant)) == 0  # what was told last, until it is told anew
        assert (edges.sweep(), edges.sweep()) == (1, 0)
        assert packs_elsewhere(fresh(cast.saris.variant)) == 50
    with clock.frozen(datetime(2026, 12, 5, 5, tzinfo=UTC)):
        assert edges.sweep() == 1
        assert packs_elsewhere(fresh(cast.saris.variant)) == 0
    assert stock_told(cast) == 3


def test_taking_the_window_off_sells_again_at_once(cast: Cast) -> None:
    with clock.frozen(datetime(2026, 12, 10, 5, tzinfo=UTC)):
        window_for(cast, best_before=D(2026, 12, 9), batch=" K 12 ")
        assert Product.objects.get(pk=cast.saris.product.pk).batch == "K 12"
        window_for(cast)
        product = Product.objects.get(pk=cast.saris.product.pk)
        assert (product.best_before, product.batch, product.shut) == (None, None, False)
        assert EmbeddedEngine().offers([cast.saris.variant.pk])[cast.saris.variant.pk].available == 50


def test_a_season_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidProduct) as refusal:
        window_for(cast, harvest_from=D(2026, 12, 3), harvest_until=D(2026, 12, 2))
    assert refusal.value.field == "harvest_until"


def test_edges_belong_to_a_transaction(cast: Cast) -> None:
    with transaction.atomic():
        assert edges.settle([cast.saris.product.pk]) == 0
