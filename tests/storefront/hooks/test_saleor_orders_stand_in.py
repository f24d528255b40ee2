"""Orders of another storefront through the whole road: Saleor's webhook, our inbox, the order as it is read there."""

from typing import TYPE_CHECKING

import pytest

from payments.ledger.reconcile import check
from storefront.engine.saleor.models import Delivery, Telling, VariantMirror
from storefront.hooks import saleor_orders, saleor_work
from storefront.orders import life
from storefront.orders.models import Order, Purchase
from tests.cast import Cast
from tests.storefront.life.stories import act

if TYPE_CHECKING:
    from tests.saleor_ground import Ground

pytestmark = pytest.mark.django_db
BLITAR = {
    "streetAddress1": "Jl. Merdeka 5", "city": "Kota Blitar", "cityArea": "Sukorejo", "countryArea": "Jawa Timur",
    "postalCode": "66121",
}  # fmt: skip


def goods(cast: Cast) -> dict[str, int]:
    return {f"lapak:v:{cast.saris.variant.pk}": 2, f"lapak:v:{cast.citras.variant.pk}": 1}


def heard(ground: "Ground") -> int:
    ground.saleor.deliver()
    return saleor_work.work_due()


def states() -> list[str]:
    return list(Order.objects.order_by("position").values_list("state", flat=True))


def test_placed_paid_and_sent_in_saleor(ground: "Ground", cast: Cast) -> None:
    placed = ground.saleor.shopper.place(goods(cast), BLITAR)
    heard(ground)
    purchase = Purchase.objects.get()
    assert (states(), purchase.origin_ref) == (["waiting", "waiting"], placed.id)
    ground.saleor.staff.mark_as_paid(placed.id)
    ground.saleor.staff.confirm_order(placed.id)
    heard(ground)
    assert states() == ["confirmed", "confirmed"]
    ground.saleor.staff.fulfil(placed.id, tracking="JNE123456")
    heard(ground)
    assert states() == ["sent", "sent"]
    assert Delivery.objects.filter(done_at=None).count() == 0
    assert check() == []


def test_a_seller_sends_here_and_saleor_is_told(ground: "Ground", cast: Cast) -> None:
    placed = ground.saleor.shopper.place(goods(cast), BLITAR)
    ground.saleor.staff.mark_as_paid(placed.id)
    ground.saleor.staff.confirm_order(placed.id)
    heard(ground)
    saris = Order.objects.get(seller=cast.saris.seller)
    life.pack(**act(cast.sari, saris))
    life.send(**act(cast.sari, saris), courier="jne", tracking_number="JNE1")
    life.finish_stock_due()
    heard(ground)
    assert ground.saleor.staff.order(placed.id).status == "PARTIALLY_FULFILLED"
    assert Telling.objects.get(key=f"sent:{saris.code}").done_at is not None
    assert not Telling.objects.filter(key__startswith="paid:").exists()


def test_deliveries_doubled_reordered_and_lost(ground: "Ground", cast: Cast) -> None:
    placed = ground.saleor.shopper.place(goods(cast), BLITAR)
    ground.saleor.double()
    ground.saleor.reorder()
    ground.saleor.staff.mark_as_paid(placed.id)
    heard(ground)
    assert (states(), Purchase.objects.count()) == (["confirmed", "confirmed"], 1)
    ground.saleor.lose(20)
    ground.saleor.staff.cancel_order(placed.id)
    assert heard(ground) == 0
    saleor_orders.look_due()
    assert states() == ["cancelled", "cancelled"]


def test_expired_by_saleors_beat(ground: "Ground", cast: Cast) -> None:
    placed = ground.saleor.shopper.place(goods(cast), BLITAR)
    heard(ground)
    ground.saleor.staff.expire_order(placed.id)
    heard(ground)
    cast.saris.pool.refresh_from_db()
    assert (states(), cast.saris.pool.available) == (["expired", "expired"], 50_000)


def test_an_order_of_others_too_is_not_cancelled_with_our_part(ground: "Ground", cast: Cast) -> None:
    placed = ground.saleor.shopper.place(goods(cast), BLITAR)
    ground.saleor.staff.mark_as_paid(placed.id)
    VariantMirror.objects.filter(variant=cast.citras.variant).delete()
    heard(ground)
    life.cancel_by_seller(**act(cast.sari, Order.objects.get()), reason="Habis")
    life.finish_stock_due()
    assert states() == ["cancelled"]
    assert ground.saleor.staff.order(placed.id).status != "CANCELED"
