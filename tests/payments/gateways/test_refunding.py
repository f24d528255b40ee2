import pytest

from payments.charges import actions as charges
from payments.charges.models import Charge
from payments.gateways.models import GatewayRefund
from payments.ledger import accounts, balances
from payments.money import Money
from payments.repayments.models import Repayment
from tests.contracts.gateways import Stage, differences
from tests.fakes.midtrans import MidtransFake

pytestmark = pytest.mark.django_db


def paid_twice(stage: Stage) -> tuple[Charge, Charge]:
    first = stage.charge()
    charges.close(bill_ref="T1", state=Charge.State.CANCELLED)
    second = stage.charge()
    stage.fake.pay(first.code)
    stage.fake.pay(second.code)
    stage.ask()
    return first, second


def test_a_bill_paid_twice_gives_back_from_both_payments_and_never_more_than_each(stage: Stage) -> None:
    first, second = paid_twice(stage)
    stage.refund(first, 60_000, key="small")
    stage.refund(first, 100_000, key="large")  # more than any one payment still holds
    stage.send_refunds()
    stage.send_refunds()
    back = {charge.code: sum(one.minor for one in stage.fake.refunded(charge.code)) for charge in (first, second)}
    assert sum(back.values()) == 160_000
    assert max(back.values()) <= 85_000
    assert set(Repayment.objects.values_list("state", flat=True)) == {"paid"}
    assert sum(Repayment.objects.values_list("amount_minor", flat=True)) == 160_000
    assert differences() == []


def test_more_than_the_payments_hold_is_asked_of_nobody(stage: Stage) -> None:
    charge = stage.paid()
    repayment = stage.refund(charge, 85_001)
    stage.send_refunds()
    repayment.refresh_from_db()
    assert (repayment.state, repayment.way) == ("asked", "bank")
    assert list(stage.fake.refunded(charge.code)) == []
    assert not GatewayRefund.objects.exists()


def test_a_refund_made_in_the_gateways_own_pages_pays_the_repayment_that_waits_for_it(
    stage: Stage, fake: MidtransFake
) -> None:
    charge = stage.paid()
    repayment = stage.refund(charge, 20_000)
    fake.refund_by_hand(charge.code, 20_000)
    stage.ask()
    stage.send_refunds()
    repayment.refresh_from_db()
    assert repayment.state == "paid"
    assert list(stage.fake.refunded(charge.code)) == [Money(20_000, "IDR")]
    assert stage.refund_due() == 0
    assert differences() == []


def test_a_refund_nobody_waits_for_stands_in_suspense_once(stage: Stage, fake: MidtransFake) -> None:
    charge = stage.paid()
    fake.refund_by_hand(charge.code, 12_345)
    stage.ask()
    stage.deliver(stage.news())
    suspense = accounts.suspense(stage.cast.cooperative.pk, None, "IDR")
    assert balances.balance(suspense).minor == 12_345
    assert stage.held() == 85_000 - 12_345
    assert differences() == []


def test_a_sweep_that_ended_between_asking_and_recording_asks_under_the_same_key(stage: Stage) -> None:
    charge = stage.paid()
    stage.refund(charge, 20_000)
    stage.fake.drop_answers()
    stage.send_refunds()
    keys = list(GatewayRefund.objects.values_list("key", flat=True))
    stage.send_refunds()
    assert list(GatewayRefund.objects.values_list("key", flat=True)) == keys
    assert len(stage.fake.refunded(charge.code)) == 1


def test_a_gateway_that_lost_its_secrets_keeps_the_refund_waiting(stage: Stage, settings: object) -> None:
    charge = stage.paid()
    repayment = stage.refund(charge, 20_000)
    settings.GATEWAYS = {}  # type: ignore[attr-defined]  # pytest-django's settings
    stage.send_refunds()
    repayment.refresh_from_db()
    assert (repayment.state, repayment.done_at) == ("ready", None)
