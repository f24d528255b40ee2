"""Keys of the books' accounts, and the rows behind them. The chart stands in README.md."""

from collections.abc import Iterable
from dataclasses import dataclass

from payments.ledger.models import Account

Kind = Account.Kind


@dataclass(frozen=True)
class AccountKey:
    """Names one account without touching the database; `path` is what the row is unique by."""

    kind: str
    currency: str
    seller_id: int | None = None
    cooperative_id: int | None = None
    ref: str = ""

    @property
    def path(self) -> str:
        return f"{self.kind}:{self.seller_id or ''}:{self.cooperative_id or ''}:{self.ref}:{self.currency}"


def buyer(bill_ref: str, currency: str) -> AccountKey:
    """What one bill still owes."""
    return AccountKey(Kind.BUYER, currency, ref=bill_ref)


def bank(cooperative_id: int, currency: str) -> AccountKey:
    """Money a cooperative holds."""
    return AccountKey(Kind.BANK, currency, cooperative_id=cooperative_id)


def seller(seller_id: int, cooperative_id: int | None, currency: str) -> AccountKey:
    """Between a seller and its cooperative; None: the till of a seller that collects for itself.

    Negative: owed to the seller. What was sold stands with whoever collects it; commission always with the cooperative.
    """
    return AccountKey(Kind.SELLER, currency, seller_id=seller_id, cooperative_id=cooperative_id)


def commission(cooperative_id: int, currency: str) -> AccountKey:
    return AccountKey(Kind.COMMISSION, currency, cooperative_id=cooperative_id)


def unique_code(cooperative_id: int, currency: str) -> AccountKey:
    """The digits a cooperative kept; a seller that collects for itself keeps them on its own account."""
    return AccountKey(Kind.UNIQUE_CODE, currency, cooperative_id=cooperative_id)


def refund_due(cooperative_id: int | None, seller_id: int | None, currency: str) -> AccountKey:
    """What a collector has to return to buyers: negative."""
    return AccountKey(Kind.REFUND_DUE, currency, seller_id=seller_id, cooperative_id=cooperative_id)


def suspense(cooperative_id: int | None, seller_id: int | None, currency: str) -> AccountKey:
    """Received by a collector and not yet explained: negative."""
    return AccountKey(Kind.SUSPENSE, currency, seller_id=seller_id, cooperative_id=cooperative_id)


def provider(name: str, cooperative_id: int | None, seller_id: int | None, currency: str) -> AccountKey:
    """What the gateway `name` holds for a collector: positive."""
    return AccountKey(Kind.PROVIDER, currency, seller_id=seller_id, cooperative_id=cooperative_id, ref=name)


def payout(cooperative_id: int, seller_id: int, currency: str) -> AccountKey:
    """Set aside for a seller and not yet gone: negative."""
    return AccountKey(Kind.PAYOUT, currency, seller_id=seller_id, cooperative_id=cooperative_id)


def fees(cooperative_id: int | None, seller_id: int | None, currency: str) -> AccountKey:
    """What gateways kept of a collector's money: positive."""
    return AccountKey(Kind.FEES, currency, seller_id=seller_id, cooperative_id=cooperative_id)


def costs(cooperative_id: int, currency: str) -> AccountKey:
    """What a cooperative bore of refunds: positive."""
    return AccountKey(Kind.COSTS, currency, cooperative_id=cooperative_id)


def courier(cooperative_id: int, currency: str) -> AccountKey:
    """Between a cooperative and its couriers. Negative: delivery fees to hand on; positive: a compensation is owed."""
    return AccountKey(Kind.COURIER, currency, cooperative_id=cooperative_id)


def courier_cash(code: str, cooperative_id: int | None, seller_id: int | None, currency: str) -> AccountKey:
    """Cash that the courier `code` took at doors in a collector's name. Positive: to be remitted; negative: it
    remitted more than it took."""
    return AccountKey(Kind.COURIER, currency, seller_id=seller_id, cooperative_id=cooperative_id, ref=code)


def dispute(name: str, cooperative_id: int | None, seller_id: int | None, currency: str) -> AccountKey:
    """What the gateway `name` took back while disputes are open: positive."""
    return AccountKey(Kind.DISPUTE, currency, seller_id=seller_id, cooperative_id=cooperative_id, ref=name)


def member(person_id: int, seller_id: int | None, cooperative_id: int | None, currency: str) -> AccountKey:
    """Owed to one member of a group (`seller_id`) or of a cooperative: negative."""
    return AccountKey(Kind.MEMBER, currency, seller_id=seller_id, cooperative_id=cooperative_id, ref=str(person_id))


def group(seller_id: int | None, cooperative_id: int | None, currency: str) -> AccountKey:
    """Divided and not yet paid out: positive, as much as its members and its reserve hold together."""
    return AccountKey(Kind.GROUP, currency, seller_id=seller_id, cooperative_id=cooperative_id)


def reserve(seller_id: int | None, cooperative_id: int | None, currency: str) -> AccountKey:
    """Kept back when something was divided: negative."""
    return AccountKey(Kind.RESERVE, currency, seller_id=seller_id, cooperative_id=cooperative_id)


def tax(cooperative_id: int, currency: str) -> AccountKey:
    """Withheld from sellers and owed to the state: negative."""
    return AccountKey(Kind.TAX, currency, cooperative_id=cooperative_id)


def ids_of(keys: Iterable[AccountKey]) -> dict[AccountKey, int]:
    """Row ids by key. Missing rows are made, in path order and ignoring whoever made them first."""
    wanted = {key.path: key for key in keys}
    found = _found(wanted)
    missing = sorted(path for path in wanted if path not in found)
    if missing:
        Account.objects.bulk_create([_row(wanted[path]) for path in missing], ignore_conflicts=True)
        found |= _found(missing)
    return {key: found[path] for path, key in wanted.items()}


def _found(paths: Iterable[str]) -> dict[str, int]:
    return dict(Account.objects.filter(path__in=list(paths)).values_list("path", "id"))


def _row(key: AccountKey) -> Account:
    return Account(
        kind=key.kind,
        seller_id=key.seller_id,
        cooperative_id=key.cooperative_id,
        ref=key.ref,
        currency=key.currency,
        path=key.path,
    )
