"""Sellers' own accounts at Stripe: made with a controller, registered on its pages, asked whether they may receive."""

from typing import Any

import stripe

from payments.providers.stripe.client import client, once, plain, problem

# The platform answers for losses and fees, Stripe asks for the papers and gives the seller a small dashboard: what
# separate charges and transfers need. `type` is the old way to say it.
CONTROLLER: Any = {
    "fees": {"payer": "application"},
    "losses": {"payments": "application"},
    "requirement_collection": "stripe",
    "stripe_dashboard": {"type": "express"},
}


class Accounts:
    """Every call raises ProviderError."""

    def create(self, *, key: str, country: str, ref: str) -> str:
        """A new account, made once per `key`; answers its id. `ref` is our own name for it."""
        wanted: Any = {
            "country": country,
            "controller": CONTROLLER,
            "capabilities": {"transfers": {"requested": True}},
            "metadata": {"seller": ref},
        }
        try:
            return once(key, lambda one: client().v1.accounts.create(wanted, {"idempotency_key": one})).id
        except stripe.StripeError as error:
            raise problem(error) from error

    def link(self, *, account: str, again_at: str, back_to: str) -> str:
        """Where the seller registers: opens once, for some minutes. A stale one sends the seller to `again_at`."""
        try:
            made = client().v1.account_links.create(
                {"account": account, "type": "account_onboarding", "refresh_url": again_at, "return_url": back_to}
            )
        except stripe.StripeError as error:
            raise problem(error) from error
        return made.url

    def can_receive(self, account: str) -> bool:
        """Whether transfers arrive there and reach the seller's bank."""
        try:
            found = plain(client().v1.accounts.retrieve(account))
        except stripe.StripeError as error:
            raise problem(error) from error
        active = (found.get("capabilities") or {}).get("transfers") == "active"
        return active and bool(found.get("payouts_enabled"))
