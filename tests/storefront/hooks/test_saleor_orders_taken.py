"""Orders that another storefront placed in Saleor: each becomes a purchase of ours once, with money and grams."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.ledger.reconcile import check
from sellers.kit import clock
from sellers.messages.models import Message
from storefront.engine.saleor.models import Difference, FoundProduct, OpenOrder, SoldLine
from storefront.hooks import saleor_orders
from storefront.orders.models import Bill, Order, Purchase, Shortage
from tests.cast import Cast
from tests.storefront.hooks.saleor_shop import Shop, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: LazySettings, cast: Cast) -> Iterator[Shop]:
    with opened(settings, cast) as found:
        yield found


def orders(cast: Cast) -> tuple[Order, Order]:
    return Order.objects.get(seller=cast.saris.seller), Order.objects.get(seller=cast.citras.seller)


def both(cast: Cast, shop: Shop, **more: object) -> dict:  # type: ignore[type-arg]  # decoded JSON
    """2 kg of Sari's (80000) and 1 kg of Citra's (12000), delivery 10000."""
    return shop.order((cast.saris.variant, 2, 80_000), (cast.citras.variant, 1, 12_000), **more)  # type: ignore[arg-type]  # passed on as it came


def test_an_unpaid_order_waits_with_an_order_a_seller(cast: Cast, shop: Shop) -> None:
    told = both(cast, shop)
    saleor_orders.look_at(told["id"])
    purchase = Purchase.objects.get()
    saris, citras = orders(cast)
    assert (purchase.origin, purchase.origin_ref, purchase.total_minor) == ("saleor", told["id"], 102_000)
    assert (purchase.buyer_name, purchase.buyer_phone) == ("Eko Putra", "+6281200001004")
    assert (saris.state, citras.state) == ("waiting", "waiting")
    bill = Bill.objects.get()
    assert (bill.way, bill.state, bill.cooperative, bill.amount_minor) == (
        "elsewhere",
        "open",
        cast.cooperative,
        102_000,
    )
    assert SoldLine.objects.filter(saleor_order_id=told["id"]).count() == 2
    cast.saris.pool.refresh_from_db()
    assert cast.saris.pool.available == 48_000


def test_it_is_taken_once_however_often_it_is_told(cast: Cast, shop: Shop) -> None:
    told = both(cast, shop)
    for _ in range(3):
        saleor_orders.look_at(told["id"])
    assert (Purchase.objects.count(), Order.objects.count(), SoldLine.objects.count()) == (1, 2, 2)
    cast.saris.pool.refresh_from_db()
    assert cast.saris.pool.available == 48_000


def test_the_delivery_price_is_divided_by_weight_to_the_last_rupiah(cast: Cast, shop: Shop) -> None:
    saleor_orders.look_at(both(cast, shop, delivery=10_000)["id"])
    saris, citras = orders(cast)
    assert (saris.delivery_minor, citras.delivery_minor) == (6_667, 3_333)


def test_our_own_split_counts_when_it_adds_up(cast: Cast, shop: Shop) -> None:
    split = {cast.saris.seller.pk: 4_000, cast.citras.seller.pk: 6_000}
    saleor_orders.look_at(both(cast, shop, split=split)["id"])
    saris, citras = orders(cast)
    assert (saris.delivery_minor, citras.delivery_minor) == (4_000, 6_000)


def test_a_split_that_does_not_add_up_is_nobodys_word(cast: Cast, shop: Shop) -> None:
    split = {cast.saris.seller.pk: 0, cast.citras.seller.pk: 60_000}
    saleor_orders.look_at(both(cast, shop, split=split)["id"])
    saris, citras = orders(cast)
    assert (saris.delivery_minor, citras.delivery_minor) == (6_667, 3_333)


def test_paid_to_another_app_it_is_sold_and_the_books_balance(cast: Cast, shop: Shop) -> None:
    told = both(cast, shop)
    shop.charge(told, 102_000)
    saleor_orders.look_at(told["id"])
    saris, citras = orders(cast)
    coop = cast.cooperative.pk
    assert (saris.state, citras.state, Bill.objects.get().state) == ("confirmed", "confirmed", "paid")
    assert balance(accounts.provider("elsewhere", coop, None, "IDR")).minor == 102_000
    assert balance(accounts.buyer(Bill.objects.get().code, "IDR")).minor == 0
    assert balance(accounts.seller(saris.seller_id, coop, "IDR")).minor == -(80_000 + 6_667 - 4_000)
    assert balance(accounts.commission(coop, "IDR")).minor == -4_600
    assert check() == []
    assert Message.objects.filter(template="new_order").count() == 2
    assert Message.objects.filter(template="order_paid").count() == 1


def test_paid_later_it_is_sold_then_and_once(cast: Cast, shop: Shop) -> None:
    told = both(cast, shop)
    saleor_orders.look_at(told["id"])
    shop.charge(told, 102_000)
    for _ in range(2):
        saleor_orders.look_at(told["id"])
    assert {order.state for order in orders(cast)} == {"confirmed"}
    assert balance(accounts.provider("elsewhere", cast.cooperative.pk, None, "IDR")).minor == 102_000
    assert check() == []


def test_a_part_payment_is_not_paid(cast: Cast, shop: Shop) -> None:
    told = both(cast, shop)
    shop.charge(told, 50_000)
    saleor_orders.look_at(told["id"])
    assert {order.state for order in orders(cast)} == {"waiting"}
    assert balance(accounts.provider("elsewhere", cast.cooperative.pk, None, "IDR")).minor == 0


def test_what_was_paid_too_much_is_due_to_the_buyer(cast: Cast, shop: Shop) -> None:
    told = both(cast, shop)
    shop.charge(told, 103_000)
    saleor_orders.look_at(told["id"])
    coop = cast.cooperative.pk
    assert told["chargeStatus"] == "OVERCHARGED"
    assert {order.state for order in orders(cast)} == {"confirmed"}
    assert balance(accounts.provider("elsewhere", coop, None, "IDR")).minor == 103_000
    assert balance(accounts.refund_due(coop, None, "IDR")).minor == -1_000
    assert check() == []


def test_goods_of_nobody_are_listed_and_the_rest_is_taken(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 1, 40_000), (None, 1, 40_000), delivery=9_001)
    shop.charge(told, 89_001)
    saleor_orders.look_at(told["id"])
    order = Order.objects.get()
    assert (order.goods_minor, order.delivery_minor, order.state) == (40_000, 4_501, "confirmed")
    assert balance(accounts.provider("elsewhere", cast.cooperative.pk, None, "IDR")).minor == 44_501
    assert Difference.objects.get(kind="unassigned_line").subject.startswith("Pesanan Saleor 17: 1 × Apa saja")
    assert check() == []


def test_an_order_of_others_alone_is_not_ours(cast: Cast, shop: Shop) -> None:
    saleor_orders.look_at(shop.order((None, 1, 40_000))["id"])
    assert not Purchase.objects.exists()
    assert Difference.objects.filter(kind="unassigned_line").count() == 1


def test_without_a_collector_the_seller_waits_for_the_money_and_the_operator_hears_it(
    cast: Cast, shop: Shop, settings: LazySettings
) -> None:
    settings.SALEOR = {**settings.SALEOR, "collector": ""}
    told = both(cast, shop)
    shop.charge(told, 102_000)
    saleor_orders.look_at(told["id"])
    assert list(Bill.objects.order_by("position").values_list("seller__name", flat=True)) == [
        "Dapur Sari",
        "Kebun Citra",
    ]
    assert {order.state for order in orders(cast)} == {"confirmed"}
    assert balance(accounts.provider("elsewhere", None, cast.saris.seller.pk, "IDR")).minor == 86_667
    assert balance(accounts.seller(cast.saris.seller.pk, None, "IDR")).minor == -86_667
    assert "LAPAK_SALEOR_COLLECTOR" in Difference.objects.get(kind="order").subject
    assert check() == []


def test_a_cooperative_without_mandate_does_not_collect(cast: Cast, shop: Shop, settings: LazySettings) -> None:
    settings.SALEOR = {**settings.SALEOR, "collector": cast.other_cooperative.slug}
    saleor_orders.look_at(shop.order((cast.saris.variant, 1, 40_000))["id"])
    assert Bill.objects.get().seller == cast.saris.seller
    assert "Koperasi Lain" in Difference.objects.get(kind="order").subject


@pytest.mark.parametrize(("said", "kept"), [("", ""), ("+65 8123 4567", "+6581234567"), ("none", "")])
def test_a_buyer_without_a_number_or_from_abroad_is_taken_as_it_is(
    cast: Cast, shop: Shop, said: str, kept: str
) -> None:
    told = both(cast, shop)
    told["shippingAddress"]["phone"] = said
    shop.charge(told, 102_000)
    saleor_orders.look_at(told["id"])
    assert Purchase.objects.get().buyer_phone == kept
    assert not Message.objects.filter(to="").exists()


def test_a_fraction_of_a_rupiah_is_refused_and_written_down(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 3, 100_000))
    told["lines"][0]["totalPrice"]["gross"]["amount"] = 100_000.5
    saleor_orders.look_at(told["id"])
    assert not Purchase.objects.exists()
    assert Difference.objects.get(kind="fraction").subject == "Pesanan Saleor 17"


def test_a_discount_that_does_not_divide_keeps_the_lines_total(cast: Cast, shop: Shop) -> None:
    saleor_orders.look_at(shop.order((cast.saris.variant, 3, 100_000))["id"])
    line = Order.objects.get().lines.get()
    assert (line.total_minor, line.unit_price_minor, line.quantity) == (100_000, 33_333, 3)


def test_a_draft_and_another_channels_order_are_nobodys(cast: Cast, shop: Shop) -> None:
    saleor_orders.look_at(both(cast, shop, status="DRAFT")["id"])
    saleor_orders.look_at(both(cast, shop, channel={"slug": "usa"})["id"])
    assert not Purchase.objects.exists()


def test_what_the_pool_did_not_hold_is_short_and_told(cast: Cast, shop: Shop) -> None:
    type(cast.saris.pool).objects.filter(pk=cast.saris.pool.pk).update(available=3_500)
    told = shop.order((cast.saris.variant, 5, 200_000))
    shop.charge(told, 210_000)
    saleor_orders.look_at(told["id"])
    shortage = Shortage.objects.get()
    assert (shortage.missing, shortage.outcome, shortage.line.order.state) == (2, "", "confirmed")
    cast.saris.pool.refresh_from_db()
    assert cast.saris.pool.available == 500
    told_to = dict(Message.objects.filter(template__startswith="shortage").values_list("template", "to"))
    assert told_to == {"shortage": cast.saris.seller.phone, "shortage_officer": cast.cooperative.phone}


def test_saleors_id_of_an_order_stands_in_no_message_and_no_difference(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 1, 40_000), (None, 1, 1_000))
    shop.charge(told, 51_000)
    saleor_orders.look_at(told["id"])
    written = [*Message.objects.values_list("body", flat=True)]
    for row in Difference.objects.all():
        written += [row.subject, row.ours, row.theirs, row.done]
    assert not any(told["id"] in text for text in written)


def test_an_order_is_remembered_until_it_is_closed_there(cast: Cast, shop: Shop) -> None:
    told = both(cast, shop)
    saleor_orders.look_at(told["id"])
    row = OpenOrder.objects.get(saleor_order_id=told["id"])
    assert (row.status, row.charge_status, row.closed_at) == ("UNCONFIRMED", "NONE", None)
    assert row.purchase_ref == Purchase.objects.get().code
    told["status"] = "EXPIRED"
    saleor_orders.look_at(told["id"])
    row.refresh_from_db()
    assert row.closed_at is not None


LONG_AGO = "2024-01-01T00:00:00+00:00"


def test_a_shop_of_years_is_not_read_from_its_beginning(cast: Cast, shop: Shop) -> None:
    shop.order((None, 1, 40_000), created=LONG_AGO, updatedAt=LONG_AGO)
    saleor_orders.look_due()
    assert shop.asked == ["OrdersSince"]
    assert not Difference.objects.exists()


def test_a_note_on_an_order_that_was_over_before_its_goods_came_to_us_sells_nothing(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 1, 40_000), delivery=0, created=LONG_AGO)
    shop.charge(told, 40_000)
    shop.fulfil(told, 0)
    found = FoundProduct.objects.create(
        saleor_id="product-1", name="Opak", product=cast.saris.product, assigned_at=clock.now()
    )
    saleor_orders.look_at(told["id"])
    assert (Purchase.objects.count(), Message.objects.count()) == (0, 0)
    cast.saris.pool.refresh_from_db()
    assert cast.saris.pool.available == 50_000
    found.delete()  # goods that began here were ours when it was ordered
    saleor_orders.look_at(told["id"])
    assert Order.objects.get().state == "sent"
