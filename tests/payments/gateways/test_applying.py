"""What a gateway tells becomes rows and postings exactly once: amounts, fees, disputes and refunds in any order."""

from dataclasses import replace
from itertools import permutations

import pytest

from payments.charges.models import Charge
from payments.gateways import actions as gateways
from payments.gateways.errors import DoesNotFit, NotYet
from payments.gateways.models import GatewayDispute, GatewayPayment
from payments.gateways.queries import frozen_bill_refs
from payments.money import Money
from payments.providers.port import Happened, What
from sellers.kit import clock
from tests.contracts.gateways import Stage, booked, differences

pytestmark = pytest.mark.django_db


def told(charge: Charge, what: What, name: str = "pay-1", minor: int = 85_000, **more: object) -> Happened:
    return replace(Happened(what, charge.code, name, Money(minor, charge.currency), clock.now()), **more)  # type: ignore[arg-type]  # the fields of Happened


def apply(stage: Stage, *happened: Happened) -> list[bool]:
    return [gateways.apply(one, stage.gateway) for one in happened]


def test_the_same_payment_told_three_times_is_written_once(stage: Stage) -> None:
    charge = stage.unstarted()
    paid = told(charge, What.PAID)
    assert apply(stage, paid, paid, paid) == [True, False, False]
    assert stage.told() == [("paid", "", 85_000)]


def test_too_much_goes_back_and_too_little_waits_for_the_rest(stage: Stage) -> None:
    over, short = stage.unstarted("T1"), stage.unstarted("T2")
    apply(stage, told(over, What.PAID, "a", 90_001), told(short, What.PAID, "b", 50_000))
    assert stage.told("T1") == [("paid", "", 85_000), ("over", "overpaid", 5_001)]
    assert stage.told("T2") == [("short", "", 50_000)]
    apply(stage, told(short, What.PAID, "c", 35_000))
    assert stage.told("T2")[-1] == ("paid", "", 85_000)
    assert differences() == []


def test_a_fee_is_booked_once_also_when_it_is_known_later(stage: Stage) -> None:
    charge = stage.unstarted()
    paid = told(charge, What.PAID)
    with_fee = replace(paid, fee=Money(2_333, "IDR"))
    assert apply(stage, paid, with_fee, with_fee, paid) == [True, True, False, False]
    assert (stage.fees(), stage.held()) == (2_333, 82_667)
    assert differences() == []


def test_a_fee_in_another_currency_is_not_booked(stage: Stage) -> None:
    charge = stage.unstarted()
    apply(stage, told(charge, What.PAID, fee=Money(31, "SGD")))
    assert stage.fees() == 0
    assert differences() == []


def test_a_payment_in_another_currency_is_refused_and_moves_nothing(stage: Stage) -> None:
    charge = stage.unstarted()
    with pytest.raises(DoesNotFit):
        apply(stage, told(charge, What.PAID, amount=Money(85_000, "USD")))
    assert booked() == []


def test_a_payment_told_again_with_another_amount_is_refused(stage: Stage) -> None:
    charge = stage.unstarted()
    apply(stage, told(charge, What.PAID))
    with pytest.raises(DoesNotFit):
        apply(stage, told(charge, What.PAID, minor=85_001))
    assert stage.held() == 85_000


def test_another_gateways_charge_and_an_unknown_one_are_not_ours(stage: Stage) -> None:
    charge = stage.unstarted()
    Charge.objects.update(provider="stripe")
    unknown = replace(told(charge, What.PAID), charge_code="UNKNOWN1")
    assert apply(stage, told(charge, What.PAID), unknown) == [False, False]
    assert not GatewayPayment.objects.exists()


def test_news_without_a_name_we_know_yet_is_looked_at_later(stage: Stage) -> None:
    charge = stage.unstarted()
    nameless = replace(told(charge, What.PAID), charge_code="", started_id="tx-unknown")
    with pytest.raises(NotYet):
        apply(stage, nameless)


def test_a_dispute_before_its_payment_is_looked_at_later(stage: Stage) -> None:
    charge = stage.unstarted()
    with pytest.raises(NotYet):
        apply(stage, told(charge, What.DISPUTED, "d-1", payment_id="pay-1"))
    assert not GatewayDispute.objects.exists()


@pytest.mark.parametrize("order", list(permutations([What.DISPUTED, What.DISPUTE_WON, What.DISPUTED])))
def test_a_won_dispute_ends_where_it_began_in_any_order(stage: Stage, order: tuple[What, ...]) -> None:
    charge = stage.unstarted()
    apply(stage, told(charge, What.PAID))
    apply(stage, *(told(charge, what, "d-1", payment_id="pay-1") for what in order))
    assert (stage.held(), stage.disputed()) == (85_000, 0)
    assert stage.told()[-1] == ("dispute_won", "", 85_000)
    assert frozen_bill_refs(["T1"]) == set()
    assert differences() == []


@pytest.mark.parametrize("order", list(permutations([What.DISPUTED, What.DISPUTE_LOST, What.DISPUTE_LOST])))
def test_a_lost_dispute_takes_the_money_once_in_any_order(stage: Stage, order: tuple[What, ...]) -> None:
    charge = stage.unstarted()
    apply(stage, told(charge, What.PAID))
    apply(stage, *(told(charge, what, "d-1", payment_id="pay-1") for what in order))
    assert (stage.held(), stage.disputed()) == (0, 85_000)
    assert [kind for kind, _why, _minor in stage.told()].count("dispute_lost") == 1
    assert frozen_bill_refs(["T1"]) == set()
    assert differences() == []


@pytest.mark.parametrize("first", [What.DISPUTE_WON, What.DISPUTE_LOST])
def test_what_was_decided_stays_decided(stage: Stage, first: What) -> None:
    charge = stage.unstarted()
    apply(stage, told(charge, What.PAID), told(charge, first, "d-1"))
    before = booked()
    other = What.DISPUTE_LOST if first == What.DISPUTE_WON else What.DISPUTE_WON
    assert apply(stage, told(charge, other, "d-1"), told(charge, What.DISPUTED, "d-1")) == [False, False]
    assert booked() == before


def test_an_open_dispute_freezes_and_its_fee_is_booked_once(stage: Stage) -> None:
    charge = stage.unstarted()
    disputed = told(charge, What.DISPUTED, "d-1", 20_000, fee=Money(15_000, "IDR"))
    apply(stage, told(charge, What.PAID), disputed, disputed)
    apply(stage, replace(disputed, what=What.DISPUTE_LOST))
    assert (stage.held(), stage.disputed(), stage.fees()) == (50_000, 20_000, 15_000)


def test_two_disputes_of_one_bill_freeze_it_until_both_are_decided(stage: Stage) -> None:
    charge = stage.unstarted()
    apply(stage, told(charge, What.PAID))
    apply(stage, told(charge, What.DISPUTED, "d-1", 30_000), told(charge, What.DISPUTED, "d-2", 20_001))
    apply(stage, told(charge, What.DISPUTE_WON, "d-1", 30_000))
    assert frozen_bill_refs(["T1"]) == {"T1"}
    assert stage.disputed() == 20_001
    assert differences() == []
