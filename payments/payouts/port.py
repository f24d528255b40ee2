"""The port of a gateway that can hand money on to a seller's own account there. It belongs to payouts.

One contract suite runs on every sender. A payout is a row before it is asked for; the call is made outside any
transaction, may be repeated with the same key, and what came of it is recorded afterwards.
"""

from typing import Protocol, runtime_checkable

from payments.money import Money


@runtime_checkable
class Sender(Protocol):
    def send(self, *, key: str, amount: Money, destination: str, group: str) -> str:
        """Move `amount` from what the gateway holds to the account `destination`; answers the gateway's own id.

        The same `key` asked twice is one transfer and one id. `group` joins the transfers of one batch. Raises
        payments.providers.port.ProviderError; permanent when nothing left and asking again is of no use.
        """
        ...

    def take_back(self, *, key: str, external_id: str, amount: Money) -> str:
        """Take a transfer back, whole or in part; answers the id of that. Once per `key`. Raises ProviderError."""
        ...
