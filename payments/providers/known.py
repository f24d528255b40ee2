"""The ways to collect that this deployment has, by name. What is not configured is not loaded: it costs no memory."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from payments.providers.bank_transfer.provider import BankTransfer
from payments.providers.cash.provider import Cash
from payments.providers.elsewhere.provider import Elsewhere
from payments.providers.null.provider import Null
from payments.providers.port import Gateway, Provider
from payments.providers.qris.provider import Qris

ELSEWHERE = Elsewhere()
_OWN: tuple[Provider, ...] = (BankTransfer(), Qris(), Cash(), Null(), ELSEWHERE)
PROVIDERS: dict[str, Provider] = {provider.name: provider for provider in _OWN}
GATEWAYS = {
    "stripe": "payments.providers.stripe.provider.Stripe",
    "midtrans": "payments.providers.midtrans.provider.Midtrans",
}


def provider(name: str) -> Provider | None:
    """The way of that name: of our own, or of a gateway whose secrets are set."""
    return PROVIDERS.get(name) or gateway(name)


def gateway(name: str) -> Gateway | None:
    """The gateway of that name, loaded at its first use; None when it is unknown or its secrets are not set."""
    if name == ELSEWHERE.name:
        return ELSEWHERE
    if name not in GATEWAYS or not settings.GATEWAYS.get(name):
        return None
    return _load(name)


def gives_back(name: str) -> bool:
    """Whether a refund goes back the way the money came, without asking the payer for an account."""
    return name in GATEWAYS or name == ELSEWHERE.name


def ready_gateways() -> tuple[Gateway, ...]:
    return tuple(one for name in GATEWAYS if (one := gateway(name)) is not None)


@cache
def _load(name: str) -> Gateway:
    found: Gateway = import_string(GATEWAYS[name])()
    return found
