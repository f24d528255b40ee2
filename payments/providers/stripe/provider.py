"""Stripe: a hosted Checkout page, paid into the account of the cooperative or operator that the environment names.

Every deed carries a key and may be repeated; what Stripe has long forgotten the key of is found by its metadata.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

import stripe
from django.conf import settings
from django.utils.translation import gettext as _

from payments.money import Money
from payments.providers.port import (
    ConfirmedBy,
    Happened,
    Instructions,
    Line,
    NotFromProvider,
    Notice,
    ProviderError,
    Refunded,
    Started,
    ToPay,
    ToRefund,
)
from payments.providers.stripe import amounts, asking, reading
from payments.providers.stripe.client import check_same, client, config, once, problem, with_metadata
from sellers.kit import clock

TOLERANCE_S = 300  # how old a signed webhook may be
SHORTEST, LONGEST = timedelta(minutes=31), timedelta(hours=23, minutes=59)  # of a session, within Stripe's 30 min-24 h


class Stripe:
    name = "stripe"
    unique_total = False
    confirmed_by = ConfirmedBy.GATEWAY

    def is_ready(self) -> bool:
        return bool(config())

    def collector_slug(self) -> str:
        return config()["collector"]

    def describe(self) -> str:
        return _("Kartu (Stripe)")

    def takes(self, amount: Money) -> bool:
        return amounts.is_payable(amount)

    def open(self, charge: ToPay) -> Instructions:
        lines = (Line(_("Jumlah"), charge.total),)
        if charge.started is None:
            note = _("Sebentar, halaman pembayaran sedang disiapkan.")
            return Instructions("wait", lines, note, charge.expires_at)
        until = _page_until(charge)
        if until is not None and until <= clock.now():
            note = _("Waktu di halaman Stripe habis. Batalkan, lalu pesan lagi.")
            return Instructions("wait", lines, note, until)
        note = _("Bayar di halaman aman Stripe, lalu kembali ke sini.")
        return Instructions("redirect", lines, note, until, url=str(charge.started.answer["url"]))

    def start(self, charge: ToPay) -> Started:
        """A session for the charge. Asked again with what changed since (its time left, a name), Stripe refuses the
        key: then the first session is looked for and taken if it is open and asks for the same; else one is made."""
        wanted = _session(charge)
        try:
            try:
                session = _create_session(wanted, key=charge.code)
            except stripe.IdempotencyError as error:
                if error.code == "idempotency_key_in_use":
                    raise
                session = _open_session(charge) or _create_session(wanted, key=f"{charge.code}:{_digest(wanted)}")
        except stripe.StripeError as error:
            raise problem(error) from error
        if not session.url:
            raise ProviderError(f"session {session.id} has no address", permanent=True)
        return Started(session.id, {"url": session.url, "until": session.expires_at})

    def ask(self, *, charge_code: str, started_id: str) -> tuple[Happened, ...]:
        if not started_id:
            return ()
        try:
            return asking.about_session(started_id)
        except stripe.StripeError as error:
            raise problem(error) from error

    def end(self, *, charge_code: str, started_id: str) -> None:
        """Without `started_id` the answer to our start may have been lost: open sessions of the code are looked for."""
        try:
            for session_id in [started_id] if started_id else asking.open_sessions_of(charge_code):
                _end(session_id)
        except stripe.StripeError as error:
            raise problem(error) from error

    def notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        secret, signature = config()["webhook_secret"], headers.get("stripe-signature")
        try:
            event = stripe.Webhook.construct_event(body, signature, secret, TOLERANCE_S, api_requestor=_requestor())
        except (stripe.SignatureVerificationError, ValueError) as error:  # the body is no JSON, no text, or no event
            raise NotFromProvider(str(error)[:200]) from error
        return Notice(event.id, body.decode())

    def read(self, body: str) -> tuple[Happened, ...]:
        try:
            return asking.about_event(json.loads(body))
        except stripe.StripeError as error:
            raise problem(error) from error

    def refund(self, order: ToRefund) -> Refunded:
        try:
            found = _refund_of(order) or once(order.key, lambda key: _create_refund(order, key))
            check_same(found, amount=amounts.to_stripe(order.amount), currency=order.amount.currency)
        except stripe.StripeError as error:
            raise problem(error) from error
        except amounts.DoesNotDivide as error:
            raise ProviderError(str(error), permanent=True) from error
        if found.status in ("failed", "canceled"):
            raise ProviderError(f"refund {found.id} {found.status} {found.failure_reason or ''}", permanent=True)
        return Refunded(found.id, is_final=found.status == "succeeded")


def _page_until(charge: ToPay) -> datetime | None:
    """Until when the payer can pay: as long as the charge, or as Stripe's page where that ends clearly sooner."""
    until = (charge.started.answer if charge.started else {}).get("until")
    if until is None:
        return charge.expires_at
    ends = reading.moment(int(until))
    sooner = charge.expires_at is None or ends < charge.expires_at - timedelta(minutes=1)
    return ends if sooner else charge.expires_at


