"""Packing an order: what is sold by weight goes on the scale first, and the price settles within the agreed bound.

What weighs less than it says gives the difference back to its buyer, by the machinery of every other refund: booked
once, the commission at its frozen rate, an unpaid bill asked with less. It needs no second person, because the bound
was agreed to when it was bought and the amount is arithmetic. The pool follows the scale.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope
from sellers.audit import actions as audit
from sellers.people.models import Person
from storefront import engine
from storefront.orders import life_sale, life_table, refund_plan, refunds, settling, weighing, weighing_rows
from storefront.orders.life_step import for_seller, move
from storefront.orders.models import Order, OrderLine
from storefront.orders.refund_plan import Plan
from storefront.orders.refund_wish import LineWish, RefundWish, worth
from storefront.orders.weighing_rows import ToWeigh
from storefront.terms import bearing

WEIGHED = "weighed"


def pack(*, scope: Scope, person: Person, order_code: str, grams: Mapping[int, int] | None = None) -> Order:
    """`grams` by line: what all packs of the line weigh together. Raises NotWeighed, OutsideBound.

    The key of the refund is the order's own, so that whoever packs twice settles once.
    """
    settling.hear_of(order_code=order_code)
    with transaction.atomic():
        order, actor = for_seller(scope=scope, person=person, order_code=order_code)
        life_sale.hold_still(order=order)
        waiting = weighing_rows.to_weigh(order) if life_table.PACK.allows(
            state=order.state, delivery_kind=order.delivery_kind
        ) else []  # fmt: skip
        story = _settle(order, person, waiting, grams or {}, helping=actor.as_helper) if waiting else ""
        move(order=order, step=life_table.PACK, actor=actor, reason=story)
    return order


def _settle(order: Order, person: Person, waiting: list[ToWeigh], grams: Mapping[int, int], *, helping: bool) -> str:
    """Write what the scale said, give back what was missing, let the pool follow. Answers the story of it."""
    for one in waiting:
        _check(one, grams.get(one.line.pk))
    said = {one.line.pk: grams[one.line.pk] for one in waiting}
    for line_id, weighed in said.items():
        OrderLine.objects.filter(pk=line_id, weighed_g__isnull=True).update(weighed_g=weighed)
    story = weighing.story([(one.name, said[one.line.pk], one.bound.nominal_g) for one in waiting])[:300]
    _give_back(order, person, waiting, said, story, helping=helping)
    more: dict[int, int] = {}
    for one in waiting:
        difference = said[one.line.pk] - one.held_g
        more[one.line.variant_id] = more.get(one.line.variant_id, 0) + difference
    engine.active().weigh(order_ref=order.code, ref=WEIGHED, more=more)
    after = {"grams": {str(line_id): weighed for line_id, weighed in said.items()}}
    audit.record(
        person=person, verb="order.weighed", obj=order, after=after, acting_for=order.seller if helping else None
    )
    return story


def _check(one: ToWeigh, grams: int | None) -> None:
    if grams is None:
        sentence = _("Timbang %(name)s dulu, lalu isi gramnya.") % {"name": one.name}
        raise weighing_rows.NotWeighed(sentence, field=one.field)
    if not one.bound.holds(grams):
        sentence = _("%(name)s harus %(bound)s. Tukar barangnya, atau kembalikan dulu berat (gram) yang kurang.")
        raise weighing.OutsideBound(sentence % {"name": one.name, "bound": one.bound.words}, field=one.field)


def _give_back(
    order: Order, person: Person, waiting: list[ToWeigh], said: Mapping[int, int], story: str, *, helping: bool
) -> None:
    short = {one.line.pk: weighing.missing_g(nominal_g=one.bound.nominal_g, grams=said[one.line.pk]) for one in waiting}
    wishes = tuple(
        wish
        for left in refund_plan.lefts_of(order)
        if (wish := LineWish(left.line_id, weight_g=short.get(left.line_id, 0))).weight_g and worth(wish, left)
    )
    if not wishes:  # nothing is missing, or nothing that any money is left for
        return
    backs, delivery = refund_plan.backs_of(order=order, wish=RefundWish(WEIGHED, wishes))
    plan = Plan(order, WEIGHED, story, bearing.SELLER, bearing.SELLER, backs, delivery)
    refunds.by_rule(plan=plan, person=person, key=WEIGHED, helping=helping)
