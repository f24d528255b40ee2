"""One suite for every gateway: whatever talks to us over the network keeps these promises, each against its fake."""

from collections.abc import Iterator
from itertools import permutations

import pytest
from django.conf import LazySettings

from payments.charges import actions as charges
from payments.charges.instructions import instructions_for
from payments.charges.models import Charge
from payments.gateways import actions as gateways
from payments.gateways.errors import GatewayNotReady
from payments.gateways.models import GatewayEvent, GatewayPayment, GatewayStart
from payments.gateways.queries import frozen_bill_refs
from payments.money import Money
from payments.providers import known
from payments.providers.port import Gateway, NotFromProvider, ToRefund
from tests.cast import Cast
from tests.contracts.gateways import FAKES, Stage, booked, differences

pytestmark = pytest.mark.django_db
REFUNDS_WAIT = [name for name, fake in FAKES.items() if fake.refunds_can_wait]
DISPUTES_ARE_WON = [name for name, fake in FAKES.items() if fake.disputes_can_be_won]


@pytest.fixture(params=sorted(FAKES))
def stage(request: pytest.FixtureRequest, cast: Cast, settings: LazySettings) -> Iterator[Stage]:
    fake = FAKES[request.param]()
    yield Stage(fake, cast, settings)
    fake.close()


# being there


def test_with_its_secrets_it_is_a_gateway_and_names_its_collector(stage: Stage) -> None:
    assert isinstance(stage.gateway, Gateway)
    assert stage.gateway.is_ready()
    assert stage.gateway.collector_slug() == stage.cast.cooperative.slug


def test_without_its_secrets_it_is_not_there(stage: Stage, settings: LazySettings) -> None:
    settings.GATEWAYS = {}
    assert known.provider(stage.fake.name) is None
    with pytest.raises(GatewayNotReady):
        gateways.receive(gateway=stage.fake.name, headers={}, body=b"{}")


# starting


def test_starting_twice_is_starting_once(stage: Stage) -> None:
    charge = stage.charge()
    gateways.start(charge.pk)
    stage.start_again()
    assert stage.fake.started(charge.code) == 1


def test_an_answer_that_was_dropped_after_the_work_leaves_one_charge(stage: Stage) -> None:
    stage.fake.drop_answers()
    charge = stage.charge()
    assert GatewayStart.objects.get(charge=charge).started_at is None
    stage.start_again()
    assert GatewayStart.objects.get(charge=charge).started_at is not None
    assert stage.fake.started(charge.code) == 1
    stage.fake.pay(charge.code)
    stage.ask()
    assert stage.state(charge) == "paid"


def test_a_gateway_that_is_down_is_asked_again_later(stage: Stage) -> None:
    stage.fake.be_down()
    charge = stage.charge()
    assert stage.fake.started(charge.code) == 0
    stage.start_again()
    assert stage.fake.started(charge.code) == 1


def test_a_charge_whose_intent_was_lost_is_found_by_the_sweep(stage: Stage) -> None:
    charge = stage.unstarted()
    assert gateways.start_due() == 1
    assert stage.fake.started(charge.code) == 1


def test_before_it_answers_the_payer_is_told_to_wait_and_afterwards_how_to_pay(stage: Stage) -> None:
    stage.fake.be_down()
    charge = stage.charge()
    assert instructions(charge) == "wait"
    stage.start_again()
    assert instructions(charge) in ("qr", "redirect")


# being told, and asking


def test_a_payment_that_is_told_pays_the_bill(stage: Stage) -> None:
    charge = stage.charge()
    stage.fake.pay(charge.code)
    stage.deliver(stage.news())
    assert stage.state(charge) == "paid"
    assert stage.told() == [("paid", "", 85_000)]
    assert stage.held() == 85_000 - stage.fees()
    assert differences() == []


def test_asking_tells_what_the_webhooks_tell(stage: Stage) -> None:
    told = stage.charge("T1")
    stage.fake.pay(told.code)
    stage.deliver(stage.news())
    stage.ask()  # a fee may be known to whoever asks only
    first = booked()
    asked = stage.charge("T1B")
    stage.fake.pay(asked.code)
    stage.ask()
    both = booked()
    assert stage.told("T1B") == stage.told("T1")
    assert sorted(row[3] for row in both) == sorted([row[3] for row in first] * 2)


def test_webhooks_that_are_lost_cost_nothing_but_time(stage: Stage) -> None:
    charge = stage.paid()
    before = booked()
    stage.deliver(stage.news())
    assert booked() == before
    assert stage.told() == [("paid", "", 85_000)]
    assert stage.state(charge) == "paid"


