"""The table of the design, pair by pair: every state and every verb, allowed or refused."""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest

from sellers.accounts.access import Scope
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.kit.errors import NotFound
from storefront.orders import life, life_table
from storefront.orders.life_step import SYSTEM, WrongStep, move
from storefront.orders.models import CancellationRequest, Order, OrderEvent
from tests.cast import Cast
from tests.storefront.life.stories import (
    act,
    citras_part,
    paid,
    placed,
    placed_for_pickup,
    saris_part,
    scope,
    time_left,
    transfer,
    verbs,
)

pytestmark = pytest.mark.django_db

# state: the steps that lead on from it, by delivery
ALLOWED = {
    ("placing", "any"): {"confirm"},
    ("waiting", "any"): {"confirm", "expire", "cancel"},
    ("confirmed", "any"): {"accept", "pack", "cancel"},
    ("confirmed", "pickup"): {"make_ready", "hand_over"},
    ("confirmed", "seller"): {"send", "deliver", "refuse_at_door"},
    ("confirmed", "courier"): {"send"},
    ("accepted", "any"): {"pack", "cancel"},
    ("accepted", "pickup"): {"make_ready", "hand_over"},
    ("accepted", "seller"): {"send", "deliver", "refuse_at_door"},
    ("accepted", "courier"): {"send"},
    ("packed", "any"): {"cancel"},
    ("packed", "pickup"): {"make_ready", "hand_over"},
    ("packed", "seller"): {"send", "deliver", "refuse_at_door"},
    ("packed", "courier"): {"send"},
    ("sent", "any"): {"receive", "dispute"},
    ("sent", "seller"): {"deliver", "count_received", "refuse_at_door"},
    ("sent", "courier"): {"deliver_parcel", "count_received", "refuse_parcel"},
    ("ready", "any"): {"receive", "cancel"},
    ("ready", "pickup"): {"hand_over"},
    ("received", "any"): {"complete", "dispute"},
    ("received", "courier"): {"not_taken"},
    ("completed", "any"): set(),
    ("cancelled", "any"): set(),
    ("expired", "any"): {"revive"},
    ("returned", "any"): set(),
    ("disputed", "any"): {"uphold", "return"},
}
DELIVERIES = sorted(life_table.ANY)
PAIRS = list(itertools.product(Order.State.values, DELIVERIES))


def allowed(state: str, delivery: str) -> set[str]:
    return ALLOWED[state, "any"] | ALLOWED.get((state, delivery), set())


def test_the_table_knows_every_state() -> None:
    assert {state for state, _delivery in ALLOWED} == set(Order.State.values)
    assert set(life_table.STATE_WORDS) == set(Order.State.values)


@pytest.mark.parametrize(("state", "delivery"), PAIRS)
def test_the_table_says_what_leads_on(state: str, delivery: str) -> None:
    found = {name for name, step in life_table.STEPS.items() if step.allows(state=state, delivery_kind=delivery)}
    assert found == allowed(state, delivery)


def test_a_step_that_is_not_in_the_table_leaves_the_row_alone(cast: Cast) -> None:
    order = saris_part(cast, placed(cast))
    events = OrderEvent.objects.count()
    for state, delivery in PAIRS:
        Order.objects.filter(pk=order.pk).update(state=state, delivery_kind=delivery)
        stood = Order.objects.get(pk=order.pk)
        for name, step in life_table.STEPS.items():
            if name not in allowed(state, delivery):
                with pytest.raises(WrongStep):
                    move(order=stood, step=step, actor=SYSTEM)
        assert Order.objects.get(pk=order.pk).state == state
    assert OrderEvent.objects.count() == events


def test_every_step_writes_its_event(cast: Cast) -> None:
    order = saris_part(cast, paid(cast))
    acting = act(cast.sari, order)
    life.accept(**acting)
    life.pack(**acting)
    life.send(**acting)
    assert verbs(order) == ["placed", "confirmed", "accepted", "packed", "sent"]
    assert OrderEvent.objects.get(order=order, verb="packed").person == cast.sari


def test_sending_at_once_records_what_it_includes(cast: Cast) -> None:
    order = saris_part(cast, paid(cast))
    life.send(scope=scope(cast.sari), person=cast.sari, order_code=order.code)
    assert verbs(order) == ["placed", "confirmed", "accepted", "packed", "sent"]


def test_of_two_people_who_act_at_once_one_is_told_it_is_done(cast: Cast) -> None:
    order = saris_part(cast, paid(cast))
    mine, theirs = Order.objects.get(pk=order.pk), Order.objects.get(pk=order.pk)
    move(order=mine, step=life_table.CANCEL, actor=SYSTEM)
    with pytest.raises(WrongStep) as error:  # read before the other wrote, and still refused
        move(order=theirs, step=life_table.ACCEPT, actor=SYSTEM)
    assert error.value.status == 409
    assert "Dibatalkan" in error.value.sentence
    assert verbs(order)[-1] == "cancelled"


