"""The one door to Stripe: a client for the configured account, and calls that are done once however often repeated."""

import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

import stripe
from django.conf import settings
from django.utils.translation import gettext as _

from payments.providers.port import ProviderError

TIMEOUT_S = 20
MOST_KEYS = 40  # of one deed within the day that Stripe remembers a key for
TRANSIENT_CODES = frozenset(
    ["lock_timeout", "rate_limit", "balance_insufficient", "insufficient_funds", "idempotency_key_in_use"]
)

logging.getLogger("stripe").setLevel(logging.WARNING)  # it tells every request, with its address, at INFO

Answer = TypeVar("Answer", bound=stripe.StripeObject)


def config() -> dict[str, str]:
    """What the environment says of Stripe; empty when it is not configured."""
    found: dict[str, str] = settings.GATEWAYS.get("stripe", {})
    return found


def client() -> stripe.StripeClient:
    return _client(config()["secret_key"], config()["api"])


@lru_cache(maxsize=4)
def _client(secret_key: str, api: str) -> stripe.StripeClient:
    # Our sweeps repeat what failed, with the same key: the library repeats nothing by itself while a page waits.
    http = stripe.RequestsClient(timeout=TIMEOUT_S)
    return stripe.StripeClient(secret_key, base_addresses={"api": api}, max_network_retries=0, http_client=http)


def once(key: str, call: Callable[[str], Answer]) -> Answer:
    """`call(key)`, made so that repeating it does the deed at most once. Raises StripeError.

    Stripe keeps the first answer of a key, a refusal too: asked again the same way it would refuse for a day, though
    the reason (too little balance, say) may be gone. A refusal that is only a replay says that nothing was done, so
    the deed may be tried under the next key of a fixed row: every repetition walks the same row.
    """
    for number in range(1, MOST_KEYS + 1):
        try:
            return call(key if number == 1 else f"{key}:{number}")
        except stripe.StripeError as error:
            if not _is_replayed_refusal(error) or number == MOST_KEYS:
                raise
    raise AssertionError("unreachable: the last key raises")


def problem(error: stripe.StripeError) -> ProviderError:
    """What Stripe's error means for whoever asked."""
    detail = f"{type(error).__name__} {error.code or ''}: {error.user_message or error}"[:300]
    if error.code == "amount_too_small":
        sentence = _("Jumlah ini terlalu kecil untuk kartu. Pilih cara lain.")
        return ProviderError(detail, permanent=True, sentence=sentence)
    refused = isinstance(error, stripe.InvalidRequestError | stripe.CardError | stripe.IdempotencyError)
    return ProviderError(detail, permanent=refused and error.code not in TRANSIENT_CODES)


def with_metadata(found: Iterable[Answer], name: str, value: str) -> Answer | None:
    """The one of `found` whose metadata has `name` = `value`: what was done before Stripe forgot its key."""
    for one in found:
        if plain(one).get("metadata", {}).get(name) == value:
            return one
    return None


def check_same(made: stripe.StripeObject, *, amount: int, currency: str) -> None:
    """What stands under our key has to be what is asked now. Raises ProviderError: nothing was done."""
    if (made["amount"], made["currency"]) != (amount, currency.lower()):
        raise ProviderError(f"{made['id']} was made under this key for another amount", permanent=True)


def plain(found: stripe.StripeObject) -> dict[str, Any]:
    """An answer as JSON has it: dicts and lists all the way down."""
    answer: dict[str, Any] = found.to_dict()
    return answer


def _is_replayed_refusal(error: stripe.StripeError) -> bool:
    replayed = {name.lower(): value for name, value in (error.headers or {}).items()}.get("idempotent-replayed")
    return replayed == "true" and error.http_status is not None and 400 <= error.http_status < 500
