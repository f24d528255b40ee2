"""What money nobody explains yet is in the books: the collector has it, and does not know whose it is."""

from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.ledger.models import Posting
from payments.ledger.posting import Move, post
from payments.money import Money
from payments.statements.models import StatementRow


def book_unexplained(row: StatementRow) -> None:
    """Suspense → bank (or the till of a seller on its own). Needs the row locked."""
    holder, suspense = _keys(row)
    moves = [Move("unexplained", suspense, holder, Money(row.amount_minor, row.currency), ref_of(row))]
    post(entry=f"unexplained:{row.pk}:{rounds(row) + 1}", moves=moves)


def book_explained(row: StatementRow) -> None:
    """Back: the money is booked as what it is from now on. The entry is that of the round it ends."""
    holder, suspense = _keys(row)
    moves = [Move("explained", holder, suspense, Money(row.amount_minor, row.currency), ref_of(row))]
    post(entry=f"explained:{row.pk}:{rounds(row)}", moves=moves)


def rounds(row: StatementRow) -> int:
    """How often the row was booked as unexplained; a decision may be taken back and taken again."""
    return Posting.objects.filter(entry__startswith=f"unexplained:{row.pk}:", line=0).count()


def ref_of(row: StatementRow) -> str:
    return f"mutasi-{row.pk}"


def _keys(row: StatementRow) -> tuple[AccountKey, AccountKey]:
    account = row.bank_account
    suspense = accounts.suspense(account.cooperative_id, account.seller_id, row.currency)
    if account.cooperative_id is not None:
        return accounts.bank(account.cooperative_id, row.currency), suspense
    if account.seller_id is None:
        raise ValueError(f"bank account {account.pk} has no owner")
    return accounts.seller(account.seller_id, None, row.currency), suspense
