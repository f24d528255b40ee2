"""Who is asking: a Scope says which sellers and cooperatives, and with which verbs. Nothing else decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verb(StrEnum):
    """What may be done; for a seller unless it says cooperative."""

    PRODUCTS = "products"  # list, price, stock
    ORDERS = "orders"  # open, pack, send, cancel
    MONEY = "money"  # own statement
    BANK = "bank"  # bank details
    STALL = "stall"  # name, story, delivery ways, papers
    MEMBERS = "members"
    REVIEW = "review"  # cooperative: read its sellers' figures, buyers masked
    APPROVE = "approve"  # cooperative: approve, suspend
    TRANSFERS = "transfers"  # cooperative: confirm incoming transfers
    TOTALS = "totals"  # cooperative: counts only
    PAYOUTS = "payouts"  # cooperative: propose payouts and refunds; another one approves above the limit


@dataclass(frozen=True)
class Scope:
    """Ids and verbs of whoever asks. `helped` lists seller ids where the person acts as a helper."""

    person_id: int | None = None
    sellers: Mapping[int, frozenset[Verb]] = field(default_factory=dict)
    cooperatives: Mapping[int, frozenset[Verb]] = field(default_factory=dict)
    helped: frozenset[int] = frozenset()
    operator: bool = False

    def seller_ids(self, verb: Verb) -> tuple[int, ...]:
        return tuple(i for i, verbs in self.sellers.items() if verb in verbs)

    def cooperative_ids(self, verb: Verb) -> tuple[int, ...]:
        return tuple(i for i, verbs in self.cooperatives.items() if verb in verbs)

    def only_seller(self, seller_id: int) -> "Scope":
        """The same person, seen through one stall; an unknown id gives a scope that sees nothing."""
        kept = {i: verbs for i, verbs in self.sellers.items() if i == seller_id}
        return Scope(self.person_id, kept, {}, self.helped & frozenset(kept))

    def as_seller(self) -> "Scope":
        """The same person without its cooperatives: only the stalls it works for."""
        return Scope(self.person_id, self.sellers, {}, self.helped)

    def as_officer(self) -> "Scope":
        """The same person without its stalls: only the cooperatives it belongs to."""
        return Scope(self.person_id, {}, self.cooperatives)

    def only_cooperative(self, cooperative_id: int) -> "Scope":
        """The same person, seen through one cooperative."""
        kept = {i: verbs for i, verbs in self.cooperatives.items() if i == cooperative_id}
        return Scope(self.person_id, {}, kept)


NOBODY = Scope()
