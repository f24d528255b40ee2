"""The ledger's worked examples of orders that another shop placed, played through the real actions."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.conf import LazySettings

from catalog.products.models import Variant
from payments.gateways import actions as gateways
from payments.ledger.reconcile import check
from payments.money import Money
from sellers.accounts.models import Seller
from storefront.orders import foreign_money, life, settling
from storefront.orders.foreign_given import ForeignOrder, MoneyGone
from storefront.orders.models import Bill, Order, OrderLine, Purchase
from storefront.orders.refund_wish import LineWish
from tests.cast import Cast
from tests.payments.conftest import alone as alone  # a fixture
from tests.payments.test_worked_examples import Names
from tests.storefront.life.stories import act
from tests.storefront.life.test_courier_examples import said, written
from tests.storefront.orders.foreign_orders import given, taken
from tests.storefront.refunds.giving import give, line_of, wish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _collector(settings: LazySettings, cast: Cast) -> None:
    settings.SALEOR = {"collector": cast.cooperative.slug}


@pytest.fixture
def names(cast: Cast, alone: Callable[[str], Seller]) -> Names:
    return Names(cast, alone)


def sold(cast: Cast) -> tuple[Purchase, ForeignOrder]:
    """Four packs for 80000, delivery 5000."""
    order = given((cast.saris.variant, 4, 80_000), delivery=5_000)
    order = replace(order, charged=order.total, paid=True)
    return taken(order), order


def gave_back(purchase: Purchase, order: ForeignOrder, *gone: MoneyGone, times: int = 2) -> None:
    for _ in range(times):
        foreign_money.hear(purchase=purchase, given=replace(order, gone=gone))
    settling.apply_due()


def test_sold_and_paid_there(cast: Cast, names: Names) -> None:
    sold(cast)
    assert written() == said(names, 25)
    assert check() == []


def test_a_part_given_back_there(cast: Cast, names: Names) -> None:
    purchase, order = sold(cast)
    line = OrderLine.objects.get()
    gave_back(purchase, order, MoneyGone("event-1", Money(20_000, "IDR"), lines={str(line.pk): 1}))
    assert written() == said(names, 25, 26)
    assert check() == []


def test_a_part_given_back_here_writes_the_same_rows_once_it_is_gone(cast: Cast, names: Names) -> None:
    purchase, order = sold(cast)
    ours = Order.objects.get()
    give(cast.gita, ours, wish("quality", LineWish(line_of(ours).pk, quantity=1)))
    gateways.refund_due()
    waiting = foreign_money.waiting_refunds()[0]
    assert written() != said(names, 25, 26)
    gave_back(purchase, order, MoneyGone("event-1", Money(20_000, "IDR"), ours=waiting.key))
    assert written() == said(names, 25, 26)
    assert check() == []


def test_nobody_of_ours_may_collect(cast: Cast, names: Names, alone: Callable[[str], Seller]) -> None:
    own = Seller.objects.get(pk=names.sellers["U"])
    pool = cast.saris.pool
    pool.pk, pool.seller = None, own
    pool.save(force_insert=True)
    good = cast.saris.product
    good.pk, good.seller, good.slug = None, own, "sambal"
    good.save(force_insert=True)
    variant = Variant.objects.create(
        product=good, pool=pool, label="1 kg", unit="kg", pack_size=1, weight_g=1, price_minor=1
    )
    taken(given((variant, 1, 12_345), delivery=0))
    assert written() == said(names, 27)
    assert check() == []


@pytest.mark.parametrize("currency", ["MYR", "USD"])
def test_money_with_cents_is_divided_and_given_back_to_the_last_one(cast: Cast, currency: str) -> None:
    order = given((cast.saris.variant, 2, 8_001), (cast.citras.variant, 1, 1_203), delivery=1_000, currency=currency)
    order = replace(order, charged=order.total, paid=True)
    purchase = taken(order)
    assert [row.delivery_minor for row in purchase.orders.order_by("position")] == [667, 333]
    assert Bill.objects.get().amount_minor == 10_204
    gave_back(purchase, order, MoneyGone("event-1", Money(1_001, currency)), MoneyGone("event-2", Money(2, currency)))
    rows = list(Order.objects.values_list("goods_refunded_minor", "delivery_refunded_minor"))
    assert sum(goods + delivery for goods, delivery in rows) == 1_003
    assert check() == []


def test_what_is_paid_after_the_goods_were_cancelled_goes_back(cast: Cast) -> None:
    order = given((cast.saris.variant, 1, 40_000))
    purchase = taken(order, paid=False)
    life.cancel_by_seller(**act(cast.sari, purchase.orders.get()), reason="Habis")
    foreign_money.hear(purchase=purchase, given=replace(order, charged=order.total, paid=True))
    assert purchase.orders.get().state == "cancelled"
    assert [row.amount_minor for row in purchase.bills.get().refund_tasks.all()] == [50_000]
    assert check() == []


def test_a_part_that_left_before_payment_is_paid_too_much(cast: Cast) -> None:
    order = given((cast.saris.variant, 2, 80_000), (cast.citras.variant, 1, 12_000), delivery=10_000)
    purchase = taken(order, paid=False)
    citras = purchase.orders.get(seller=cast.citras.seller)
    life.cancel_by_seller(**act(cast.citra, citras), reason="Habis")
    foreign_money.hear(purchase=purchase, given=replace(order, charged=order.total, paid=True))
    assert list(purchase.orders.order_by("position").values_list("state", flat=True)) == ["confirmed", "cancelled"]
    assert [row.amount_minor for row in purchase.bills.get().refund_tasks.all()] == [15_333]
    assert check() == []
