"""Pencairan: what comes from the cooperative, when, to which account, and what came before."""

from dataclasses import dataclass
from datetime import datetime, time

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from payments.charges.bank_accounts import masked
from payments.charges.models import BankAccount
from payments.ledger.models import Account
from payments.money import Money
from payments.payouts.available import lines
from payments.payouts.models import Payout
from payments.payouts.notices import destination
from payments.payouts.planning import Line
from payments.payouts.terms import next_day, terms_of
from sellers.accounts.access import Verb
from sellers.accounts.models import Cooperative
from sellers.kit import clock
from sellers.regions import places
from storefront.desk import payout_words
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page
from storefront.orders import payable
from storefront.orders.payable import HeldOrder

A_PAGE, MOST_HELD = 20, 20


@dataclass(frozen=True)
class Coming:
    """What one cooperative owes the stall in one currency, and what of it leaves next. `day` is the next batch's."""

    cooperative: Cooperative
    line: Line
    account: str
    day: datetime | None
    held: tuple[HeldOrder, ...]


@at_desk(Verb.MONEY)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    history = Payout.objects.within(desk.scope).filter(seller=desk.seller)
    history = history.select_related("cooperative", "bank_account", "connected_account").order_by("-pk")
    found = Paginator(history, A_PAGE).get_page(request.GET.get("halaman"))
    return page(
        request,
        desk,
        "payouts.html",
        "money",
        coming=_coming(desk),
        found=found,
        rows=[(payout, Money(payout.amount_minor, payout.currency), destination(payout)) for payout in found],
        words=payout_words,
        may_bank=desk.may(Verb.BANK),
    )


def _coming(desk: Desk) -> list[Coming]:
    books = Account.objects.within(desk.scope).filter(
        kind=Account.Kind.SELLER, seller=desk.seller, cooperative__isnull=False
    )
    found = []
    for book in books.select_related("cooperative").order_by("cooperative__name", "currency"):
        if book.cooperative is not None:
            found += _of(desk, book.cooperative, book.currency)
    return found


def _of(desk: Desk, cooperative: Cooperative, currency: str) -> list[Coming]:
    held = tuple(payable.held_orders(cooperative.pk, currency, seller_id=desk.seller.pk))
    kept = sum((one.amount for one in held), Money(0, currency))
    mine = lines(cooperative=cooperative, currency=currency, held={desk.seller.pk: kept}, seller_id=desk.seller.pk)
    terms = terms_of(cooperative.pk)
    zone = places.zone_of(cooperative.village_code)
    today = clock.now().astimezone(zone).date()
    day = datetime.combine(next_day(terms, today), time(12), zone) if terms.is_automatic else None
    return [Coming(cooperative, one, _account(desk, one), day, held[:MOST_HELD]) for one in mine]


def _account(desk: Desk, line: Line) -> str:
    """Where it goes, as far as this person may see: an account is shown by its last digits to everybody in the stall's
    money."""
    if line.to.bank_account_id is None:
        return ""
    account = BankAccount.objects.within(desk.scope).filter(pk=line.to.bank_account_id).first()
    return masked(account) if account else ""
