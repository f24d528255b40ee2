"""The gateways that can hand money on, by name. What is not configured is not loaded."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from payments.payouts.port import Sender
from payments.providers import known

SENDERS = {
    "null": "payments.providers.null.sender.NullSender",
    "stripe": "payments.providers.stripe.transfers.Transfers",
}


def sender(name: str) -> Sender | None:
    """The sender of that name; None when it is unknown or its secrets are not set."""
    if name not in SENDERS or (name in known.GATEWAYS and not settings.GATEWAYS.get(name)):
        return None
    return _load(name)


def is_account_of(name: str, cooperative_slug: str) -> bool:
    """Whether the account at the gateway is this cooperative's: only then may its sellers be paid from it."""
    gateway = known.gateway(name)
    return gateway is None or gateway.collector_slug() == cooperative_slug


@cache
def _load(name: str) -> Sender:
    found: Sender = import_string(SENDERS[name])()
    return found
