"""A fake Midtrans: stateful, over real HTTP, and as strict as its documentation."""

from tests.fakes.midtrans.server import MidtransFake

__all__ = ["MidtransFake"]
