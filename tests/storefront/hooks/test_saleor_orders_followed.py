"""What happens in Saleor to an order that stands here: sent, cancelled, expired, paid late, given back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings

from payments.gateways import actions as gateways
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.ledger.reconcile import check
from payments.repayments.models import Repayment
from sellers.kit import clock
from storefront.engine.saleor.models import Connection, Delivery, Difference, OpenOrder, Placement
from storefront.hooks import saleor_order_refunds, saleor_orders
from storefront.orders import life, settling
from storefront.orders.models import Bill, Order, Refund
from tests.cast import Cast
from tests.storefront.hooks.saleor_shop import Json, Shop, opened
from tests.storefront.life.stories import act

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: LazySettings, cast: Cast) -> Iterator[Shop]:
    with opened(settings, cast) as found:
        yield found


@pytest.fixture
def told(cast: Cast, shop: Shop) -> Json:
    """2 kg of Sari's (80000) and 1 kg of Citra's (12000), delivery 10000, paid to another app and taken in."""
    order = shop.order((cast.saris.variant, 2, 80_000), (cast.citras.variant, 1, 12_000))
    shop.charge(order, 102_000)
    saleor_orders.look_at(order["id"])
    return order


def saris(cast: Cast) -> Order:
    return Order.objects.get(seller=cast.saris.seller)


def citras(cast: Cast) -> Order:
    return Order.objects.get(seller=cast.citras.seller)


def held(cast: Cast) -> int:
    return balance(accounts.provider("elsewhere", cast.cooperative.pk, None, "IDR")).minor


def look(told: Json, times: int = 1) -> None:
    for _ in range(times):
        saleor_orders.look_at(told["id"])


def test_a_part_sent_in_the_dashboard_is_sent_here_with_its_number(cast: Cast, shop: Shop, told: Json) -> None:
    shop.fulfil(told, 0, tracking="JNE123456")
    look(told, 3)
    assert (saris(cast).state, citras(cast).state) == ("sent", "confirmed")
    assert saris(cast).shipment.tracking_number == "JNE123456"
    assert list(saris(cast).events.order_by("pk").values_list("verb", flat=True)) == [
        "placed", "confirmed", "accepted", "packed", "sent",
    ]  # fmt: skip


def test_a_tracking_number_written_later_arrives_too(cast: Cast, shop: Shop, told: Json) -> None:
    shop.fulfil(told, 0)
    look(told)
    told["fulfillments"][0]["trackingNumber"] = "JNE123456"
    look(told)
    assert saris(cast).shipment.tracking_number == "JNE123456"


def test_a_fulfilment_that_was_cancelled_sends_nothing(cast: Cast, shop: Shop, told: Json) -> None:
    shop.fulfil(told, 0)
    told["fulfillments"][0]["status"] = "CANCELED"
    look(told)
    assert saris(cast).state == "confirmed"


def test_sent_before_it_was_paid_is_a_persons_matter(cast: Cast, shop: Shop) -> None:
    order = shop.order((cast.saris.variant, 1, 40_000))
    saleor_orders.look_at(order["id"])
    shop.fulfil(order, 0)
    look(order)
    assert saris(cast).state == "waiting"
    assert "dikirim sebelum dibayar" in Difference.objects.get(kind="order").subject
    shop.charge(order, 50_000)
    look(order)
    assert saris(cast).state == "sent"


def test_expired_there_it_expires_here_and_the_grams_come_back(cast: Cast, shop: Shop) -> None:
    order = shop.order((cast.saris.variant, 2, 80_000))
    look(order)
    order["status"] = "EXPIRED"
    look(order, 2)
    cast.saris.pool.refresh_from_db()
    assert (saris(cast).state, Bill.objects.get().state, cast.saris.pool.available) == ("expired", "expired", 50_000)


def test_expired_and_paid_late_it_takes_its_grams_again(cast: Cast, shop: Shop) -> None:
    order = shop.order((cast.saris.variant, 2, 80_000))
    look(order)
    order["status"] = "EXPIRED"
    look(order)
    shop.charge(order, 90_000)
    order["status"] = "UNFULFILLED"
    for line in order["lines"]:
        line["allocations"] = []
    look(order, 2)
    cast.saris.pool.refresh_from_db()
    assert (saris(cast).state, cast.saris.pool.available) == ("confirmed", 48_000)
    assert check() == []


def test_expired_and_paid_late_without_goods_the_money_goes_back(cast: Cast, shop: Shop) -> None:
    order = shop.order((cast.saris.variant, 2, 80_000))
    look(order)
    order["status"] = "EXPIRED"
    look(order)
    type(cast.saris.pool).objects.filter(pk=cast.saris.pool.pk).update(available=500)
    shop.charge(order, 90_000)
    order["status"] = "UNFULFILLED"
    look(order, 2)
    assert saris(cast).state == "expired"
    repayment = Repayment.objects.get()
    assert (repayment.amount_minor, repayment.way, repayment.state) == (90_000, "gateway", "ready")
    assert check() == []


def test_cancelled_there_its_money_is_asked_back_of_the_app_that_took_it(cast: Cast, shop: Shop, told: Json) -> None:
    told["status"] = "CANCELED"
    look(told, 2)
    assert (saris(cast).state, citras(cast).state) == ("cancelled", "cancelled")
    assert balance(accounts.refund_due(cast.cooperative.pk, None, "IDR")).minor == -102_000
    give_back(shop, told)
    assert held(cast) == 0
    assert balance(accounts.refund_due(cast.cooperative.pk, None, "IDR")).minor == 0
    assert set(Repayment.objects.values_list("state", flat=True)) == {"paid"}
    assert check() == []


def give_back(shop: Shop, told: Json) -> None:
    """The sweeps ask, each twice; the other app carries it out; we read it."""
    for _ in range(2):
        gateways.refund_due()
        saleor_order_refunds.ask_due()
    shop.carry_out(told)
    look(told, 2)
    settling.apply_due()


def test_a_seller_who_cancels_its_part_gives_back_only_its_part(cast: Cast, shop: Shop, told: Json) -> None:
    life.cancel_by_seller(**act(cast.citra, citras(cast)), reason="Panen gagal")
    give_back(shop, told)
    grants = told["grantedRefunds"]
    assert [(one["amount"]["amount"], one["lines"]) for one in grants] == [
        (15_333.0, [{"quantity": 1, "orderLine": {"id": "line-17-1"}}])
    ]
    assert (saris(cast).state, citras(cast).state) == ("confirmed", "cancelled")
    assert held(cast) == 102_000 - 15_333
    assert check() == []


def test_a_refund_is_asked_for_once_also_when_asking_was_interrupted(cast: Cast, shop: Shop, told: Json) -> None:
    life.cancel_by_seller(**act(cast.citra, citras(cast)), reason="Panen gagal")
    gateways.refund_due()
    for _ in range(3):
        with clock.frozen(clock.now() + timedelta(minutes=5)):
            saleor_order_refunds.ask_due()
    assert shop.asked.count("OrderRefundGrant") == 1
    assert shop.asked.count("OrderRefundRequest") == 1


def test_an_app_that_cannot_give_back_leaves_it_to_the_collector(cast: Cast, shop: Shop) -> None:
    order = shop.order((cast.saris.variant, 1, 40_000))
    shop.charge(order, 50_000, actions=())
    look(order)
    life.cancel_by_seller(**act(cast.sari, saris(cast)), reason="Habis")
    gateways.refund_due()
    saleor_order_refunds.ask_due()
    repayment = Repayment.objects.get()
    assert (repayment.way, repayment.state) == ("bank", "asked")
    assert shop.asked.count("OrderRefundGrant") == 0


def test_a_refund_refused_there_leaves_it_to_the_collector(cast: Cast, shop: Shop, told: Json) -> None:
    life.cancel_by_seller(**act(cast.citra, citras(cast)), reason="Panen gagal")
    gateways.refund_due()
    saleor_order_refunds.ask_due()
    told["grantedRefunds"][0]["status"] = "FAILURE"
    look(told, 2)
    assert (Repayment.objects.get().way, Repayment.objects.get().state) == ("bank", "asked")
    assert "ditolak" in Difference.objects.get(kind="order").subject


def test_a_refund_made_there_by_lines_is_decided_and_booked_here(cast: Cast, shop: Shop, told: Json) -> None:
    shop.refund(told, 40_000, lines={"line-17-0": 1})
    look(told, 3)
    refund = Refund.objects.get()
    assert (refund.order, refund.amount_minor, refund.reason, refund.state) == (
        saris(cast),
        40_000,
        "by_shop",
        "booked",
    )
    assert saris(cast).commission_returned_minor == 2_000
    assert held(cast) == 62_000
    assert (Repayment.objects.get().state, saris(cast).state) == ("paid", "confirmed")
    settling.apply_due()
    assert check() == []


def test_an_amount_given_back_there_is_spread_to_the_last_rupiah(cast: Cast, shop: Shop, told: Json) -> None:
    shop.refund(told, 10_001, grant=False)
    look(told, 2)
    by_order = dict(Refund.objects.values_list("order__code", "amount_minor"))
    assert (by_order[saris(cast).code], by_order[citras(cast).code]) == (8_498, 1_503)
    assert held(cast) == 91_999
    settling.apply_due()
    assert check() == []


def test_all_given_back_there_before_anything_left_cancels_it(cast: Cast, shop: Shop, told: Json) -> None:
    shop.refund(told, 102_000, grant=False)
    look(told, 2)
    assert (saris(cast).state, citras(cast).state, held(cast)) == ("cancelled", "cancelled", 0)
    settling.apply_due()
    assert check() == []


def test_staff_who_refunds_what_we_were_about_to_ask_for_refunds_it_once(cast: Cast, shop: Shop, told: Json) -> None:
    life.cancel_by_seller(**act(cast.citra, citras(cast)), reason="Panen gagal")
    gateways.refund_due()
    shop.refund(told, 15_333, grant=False)
    look(told, 2)
    saleor_order_refunds.ask_due()
    assert shop.asked.count("OrderRefundGrant") == 0
    assert (Repayment.objects.get().state, held(cast)) == ("paid", 102_000 - 15_333)
    settling.apply_due()
    assert check() == []


def test_money_the_payers_bank_takes_back_undoes_the_sale(cast: Cast, shop: Shop, told: Json) -> None:
    shop.refund(told, 102_000, grant=False, event="CHARGE_BACK")
    look(told, 2)
    settling.apply_due()
    assert held(cast) == 0
    assert balance(accounts.buyer(Bill.objects.get().code, "IDR")).minor == 0
    assert check() == []


# deliveries and the sweep


def delivery(event: str, order: Json, number: int = 1, **more: object) -> Delivery:
    return Delivery.objects.create(
        fingerprint=f"{number:064}", event=event, object_id=order["id"], issued_at=clock.now(), **more
    )


EVENTS = [
    "order_created", "order_confirmed", "order_paid", "order_fully_paid", "order_updated", "order_cancelled",
    "order_expired", "order_fulfilled", "order_refunded", "order_fully_refunded", "order_metadata_updated",
    "order_bulk_created", "fulfillment_created", "fulfillment_canceled", "fulfillment_approved",
    "fulfillment_tracking_number_updated",
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_reads_the_order_and_says_nothing_by_its_name(cast: Cast, shop: Shop, event: str) -> None:
    order = shop.order((cast.saris.variant, 1, 40_000))
    saleor_orders.handle(delivery(event, order))
    assert (saris(cast).state, shop.asked) == ("waiting", ["OrderWhole"])


def test_deliveries_doubled_and_in_any_order_end_the_same(cast: Cast, shop: Shop) -> None:
    order = shop.order((cast.saris.variant, 1, 40_000))
    shop.charge(order, 50_000)
    shop.fulfil(order, 0, tracking="JNE123456")
    backwards = ["order_fulfilled", "order_fully_paid", "order_created", "order_fulfilled", "order_created"]
    for number, event in enumerate(backwards):
        saleor_orders.handle(delivery(event, order, number))
    assert (saris(cast).state, Order.objects.count(), held(cast)) == ("sent", 1, 50_000)


def test_an_echo_of_our_own_placing_is_not_read(cast: Cast, shop: Shop) -> None:
    order = shop.order((cast.saris.variant, 1, 40_000))
    Placement.objects.create(
        ref="ABCDEFGH", total_minor=1, currency="IDR", saleor_order_id=order["id"], state="ordered"
    )
    saleor_orders.handle(delivery("order_created", order, echo=True))
    assert shop.asked == []


def test_an_order_whose_placing_is_under_way_is_left_to_it(cast: Cast, shop: Shop) -> None:
    order = shop.order((cast.saris.variant, 1, 40_000))
    Placement.objects.create(
        ref="ABCDEFGH", total_minor=1, currency="IDR", checkout_id=order["checkoutId"], state="checkout"
    )
    saleor_orders.handle(delivery("order_created", order))
    assert not Order.objects.exists()


def test_a_lost_delivery_is_found_by_the_sweep(cast: Cast, shop: Shop) -> None:
    shop.order((cast.saris.variant, 1, 40_000))
    assert saleor_orders.look_due() == 1
    assert saris(cast).state == "waiting"
    assert Connection.objects.get().orders_seen_until is not None
    assert saleor_orders.look_due() == 0


def test_expiry_is_seen_though_nothing_says_that_the_order_changed(cast: Cast, shop: Shop) -> None:
    order = shop.order((cast.saris.variant, 1, 40_000), updatedAt=(clock.now() - timedelta(days=2)).isoformat())
    look(order)
    order["status"] = "EXPIRED"
    with clock.frozen(clock.now() + timedelta(minutes=15)):
        Connection.objects.update(orders_seen_until=clock.now())
        assert saleor_orders.look_due() == 1
    assert saris(cast).state == "expired"


def test_while_saleor_is_silent_nothing_is_lost(cast: Cast, shop: Shop) -> None:
    shop.order((cast.saris.variant, 1, 40_000))
    shop.silent = True
    assert saleor_orders.look_due() == 0
    assert Connection.objects.get().orders_seen_until is None
    shop.silent = False
    assert saleor_orders.look_due() == 1


def test_an_order_that_is_gone_there_is_looked_for_no_more(shop: Shop) -> None:
    saleor_orders.look_at("order-99")
    assert OpenOrder.objects.get().closed_at is not None
