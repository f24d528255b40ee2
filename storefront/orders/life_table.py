"""The life of an Order as a table: which step leads from which states to which, and for which delivery. Pure.

A later step includes the earlier ones: whoever sends an order has accepted and packed it, and each skipped step is
recorded as an event of its own.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PICKUP, SELLER, COURIER = "pickup", "seller", "courier"
ANY = frozenset({PICKUP, SELLER, COURIER})

UNSENT = frozenset({"confirmed", "accepted", "packed"})  # sold, still in the seller's hands
NOT_HANDED_OVER = UNSENT | {"ready"}
CANCELLABLE = NOT_HANDED_OVER | {"waiting"}
HOLDS_NO_STOCK = frozenset({"placing", "cancelled", "expired"})  # "placing" only when its purchase was refused
OPEN = NOT_HANDED_OVER | {"sent", "disputed"}  # the seller may see who buys and where it goes
PROOF_SHOWN = OPEN | {"received"}  # the photo of the buyer's door, while somebody may still ask whether it came


@dataclass(frozen=True)
class Step:
    """`verb` is what the OrderEvent says."""

    verb: str
    sources: frozenset[str]
    target: str
    deliveries: frozenset[str] = ANY

    def allows(self, *, state: str, delivery_kind: str) -> bool:
        return state in self.sources and delivery_kind in self.deliveries


CONFIRM = Step("confirmed", frozenset({"placing", "waiting"}), "confirmed")
REVIVE = Step("confirmed", frozenset({"expired"}), "confirmed")  # paid after expiry, the stock was taken again
ACCEPT = Step("accepted", frozenset({"confirmed"}), "accepted")
PACK = Step("packed", frozenset({"confirmed", "accepted"}), "packed")
SEND = Step("sent", UNSENT, "sent", frozenset({SELLER, COURIER}))
MAKE_READY = Step("ready", UNSENT, "ready", frozenset({PICKUP}))
HAND_OVER = Step("received", NOT_HANDED_OVER, "received", frozenset({PICKUP}))
DELIVER = Step("received", UNSENT | {"sent"}, "received", frozenset({SELLER}))
DELIVER_PARCEL = Step("received", frozenset({"sent"}), "received", frozenset({COURIER}))  # and its cash was taken
NOT_TAKEN = Step("cash_not_taken", frozenset({"received"}), "sent", frozenset({COURIER}))  # a wrong press, taken back
RECEIVE = Step("received", frozenset({"sent", "ready"}), "received")  # the buyer says so
COUNT_RECEIVED = Step("counted_received", frozenset({"sent"}), "received", frozenset({SELLER, COURIER}))
COMPLETE = Step("completed", frozenset({"received"}), "completed")
EXPIRE = Step("expired", frozenset({"waiting"}), "expired")
CANCEL = Step("cancelled", CANCELLABLE, "cancelled")
DISPUTE = Step("disputed", frozenset({"sent", "received"}), "disputed")
UPHOLD = Step("upheld", frozenset({"disputed"}), "received")  # the officer found that the goods arrived well
RETURN = Step("returned", frozenset({"disputed"}), "returned")
# a cash parcel that the buyer did not take: the seller's own round may not have been noted as sent
REFUSE_AT_DOOR = Step("refused_at_door", UNSENT | {"sent"}, "returned", frozenset({SELLER}))
REFUSE_PARCEL = Step("refused_at_door", frozenset({"sent"}), "returned", frozenset({COURIER}))

STEPS = {
    "confirm": CONFIRM,
    "revive": REVIVE,
    "accept": ACCEPT,
    "pack": PACK,
    "send": SEND,
    "make_ready": MAKE_READY,
    "hand_over": HAND_OVER,
    "deliver": DELIVER,
    "deliver_parcel": DELIVER_PARCEL,
    "not_taken": NOT_TAKEN,
    "receive": RECEIVE,
    "count_received": COUNT_RECEIVED,
    "complete": COMPLETE,
    "expire": EXPIRE,
    "cancel": CANCEL,
    "dispute": DISPUTE,
    "uphold": UPHOLD,
    "return": RETURN,
    "refuse_at_door": REFUSE_AT_DOOR,
    "refuse_parcel": REFUSE_PARCEL,
}

_BEFORE_HANDOVER = ("confirmed", "accepted", "packed")


def skipped(*, source: str, target: str) -> tuple[str, ...]:
    """The steps between `source` and `target` that were not recorded one by one: ("accepted", "packed") or fewer."""
    if source not in _BEFORE_HANDOVER or target not in {"packed", "sent", "ready", "received"}:
        return ()
    later = _BEFORE_HANDOVER[_BEFORE_HANDOVER.index(source) + 1 :]
    return tuple(verb for verb in later if verb != target)


STATE_WORDS: dict[str, Promise] = {
    "placing": _("Sedang dibuat"),
    "waiting": _("Menunggu pembayaran"),
    "confirmed": _("Menunggu diterima penjual"),
    "accepted": _("Diterima penjual"),
    "packed": _("Dikemas"),
    "sent": _("Dikirim"),
    "ready": _("Siap diambil"),
    "received": _("Sampai tujuan"),
    "completed": _("Selesai"),
    "cancelled": _("Dibatalkan"),
    "expired": _("Lewat batas bayar"),
    "returned": _("Dikembalikan"),
    "disputed": _("Ada masalah"),
}
