"""Another app of the shop took or gave back money beside us: nobody pays twice, and nobody bears what is not theirs."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings

from payments.charges import actions as charges
from payments.charges.models import Charge
from payments.gateways.models import GatewayRefund
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.ledger.reconcile import check
from payments.money import Money
from sellers.kit import clock
from storefront.engine.saleor.models import Difference, OpenOrder
from storefront.hooks import saleor_orders
from storefront.orders import deadlines
from storefront.orders.foreign_sessions import PaySession
from storefront.orders.models import Bill, Order, Purchase, Refund
from tests.cast import Cast
from tests.storefront.hooks.saleor_shop import Json, Shop, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: LazySettings, cast: Cast) -> Iterator[Shop]:
    with opened(settings, cast) as found:
        yield found


def begun(cast: Cast, told: Json, *, way: str) -> PaySession:
    """A payment that the shopper began with us for Sari's part of the order's checkout."""
    is_cash = way == "cash"
    session = PaySession.objects.create(
        transaction_id="tx-ours", source_id=told["checkoutId"], psp_reference="BCDFGHJK",
        bill_ref="" if is_cash else "BCDFGHJK", state="authorized" if is_cash else "waiting", way=way,
        seller_ids=[cast.saris.seller.pk], amount_minor=40_000, currency="IDR",
        told={"buyer": {"name": "Eko", "phone": "+6281200001004", "email": "", "language": "id"}},
    )  # fmt: skip
    if not is_cash:
        charges.open_charge(
            bill_ref="BCDFGHJK", way=way, amount=Money(40_000, "IDR"), cooperative_id=cast.cooperative.pk,
            expires_at=clock.now() + timedelta(hours=24),
        )  # fmt: skip
    return session


def refunds() -> dict[str, int]:
    return dict(Refund.objects.values_list("order__seller__name", "amount_minor"))


def doubts() -> list[str]:
    return list(Difference.objects.filter(kind="order").values_list("subject", flat=True))


def test_a_refund_by_lines_before_we_first_read_the_order_is_its_sellers_alone(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 2, 80_000), (cast.citras.variant, 1, 12_000))
    shop.charge(told, 102_000)
    shop.refund(told, 40_000, lines={told["lines"][0]["id"]: 1})
    saleor_orders.look_at(told["id"])
    assert refunds() == {"Dapur Sari": 40_000}
    assert check() == []


def test_a_refund_of_others_goods_is_not_our_sellers_to_bear(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 1, 40_000), (None, 1, 40_000), delivery=0)
    shop.charge(told, 80_000)
    saleor_orders.look_at(told["id"])
    shop.refund(told, 40_000, lines={told["lines"][1]["id"]: 1})
    saleor_orders.look_at(told["id"])
    assert refunds() == {}
    assert balance(accounts.provider("elsewhere", cast.cooperative.pk, None, "IDR")).minor == 40_000


def test_a_refund_over_our_goods_and_others_takes_ours_from_us(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 2, 80_000), (None, 1, 30_000), delivery=0)
    shop.charge(told, 110_000)
    saleor_orders.look_at(told["id"])
    shop.refund(told, 70_000, lines={told["lines"][0]["id"]: 1, told["lines"][1]["id"]: 1})
    saleor_orders.look_at(told["id"])
    assert refunds() == {"Dapur Sari": 40_000}
    assert balance(accounts.provider("elsewhere", cast.cooperative.pk, None, "IDR")).minor == 40_000
    assert check() == []


def test_the_same_amount_given_back_by_hand_and_as_we_asked_is_gone_twice(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 2, 80_000), (cast.citras.variant, 1, 12_000), delivery=0)
    shop.charge(told, 92_000)
    saleor_orders.look_at(told["id"])
    asked = GatewayRefund.objects.create(
        payment=Charge.objects.get().gateway_payments.get(), key="ASKED-1", amount_minor=12_000, currency="IDR"
    )
    shop.grant(told, 12_000, reason="Lapak: ASKED-1", lines={told["lines"][1]["id"]: 1}, status="PENDING")
    shop.refund(told, 12_000, grant=False)
    saleor_orders.look_at(told["id"])
    asked.refresh_from_db()
    assert asked.state == "done"
    shop.carry_out(told)
    saleor_orders.look_at(told["id"])
    assert balance(accounts.provider("elsewhere", cast.cooperative.pk, None, "IDR")).minor == 68_000
    assert check() == []


def test_cash_that_was_chosen_before_another_app_was_paid_is_not_collected(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 1, 40_000), delivery=0)
    begun(cast, told, way="cash")
    shop.charge(told, 40_000)
    saleor_orders.look_at(told["id"])
    assert (Bill.objects.get().way, Order.objects.get().state) == ("elsewhere", "confirmed")


def test_cash_that_a_seller_collects_though_it_was_paid_later_is_said(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 1, 40_000), delivery=0)
    begun(cast, told, way="cash")
    saleor_orders.look_at(told["id"])
    assert doubts() == []
    shop.charge(told, 40_000)
    saleor_orders.look_at(told["id"])
    assert Bill.objects.get().way == "cash"
    assert ["tunai" in doubt for doubt in doubts()] == [True]


def test_a_transfer_nobody_made_is_asked_no_more_when_another_app_was_paid(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 1, 40_000), delivery=0)
    session = begun(cast, told, way="bank_transfer")
    saleor_orders.look_at(told["id"])
    assert (Bill.objects.get().way, Bill.objects.get().code) == ("bank_transfer", "BCDFGHJK")
    shop.charge(told, 40_000)
    for _ in range(2):
        saleor_orders.look_at(told["id"])
    bill = Bill.objects.get()
    assert (bill.way, bill.state, bill.expires_at) == ("elsewhere", "paid", None)
    assert Order.objects.get().state == "confirmed"
    session.refresh_from_db()
    assert session.state == PaySession.State.ENDED
    assert list(Charge.objects.order_by("pk").values_list("provider", "state")) == [
        ("bank_transfer", "cancelled"), ("elsewhere", "paid"),
    ]  # fmt: skip
    assert balance(accounts.provider("elsewhere", cast.cooperative.pk, None, "IDR")).minor == 40_000
    assert (doubts(), check()) == ([], [])


def test_money_that_another_app_took_after_our_bill_was_over_is_said(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 1, 40_000), delivery=0)
    begun(cast, told, way="bank_transfer")
    saleor_orders.look_at(told["id"])
    deadlines.expire(Bill.objects.get())
    shop.charge(told, 40_000)
    saleor_orders.look_at(told["id"])
    assert (Bill.objects.get().way, Bill.objects.get().state) == ("bank_transfer", "expired")
    assert ["ditutup" in doubt for doubt in doubts()] == [True]


def test_part_of_it_paid_to_another_app_changes_nothing(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 1, 40_000), delivery=0)
    begun(cast, told, way="bank_transfer")
    saleor_orders.look_at(told["id"])
    shop.charge(told, 39_000)
    saleor_orders.look_at(told["id"])
    assert (Bill.objects.get().way, Order.objects.get().state, doubts()) == ("bank_transfer", "waiting", [])


def test_lines_that_staff_changed_after_we_took_the_order_are_said(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 1, 40_000), delivery=0)
    saleor_orders.look_at(told["id"])
    assert doubts() == []
    told["lines"][0]["quantity"] = 3
    saleor_orders.look_at(told["id"])
    saleor_orders.look_at(told["id"])
    assert ["berubah" in doubt for doubt in doubts()] == [True]
    assert Purchase.objects.count() == 1


def test_a_closed_order_that_moved_and_could_not_be_followed_is_looked_at_again(cast: Cast, shop: Shop) -> None:
    told = shop.order((cast.saris.variant, 1, 40_000), status="EXPIRED")
    saleor_orders.look_at(told["id"])
    assert OpenOrder.objects.get().closed_at is not None
    shop.charge(told, 50_000)
    told["status"] = "UNFULFILLED"
    told["lines"][0]["quantity"] = None  # something that we cannot read
    saleor_orders.look_due()
    assert OpenOrder.objects.get().closed_at is None
    told["lines"][0]["quantity"] = 1
    with clock.frozen(clock.now() + timedelta(hours=1)):
        saleor_orders.look_due()
    assert Order.objects.get().state == "confirmed"
