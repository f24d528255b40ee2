"""Asking Stripe how things stand: for a charge, and for what an event is about. Raises StripeError.

An event is a snapshot that may come late, twice or out of order, and it holds no fee. So it says only what to look
at; what Stripe answers now is what is told. Events about things that are not ours are read without asking.
"""

from collections.abc import Callable, Mapping
from typing import Any

import stripe

from payments.providers.port import Happened
from payments.providers.stripe import reading
from payments.providers.stripe.client import client, plain

Json = Mapping[str, Any]

WITH_FEE = ["latest_charge.balance_transaction"]
OF_SESSION = ["payment_intent.latest_charge.balance_transaction"]
PAGE = 100


def about_session(session_id: str) -> tuple[Happened, ...]:
    session = plain(client().v1.checkout.sessions.retrieve(session_id, {"expand": OF_SESSION}))
    intent = session.get("payment_intent")
    paid = _about_intent(intent, started_id=session_id) if isinstance(intent, Mapping) else ()
    if paid:
        return paid
    if _gave_up(session, intent):
        return reading.of_failed_session(session)
    return reading.of_session(session)


def open_sessions_of(charge_code: str) -> list[str]:
    """The ids of the sessions somebody could still pay for this charge. There is no search for it: all open ones are
    read, which is a day's worth at most."""
    found = client().v1.checkout.sessions.list({"status": "open", "limit": PAGE})
    return [one.id for one in found.auto_paging_iter() if one.client_reference_id == charge_code]


def about_event(event: Json) -> tuple[Happened, ...]:
    read = READERS.get(event["type"])
    return read(event["data"]["object"]) if read else ()


def _of_session_event(session: Json) -> tuple[Happened, ...]:
    return about_session(session["id"]) if reading.charge_code_of(session) else ()


def _of_intent_event(intent: Json) -> tuple[Happened, ...]:
    return _about_intent(_intent(intent["id"])) if reading.charge_code_of(intent) else ()


def _of_charge_event(charge: Json) -> tuple[Happened, ...]:
    intent_id = reading.id_of(charge.get("payment_intent"))
    return _about_intent(_intent(intent_id)) if intent_id and reading.charge_code_of(charge) else ()


def _of_refund_event(refund: Json) -> tuple[Happened, ...]:
    """A refund made by hand at Stripe carries no code of ours: its payment does."""
    intent_id = reading.id_of(refund.get("payment_intent"))
    code = reading.charge_code_of(refund) or (reading.charge_code_of(_intent(intent_id)) if intent_id else "")
    return reading.of_refund(plain(client().v1.refunds.retrieve(refund["id"])), charge_code=code) if code else ()


def _of_dispute_event(dispute: Json) -> tuple[Happened, ...]:
    intent_id = reading.id_of(dispute.get("payment_intent"))
    code = reading.charge_code_of(_intent(intent_id)) if intent_id else ""
    return reading.of_dispute(plain(client().v1.disputes.retrieve(dispute["id"])), charge_code=code) if code else ()


READERS: dict[str, Callable[[Json], tuple[Happened, ...]]] = {
    "checkout.session.completed": _of_session_event,
    "checkout.session.async_payment_succeeded": _of_session_event,
    "checkout.session.async_payment_failed": _of_session_event,
    "checkout.session.expired": _of_session_event,
    "payment_intent.succeeded": _of_intent_event,
    "charge.refunded": _of_charge_event,
    "refund.created": _of_refund_event,
    "refund.updated": _of_refund_event,
    "refund.failed": _of_refund_event,
    "charge.refund.updated": _of_refund_event,
    "charge.dispute.created": _of_dispute_event,
    "charge.dispute.updated": _of_dispute_event,
    "charge.dispute.closed": _of_dispute_event,
    "charge.dispute.funds_withdrawn": _of_dispute_event,
    "charge.dispute.funds_reinstated": _of_dispute_event,
}


def _intent(intent_id: str) -> Json:
    return plain(client().v1.payment_intents.retrieve(intent_id, {"expand": WITH_FEE}))


def _about_intent(intent: Json, *, started_id: str = "") -> tuple[Happened, ...]:
    """The payment, what was given back of it and what is disputed; nothing before it succeeded."""
    if intent["status"] != "succeeded" or not reading.charge_code_of(intent):
        return ()
    v1 = client().v1
    refunds = _all(v1.refunds.list({"payment_intent": intent["id"], "limit": PAGE}))
    disputes = _all(v1.disputes.list({"payment_intent": intent["id"], "limit": PAGE})) if _is_disputed(intent) else []
    return reading.of_all(intent, started_id=started_id, refunds=refunds, disputes=disputes)


def _is_disputed(intent: Json) -> bool:
    charge = intent.get("latest_charge")
    return isinstance(charge, Mapping) and bool(charge["disputed"])


def _gave_up(session: Json, intent: object) -> bool:
    """The payer finished with a slow method, and that failed: the intent wants another one, and nobody can give it."""
    wanting = isinstance(intent, Mapping) and intent["status"] in ("requires_payment_method", "canceled")
    return session["status"] == "complete" and session["payment_status"] == "unpaid" and wanting


def _all(found: "stripe.ListObject[Any]") -> list[Json]:
    return [plain(one) for one in found.auto_paging_iter()]
