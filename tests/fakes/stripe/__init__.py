"""A stateful stand-in for Stripe, spoken to over HTTP by the real SDK."""

from tests.fakes.stripe.server import StripeFake

__all__ = ["StripeFake"]
