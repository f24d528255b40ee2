"""A payer's bank takes money back: the payout waits, and what is lost undoes as much of the sale, exactly once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.charges.models import Charge, Settlement
from payments.gateways import actions as gateways
from payments.gateways.models import GatewayStart
from payments.gateways.queries import frozen_bill_refs
from payments.ledger import accounts, balances
from payments.ledger.models import Posting
from payments.ledger.reconcile import check
from payments.money import Money
from payments.payouts import actions as payouts
from payments.payouts.errors import NothingToPay
from payments.payouts.models import PayoutBatch
from payments.providers import known
from payments.providers.port import Happened, What
from payments.repayments import actions as repayments
from payments.repayments import moving
from payments.repayments.errors import DisputedAtBank
from payments.repayments.models import Repayment
from sellers.kit import clock
from sellers.messages.models import Message
from storefront.orders import life, payable, settling
from storefront.orders.bank_disputes import shares
from storefront.orders.models import Order, Purchase, Refund, RefundTask
from tests.cast import Cast
from tests.fakes.midtrans import MidtransFake, collecting
from tests.payments.payouts import world
from tests.storefront.life.stories import act, citras_part, placed, saris_part

pytestmark = pytest.mark.django_db


fake = collecting.fake


def paid(cast: Cast, fake: MidtransFake) -> tuple[Purchase, Charge]:
    """2 kg from Sari (80000 and 5000) and 1 kg from Citra (12000 and 5000) on one bill of 102000, paid."""
    purchase = placed(cast, payments={f"coop:{cast.cooperative.pk}": "midtrans"})
    charge = Charge.objects.get(bill_ref=purchase.bills.get().code)
    gateways.start(charge.pk)
    fake.pay(charge.code)
    ask()
    return purchase, charge


def ask() -> None:
    GatewayStart.objects.update(due_at=clock.now(), leased_until=None)
    gateways.ask_due()
    settling.apply_due()


def tell(charge: Charge, what: What, minor: int, name: str = "d-1") -> None:
    gateway = known.gateway("midtrans")
    assert gateway is not None
    gateways.apply(Happened(what, charge.code, name, Money(minor, "IDR"), clock.now()), gateway)
    settling.apply_due()


def refunded(purchase: Purchase) -> dict[str, int]:
    rows = Order.objects.filter(purchase=purchase).values_list(
        "seller__name", "goods_refunded_minor", "delivery_refunded_minor"
    )
    return {name: goods + delivery for name, goods, delivery in rows}


def at_zero(cast: Cast, charge: Charge) -> None:
    """Nothing is due to the buyer, nothing is left in dispute, and all agrees."""
    dispute = accounts.dispute("midtrans", cast.cooperative.pk, None, "IDR")
    due = accounts.refund_due(cast.cooperative.pk, None, "IDR")
    assert balances.balance(dispute).minor == 0
    assert balances.balance(due).minor == 0
    assert check() == []


def test_a_payment_through_the_gateway_confirms_its_orders(cast: Cast, fake: MidtransFake) -> None:
    purchase, _charge = paid(cast, fake)
    assert {order.state for order in purchase.orders.all()} == {"confirmed"}
    assert purchase.bills.get().state == "paid"
    assert check() == []


def test_an_open_dispute_freezes_the_bill_and_is_told_to_sellers_and_collector(cast: Cast, fake: MidtransFake) -> None:
    _purchase, charge = paid(cast, fake)
    tell(charge, What.DISPUTED, 102_000)
    assert frozen_bill_refs([charge.bill_ref]) == {charge.bill_ref}
    told = Message.objects.filter(template="disputed")
    assert {message.to for message in told} == {cast.cooperative.phone, cast.sari.phone, cast.citra.phone}
    assert not Refund.objects.exists()


def test_a_dispute_that_is_won_lifts_it(cast: Cast, fake: MidtransFake) -> None:
    purchase, charge = paid(cast, fake)
    tell(charge, What.DISPUTED, 102_000)
    tell(charge, What.DISPUTE_WON, 102_000)
    assert frozen_bill_refs([charge.bill_ref]) == set()
    assert Message.objects.filter(template="dispute_won").count() == 3
    assert refunded(purchase) == {"Dapur Sari": 0, "Kebun Citra": 0}
    at_zero(cast, charge)


def test_a_lost_one_undoes_the_whole_sale_and_sends_the_buyer_nothing_more(cast: Cast, fake: MidtransFake) -> None:
    purchase, charge = paid(cast, fake)
    tell(charge, What.DISPUTE_LOST, 102_000)
    assert refunded(purchase) == {"Dapur Sari": 85_000, "Kebun Citra": 17_000}
    assert set(Repayment.objects.values_list("state", flat=True)) == {"paid"}
    assert gateways.refund_due() == 0
    assert list(fake.refunded(charge.code)) == []
    for stall in (cast.saris, cast.citras):
        assert balances.balance(accounts.seller(stall.seller.pk, cast.cooperative.pk, "IDR")).minor == 0
    assert balances.balance(accounts.commission(cast.cooperative.pk, "IDR")).minor == 0
    at_zero(cast, charge)


def test_what_is_lost_waits_for_the_payment_that_another_loop_still_applies(cast: Cast, fake: MidtransFake) -> None:
    """Applied first it found nothing sold: the cooperative bore it, and the sellers were paid for the sale."""
    purchase = placed(cast, payments={f"coop:{cast.cooperative.pk}": "midtrans"})
    charge = Charge.objects.get(bill_ref=purchase.bills.get().code)
    gateways.start(charge.pk)
    fake.pay(charge.code)
    GatewayStart.objects.update(due_at=clock.now(), leased_until=None)
    gateways.ask_due()
    Settlement.objects.filter(kind="paid").update(leased_until=clock.now() + timedelta(minutes=1))
    tell(charge, What.DISPUTE_LOST, 102_000)
    assert set(Settlement.objects.filter(done_at=None).values_list("kind", flat=True)) == {"paid", "dispute_lost"}
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        settling.apply_due()
        Settlement.objects.filter(done_at=None).update(due_at=clock.now())
        settling.apply_due()
    assert refunded(purchase) == {"Dapur Sari": 85_000, "Kebun Citra": 17_000}
    assert balances.balance(accounts.costs(cast.cooperative.pk, "IDR")).minor == 0
    at_zero(cast, charge)


def test_told_by_the_gateway_itself_twice_it_is_undone_once(cast: Cast, fake: MidtransFake) -> None:
    _purchase, charge = paid(cast, fake)
    fake.close_dispute(charge.code, won=False)
    ask()
    before = list(Posting.objects.values_list("pk", flat=True))
    for webhook in fake.webhooks():
        gateways.receive(gateway="midtrans", headers=webhook.headers, body=webhook.body)
    gateways.work_events_due()
    ask()
    assert not Settlement.objects.filter(done_at=None).exists()
    assert list(Posting.objects.values_list("pk", flat=True)) == before
    assert Refund.objects.count() == 2
    assert Message.objects.filter(template="dispute_lost").count() == 3


def test_a_part_that_is_lost_spreads_over_the_orders_to_the_rupiah(cast: Cast, fake: MidtransFake) -> None:
    purchase, charge = paid(cast, fake)
    tell(charge, What.DISPUTE_LOST, 33_333)
    # 85000 and 17000 of 102000: 27777.5 and 5555.5, the earlier takes the rest
    assert refunded(purchase) == {"Dapur Sari": 27_778, "Kebun Citra": 5_555}
    assert sum(RefundTask.objects.values_list("amount_minor", flat=True)) == 33_333
    at_zero(cast, charge)


def test_a_refund_waits_while_the_bank_decides_and_leaves_when_it_is_won(cast: Cast, fake: MidtransFake) -> None:
    purchase, charge = paid(cast, fake)
    tell(charge, What.DISPUTED, 102_000)
    life.cancel_by_seller(**act(cast.citra, citras_part(cast, purchase)), reason="Habis")
    assert gateways.refund_due() == 0
    repayment = Repayment.objects.get()
    assert (repayment.state, repayment.way, list(fake.refunded(charge.code))) == ("ready", "gateway", [])
    tell(charge, What.DISPUTE_WON, 102_000)
    assert gateways.refund_due() == 1
    assert sum(one.minor for one in fake.refunded(charge.code)) == 17_000
    at_zero(cast, charge)


def test_a_refund_that_waited_is_paid_by_the_dispute_when_it_is_lost(cast: Cast, fake: MidtransFake) -> None:
    """Asked for an account meanwhile, the buyer had it from the cooperative and from its bank."""
    purchase, charge = paid(cast, fake)
    tell(charge, What.DISPUTED, 102_000)
    life.cancel_by_seller(**act(cast.citra, citras_part(cast, purchase)), reason="Habis")
    gateways.refund_due()
    tell(charge, What.DISPUTE_LOST, 102_000)
    assert set(Repayment.objects.values_list("state", flat=True)) == {"paid"}
    assert list(fake.refunded(charge.code)) == []
    assert balances.balance(accounts.costs(cast.cooperative.pk, "IDR")).minor == 0
    at_zero(cast, charge)


def to_an_account(cast: Cast, fake: MidtransFake) -> tuple[Charge, Repayment]:
    """17000 that the gateway could not give back, and the buyer's account for it."""
    purchase, charge = paid(cast, fake)
    life.cancel_by_seller(**act(cast.citra, citras_part(cast, purchase)), reason="Habis")
    repayment = Repayment.objects.get()
    moving.failed(repayment, reason="")
    return charge, repayments.give_account(code=repayment.code, bank_code="014", number="1234567890", holder="Eko")