def test_a_step_that_is_still_right_goes_on_from_where_the_other_left(cast: Cast) -> None:
    order = saris_part(cast, paid(cast))
    mine, theirs = Order.objects.get(pk=order.pk), Order.objects.get(pk=order.pk)
    move(order=mine, step=life_table.ACCEPT, actor=SYSTEM)
    move(order=theirs, step=life_table.PACK, actor=SYSTEM)
    assert verbs(order)[-2:] == ["accepted", "packed"]


def test_a_helpers_act_carries_both_names(cast: Cast) -> None:
    order = saris_part(cast, paid(cast))
    life.accept(scope=scope(cast.budi), person=cast.budi, order_code=order.code)
    event = OrderEvent.objects.get(order=order, verb="accepted")
    entry = AuditEntry.objects.get(verb="order.accepted")
    assert (event.person, event.as_helper) == (cast.budi, True)
    assert (entry.person, entry.acting_for) == (cast.budi, cast.saris.seller)
    assert (entry.before, entry.after) == ({"state": "confirmed"}, {"state": "accepted", "reason": ""})


def test_the_sellers_own_act_needs_no_audit_line(cast: Cast) -> None:
    order = saris_part(cast, paid(cast))
    life.accept(scope=scope(cast.sari), person=cast.sari, order_code=order.code)
    assert not AuditEntry.objects.filter(verb="order.accepted").exists()


@pytest.mark.parametrize("who", ["citra", "stranger", "dewi", "fajar", "eko"])
def test_another_sellers_order_does_not_exist(cast: Cast, who: str) -> None:
    order = saris_part(cast, paid(cast))
    person = getattr(cast, who)
    acting = act(person, order)
    steps: tuple[Callable[[], Order], ...] = (
        lambda: life.accept(**acting),
        lambda: life.pack(**acting),
        lambda: life.send(**acting),
        lambda: life.make_ready(**acting),
        lambda: life.deliver(**acting),
        lambda: life.hand_over(**acting, pin="0000"),
        lambda: life.note_arrival(**acting),
        lambda: life.cancel_by_seller(**acting, reason="x"),
        lambda: life.answer_cancellation(**acting, agree=True),
    )
    for step in steps:
        with pytest.raises(NotFound) as error:
            step()
        assert error.value.status == 404
    assert Order.objects.get(pk=order.pk).state == "confirmed"


def test_nobodys_scope_finds_nothing(cast: Cast) -> None:
    order = saris_part(cast, paid(cast))
    with pytest.raises(NotFound):
        life.accept(scope=Scope(), person=cast.stranger, order_code=order.code)


def test_a_buyer_cannot_touch_another_purchase(cast: Cast) -> None:
    mine, other = paid(cast), placed(cast, key="story-key-2")
    with pytest.raises(NotFound):
        life.buyer_cancel(purchase=other, order_code=saris_part(cast, mine).code)
    with pytest.raises(NotFound):
        life.buyer_confirm_receipt(purchase=other, order_code=saris_part(cast, mine).code)


def test_the_operator_acts_as_an_officer_and_is_audited(cast: Cast) -> None:
    order = saris_part(cast, paid(cast))
    life.accept(scope=scope(cast.operator), person=cast.operator, order_code=order.code)
    assert OrderEvent.objects.get(order=order, verb="accepted").actor == "officer"
    assert AuditEntry.objects.get(verb="order.accepted").person == cast.operator


def test_deadlines_are_the_cooperatives_settings(cast: Cast) -> None:
    cast.cooperative.terms.accept_hours = 6
    cast.cooperative.terms.pack_hours = 12
    cast.cooperative.terms.save()
    with clock.frozen(clock.now()) as time:
        order = saris_part(cast, paid(cast))
        assert time_left(order) == timedelta(hours=6)
        acting = act(cast.sari, order)
        accepted = life.accept(**acting)
        assert time_left(accepted) == timedelta(hours=12)
        time.tick(hours=3)
        assert life.pack(**acting).deadline_at == accepted.deadline_at
        assert time_left(life.send(**acting)) == timedelta(days=10)
        time.tick(days=1)
        assert time_left(life.note_arrival(**acting)) == timedelta(days=3)


def test_sending_answers_an_open_request_with_no(cast: Cast) -> None:
    purchase = paid(cast)
    order = saris_part(cast, purchase)
    life.buyer_cancel(purchase=purchase, order_code=order.code, reason="Salah alamat")
    life.send(scope=scope(cast.sari), person=cast.sari, order_code=order.code)
    assert CancellationRequest.objects.get().answer == "refused"


def test_an_unpaid_order_cannot_be_handed_over_even_with_its_pin(cast: Cast) -> None:
    order = citras_part(cast, placed_for_pickup(cast))
    with pytest.raises(WrongStep):
        life.hand_over(scope=scope(cast.citra), person=cast.citra, order_code=order.code, pin=order.pickup_pin)


def test_a_transfer_confirmed_while_a_part_is_cancelled_is_heard_first(cast: Cast) -> None:
    purchase = placed(cast)
    transfer(cast, purchase)
    order = saris_part(cast, purchase)
    life.buyer_cancel(purchase=purchase, order_code=order.code)
    assert Order.objects.get(pk=order.pk).state == "confirmed"
    assert CancellationRequest.objects.filter(order=order, answer="").exists()