def test_webhooks_doubled_and_turned_round_give_the_same_books(stage: Stage) -> None:
    charge = stage.charge()
    stage.fake.pay(charge.code)
    news = stage.news()
    stage.deliver(reversed(news))
    first = booked()
    for order in list(permutations(news))[:6]:
        stage.deliver([*order, *order])
        stage.ask()
    assert booked() == first
    assert stage.told() == [("paid", "", 85_000)]
    assert GatewayPayment.objects.count() == 1
    assert differences() == []


def test_a_bad_signature_is_refused_and_nothing_is_stored(stage: Stage) -> None:
    charge = stage.charge()
    stage.fake.pay(charge.code)
    good = stage.news()[-1]
    for headers, body in [
        (good.headers, good.body.replace(charge.code.encode(), b"ZZZZZZZZ")),
        (good.headers, b""),
        (good.headers, b"[]"),
        (good.headers, b"\xff\xfe"),
        (good.headers, b'{"signature_key": 7}'),
        ({}, b"{}"),
        ({name: value for name, value in good.headers.items() if "signature" not in name}, b'{"order_id": null}'),
    ]:
        with pytest.raises(NotFromProvider):
            gateways.receive(gateway=stage.fake.name, headers=headers, body=body)
    assert not GatewayEvent.objects.exists()


def test_the_same_webhook_is_stored_once(stage: Stage) -> None:
    charge = stage.charge()
    stage.fake.pay(charge.code)
    webhook = stage.news()[-1]
    answers = [
        gateways.receive(gateway=stage.fake.name, headers=webhook.headers, body=webhook.body) for _again in range(3)
    ]
    assert answers == [True, False, False]


def test_a_charge_that_failed_there_stays_open_here_until_its_own_time(stage: Stage) -> None:
    charge = stage.charge()
    stage.fake.fail(charge.code)
    stage.deliver(stage.news())
    assert stage.state(charge) == "open"
    assert stage.told() == []


def test_a_webhook_that_names_a_charge_of_another_way_moves_nothing(stage: Stage) -> None:
    charge = stage.charge()
    stage.fake.pay(charge.code)
    Charge.objects.filter(pk=charge.pk).update(provider="bank_transfer")
    stage.deliver(stage.news())
    assert booked() == []


# ending


def test_a_charge_that_closes_here_is_ended_there(stage: Stage) -> None:
    charge = stage.charge()
    charges.close(bill_ref="T1", state=Charge.State.EXPIRED)
    stage.ask()
    assert stage.fake.is_ended(charge.code)


def test_a_payment_that_was_faster_than_the_end_is_told_as_late(stage: Stage) -> None:
    charge = stage.charge()
    stage.fake.pay(charge.code)
    charges.close(bill_ref="T1", state=Charge.State.EXPIRED)
    stage.ask()
    assert stage.state(charge) == "paid"
    assert stage.told() == [("paid", "", 85_000)]
    assert differences() == []


def test_a_second_payment_of_a_paid_bill_is_due_to_the_buyer(stage: Stage) -> None:
    first = stage.charge()
    charges.close(bill_ref="T1", state=Charge.State.CANCELLED)
    second = stage.charge()
    stage.fake.pay(first.code)
    stage.fake.pay(second.code)
    stage.ask()
    assert sorted(stage.told()) == [("over", "paid_twice", 85_000), ("paid", "", 85_000)]
    assert stage.refund_due() == -85_000
    assert differences() == []


# giving back


def test_a_refund_goes_back_the_way_it_came(stage: Stage) -> None:
    charge = stage.paid()
    repayment = stage.refund(charge, 20_000)
    before = stage.held()
    stage.send_refunds()
    repayment.refresh_from_db()
    assert (repayment.state, repayment.way) == ("paid", "gateway")
    assert list(stage.fake.refunded(charge.code)) == [Money(20_000, "IDR")]
    assert stage.held() == before - 20_000
    assert stage.refund_due() == 0
    assert differences() == []


def test_the_same_refund_key_twice_is_one_refund(stage: Stage) -> None:
    charge = stage.paid()
    payment = GatewayPayment.objects.get()
    start = GatewayStart.objects.get()
    order = ToRefund("KEY-1", charge.code, payment.external_id, start.external_id, Money(20_000, "IDR"))
    assert stage.gateway.refund(order).external_id == stage.gateway.refund(order).external_id
    assert len(stage.fake.refunded(charge.code)) == 1


