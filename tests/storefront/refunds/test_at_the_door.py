"""A cash parcel that is not taken: the sale is undone, nobody pays, and the number is remembered."""

import pytest

from payments.charges.models import Charge
from payments.ledger import accounts
from payments.repayments.models import Repayment
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.kit.errors import NotFound
from storefront.orders import life
from storefront.orders.cash_refusals import may_pay_cash, refusals_of
from storefront.orders.life_step import WrongStep
from storefront.orders.models import Order, Refund, Shipment
from storefront.orders.placing import place
from storefront.orders.quoting import quote
from storefront.orders.refund_wish import WishImpossible
from tests.cast import Cast
from tests.storefront.desk.selling import sold
from tests.storefront.life.stories import RP, act, assert_books, sari, stock, told
from tests.storefront.orders.wishes import cash, wish
from tests.storefront.refunds.giving import line_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast: Cast) -> Order:
    """2 kg for 80000 in cash, brought by Sari for 5000, on its way."""
    found = sold(cast)
    return life.send(**act(cast.sari, found))


def test_nobody_pays_and_the_commission_comes_back(cast: Cast, order: Order) -> None:
    life.refuse_at_door(**act(cast.sari, order), reason="refused", returned={line_of(order).pk: 2})
    order.refresh_from_db()
    order.bill.refresh_from_db()
    assert (order.state, order.bill.state) == ("returned", "cancelled")
    assert not Repayment.objects.exists()
    assert not Charge.objects.filter(bill_ref=order.bill.code, state="open").exists()
    till = accounts.seller(cast.saris.seller.pk, None, RP)
    assert_books([(accounts.buyer(order.bill.code, RP), 0), (till, 0), (sari(cast), 0)])
    assert stock(cast)[0] == 50_000
    assert "Tidak ada yang perlu dibayar." in told("refused_at_door")[0].body


def test_only_the_ticked_packs_come_back(cast: Cast, order: Order) -> None:
    life.refuse_at_door(**act(cast.sari, order), reason="damaged", returned={line_of(order).pk: 1})
    assert stock(cast)[0] == 49_000


def test_twice_is_once(cast: Cast, order: Order) -> None:
    life.refuse_at_door(**act(cast.sari, order), reason="refused", returned={line_of(order).pk: 2})
    with pytest.raises(WrongStep):
        life.refuse_at_door(**act(cast.sari, order), reason="refused", returned={line_of(order).pk: 2})
    assert (stock(cast)[0], Refund.objects.count()) == (50_000, 1)


def test_an_officer_lets_the_courier_bear_what_broke(cast: Cast, order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(delivery_kind="courier")
    Shipment.objects.update(kind="courier", courier="jne")
    life.refuse_at_door(**act(cast.gita, order), reason="damaged", returned={})
    refund = Refund.objects.get()
    assert (refund.bearer, refund.proposed_bearer) == ("courier", "courier")
    # goods after commission and the fee the seller paid the courier
    assert_books([(sari(cast), -81_000), (accounts.courier(cast.cooperative.pk, RP), 81_000)])


def test_a_sellers_own_word_is_borne_by_the_seller(cast: Cast, order: Order) -> None:
    life.refuse_at_door(**act(cast.budi, order), reason="damaged", returned={}, bearer="cooperative")
    assert Refund.objects.get().bearer == "seller"
    assert_books([(sari(cast), 0)])
    booked = AuditEntry.objects.get(verb="refund.booked")  # by her helper, in her name
    assert (booked.person, booked.acting_for) == (cast.budi, cast.saris.seller)


@pytest.mark.parametrize("who", ["citra", "fajar", "eko", "stranger"])
def test_nobody_else_says_so(cast: Cast, order: Order, who: str) -> None:
    with pytest.raises(NotFound):
        life.refuse_at_door(**act(getattr(cast, who), order), reason="refused", returned={})


def test_what_was_paid_is_not_refused_at_the_door(cast: Cast) -> None:
    paid = life.send(**act(cast.sari, sold(cast, way="bank_transfer")))
    with pytest.raises(WrongStep):
        life.refuse_at_door(**act(cast.sari, paid), reason="refused", returned={})


def test_a_reason_of_the_door_is_needed(cast: Cast, order: Order) -> None:
    with pytest.raises(WishImpossible):
        life.refuse_at_door(**act(cast.sari, order), reason="goodwill", returned={})


def test_two_refusals_close_cash_for_ninety_days(cast: Cast) -> None:
    start = clock.now()
    with clock.frozen(start) as time:
        for n in range(2):
            order = life.send(**act(cast.sari, sold(cast, key=f"tolak-{n}")))
            assert may_pay_cash(order.purchase.buyer_phone)
            life.refuse_at_door(**act(cast.sari, order), reason="refused", returned={})
        phone = order.purchase.buyer_phone
        assert (refusals_of(phone), may_pay_cash(phone), may_pay_cash("+6281299999999")) == (2, False, True)
        asked = quote(wish(cast, payments=cash(cast)))
        assert all("cash" not in group.ways for group in asked.groups)
        assert "Dua paket tunai ke nomor ini ditolak. Pilih bayar di muka." in [p.sentence for p in asked.problems]
        time.tick(days=91)
        assert place(key="lagi", given=wish(cast, payments=cash(cast))).state == "placed"
