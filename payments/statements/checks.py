"""Do the rows of statements agree with the books and with the transfers they became? One sentence a difference."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F, Q

from payments.ledger.models import Posting
from payments.remittances.models import Remittance
from payments.statements.booking import ref_of
from payments.statements.models import StatementRow

REMITTANCE = "remittance:"  # how the ref of a row names one


def differences() -> Iterator[str]:
    yield from _unexplained()
    yield from _matched()


def counts() -> dict[str, int]:
    waits = Q(state=StatementRow.State.REVIEW) | Q(state=StatementRow.State.OUTGOING, ref="")
    return {
        "statement_rows": StatementRow.objects.count(),
        "statement_rows_waiting": StatementRow.objects.filter(waits).count(),
    }


def _unexplained() -> Iterator[str]:
    """What stands in suspense is what the rows that nobody explained say, row by row."""
    held: dict[tuple[str, str], int] = defaultdict(int)
    for row in StatementRow.objects.filter(state=StatementRow.State.SUSPENSE).iterator():
        held[ref_of(row), row.currency] += row.amount_minor
    postings = Posting.objects.filter(kind__in=("unexplained", "explained"), ref__startswith="mutasi-")
    for kind, ref, currency, minor in postings.values_list("kind", "ref", "currency", "amount_minor").iterator():
        held[ref, currency] -= minor if kind == "unexplained" else -minor
    for (ref, currency), minor in sorted(held.items()):
        if minor:
            yield f"{ref}: {minor} {currency} unexplained money differs between the statement and the books"


def _matched() -> Iterator[str]:
    """A matched row is one transfer of the same amount to the same account, or one courier's remittance."""
    every = StatementRow.objects.filter(state=StatementRow.State.MATCHED)
    matched, named = every.filter(ref=""), every.exclude(ref="").select_related("bank_account")
    same = Q(
        transfer__amount_minor=F("amount_minor"),
        transfer__bank_account=F("bank_account"),
        transfer__currency=F("currency"),
    )
    for pk in matched.exclude(same).values_list("pk", flat=True):
        yield f"statement row {pk} is matched, but its transfer is not of the same money"
    said: set[str] = set()
    for row in named.iterator():
        account = row.bank_account
        theirs = Remittance.objects.standing().received_by(
            cooperative_id=account.cooperative_id, seller_id=account.seller_id
        )
        same_money = theirs.filter(
            code=row.ref.removeprefix(REMITTANCE), received_minor=row.amount_minor, currency=row.currency
        )
        if row.ref in said or not row.ref.startswith(REMITTANCE) or not same_money.exists():
            yield f"statement row {row.pk} is {row.ref}, but that is not of the same money"
        said.add(row.ref)