def test_a_refund_whose_answer_was_dropped_is_made_once(stage: Stage) -> None:
    charge = stage.paid()
    repayment = stage.refund(charge, 20_000)
    stage.fake.drop_answers()
    stage.send_refunds()
    repayment.refresh_from_db()
    assert repayment.state == "sending"
    stage.send_refunds()
    repayment.refresh_from_db()
    assert repayment.state == "paid"
    assert list(stage.fake.refunded(charge.code)) == [Money(20_000, "IDR")]
    stage.deliver(stage.news())
    stage.ask()
    assert stage.refund_due() == 0
    assert differences() == []


def test_several_refunds_never_pass_what_was_paid(stage: Stage) -> None:
    charge = stage.paid()
    for number, minor in enumerate((28_333, 28_333, 28_334)):
        stage.refund(charge, minor, key=f"part-{number}")
    stage.send_refunds()
    assert sum(one.minor for one in stage.fake.refunded(charge.code)) == 85_000
    over = stage.refund(charge, 1, key="one-too-much")
    stage.send_refunds()
    over.refresh_from_db()
    assert over.way == "bank"
    assert sum(one.minor for one in stage.fake.refunded(charge.code)) == 85_000
    assert differences() == []


def test_a_refund_that_is_refused_asks_the_buyer_for_an_account(stage: Stage) -> None:
    charge = stage.paid()
    repayment = stage.refund(charge, 20_000)
    stage.fake.refuse_refunds()
    stage.send_refunds()
    repayment.refresh_from_db()
    assert (repayment.state, repayment.way) == ("asked", "bank")
    assert stage.refund_due() == -20_000
    assert ("repay_failed", "", 20_000) in stage.told()
    assert differences() == []


@pytest.mark.parametrize("stage", REFUNDS_WAIT, indirect=True)
@pytest.mark.parametrize("succeeded", [True, False])
def test_a_refund_that_waits_is_ended_by_what_is_told_later(stage: Stage, succeeded: bool) -> None:
    charge = stage.paid()
    repayment = stage.refund(charge, 20_000)
    stage.fake.hold_refunds()
    stage.send_refunds()
    repayment.refresh_from_db()
    assert repayment.state == "sending"
    stage.fake.end_refunds(succeeded=succeeded)
    stage.ask()
    stage.deliver(stage.news())
    repayment.refresh_from_db()
    assert repayment.state == ("paid" if succeeded else "asked")
    assert stage.refund_due() == (0 if succeeded else -20_000)
    assert differences() == []


# disputes


def test_a_dispute_that_is_lost_takes_the_money_once_whoever_tells_it(stage: Stage) -> None:
    charge = stage.paid()
    before = stage.held()
    stage.fake.close_dispute(charge.code, won=False)
    stage.ask()
    stage.deliver([*reversed(stage.news()), *stage.fake.webhooks()])
    stage.ask()
    assert before - stage.held() == 85_000 + stage.fees() - (85_000 - before)
    assert stage.disputed() == 85_000  # until orders undo the sale
    assert [row for row in stage.told() if row[0] == "dispute_lost"] == [("dispute_lost", "", 85_000)]
    assert frozen_bill_refs(["T1", "T2"]) == set()
    assert differences() == []


@pytest.mark.parametrize("stage", DISPUTES_ARE_WON, indirect=True)
def test_an_open_dispute_freezes_its_bill_alone(stage: Stage) -> None:
    charge = stage.paid("T1")
    stage.paid("T2")
    stage.fake.open_dispute(charge.code)
    stage.deliver(stage.news())
    assert frozen_bill_refs(["T1", "T2"]) == {"T1"}
    assert stage.disputed() == 85_000
    assert stage.told("T1")[-1] == ("disputed", "", 85_000)
    assert differences() == []


@pytest.mark.parametrize("stage", DISPUTES_ARE_WON, indirect=True)
@pytest.mark.parametrize("turned", [False, True])
def test_a_dispute_that_is_won_gives_everything_back_in_any_order(stage: Stage, turned: bool) -> None:
    charge = stage.paid()
    stage.news()
    before = stage.held() + stage.fees()
    stage.fake.open_dispute(charge.code)
    stage.fake.close_dispute(charge.code, won=True)
    news = stage.news()
    stage.deliver([*(reversed(news) if turned else news), *news])
    stage.ask()
    assert stage.held() + stage.fees() == before
    assert stage.disputed() == 0
    assert stage.told()[-1] == ("dispute_won", "", 85_000)
    assert frozen_bill_refs(["T1"]) == set()
    assert differences() == []


def instructions(charge: Charge) -> str:
    return instructions_for(Charge.objects.get(pk=charge.pk)).kind
