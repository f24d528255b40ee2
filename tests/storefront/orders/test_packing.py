"""Weighed goods are packed by the scale: the price settles within the bound, once, and everything follows it."""

import pytest

from catalog.products.models import Variant
from payments.charges.models import Charge
from payments.ledger import accounts, balances
from payments.ledger.reconcile import check
from payments.repayments.models import Repayment
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative
from sellers.audit.models import AuditEntry
from sellers.kit.errors import NotFound
from sellers.messages.models import Message
from storefront.delivery.models import DeliveryFee
from storefront.orders import life, refunds, weighing_rows
from storefront.orders.models import Order, OrderLine, Refund
from storefront.orders.refund_wish import LineWish
from storefront.orders.sums import sums_of
from storefront.orders.weighing import Bound, OutsideBound
from storefront.orders.weighing_rows import NotWeighed
from tests.cast import Cast
from tests.storefront.desk.selling import sold
from tests.storefront.life.stories import act
from tests.storefront.refunds.giving import wish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_the_scale(cast: Cast) -> None:
    cast.saris.product.weighed_percent = 10
    cast.saris.product.save(update_fields=["weighed_percent"])


def pack(cast: Cast, order: Order, grams: int | None) -> Order:
    line = order.lines.get()
    given = {} if grams is None else {line.pk: grams}
    life.pack(scope=scope_of(cast.sari), person=cast.sari, order_code=order.code, grams=given)
    order.refresh_from_db()
    return order


def left(cast: Cast) -> int:
    cast.saris.pool.refresh_from_db()
    return cast.saris.pool.available


def test_the_bound_is_frozen_when_it_is_bought(cast: Cast) -> None:
    order = sold(cast)
    cast.saris.product.weighed_percent = None
    cast.saris.product.save(update_fields=["weighed_percent"])
    line = order.lines.get()
    assert (line.weighed_percent, line.pack_g, line.weighed_g) == (10, 1000, None)


@pytest.mark.parametrize("currency", ["IDR", "USD"])
def test_what_was_missing_goes_back_with_its_commission(cast: Cast, currency: str) -> None:
    for rows in (Variant.objects, Cooperative.objects, DeliveryFee.objects):
        rows.update(currency=currency)
    cast.saris.variant.refresh_from_db()
    order = pack(cast, sold(cast, way="bank_transfer"), 1937)
    refund = Refund.objects.get(order=order)
    assert (refund.reason, refund.bearer, refund.state) == ("weighed", "seller", "booked")
    assert (refund.amount_minor, refund.commission_minor) == (2_520, 126)  # 63 g of 2 kg for 80000, 5 %
    assert Repayment.objects.get().amount_minor == 2_520
    assert sums_of(order).remains.minor == 85_000 - 2_520
    assert balances.balance(accounts.refund_due(cast.cooperative.pk, None, currency)).minor == -2_520  # owed
    assert check() == []
    assert order.state == "packed"


def test_cash_to_be_taken_becomes_less_and_nothing_is_paid_out(cast: Cast) -> None:
    order = pack(cast, sold(cast), 1800)
    order.bill.refresh_from_db()
    assert order.bill.amount_minor == 85_000 - 8_000
    assert Charge.objects.get(bill_ref=order.bill.code, state=Charge.State.OPEN).amount_minor == 77_000
    assert not Repayment.objects.exists()
    assert check() == []


@pytest.mark.parametrize("grams", [2000, 2200])
def test_what_weighs_more_costs_no_more(cast: Cast, grams: int) -> None:
    order = pack(cast, sold(cast, way="bank_transfer"), grams)
    assert not Refund.objects.exists()
    assert sums_of(order).remains.minor == 85_000
    assert order.lines.get().weighed_g == grams


@pytest.mark.parametrize("grams", [1799, 2201])
def test_outside_the_bound_nothing_is_packed(cast: Cast, grams: int) -> None:
    order = sold(cast)
    with pytest.raises(OutsideBound, match=r"1,8 kg – 2,2 kg\. Tukar barangnya") as refused:
        pack(cast, order, grams)
    assert refused.value.field == f"gram-{order.lines.get().pk}"
    order.refresh_from_db()
    assert (order.state, order.lines.get().weighed_g, left(cast)) == ("confirmed", None, 48_000)


def test_nobody_packs_sends_or_hands_over_before_weighing(cast: Cast) -> None:
    order, picked = sold(cast), sold(cast, delivery="pickup", key="ambil")
    with pytest.raises(NotWeighed):
        pack(cast, order, None)
    for deed, about in ((life.send, order), (life.deliver, order), (life.make_ready, picked)):
        with pytest.raises(NotWeighed):
            deed(**act(cast.sari, about))
    with pytest.raises(NotWeighed):
        life.hand_over(**act(cast.sari, picked), pin=picked.pickup_pin)
    assert set(Order.objects.values_list("state", flat=True)) == {"confirmed"}


def test_packing_twice_settles_once(cast: Cast) -> None:
    order = pack(cast, sold(cast, way="bank_transfer"), 1900)
    with pytest.raises(life.WrongStep):
        pack(cast, order, 1800)
    assert Refund.objects.count() == Repayment.objects.count() == 1
    assert order.lines.get().weighed_g == 1900


@pytest.mark.parametrize(("grams", "stays"), [(1900, 48_100), (2000, 48_000), (2150, 47_850)])
def test_the_pool_follows_the_scale(cast: Cast, grams: int, stays: int) -> None:
    pack(cast, sold(cast, way="bank_transfer"), grams)
    assert left(cast) == stays


