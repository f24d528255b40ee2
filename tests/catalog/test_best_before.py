"""Food past its date: out of sale from midnight where its stall is, and its maker told once."""

from datetime import UTC, date, datetime

import pytest

from catalog.products.best_before import near, tell_past
from catalog.products.models import Product
from catalog.products.windows import Why, closed_now
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.messages.models import Message
from tests.cast import JUATA_LAUT, Cast

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 12, 1)
LAST_MINUTE = datetime(2026, 12, 1, 16, 59, tzinfo=UTC)  # 23.59 in Blitar
MIDNIGHT = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)


def dated(cast: Cast, day: date = LAST_DAY) -> Product:
    Product.objects.filter(pk=cast.saris.product.pk).update(best_before=day)
    return Product.objects.select_related("seller").get(pk=cast.saris.product.pk)


def told() -> list[tuple[str, str]]:
    return list(Message.objects.filter(template="best_before_past").order_by("pk").values_list("to", "body"))


def test_the_last_day_is_sold_and_the_next_is_not_and_the_stall_hears_it_once(cast: Cast) -> None:
    product = dated(cast)
    with clock.frozen(LAST_MINUTE):
        assert (closed_now(product), tell_past()) == (None, 0)
    with clock.frozen(MIDNIGHT):
        shut = closed_now(product)
        assert shut is not None
        assert shut.why == Why.EXPIRED
        assert [tell_past(), tell_past()] == [1, 0]
    assert told() == [(
        cast.saris.seller.phone,
        "Bapak/Ibu, Opak Gambir hanya baik sampai 01/12/2026. Pembeli tidak bisa memesannya lagi. "
        "Ganti tanggalnya kalau ada yang baru. Atau turunkan dari lapak.",
    )]  # fmt: skip


def test_a_new_date_that_goes_by_is_told_again(cast: Cast) -> None:
    dated(cast)
    with clock.frozen(MIDNIGHT):
        tell_past()
    dated(cast, date(2026, 12, 3))
    with clock.frozen(datetime(2026, 12, 4, 5, tzinfo=UTC)):
        assert tell_past() == 1
    assert len(told()) == 2


def test_the_day_is_that_of_the_stall(cast: Cast) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(village_code=JUATA_LAUT)  # an hour ahead
    dated(cast)
    with clock.frozen(datetime(2026, 12, 1, 16, 30, tzinfo=UTC)):
        assert tell_past() == 1


def test_what_was_taken_down_or_is_long_past_is_no_news(cast: Cast) -> None:
    product = dated(cast)
    with clock.frozen(datetime(2026, 12, 20, 5, tzinfo=UTC)):
        assert tell_past() == 0
    Product.objects.filter(pk=product.pk).update(state=Product.State.TAKEN_DOWN)
    with clock.frozen(MIDNIGHT):
        assert tell_past() == 0


@pytest.mark.parametrize(("today", "named"), [(date(2026, 11, 23), 0), (date(2026, 11, 24), 1), (date(2026, 12, 9), 1)])
def test_a_week_before_it_is_near(cast: Cast, today: date, named: int) -> None:
    dated(cast)
    assert near(Product.objects.all(), today=today).count() == named
