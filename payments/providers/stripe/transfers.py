"""Separate charges and transfers: money the platform was paid, handed on to a seller's connected account and back.

The port is payments.payouts.port.Sender. A transfer is recognised by our key in its metadata, for ever; by Stripe's
idempotency key for a day.
"""

from typing import Any, cast

import stripe

from payments.money import Money
from payments.providers.port import ProviderError
from payments.providers.stripe import amounts
from payments.providers.stripe.client import check_same, client, once, problem, with_metadata

KEY = "lapak_key"
PAGE = 100


class Transfers:
    def send(self, *, key: str, amount: Money, destination: str, group: str, payment_id: str = "") -> str:
        """Needs available balance in the currency, or `payment_id` (GatewayPayment.external_id) of a payment: its
        money may be handed on before it is available, but no more than that payment."""
        try:
            made = _sent(key, destination, group) or _send(key, amount, destination, group, payment_id)
            check_same(made, amount=amounts.to_stripe(amount), currency=amount.currency)
        except stripe.StripeError as error:
            raise problem(error) from error
        except amounts.DoesNotDivide as error:
            raise ProviderError(str(error), permanent=True) from error
        return made.id

    def take_back(self, *, key: str, external_id: str, amount: Money) -> str:
        try:
            made = _taken(key, external_id) or _take(key, external_id, amount)
            check_same(made, amount=amounts.to_stripe(amount), currency=amount.currency)
        except stripe.StripeError as error:
            raise problem(error) from error
        except amounts.DoesNotDivide as error:
            raise ProviderError(str(error), permanent=True) from error
        return made.id


def _sent(key: str, destination: str, group: str) -> stripe.Transfer | None:
    wanted: Any = {"destination": destination, "limit": PAGE, **({"transfer_group": group} if group else {})}
    return with_metadata(client().v1.transfers.list(wanted).auto_paging_iter(), KEY, key)


def _send(key: str, amount: Money, destination: str, group: str, payment_id: str) -> stripe.Transfer:
    wanted: dict[str, Any] = {
        "amount": amounts.to_stripe(amount),
        "currency": amount.currency.lower(),
        "destination": destination,
        "metadata": {KEY: key},
    }
    if group:
        wanted["transfer_group"] = group
    if payment_id:
        wanted["source_transaction"] = _charge_of(payment_id)
    return once(key, lambda one: client().v1.transfers.create(cast(Any, wanted), {"idempotency_key": one}))


def _charge_of(payment_id: str) -> str:
    charge = client().v1.payment_intents.retrieve(payment_id).latest_charge
    if not isinstance(charge, str):
        raise ProviderError(f"{payment_id} has no charge to hand on", permanent=True)
    return charge


def _taken(key: str, external_id: str) -> stripe.TransferReversal | None:
    made = client().v1.transfers.reversals.list(external_id, {"limit": PAGE})
    return with_metadata(made.auto_paging_iter(), KEY, key)


def _take(key: str, external_id: str, amount: Money) -> stripe.TransferReversal:
    wanted: Any = {"amount": amounts.to_stripe(amount), "metadata": {KEY: key}}
    reversals = client().v1.transfers.reversals
    return once(key, lambda one: reversals.create(external_id, wanted, {"idempotency_key": one}))
