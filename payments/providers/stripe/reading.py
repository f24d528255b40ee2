"""What Stripe's objects say of our charges. Pure: objects come as plain JSON, Happened rows go.

Webhooks and answers are read by the same functions, so it makes no difference who told. A payment is named by its
payment intent everywhere. An object without our charge's code in its metadata is somebody else's.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from payments.money import Money
from payments.providers.port import Happened, What
from payments.providers.stripe.amounts import from_stripe, from_stripe_rounded_up

Json = Mapping[str, Any]

CHARGE_KEY = "charge_code"  # in the metadata of all we make there
REFUND_KEY = "refund_key"

# An inquiry (warning_…) takes no money yet, a prevented dispute never does.
MONEY_IS_GONE = frozenset(["needs_response", "under_review", "lost", "won", "appeal_needs_response",
                           "appeal_under_review"])  # fmt: skip
ENDS = {"won": What.DISPUTE_WON, "lost": What.DISPUTE_LOST}


def of_session(session: Json) -> tuple[Happened, ...]:
    """What a checkout session says by itself: that it ended without money. The money is its payment intent's to tell.

    A session that is complete and unpaid waits for a slow method; when that fails the intent wants another method,
    which nobody can give any more.
    """
    code = charge_code_of(session)
    if not code or session["status"] != "expired" or session["payment_status"] == "paid":
        return ()
    return (_ended(code, session["id"], session["amount_total"], session["currency"], session["expires_at"]),)


def of_failed_session(session: Json) -> tuple[Happened, ...]:
    """The slow method of a complete session failed: no money will come."""
    code = charge_code_of(session)
    if not code:
        return ()
    return (_ended(code, session["id"], session["amount_total"], session["currency"], session["created"]),)


def of_intent(intent: Json, *, started_id: str = "") -> tuple[Happened, ...]:
    """`latest_charge.balance_transaction` expanded gives the fee, where it was kept in the charge's own currency."""
    code = charge_code_of(intent)
    if not code or intent["status"] != "succeeded":
        return ()
    charge = intent.get("latest_charge")
    charge = charge if isinstance(charge, Mapping) else {}
    return (
        Happened(
            what=What.PAID,
            charge_code=code,
            external_id=intent["id"],
            amount=from_stripe(intent["amount_received"], intent["currency"]),
            at=moment(charge.get("created") or intent["created"]),
            started_id=started_id,
            payment_id=intent["id"],
            fee=fee_of(charge.get("balance_transaction"), intent["currency"]),
        ),
    )


def of_refund(refund: Json, *, charge_code: str) -> tuple[Happened, ...]:
    """A refund that went through or failed. One made by hand at Stripe has no `refund_key`."""
    told = {"succeeded": What.REFUNDED, "failed": What.REFUND_FAILED, "canceled": What.REFUND_FAILED}
    what = told.get(refund.get("status") or "")
    if what is None or not charge_code:
        return ()
    return (
        Happened(
            what=what,
            charge_code=charge_code,
            external_id=refund["id"],
            amount=from_stripe_rounded_up(refund["amount"], refund["currency"]),
            at=moment(refund["created"]),
            payment_id=id_of(refund.get("payment_intent")),
            refund_key=(refund.get("metadata") or {}).get(REFUND_KEY, ""),
            reason=refund.get("failure_reason") or "",
        ),
    )


def of_dispute(dispute: Json, *, charge_code: str) -> tuple[Happened, ...]:
    """That the money was taken, and how it ended: both, so that an end that overtakes the beginning makes sense."""
    if not charge_code or dispute["status"] not in MONEY_IS_GONE:
        return ()
    told = [What.DISPUTED, *([ENDS[dispute["status"]]] if dispute["status"] in ENDS else [])]
    return tuple(
        Happened(
            what=what,
            charge_code=charge_code,
            external_id=dispute["id"],
            amount=from_stripe_rounded_up(dispute["amount"], dispute["currency"]),
            at=moment(dispute["created"]),
            payment_id=id_of(dispute.get("payment_intent")),
            fee=_dispute_fee(dispute),
            reason=dispute["reason"],
        )
        for what in told
    )


def of_all(intent: Json, *, started_id: str, refunds: Iterable[Json], disputes: Iterable[Json]) -> tuple[Happened, ...]:
    """Everything about one payment, in the order it can have happened."""
    code = charge_code_of(intent)
    given_back = [one for refund in refunds for one in of_refund(refund, charge_code=code)]
    disputed = [one for dispute in disputes for one in of_dispute(dispute, charge_code=code)]
    return (*of_intent(intent, started_id=started_id), *given_back, *disputed)


def charge_code_of(found: Json) -> str:
    code = (found.get("metadata") or {}).get(CHARGE_KEY, "")
    return str(code)


def fee_of(kept: object, currency: str) -> Money | None:
    """What Stripe kept. None while it is not known, and where the account is kept in another currency."""
    if not isinstance(kept, Mapping) or kept["currency"] != currency:
        return None
    return from_stripe_rounded_up(kept["fee"], currency)


def _dispute_fee(dispute: Json) -> Money | None:
    """What Stripe keeps for a dispute, whoever wins it."""
    taken = [one for one in dispute.get("balance_transactions") or [] if one["fee"] > 0]
    return fee_of(taken[0], dispute["currency"]) if taken else None


def id_of(found: object) -> str:
    """The id of something that is named or written out."""
    return str(found["id"]) if isinstance(found, Mapping) else str(found or "")


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def _ended(code: str, session_id: str, amount: int, currency: str, at: int) -> Happened:
    return Happened(What.ENDED, code, session_id, from_stripe(amount, currency), moment(at), started_id=session_id)
