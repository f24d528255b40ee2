"""Counting turnover and withholding of it, and what sellers declare. Nothing of this runs unless settings.PPH22 is on.

A sale or a refund is counted in the transaction that posts it, and only by whoever posts it now: the entry's key,
which the books take once, is what makes the counting happen once.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from payments.ledger import accounts
from payments.ledger.models import Account, Posting
from payments.ledger.posting import Move, post
from payments.money import Money
from payments.tax import numbers, pph22, turnover
from payments.tax.errors import NotDeclared, OverTheLimit
from payments.tax.models import TaxDeclaration, TurnoverYear
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Seller
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.kit.errors import NotFound
from sellers.people.models import Person
from sellers.regions import places

UNDER, OVER = "under", "over"  # what a seller may declare of its year


def follow(*, entry: str) -> None:
    """Count an entry that was posted just now, and withhold or give back what belongs to it.

    Needs the caller's transaction. An entry is a sale or a refund of one order of one seller; others change nothing.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("follow() belongs into the transaction of what it follows")
    moved = Posting.objects.filter(entry=entry, kind__in=[*turnover.SOLD, *turnover.REVERSED]).order_by("line")
    for posting in moved.select_related("source", "target")[:1]:
        _follow(entry, posting)


def _follow(entry: str, first: Posting) -> None:
    account = first.source if first.kind in turnover.SOLD else first.target
    if account.kind != Account.Kind.SELLER or account.seller_id is None:
        return
    seller = Seller.objects.get(pk=account.seller_id)
    moved = turnover.of_entry(seller_id=seller.pk, entry=entry)
    counter, before = _counter(seller, first, moved)
    tax = _tax(seller, account.cooperative_id, first, moved, before)
    if tax and account.cooperative_id is not None:
        owed = accounts.tax(account.cooperative_id, account.currency)
        own = accounts.seller(seller.pk, account.cooperative_id, account.currency)
        given = Money(abs(tax), account.currency)
        if tax > 0:
            move = Move(turnover.WITHHELD, owed, own, given, first.ref)
        else:
            move = Move(turnover.RETURNED, own, owed, given, first.ref)
        post(entry=f"pph22:{entry}", moves=[move], at=first.at)
    counter.turnover_minor = before + moved.sold - moved.reversed
    counter.withheld_minor += tax
    counter.save(update_fields=["turnover_minor", "withheld_minor"])


def _counter(seller: Seller, first: Posting, moved: turnover.Sums) -> tuple[TurnoverYear, int]:
    """The seller's year, locked, and its turnover before this entry; a new one begins with what the books say."""
    zone = turnover.zone_of(seller.village_code)
    year = turnover.year_of(first.at, zone)
    _row, made = TurnoverYear.objects.get_or_create(seller=seller, year=year, currency=first.currency)
    row = TurnoverYear.objects.select_for_update().get(pk=_row.pk)
    if made:
        books = turnover.in_year(seller_id=seller.pk, currency=first.currency, year=year, zone=zone)
        row.turnover_minor = books.turnover - moved.sold + moved.reversed
        row.withheld_minor = books.withheld
    return row, row.turnover_minor


def _tax(seller: Seller, cooperative_id: int | None, first: Posting, moved: turnover.Sums, before: int) -> int:
    """Minor units to withhold; negative: to give back. Only a cooperative that collected withholds."""
    if cooperative_id is None:
        return 0
    currency = first.currency
    if moved.sold:
        zone = turnover.zone_of(seller.village_code)
        rule = pph22.rule_on(first.at.astimezone(zone).date(), currency)
        if rule is None:
            return 0
        declared = declaration(seller_id=seller.pk, year=turnover.year_of(first.at, zone)) is not None
        gross = Money(moved.sold, currency)
        base = pph22.taxable(rule, before=Money(before, currency), gross=gross, declared=declared)
        return pph22.withheld(rule, base).minor
    so_far = turnover.of_order(seller_id=seller.pk, currency=currency, ref=first.ref)
    return -pph22.given_back(
        gross=Money(so_far.sold, currency),
        withheld=Money(so_far.withheld, currency),
        refunded=Money(so_far.reversed, currency),
        given_before=Money(so_far.returned, currency),
    ).minor


