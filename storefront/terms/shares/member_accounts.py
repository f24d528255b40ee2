"""The account of one member with a group or a cooperative. Whoever asks has made sure that it may be read."""

from datetime import datetime

from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.ledger.balances import balances_of, first_moved
from payments.ledger.models import Account
from payments.ledger.queries import AccountQuerySet
from payments.money import Money


def member_key(
    *, person_id: int, seller_id: int | None, cooperative_id: int | None, default: str, asked: str = ""
) -> AccountKey:
    """In the currency `asked` for when it ever moved, else in `default`, else in the first that did."""
    rows = _rows(person_id, seller_id, cooperative_id)
    known = list(rows.order_by("currency").values_list("currency", flat=True))
    currency = asked if asked in known else default if default in known or not known else known[0]
    return accounts.member(person_id, seller_id, cooperative_id, currency)


def began(key: AccountKey) -> datetime | None:
    return first_moved(Account.objects.filter(path=key.path))


def owed(*, person_id: int, seller_id: int | None, cooperative_id: int | None) -> list[Money]:
    """What the member is still to be paid, one a currency; zeros are left out."""
    rows = _rows(person_id, seller_id, cooperative_id)
    balances = balances_of(rows)
    amounts = [Money(-balances.get(pk, 0), currency) for pk, currency in rows.values_list("pk", "currency")]
    return [amount for amount in amounts if amount]


def _rows(person_id: int, seller_id: int | None, cooperative_id: int | None) -> AccountQuerySet:
    own = Account.objects.filter(kind=Account.Kind.MEMBER, ref=str(person_id))
    if seller_id is not None:
        return own.filter(seller_id=seller_id)
    return own.filter(seller__isnull=True, cooperative_id=cooperative_id) if cooperative_id is not None else own.none()