def test_a_refund_by_bank_leaves_neither_by_hand_nor_in_a_file_while_the_bank_decides(
    cast: Cast, fake: MidtransFake
) -> None:
    charge, repayment = to_an_account(cast, fake)
    batch = world.approve(cast, world.propose(cast, held=payable.held))
    tell(charge, What.DISPUTED, 102_000)
    payouts.send(**world.who(cast.gita), batch_code=batch.code)
    repayment.refresh_from_db()
    assert (repayment.state, repayment.batch) == ("ready", None)
    with pytest.raises(DisputedAtBank):
        repayments.mark_paid(**world.who(cast.gita), code=repayment.code, external_id="TRX-1")
    with pytest.raises(NothingToPay):
        world.propose(cast, key="kunci-2", held=payable.held)
    tell(charge, What.DISPUTE_WON, 102_000)
    repayments.mark_paid(**world.who(cast.gita), code=repayment.code, external_id="TRX-1")
    at_zero(cast, charge)


def test_a_refund_that_waits_in_a_batch_is_paid_by_a_lost_dispute_and_leaves_it(cast: Cast, fake: MidtransFake) -> None:
    charge, repayment = to_an_account(cast, fake)
    batch = world.approve(cast, world.propose(cast, held=payable.held))
    tell(charge, What.DISPUTE_LOST, 102_000)
    repayment.refresh_from_db()
    assert (repayment.state, repayment.batch) == ("paid", None)
    payouts.send(**world.who(cast.gita), batch_code=batch.code)
    assert PayoutBatch.objects.get().state == "closed"
    assert balances.balance(accounts.bank(cast.cooperative.pk, "IDR")).minor == 0
    at_zero(cast, charge)


