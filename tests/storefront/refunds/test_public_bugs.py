"""What other marketplace layers got wrong in public, once each and by name."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from payments.charges.models import BankAccount
from payments.ledger import balances
from payments.ledger.models import Posting
from payments.ledger.reconcile import check
from payments.payouts import actions as payouts
from payments.payouts.errors import NothingToPay
from payments.payouts.models import Payout, PayoutBatch, PayoutTerms
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.regions import places
from storefront.config.sweeps import SWEEPS
from storefront.desk.money_reading import earned
from storefront.orders import life, payable, refunds, reports
from storefront.orders.models import Order, Refund
from storefront.orders.refund_wish import LineWish
from storefront.orders.sums import sums_of
from storefront.terms.models import CommissionRule
from tests.cast import Cast
from tests.storefront.life.stories import RP, act, assert_books, citra, commission, paid, sari, saris_part
from tests.storefront.refunds.giving import amount, give, line_of, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast: Cast) -> Order:
    """Sari's part: goods of 80000, delivery 5000, commission 4000; Citra's part stands beside it."""
    return saris_part(cast, paid(cast))


def test_a_refund_without_line_items_reaches_the_sellers_balance(cast: Cast, order: Order) -> None:
    """Elsewhere only refunds of lines moved the balance: an amount for the whole order left the seller overpaid."""
    before = balances.balance(sari(cast)).minor
    give(cast.gita, order, wish("quality", whole_minor=17_000))
    assert balances.balance(sari(cast)).minor - before == 17_000 - 800  # 16000 of goods less 5 %, 1000 of the fee


def test_the_commission_is_reversed_once_however_often_money_goes_back(cast: Cast, order: Order) -> None:
    """Elsewhere every refund of an order reversed its whole commission again."""
    for minor in (20_000, 20_000, 40_000):
        give(cast.gita, order, amount(order, minor))
    life.cancel_by_officer(**act(cast.dewi, order), reason="Sisanya batal")
    order.refresh_from_db()
    assert order.commission_returned_minor == order.commission_minor == 4_000
    reversed_ = Posting.objects.filter(kind="commission_reversed", ref=order.code).values_list(
        "amount_minor", flat=True
    )
    assert sum(reversed_) == 4_000
    assert_books([(sari(cast), 0), (commission(cast), -600), (citra(cast), -16_400)])


def test_the_same_refund_sent_twice_reverses_the_commission_once(cast: Cast, order: Order) -> None:
    for _again in range(2):
        give(cast.gita, order, wish("quality", LineWish(line_of(order).pk, quantity=1)), key="dua-ketuk")
    assert Posting.objects.filter(kind="commission_reversed", ref=order.code).count() == 1


def test_the_commission_goes_back_at_its_frozen_rate_after_the_rule_changed(cast: Cast, order: Order) -> None:
    CommissionRule.objects.update(basis_points=2_000)
    refund = give(cast.gita, order, wish("quality", LineWish(line_of(order).pk, quantity=1)))
    assert refund.commission_minor == 2_000


def test_no_payout_of_order_total_less_commission_whatever_was_refunded(cast: Cast, order: Order) -> None:
    """Elsewhere a seller was owed "order total less commission" for ever. Here balance, desk and reports agree."""
    give(cast.gita, order, wish("quality", delivery_minor=2_000))
    give(cast.gita, order, wish("cooperative_mistake", LineWish(line_of(order).pk, quantity=1)))
    order.refresh_from_db()
    net = sums_of(order).net
    zone = places.zone_of(cast.saris.seller.village_code)
    at_desk = earned(scope=scope_of(cast.sari), days=30, zone=zone, currency=RP)
    in_reports = reports.earned(scope=scope_of(cast.gita), seller_id=cast.saris.seller.pk, days=30)
    assert net.minor == 79_000 == -balances.balance(sari(cast)).minor
    assert (at_desk.left, at_desk.goods.minor, at_desk.made_good.minor) == (net, 40_000, 38_000)
    assert (in_reports.net, in_reports.goods.minor) == (net, 40_000)


def test_one_sale_has_one_total_in_every_report(cast: Cast, order: Order) -> None:
    """Elsewhere dashboard, breakdown and list told three totals for one sale."""
    give(cast.gita, order, wish("quality", LineWish(line_of(order).pk, quantity=1)))
    scope = scope_of(cast.gita)
    total = reports.sales(scope=scope, days=30).total.minor
    assert total == 52_000
    for by in reports.BREAKDOWNS:
        assert sum(row.total.minor for row in reports.sales_by(scope=scope, days=30, by=by)) == total, by
    for by, key in (("", ""), ("category", "camilan"), ("product", str(cast.saris.product.pk))):
        rows = reports.orders_behind(scope=scope, days=30, by=by, key=key)
        assert {row.code: getattr(row, "figure_minor", None) for row in rows}[order.code] == 40_000


def test_a_whole_purchase_refund_leaves_every_order_with_its_exact_share(cast: Cast, order: Order) -> None:
    made = refunds.propose_for_purchase(
        scope=scope_of(cast.gita), person=cast.gita, purchase_code=order.purchase.code, key="semua",
        wish=wish("goodwill", whole_minor=1_000),
    )  # fmt: skip
    assert [refund.amount_minor for refund in made] == [833, 167]  # of 85000 and 17000
    assert len({refund.group for refund in made}) == 1
    assert Refund.objects.filter(state="booked").count() == 2
    assert check() == []


def test_payouts_run_by_themselves_in_the_loop_that_a_newcomer_starts(cast: Cast) -> None:
    """Elsewhere the sweep that pays was written and never run by anything."""
    friday = datetime(2026, 11, 27, 5, tzinfo=UTC)
    CommissionRule.objects.update(valid_from=friday - timedelta(days=30))
    with clock.frozen(friday - timedelta(days=9)) as time:
        owner = {"seller": cast.saris.seller, "bank_code": "014", "number": "1234567890", "holder": "Sari"}
        BankAccount.objects.create(**owner)
        order = saris_part(cast, paid(cast))
        life.deliver(**act(cast.sari, order))
        time.tick(days=9)
        SWEEPS["payout_days"].run()  # one of those that the loop and Celery run
    batch = PayoutBatch.objects.get()
    assert batch.proposed_by is None
    assert list(batch.payouts.values_list("seller_id", "amount_minor")) == [(cast.saris.seller.pk, 81_000)]


def test_nobody_can_ask_for_more_than_the_balance(cast: Cast, order: Order) -> None:
    """Elsewhere a seller typed the amount of its payout. Here nobody does: what is owed and free is what leaves."""
    BankAccount.objects.create(seller=cast.saris.seller, bank_code="014", number="1234567890", holder="Sari",
                               created_at=clock.now() - timedelta(days=30))  # fmt: skip
    PayoutTerms.objects.create(cooperative=cast.cooperative, hold_days=0, minimum_minor=1)
    life.deliver(**act(cast.sari, order))
    gita = {"scope": scope_of(cast.gita), "person": cast.gita, "cooperative_id": cast.cooperative.pk, "currency": RP}
    client = Client()
    client.force_login(cast.gita)
    form = {"kunci": "banyak", "mata_uang": RP, "jumlah": "999999999", "amount": "999999999"}
    assert client.post("/koperasi/pencairan/", form).status_code == 302
    assert list(Payout.objects.values_list("amount_minor", flat=True)) == [81_000]
    with pytest.raises(NothingToPay):
        payouts.propose(**gita, held=payable.held(cast.cooperative.pk, RP), key="lagi")
    assert check() == []
