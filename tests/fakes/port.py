"""What every fake gateway offers to tests, so that one contract suite plays the same stories at all of them.

A fake is a real HTTP server on a free port of this machine that the real adapter talks to. Its own HTTP side checks
what the real one checks (credentials, unknown parameters, idempotency keys). This side is for tests: it acts as the
payer, as the payer's bank and as the network. Amounts are `Money` as we write it (whole rupiah); the fake converts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from payments.money import Money


@dataclass(frozen=True)
class Webhook:
    """One notice, ready to be posted to /kait/<gateway>/; header names are lower case."""

    headers: Mapping[str, str]
    body: bytes


class GatewayFake(Protocol):
    name: str  # as in payments.providers.known.GATEWAYS
    disputes_can_be_won: bool  # False: the gateway only tells that the money is gone for good
    refunds_can_wait: bool  # False: a refund that is accepted is on its way; `hold_refunds` is not played

    def config(self, *, collector: str) -> dict[str, str]:
        """What settings.GATEWAYS[name] has to be so that the adapter talks to this fake."""
        ...

    # the payer and its bank

    def pay(self, charge_code: str) -> None:
        """The payer pays what was asked; a charge that ended takes nothing (ValueError)."""
        ...

    def fail(self, charge_code: str) -> None:
        """The charge ends at the gateway without money: it expired there, or the payment was refused."""
        ...

    def open_dispute(self, charge_code: str, *, amount: Money | None = None) -> None:
        """The payer's bank takes the money (or `amount` of it) back for now."""
        ...

    def close_dispute(self, charge_code: str, *, won: bool) -> None:
        """Won: the money comes back to the collector. Lost without `open_dispute` before: opened and lost at once."""
        ...

    # refunds: they go through at once unless the test says otherwise

    def hold_refunds(self) -> None:
        """From now on refunds are accepted and stay pending until `end_refunds`."""
        ...

    def end_refunds(self, *, succeeded: bool) -> None:
        """Every pending refund goes through, or fails and the money comes back to the collector."""
        ...

    def refuse_refunds(self) -> None:
        """From now on refunds are refused for good (this way of paying cannot give money back)."""
        ...

    # what stands at the gateway

    def started(self, charge_code: str) -> int:
        """How many charges a payer could pay were ever opened for this code: 1 when start was called any number of
        times."""
        ...

    def is_ended(self, charge_code: str) -> bool:
        """Whether a payer can no longer pay it."""
        ...

    def refunded(self, charge_code: str) -> Sequence[Money]:
        """The refunds that stand at the gateway for this charge (pending and gone through), oldest first."""
        ...

    # the network

    def webhooks(self) -> Sequence[Webhook]:
        """Every notice made so far, in the order things happened, signed as at this moment. The test delivers them:
        none, some, doubled, in another order. A test that needs new ones only remembers how many it has seen."""
        ...

    def drop_answers(self, times: int = 1) -> None:
        """The next `times` calls that change something are done, but the connection is cut before the answer. If the
        adapter's library repeats a call by itself, each repeat counts."""
        ...

    def be_down(self, times: int = 1) -> None:
        """The next `times` calls get a server error, and nothing is done."""
        ...

    def close(self) -> None:
        """Stop the server."""
        ...