def declaration(*, seller_id: int, year: int) -> TaxDeclaration | None:
    """What the seller declared for the year and did not withdraw."""
    return TaxDeclaration.objects.filter(seller_id=seller_id, year=year, withdrawn_at=None).first()


def declare(*, scope: Scope, person: Person, seller_id: int, number: str, stand: str) -> TaxDeclaration:
    """The seller gives its NPWP or NIK and says whether its turnover of this year stays UNDER the limit, or is OVER.

    The same again changes nothing; a corrected number replaces the old one, and the audit keeps both. Saying OVER
    withdraws what was declared: from now on tax is withheld of every sale. Raises NotFound, BadTaxNumber,
    NotDeclared, OverTheLimit.
    """
    if not scope.operator and seller_id not in scope.seller_ids(Verb.BANK):
        raise NotFound(_("Halaman ini tidak ada."))
    number = numbers.cleaned(number)
    if stand not in (UNDER, OVER):
        raise NotDeclared
    with transaction.atomic():
        seller = Seller.objects.select_for_update().get(pk=seller_id)
        zone = turnover.zone_of(seller.village_code)
        year = turnover.year_of(clock.now(), zone)
        if stand == UNDER and _is_over(seller, year):
            raise OverTheLimit
        latest = TaxDeclaration.objects.filter(seller=seller, year=year).order_by("-pk").first()
        before = _said(latest)
        row = _write(latest, seller, year, number, stand, person)
        if _said(row) != before:
            record(person=person, verb="tax_declared", obj=row, before=before, after=_said(row))
    return row


def _write(
    latest: TaxDeclaration | None, seller: Seller, year: int, number: str, stand: str, person: Person
) -> TaxDeclaration:
    """A withdrawn declaration stays as it was; declaring again after it is a new row."""
    if latest is None or (stand == UNDER and latest.withdrawn_at is not None):
        return TaxDeclaration.objects.create(
            seller=seller, year=year, npwp_or_nik=number, declared_by=person,
            withdrawn_at=None if stand == UNDER else clock.now(),
        )  # fmt: skip
    latest.npwp_or_nik = number
    if stand == OVER and latest.withdrawn_at is None:
        latest.withdrawn_at = clock.now()
    latest.save(update_fields=["npwp_or_nik", "withdrawn_at"])
    return latest


def _said(row: TaxDeclaration | None) -> dict[str, str] | None:
    """What the audit keeps: never the whole number."""
    if row is None:
        return None
    return {"number": numbers.masked(row.npwp_or_nik), "stand": OVER if row.withdrawn_at else UNDER}


def _is_over(seller: Seller, year: int) -> bool:
    today = clock.now().astimezone(places.zone_of(seller.village_code)).date()
    for row in TurnoverYear.objects.filter(seller=seller, year=year):
        rule = pph22.rule_on(today, row.currency)
        if rule is not None and row.turnover_minor > rule.exempt.minor:
            return True
    return False


def recount(*, year: int) -> int:
    """Set every counter of the year to what the books say; answers how many were wrong or missing.

    For the day the module is switched on, and after it was off for a while.
    """
    wrong = 0
    for seller in Seller.objects.order_by("pk"):
        wrong += _recount(seller, year)
    return wrong


def _recount(seller: Seller, year: int) -> int:
    wrong, zone = 0, turnover.zone_of(seller.village_code)
    for currency in turnover.currencies_of(seller_id=seller.pk):
        with transaction.atomic():
            row, _made = TurnoverYear.objects.get_or_create(seller=seller, year=year, currency=currency)
            row = TurnoverYear.objects.select_for_update().get(pk=row.pk)  # who sells now counts after us
            found = turnover.in_year(seller_id=seller.pk, currency=currency, year=year, zone=zone)
            if (row.turnover_minor, row.withheld_minor) != (found.turnover, found.withheld):
                wrong += 1
                row.turnover_minor, row.withheld_minor = found.turnover, found.withheld
                row.save(update_fields=["turnover_minor", "withheld_minor"])
    return wrong
