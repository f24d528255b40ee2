"""A wrong press on "the courier took the cash", taken back: by whom, until when, and to the last rupiah."""

from datetime import timedelta

import pytest
from django.test import Client

from payments.charges import actions as charges
from payments.charges.models import Charge
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.ledger.reconcile import check
from payments.remittances import not_taken
from payments.remittances import undoing as remittances_undoing
from payments.remittances.errors import ParcelRemitted
from sellers.kit import clock
from sellers.kit.errors import NotFound
from sellers.messages.models import Message
from sellers.people.models import Person
from storefront.orders import life
from storefront.orders.life_step import WrongStep
from storefront.orders.models import Bill, Order
from storefront.orders.not_taken import NotYours, undoable
from storefront.terms import bearing
from tests.cast import Cast
from tests.storefront.life.parcels import (
    charge_of,
    cooperatives_contract,
    jne,
    own_contract,
    remitted,
    saris_jne,
    sent,
    taken,
)
from tests.storefront.life.stories import act, scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(cast: Cast) -> Order:
    """105000 that JNE took, as an officer said."""
    cooperatives_contract(cast)
    return taken(cast)


def at(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def undo(cast: Cast, order: Order, who: Person | None = None) -> Order:
    return life.courier_took_nothing(**act(who or cast.gita, order))


def test_the_parcel_is_on_its_way_again_and_its_money_still_to_come(cast: Cast, parcel: Order) -> None:
    undo(cast, parcel)
    order = Order.objects.select_related("bill", "shipment").get(pk=parcel.pk)
    assert (order.state, order.bill.state, order.bill.paid_at, order.shipment.arrived_at) == (
        "sent", "open", None, None,
    )  # fmt: skip
    assert balance(jne(cast)).minor == 0
    assert [(one.state, one.courier) for one in Charge.objects.order_by("pk")] == [
        ("cancelled", "jne"),
        ("open", "jne"),
    ]
    assert order.deadline_at is not None
    assert check() == []


def test_taken_for_true_afterwards_it_is_owed_once(cast: Cast, parcel: Order) -> None:
    undo(cast, parcel)
    life.courier_took_cash(**act(cast.dewi, Order.objects.get(pk=parcel.pk)))
    assert balance(jne(cast)).minor == 105_000
    assert Bill.objects.get().state == "paid"
    remitted(cast, Order.objects.get(pk=parcel.pk), received=105_000)
    assert (balance(jne(cast)).minor, check()) == (0, [])


def test_pressed_wrongly_again_it_is_taken_back_again(cast: Cast, parcel: Order) -> None:
    for _time in range(2):
        undo(cast, parcel)
        life.courier_took_cash(**act(cast.dewi, Order.objects.get(pk=parcel.pk)))
    undo(cast, parcel)
    assert (balance(jne(cast)).minor, check()) == (0, [])
    assert Message.objects.filter(template="cash_not_taken").count() == 3


def test_refused_at_the_door_after_all_nobody_owes_anything(cast: Cast, parcel: Order) -> None:
    undo(cast, parcel)
    order = Order.objects.get(pk=parcel.pk)
    life.refuse_at_door(**act(cast.dewi, order), reason=next(iter(bearing.at_door())), returned={})
    assert Order.objects.get(pk=parcel.pk).state == "returned"
    assert (balance(jne(cast)).minor, check()) == (0, [])


def test_twice_is_once(cast: Cast, parcel: Order) -> None:
    undo(cast, parcel)
    with pytest.raises(WrongStep):
        undo(cast, parcel)
    assert check() == []


def test_what_the_courier_accounted_for_in_part_is_refused_until_that_is_undone(cast: Cast, parcel: Order) -> None:
    remittance = remitted(cast, parcel, received=70_001, note="sisanya menyusul")
    assert undoable(scope=scope(cast.gita), order=Order.objects.get(pk=parcel.pk)) is None
    with pytest.raises(ParcelRemitted):
        undo(cast, parcel)
    assert (Order.objects.get(pk=parcel.pk).state, balance(jne(cast)).minor) == ("received", 34_999)
    remittances_undoing.undo(
        scope=scope(cast.gita), person=cast.gita, code=remittance.code, reason="keliru",
        cooperative_id=cast.cooperative.pk,
    )  # fmt: skip
    undo(cast, parcel)
    assert (balance(jne(cast)).minor, check()) == (0, [])


def test_a_stall_has_one_hour(cast: Cast) -> None:
    own_contract(cast)
    order = life.courier_took_cash(**act(cast.sari, sent(cast)))
    assert balance(saris_jne(cast)).minor == 105_000
    found = undoable(scope=scope(cast.sari), order=order)
    assert found is not None and found.until is not None
    with clock.frozen(found.until):
        assert undoable(scope=scope(cast.sari), order=order) is None
        with pytest.raises(NotYours, match="satu jam"):
            undo(cast, order, cast.sari)
    with clock.frozen(found.until - timedelta(seconds=1)):
        undo(cast, order, cast.sari)
    assert (balance(saris_jne(cast)).minor, check()) == (0, [])


def test_what_the_buyer_itself_confirmed_a_stall_does_not_deny(cast: Cast) -> None:
    own_contract(cast)
    order = sent(cast)
    life.buyer_confirm_receipt(purchase=order.purchase, order_code=order.code)
    order = Order.objects.get(pk=order.pk)
    assert (order.state, order.bill.state) == ("received", "paid")
    assert undoable(scope=scope(cast.sari), order=order) is None
    with pytest.raises(NotYours, match="bendahara"):
        undo(cast, order, cast.sari)
    undo(cast, order)


def test_a_treasurer_may_after_the_hour_another_officer_never(cast: Cast, parcel: Order) -> None:
    with pytest.raises(NotYours, match="bendahara"):
        undo(cast, parcel, cast.dewi)
    with pytest.raises(NotFound):
        undo(cast, parcel, cast.citra)
    with clock.frozen(clock.now() + timedelta(hours=20)):
        undo(cast, parcel, cast.gita)
    assert balance(jne(cast)).minor == 0


def test_what_was_complained_about_or_is_over_stays(cast: Cast, parcel: Order) -> None:
    Order.objects.filter(pk=parcel.pk).update(state="completed")
    with pytest.raises(WrongStep):
        undo(cast, parcel)
    Order.objects.filter(pk=parcel.pk).update(state="disputed")
    with pytest.raises(WrongStep):
        undo(cast, parcel)
    assert balance(jne(cast)).minor == 105_000


def test_in_ringgit_with_its_sen(cast: Cast, parcel: Order) -> None:
    """1.050,01 there and back, beside the rupiah of another parcel."""
    order = sent(cast, key="cod-2")
    Charge.objects.filter(bill_ref=order.bill.code).update(amount_minor=105_001, total_minor=105_001, currency="MYR")
    charge = charge_of(order)
    charges.record_cash(bill_ref=charge.bill_ref, person=cast.gita)
    Charge.objects.get(pk=charge.pk).settlements.update(done_at=clock.now())
    owed = accounts.courier_cash("jne", cast.cooperative.pk, None, "MYR")
    assert balance(owed).minor == 105_001
    for _twice in range(2):
        not_taken.take_back(bill_ref=charge.bill_ref)
    assert (balance(owed).minor, balance(jne(cast)).minor) == (0, 105_000)


def test_the_page_s_button_does_it_once_for_whoever_may(cast: Cast, parcel: Order) -> None:
    address = f"/koperasi/pesanan/{parcel.code}/tunai-kurir/pembatalan/"
    page = f"/koperasi/pesanan/{parcel.code}/"
    assert address in at(cast.gita).get(page).content.decode()
    assert address not in at(cast.dewi).get(page).content.decode()
    assert at(cast.dewi).post(address).status_code == 404
    assert at(cast.fajar).post(address).status_code == 404
    assert at(cast.gita).get(address).status_code == 405
    assert at(cast.gita).post(address).status_code == 302
    assert at(cast.gita).post(address).status_code == 409
    assert "Sampai, uang diambil kurir" in at(cast.dewi).get(page).content.decode()


def test_the_seller_s_page_has_it_for_an_hour(cast: Cast) -> None:
    own_contract(cast)
    order = life.courier_took_cash(**act(cast.sari, sent(cast)))
    address = f"/lapak/pesanan/{order.code}/tunai-kurir/pembatalan/"
    page = f"/lapak/pesanan/{order.code}/"
    assert address in at(cast.sari).get(page).content.decode()
    assert at(cast.citra).post(address).status_code == 404
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        assert address not in at(cast.sari).get(page).content.decode()
        assert at(cast.sari).post(address).status_code == 403
    assert at(cast.sari).post(address).status_code == 302
    assert Order.objects.get().state == "sent"
