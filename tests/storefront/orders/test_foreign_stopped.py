"""Taking in another shop's order, stopped half-way or met by a second reader: one purchase, its grams taken once."""

import pytest
from django.conf import LazySettings

from storefront.orders import foreign, placing
from storefront.orders.models import Order, OrderEvent, Purchase, Shortage
from tests.cast import Cast
from tests.storefront.orders.foreign_orders import given, taken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _collector(settings: LazySettings, cast: Cast) -> None:
    settings.SALEOR = {"collector": cast.cooperative.slug}


def in_pool(cast: Cast) -> int:
    cast.saris.pool.refresh_from_db()
    return cast.saris.pool.available


def test_stopped_after_the_intent_the_next_reader_finishes_it(cast: Cast) -> None:
    order = given((cast.saris.variant, 2, 80_000))
    begun, _doubts = foreign._begin(order)
    assert (begun.state, in_pool(cast)) == ("placing", 50_000)
    assert taken(order, paid=False).pk == begun.pk
    assert (Order.objects.get().state, in_pool(cast)) == ("waiting", 48_000)


def test_the_placing_sweep_leaves_it_to_its_reader(cast: Cast) -> None:
    foreign._begin(given((cast.saris.variant, 2, 80_000)))
    assert placing.finish_placing_due() == 0
    assert (Purchase.objects.get().state, in_pool(cast)) == ("placing", 50_000)


def test_stopped_after_the_grams_were_taken_what_is_missing_is_said_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    type(cast.saris.pool).objects.filter(pk=cast.saris.pool.pk).update(available=3_000)
    order = given((cast.saris.variant, 5, 200_000))

    def die(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(foreign, "_record", die)
        with pytest.raises(KeyboardInterrupt):
            foreign.take(order)
    type(cast.saris.pool).objects.filter(pk=cast.saris.pool.pk).update(available=9_000)
    taken(order, paid=False)
    assert (Shortage.objects.get().missing, in_pool(cast)) == (2, 9_000)


def test_two_who_read_it_at_once_take_one(cast: Cast) -> None:
    order = given((cast.saris.variant, 2, 80_000))
    first, _doubts = foreign._begin(order)
    second, _doubts = foreign._begin(order)
    assert first.pk == second.pk
    assert [foreign._finish(first), foreign._finish(second)] == [True, False]
    assert (Order.objects.count(), OrderEvent.objects.filter(verb="placed").count(), in_pool(cast)) == (1, 1, 48_000)
