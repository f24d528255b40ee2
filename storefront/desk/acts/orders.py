"""Acts on an order: each makes the very call its page makes. What somebody did already is done, not refused."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.kit.errors import NotFound
from storefront.delivery.couriers import tracking_warning
from storefront.desk.acts.port import Act, Done, Sent
from storefront.desk.reading_json import Given
from storefront.orders import door_photo, life, settling, weighing_rows
from storefront.orders.models import Order

LONGEST = 40
ENDED_OTHERWISE = frozenset({"cancelled", "expired", "returned", "disputed"})  # what was done before it counts no more


def accept(sent: Sent) -> Done:
    return _step(sent, life.accept, "accepted")


def pack(sent: Sent) -> Done:
    """What is sold by weight comes with what the scale said, typed as on the page."""
    grams = weighing_rows.typed(_scale(sent.given), order=_order(sent))
    return _step(sent, life.pack, "packed", grams=grams)


def send(sent: Sent) -> Done:
    """A strange tracking number is kept, and said."""
    courier, number = sent.given.text("courier", most=LONGEST), sent.given.text("number", most=LONGEST)
    warning = tracking_warning(courier, number) if number else ""
    return _step(sent, life.send, "sent", warning=warning, courier=courier, tracking_number=number)


def make_ready(sent: Sent) -> Done:
    return _step(sent, life.make_ready, "ready")


def hand_over(sent: Sent) -> Done:
    """A wrong PIN is an answer too, kept under the key: a repeat of the same act is no further try."""
    pin = "".join(sign for sign in sent.given.text("pin", most=20) if sign.isascii() and sign.isdigit())[:8]
    try:
        return _step(sent, life.hand_over, "received", pin=pin, settle=False)
    except life.WrongPin as error:
        return Done({}, refusal=error)


def deliver(sent: Sent) -> Done:
    """At the door, with or without a photo of it. The first photo is kept, also when the buyer was faster."""
    proof = next(iter(sent.proofs.values()), "")
    done = _step(sent, life.deliver, "received", proof=proof, settle=False)
    if not done.answer["already"] or (proof and door_photo.keep(order=_order(sent), proof=proof)):
        sent.proofs.clear()  # the shipment keeps it
    return done


def _step(sent: Sent, deed: Callable[..., Any], verb: str, *, warning: str = "", **given: Any) -> Done:
    """Do it, or find that it was done: two people of one stall may both have packed the same parcel, each offline.

    What the second one typed is not written then, and the answer says so.
    """
    order = _order(sent)
    answer: dict[str, Any] = {"code": order.code, "already": False}
    try:
        order = deed(scope=sent.desk.scope, person=sent.desk.person, order_code=order.code, **given)
    except life.WrongStep:
        order.refresh_from_db(fields=["state"])
        if order.state in ENDED_OTHERWISE or not order.events.filter(verb=verb).exists():
            raise
        answer["already"], warning = True, _("Sudah dicatat lebih dulu. Periksa pesanannya.")
    answer |= {"state": str(order.state), "warning": warning}
    return Done(answer, reverse("desk:order", args=[order.code]))


def _order(sent: Sent) -> Order:
    own = Order.objects.within(sent.desk.scope).filter(seller=sent.desk.seller)
    order = own.filter(code=sent.given.text("code", most=8)).first()
    if order is None:
        raise NotFound(_("Pesanan ini tidak ditemukan."))
    return order


def _scale(given: Given) -> dict[str, str]:
    """The inputs of the page's form by name: {"gram-12": "1,2 kg"}, beside the code or within `weights`."""
    inputs = given if given.values.get("weights") is None else given.inner("weights")
    names = [name for name in inputs.values if name.startswith(weighing_rows.field_of(0)[:-1])]
    return {name: inputs.text(name, most=20) for name in names[:100]}


def _door_photo(given: Given) -> tuple[UUID, ...]:
    return (given.key("upload"),) if given.values.get("upload") else ()


def _hear(sent: Sent) -> None:
    """What payments told of the order is applied before its step, and before the act's transaction."""
    settling.hear_of(order_code=_order(sent).code)


ORDERS: Mapping[str, Act] = {
    "order.accept": Act(Verb.ORDERS, accept, before=_hear),
    "order.pack": Act(Verb.ORDERS, pack, before=_hear),
    "order.send": Act(Verb.ORDERS, send, before=_hear),
    "order.ready": Act(Verb.ORDERS, make_ready, before=_hear),
    "order.hand_over": Act(Verb.ORDERS, hand_over, before=_hear),
    "order.deliver": Act(Verb.ORDERS, deliver, before=_hear, uploads=_door_photo, as_proofs=True),
}
