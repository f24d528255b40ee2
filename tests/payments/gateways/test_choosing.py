import pytest

from payments.charges import actions as charges
from payments.charges.instructions import instructions_for
from payments.charges.models import Charge
from payments.gateways import actions as gateways
from payments.gateways.choosing import choices_of
from payments.gateways.errors import ChargeNotOpen, ChoiceUnknown
from payments.gateways.models import GatewayStart
from tests.contracts.gateways import Stage, differences
from tests.fakes.midtrans import MidtransFake

pytestmark = pytest.mark.django_db


def test_another_way_closes_the_old_charge_and_ends_it_at_the_gateway(stage: Stage) -> None:
    old = stage.charge()
    new = gateways.choose(charge_id=old.pk, choice="va_bca")
    assert new.pk != old.pk
    assert stage.state(old) == "cancelled"
    assert instructions_for(Charge.objects.get(pk=new.pk)).kind == "manual"
    stage.ask()
    assert stage.fake.is_ended(old.code)
    assert not stage.fake.is_ended(new.code)


def test_choosing_the_same_again_changes_nothing(stage: Stage) -> None:
    old = stage.charge()
    assert gateways.choose(charge_id=old.pk, choice="qris").pk == old.pk
    new = gateways.choose(charge_id=old.pk, choice="gopay")
    assert gateways.choose(charge_id=old.pk, choice="gopay").pk == new.pk
    assert gateways.choose(charge_id=new.pk, choice="gopay").pk == new.pk
    assert Charge.objects.count() == 2


def test_both_paid_is_paid_twice_and_goes_back(stage: Stage) -> None:
    old = stage.charge()
    new = gateways.choose(charge_id=old.pk, choice="va_bri")
    stage.fake.pay(old.code)
    stage.fake.pay(new.code)
    stage.ask()
    assert sorted(stage.told()) == [("over", "paid_twice", 85_000), ("paid", "", 85_000)]
    assert differences() == []


def test_what_was_paid_or_closed_is_not_chosen_anew(stage: Stage) -> None:
    paid = stage.paid()
    with pytest.raises(ChargeNotOpen):
        gateways.choose(charge_id=paid.pk, choice="va_bca")
    closed = stage.charge("T2")
    charges.close(bill_ref="T2", state=Charge.State.EXPIRED)
    with pytest.raises(ChargeNotOpen):
        gateways.choose(charge_id=closed.pk, choice="va_bca")


def test_a_way_the_gateway_does_not_have_is_unknown(stage: Stage) -> None:
    charge = stage.charge()
    for odd in ("", "va_xyz", "qris\0"):
        with pytest.raises(ChoiceUnknown):
            gateways.choose(charge_id=charge.pk, choice=odd)
    assert choices_of("bank_transfer") == ()


def test_a_way_that_was_refused_may_be_chosen_again(stage: Stage, fake: MidtransFake) -> None:
    charge = stage.charge()
    GatewayStart.objects.filter(charge=charge).update(refused="channel is off")
    assert gateways.choose(charge_id=charge.pk, choice="qris").pk != charge.pk