def _session(charge: ToPay) -> dict[str, Any]:
    ours = {reading.CHARGE_KEY: charge.code}
    back_to = charge.back_to or settings.BASE_URL
    wanted: dict[str, Any] = {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "client_reference_id": charge.code,
        "metadata": ours,
        "payment_intent_data": {"metadata": ours, "transfer_group": charge.code, "description": charge.code},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": charge.total.currency.lower(),
                    "unit_amount": amounts.to_stripe(charge.total),
                    "product_data": {"name": f"{charge.collector} · {charge.code}"},
                },
            }
        ],
        "success_url": back_to,
        "cancel_url": back_to,
    }
    until = _expiry(charge.expires_at, clock.now())
    return {**wanted, "expires_at": int(until.timestamp())} if until else wanted


def _expiry(charge_until: datetime | None, now: datetime) -> datetime | None:
    """When the session ends: with the charge, but no sooner and no later than Stripe allows.

    None leaves it to Stripe, which ends it a day after it was made: `open` says so where the charge lasts longer.
    """
    if charge_until is None or charge_until > now + LONGEST:
        return None
    return max(charge_until, now + SHORTEST)


def _create_session(wanted: dict[str, Any], *, key: str) -> "stripe.checkout.Session":
    sessions = client().v1.checkout.sessions
    return once(key, lambda one: sessions.create(cast(Any, wanted), {"idempotency_key": one}))


def _open_session(charge: ToPay) -> "stripe.checkout.Session | None":
    """The newest that is still open for this very amount: its answer was lost."""
    asked = (amounts.to_stripe(charge.total), charge.total.currency.lower())
    for session_id in asking.open_sessions_of(charge.code):
        session = client().v1.checkout.sessions.retrieve(session_id)
        if (session.amount_total, session.currency) == asked:
            return session
    return None


def _digest(wanted: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()[:16]


def _end(session_id: str) -> None:
    """Raises StripeError; not for a session that expired, or was paid: there is nothing left to end."""
    sessions = client().v1.checkout.sessions
    try:
        sessions.expire(session_id)
    except stripe.InvalidRequestError:
        if sessions.retrieve(session_id).status == "open":
            raise


def _refund_of(order: ToRefund) -> stripe.Refund | None:
    """The refund this key stands for, if Stripe made it before."""
    made = client().v1.refunds.list({"payment_intent": order.payment_id, "limit": 100})
    return with_metadata(made.auto_paging_iter(), reading.REFUND_KEY, order.key)


def _create_refund(order: ToRefund, key: str) -> stripe.Refund:
    return client().v1.refunds.create(
        {
            "payment_intent": order.payment_id,
            "amount": amounts.to_stripe(order.amount),
            "metadata": {reading.CHARGE_KEY: order.charge_code, reading.REFUND_KEY: order.key},
        },
        {"idempotency_key": key},
    )


def _requestor() -> Any:
    """construct_event wants to know whose event it is; without one it asks for a key of the whole process."""
    return client()._requestor
