"""Do the books agree with themselves? Each difference is one sentence for the operator."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Q, Sum

from payments.ledger.accounts import AccountKey
from payments.ledger.models import Account, Posting


def differences() -> Iterator[str]:
    yield from _mixed_currencies()
    yield from _broken_entries()
    yield from _misnamed_accounts()
    yield from _sums_off_zero()


def totals() -> dict[tuple[str, str], int]:
    """Balance in minor units by (account kind, currency)."""
    result: dict[tuple[str, str], int] = {}
    for side, sign in (("target", 1), ("source", -1)):
        sums = Posting.objects.values_list(f"{side}__kind", f"{side}__currency").annotate(sum=Sum("amount_minor"))
        for kind, currency, amount in sums.order_by():
            result[kind, currency] = result.get((kind, currency), 0) + sign * amount
    return result


def counts() -> dict[str, int]:
    return {
        "accounts": Account.objects.count(),
        "entries": Posting.objects.aggregate(n=Count("entry", distinct=True))["n"],
        "postings": Posting.objects.count(),
    }


def _mixed_currencies() -> Iterator[str]:
    same = Q(currency=F("source__currency")) & Q(currency=F("target__currency"))
    for entry, line in Posting.objects.exclude(same).order_by("id").values_list("entry", "line"):
        yield f"entry {entry}, line {line}: its currency is not that of its accounts"


def _broken_entries() -> Iterator[str]:
    entries = Posting.objects.values("entry").annotate(lines=Count("id"), last=Max("line")).order_by("entry")
    for row in entries.exclude(lines=F("last") + 1):
        yield f"entry {row['entry']}: {row['lines']} lines, but the last is number {row['last']}"


def _misnamed_accounts() -> Iterator[str]:
    columns = ("path", "kind", "currency", "seller_id", "cooperative_id", "ref")
    for path, *key in Account.objects.order_by("id").values_list(*columns).iterator():
        if AccountKey(*key).path != path:
            yield f"account {path}: its path does not say what it is"


def _sums_off_zero() -> Iterator[str]:
    by_currency: dict[str, int] = {}
    for (_kind, currency), amount in totals().items():
        by_currency[currency] = by_currency.get(currency, 0) + amount
    for currency, amount in sorted(by_currency.items()):
        if amount:
            yield f"all balances in {currency} add up to {amount}, not to 0"
