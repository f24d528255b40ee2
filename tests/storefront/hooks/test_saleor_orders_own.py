"""Orders of our own checkout, as Saleor's staff changes them there: what we know follows, money is only what came."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from payments.repayments.models import Repayment
from storefront.engine.saleor.models import Difference, Placement, SoldLine
from storefront.hooks import saleor_orders
from storefront.orders.models import Order
from tests.cast import Cast
from tests.storefront.desk.selling import sold, waiting
from tests.storefront.hooks.saleor_shop import Json, Shop, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: LazySettings, cast: Cast) -> Iterator[Shop]:
    with opened(settings, cast) as found:
        yield found


def look(told: Json, times: int = 1) -> None:
    for _ in range(times):
        saleor_orders.look_at(told["id"])


@pytest.fixture
def own(cast: Cast, shop: Shop) -> tuple[Json, Order]:
    """An order of our own placing, paid by transfer, as Saleor has it."""
    ours = sold(cast, way="bank_transfer", delivery="courier")
    order = shop.order((cast.saris.variant, 2, 80_000), delivery=25_000)
    Placement.objects.create(
        ref=ours.purchase.code, order_refs=[ours.code], total_minor=105_000, currency="IDR", state="ordered",
        saleor_order_id=order["id"], checkout_id=order["checkoutId"],
    )  # fmt: skip
    SoldLine.objects.create(
        saleor_order_id=order["id"], line_id="line-17-0", order_ref=ours.code, variant=cast.saris.variant, quantity=2
    )
    return order, ours


def test_our_own_order_sent_in_the_dashboard_is_sent(shop: Shop, own: tuple[Json, Order]) -> None:
    order, ours = own
    shop.fulfil(order, 0, tracking="JNE9")
    look(order, 2)
    ours.refresh_from_db()
    assert (ours.state, ours.shipment.tracking_number, Order.objects.count()) == ("sent", "JNE9", 1)


def test_our_own_order_cancelled_in_the_dashboard_gives_the_money_back(shop: Shop, own: tuple[Json, Order]) -> None:
    order, ours = own
    order["status"] = "CANCELED"
    look(order, 2)
    ours.refresh_from_db()
    assert ours.state == "cancelled"
    assert (Repayment.objects.get().way, Repayment.objects.get().amount_minor) == ("bank", ours.total_minor)


def test_our_own_order_is_not_paid_by_what_saleor_says(cast: Cast, shop: Shop) -> None:
    ours = waiting(cast, key="unpaid")
    order = shop.order((cast.saris.variant, 2, 80_000), delivery=25_000)
    Placement.objects.create(
        ref=ours.purchase.code, order_refs=[ours.code], total_minor=105_000, currency="IDR", state="ordered",
        saleor_order_id=order["id"],
    )  # fmt: skip
    shop.charge(order, 105_000)
    look(order)
    ours.refresh_from_db()
    assert (ours.state, Order.objects.count()) == ("waiting", 1)
    assert "lunas di sana" in Difference.objects.get(kind="order").subject


def test_our_own_order_expired_there_expires_here(cast: Cast, shop: Shop) -> None:
    ours = waiting(cast, key="unpaid")
    order = shop.order((cast.saris.variant, 2, 80_000), delivery=25_000, status="EXPIRED")
    Placement.objects.create(
        ref=ours.purchase.code, order_refs=[ours.code], total_minor=105_000, currency="IDR", state="ordered",
        saleor_order_id=order["id"],
    )  # fmt: skip
    SoldLine.objects.create(
        saleor_order_id=order["id"], line_id="line-17-0", order_ref=ours.code, variant=cast.saris.variant, quantity=2
    )
    look(order)
    ours.refresh_from_db()
    assert ours.state == "expired"
