"""Do couriers' remittances agree with the cash they took and with the books? One sentence a difference."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from payments.charges.models import Charge
from payments.ledger import accounts
from payments.ledger.balances import balances_of
from payments.ledger.models import Account, Posting
from payments.remittances.books import KINDS, UNDONE, entry_of, undone_entry_of
from payments.remittances.models import Remittance, RemittanceLine

_STANDS = Q(remittance_lines__remittance__undone_at__isnull=True)


def differences() -> Iterator[str]:
    yield from _booked()
    yield from _lines()
    yield from _couriers()


def counts() -> dict[str, int]:
    taken = Charge.objects.filter(state=Charge.State.PAID).exclude(courier="")
    return {
        "remittances": Remittance.objects.standing().count(),
        "parcels_not_remitted": taken.filter(remitted_minor__lt=F("amount_minor")).count(),
    }


def _booked() -> Iterator[str]:
    """Every remittance stands in the books in full, and nothing stands there that none says."""
    sums = (
        Posting.objects.filter(kind__in=(*KINDS, UNDONE))
        .order_by()
        .values_list("entry")
        .annotate(minor=Sum("amount_minor"))
    )
    booked = dict(sums)
    said = {entry_of(one): _covers(one) for one in Remittance.objects.iterator()}
    said |= {undone_entry_of(one): _covers(one) for one in Remittance.objects.filter(undone_at__isnull=False)}
    for entry in sorted(said.keys() | booked.keys()):
        if said.get(entry) != booked.get(entry):
            yield f"{entry}: the courier accounted for {said.get(entry)}, the books say {booked.get(entry)}"


def _lines() -> Iterator[str]:
    """A remittance is its parcels and its extra; a parcel is accounted for by its lines."""
    parts = RemittanceLine.objects.order_by().values_list("remittance_id").annotate(minor=Sum("amount_minor"))
    by_remittance = dict(parts)
    for one in Remittance.objects.iterator():
        if _covers(one) != by_remittance.get(one.pk, 0) + one.extra_minor:
            yield f"remittance {one.code}: its parcels and its extra are not what was accounted for"
    lines = Charge.objects.exclude(courier="").annotate(
        said=Coalesce(Sum("remittance_lines__amount_minor", filter=_STANDS), 0)
    )
    for code in lines.exclude(said=F("remitted_minor")).values_list("code", flat=True):
        yield f"charge {code}: its remittances do not sum to what it says"


def _couriers() -> Iterator[str]:
    """A courier owes what it took and did not account for, less its credit, which is never below zero."""
    owed: dict[str, int] = defaultdict(int)
    for charge in Charge.objects.filter(state=Charge.State.PAID).exclude(courier="").iterator():
        owed[_path(charge)] += charge.amount_minor - charge.remitted_minor
    extra: dict[str, int] = defaultdict(int)
    for one in Remittance.objects.standing().iterator():
        extra[_path(one)] += one.extra_minor
    rows = Account.objects.filter(kind=Account.Kind.COURIER).exclude(ref="")
    paths, balances = dict(rows.values_list("path", "pk")), balances_of(rows)
    for path in sorted({*owed, *extra, *paths}):
        books = balances.get(paths.get(path, 0), 0)
        if books != owed[path] - extra[path]:
            yield f"{path}: the books say {books}, parcels less credit {owed[path] - extra[path]}"
        if extra[path] < 0:
            yield f"{path}: more credit was used than there was"


def _path(row: Charge | Remittance) -> str:
    return accounts.courier_cash(row.courier, row.cooperative_id, row.seller_id, row.currency).path


def _covers(one: Remittance) -> int:
    return one.received_minor + one.delivery_minor + one.fee_minor + one.lost_minor