def test_what_was_cancelled_before_is_not_undone_again(cast: Cast, fake: MidtransFake) -> None:
    purchase, charge = paid(cast, fake)
    life.cancel_by_seller(**act(cast.citra, citras_part(cast, purchase)), reason="Habis")
    gateways.refund_due()
    assert sum(one.minor for one in fake.refunded(charge.code)) == 17_000
    tell(charge, What.DISPUTE_LOST, 85_000)
    assert refunded(purchase) == {"Dapur Sari": 85_000, "Kebun Citra": 17_000}
    at_zero(cast, charge)


def test_money_still_owed_to_the_buyer_is_paid_by_what_the_bank_took(cast: Cast, fake: MidtransFake) -> None:
    purchase, charge = paid(cast, fake)
    life.cancel_by_seller(**act(cast.citra, citras_part(cast, purchase)), reason="Habis")
    tell(charge, What.DISPUTE_LOST, 102_000)
    gateways.refund_due()
    assert list(fake.refunded(charge.code)) == []
    assert refunded(purchase) == {"Dapur Sari": 85_000, "Kebun Citra": 17_000}
    at_zero(cast, charge)


def test_a_part_of_what_is_owed_is_paid_and_the_rest_still_leaves(cast: Cast, fake: MidtransFake) -> None:
    purchase, charge = paid(cast, fake)
    life.cancel_by_seller(**act(cast.citra, citras_part(cast, purchase)), reason="Habis")
    tell(charge, What.DISPUTE_LOST, 6_001)
    assert refunded(purchase) == {"Dapur Sari": 0, "Kebun Citra": 17_000}
    gateways.refund_due()
    assert [one.minor for one in fake.refunded(charge.code)] == [10_999]
    at_zero(cast, charge)


def test_what_the_buyer_got_twice_is_the_collectors_loss(cast: Cast, fake: MidtransFake) -> None:
    purchase, charge = paid(cast, fake)
    life.cancel_by_seller(**act(cast.citra, citras_part(cast, purchase)), reason="Habis")
    gateways.refund_due()
    tell(charge, What.DISPUTE_LOST, 102_000)
    assert refunded(purchase) == {"Dapur Sari": 85_000, "Kebun Citra": 17_000}
    assert balances.balance(accounts.costs(cast.cooperative.pk, "IDR")).minor == 17_000
    at_zero(cast, charge)


def test_another_sellers_books_do_not_move_when_only_one_part_is_left(cast: Cast, fake: MidtransFake) -> None:
    purchase, charge = paid(cast, fake)
    life.cancel_by_seller(**act(cast.sari, saris_part(cast, purchase)), reason="Habis")
    gateways.refund_due()
    before = balances.balance(accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, "IDR"))
    tell(charge, What.DISPUTE_LOST, 1_000)
    assert balances.balance(accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, "IDR")) == before
    assert refunded(purchase)["Kebun Citra"] == 1_000


@given(
    taken=st.integers(min_value=0, max_value=10**9),
    left=st.lists(st.integers(min_value=0, max_value=10**8), min_size=1, max_size=8),
)
def test_shares_sum_to_what_can_be_taken_and_never_pass_what_is_left(taken: int, left: list[int]) -> None:
    parts = shares(taken=taken, left=left, currency="USD")
    assert sum(parts) == min(taken, sum(left))
    assert all(0 <= part <= one for part, one in zip(parts, left, strict=True))
