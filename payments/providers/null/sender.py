"""A sender that moves nothing: for tests and for a market that tries things out. It remembers while it lives."""

from dataclasses import dataclass, field

from payments.money import Money
from payments.providers.port import ProviderError


@dataclass
class NullSender:
    """Every destination exists but "closed"; a transfer is never taken back above its amount."""

    sent: dict[str, tuple[str, Money, str]] = field(default_factory=dict)  # key → id, amount, destination
    taken: dict[str, tuple[str, str, Money]] = field(default_factory=dict)  # key → id, transfer, amount

    def send(self, *, key: str, amount: Money, destination: str, group: str) -> str:
        if destination == "closed":
            raise ProviderError("the account is closed", permanent=True)
        standing = self.sent.setdefault(key, (f"null_{key}", amount, destination))
        if standing[1:] != (amount, destination):
            raise ProviderError("the key was used for something else", permanent=True)
        return standing[0]

    def take_back(self, *, key: str, external_id: str, amount: Money) -> str:
        if key in self.taken:
            return self.taken[key][0]
        sent = next((one for one in self.sent.values() if one[0] == external_id), None)
        if sent is None:
            raise ProviderError("no such transfer", permanent=True)
        back = sum(one[2].minor for one in self.taken.values() if one[1] == external_id)
        if back + amount.minor > sent[1].minor or amount.currency != sent[1].currency:
            raise ProviderError("more than was sent", permanent=True)
        self.taken[key] = (f"null_back_{key}", external_id, amount)
        return self.taken[key][0]