def test_what_is_not_there_is_not_taken(cast: Cast) -> None:
    order = sold(cast)
    cast.saris.pool.available = 30
    cast.saris.pool.save(update_fields=["available"])
    pack(cast, order, 2150)
    assert left(cast) == 0


@pytest.mark.parametrize("grams", [1900, 2100])
def test_a_weighed_order_that_is_cancelled_gives_all_of_it_back(cast: Cast, grams: int) -> None:
    order = pack(cast, sold(cast, way="bank_transfer"), grams)
    life.cancel_by_seller(**act(cast.sari, order), reason="Jatuh")
    order.refresh_from_db()
    assert left(cast) == 50_000
    assert order.goods_refunded_minor + order.delivery_refunded_minor == order.total_minor
    assert order.commission_returned_minor == order.commission_minor
    assert check() == []


def test_what_was_cancelled_before_is_not_weighed(cast: Cast) -> None:
    order = sold(cast, way="bank_transfer")
    line = order.lines.get()
    refunds.propose(
        scope=scope_of(cast.gita), person=cast.gita, order_code=order.code, key="habis",
        wish=wish("out_of_stock", LineWish(line.pk, quantity=1, returned_quantity=0)),
    )  # fmt: skip
    [waiting] = weighing_rows.to_weigh(order)
    assert (waiting.packs, waiting.bound.nominal_g) == (1, 1000)
    pack(cast, order, 950)
    assert Refund.objects.get(reason="weighed").amount_minor == 2_000


def given_back(cast: Cast, order: Order, **what: int) -> None:
    refunds.propose(
        scope=scope_of(cast.gita), person=cast.gita, order_code=order.code, key=f"dulu-{Refund.objects.count()}",
        wish=wish("quality", LineWish(order.lines.get().pk, **what)),
    )  # fmt: skip


def test_grams_that_were_given_back_before_are_not_given_back_again(cast: Cast) -> None:
    order = sold(cast, way="bank_transfer")
    given_back(cast, order, weight_g=300)
    [waiting] = weighing_rows.to_weigh(order)
    assert waiting.bound == Bound(1700, 10)
    pack(cast, order, 1650)
    assert list(Refund.objects.order_by("pk").values_list("amount_minor", flat=True)) == [12_000, 2_000]
    assert left(cast) == 48_350  # the goods that were missing are on the shelf still
    assert check() == []


def test_grams_of_packs_that_came_back_are_not_missing_from_the_others(cast: Cast) -> None:
    order = sold(cast, way="bank_transfer")
    given_back(cast, order, weight_g=1000, returned_quantity=1)
    [waiting] = weighing_rows.to_weigh(order)
    assert (waiting.packs, waiting.bound.nominal_g) == (1, 1000)


def test_a_line_whose_grams_all_went_back_is_not_weighed(cast: Cast) -> None:
    order = sold(cast, way="bank_transfer")
    given_back(cast, order, weight_g=2000)
    assert pack(cast, order, None).state == "packed"


@pytest.mark.parametrize(("given", "grams"), [(80_000, 1900), (0, 1999)])
def test_a_short_weight_that_comes_to_nothing_is_packed(cast: Cast, given: int, grams: int) -> None:
    order = sold(cast, way="bank_transfer")
    if given:
        given_back(cast, order, minor=given)
    else:  # a gram of it is less than half a rupiah
        order.lines.update(unit_price_minor=400, total_minor=800)
    assert pack(cast, order, grams).state == "packed"
    assert not Refund.objects.filter(reason="weighed").exists()
    assert order.lines.get().weighed_g == grams


def test_a_large_difference_needs_no_second_person(cast: Cast) -> None:
    cast.cooperative.terms.second_person_refund_above_minor = 1
    cast.cooperative.terms.save()
    pack(cast, sold(cast, way="bank_transfer"), 1800)
    assert Refund.objects.get().state == "booked"


def test_a_helper_weighs_and_both_names_are_kept(cast: Cast) -> None:
    order = sold(cast)
    line = order.lines.get()
    life.pack(scope=scope_of(cast.budi), person=cast.budi, order_code=order.code, grams={line.pk: 1900})
    entry = AuditEntry.objects.get(verb="order.weighed")
    assert (entry.person, entry.acting_for, entry.after) == (
        cast.budi,
        cast.saris.seller,
        {"grams": {str(line.pk): 1900}},
    )
    caused = AuditEntry.objects.filter(verb__in=["refund.proposed", "refund.booked"])
    assert [(row.person, row.acting_for) for row in caused] == [(cast.budi, cast.saris.seller)] * 2


def test_another_stalls_order_is_not_there(cast: Cast) -> None:
    order = sold(cast)
    with pytest.raises(NotFound):
        life.pack(
            scope=scope_of(cast.citra), person=cast.citra, order_code=order.code, grams={order.lines.get().pk: 1900}
        )


def test_the_buyer_is_told_what_the_scale_said(cast: Cast) -> None:
    order = pack(cast, sold(cast, way="bank_transfer"), 1950)
    body = Message.objects.get(template="refunded").body
    assert "Ditimbang saat dikemas. Opak Gambir 1 kg: 1,95 kg dari 2 kg" in body
    assert f"Pesanan {order.code}: Rp85.000. Dikembalikan: Rp2.000. Menjadi: Rp83.000." in body


def test_goods_that_are_sold_as_they_stand_are_packed_as_before(cast: Cast) -> None:
    OrderLine.objects.update(weighed_percent=None)
    cast.saris.product.weighed_percent = None
    cast.saris.product.save(update_fields=["weighed_percent"])
    assert pack(cast, sold(cast), None).state == "packed"
