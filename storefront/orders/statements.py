"""Statements: what stood at the beginning, every movement with its order, what stands at the end.

A statement reads the books from the side of whoever it is about: positive is for the seller (or the member), negative
against. Page, PDF and CSV are made of this one value (statement_papers.py), so they say the same. Opening plus all
movements is the closing, because both are sums of the same postings.

The days are cut where the collector is: a month closed by the cooperative is the month of its sellers' statements.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from payments.ledger import balances
from payments.ledger.accounts import AccountKey
from payments.ledger.balances import StatementLine
from payments.ledger.models import Account, PeriodClose
from payments.ledger.periods import midnight, next_month
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.kit.errors import NotFound
from sellers.regions import places
from storefront.orders.masking import masked_name
from storefront.orders.models import Order
from storefront.orders.posting_words import POSTING_WORDS

AT_ONCE = 2_000  # references asked of the database in one query


@dataclass(frozen=True)
class Book:
    """One account of a seller: with a cooperative, or its own till (no cooperative)."""

    account_id: int
    key: AccountKey
    seller_name: str
    collector: str  # the cooperative's name; empty for the till
    zone: ZoneInfo
    began: date  # the first day of the month of its first movement


@dataclass(frozen=True)
class Line:
    """One movement; `order` is the code of the order it is about, empty when it is about none of the holder's."""

    at: datetime
    kind: str
    word: str
    ref: str
    order: str
    buyer: str  # masked
    memo: str
    amount: Money
    balance: Money


@dataclass(frozen=True)
class Sum:
    kind: str
    word: str
    movements: int
    amount: Money


@dataclass(frozen=True)
class Statement:
    """`first` and `last` are the days inside; `closed_at` says when the period was closed, None while it is open."""

    key: AccountKey
    zone: ZoneInfo
    first: date
    last: date
    opening: Money
    closing: Money
    movements: tuple[StatementLine, ...]
    sums: tuple[Sum, ...]
    closed_at: datetime | None

    def lines(self, start: int = 0, stop: int | None = None) -> list[Line]:
        """The movements from `start` to `stop`, each with its order."""
        return _with_orders(self.key, self.movements[start:stop])


def books_of(*, scope: Scope, seller_id: int) -> tuple[Book, ...]:
    """The seller's accounts that ever moved and that the asker may read: cooperatives first, then its own till."""
    accounts = Account.objects.within(scope).filter(kind=Account.Kind.SELLER, seller_id=seller_id)
    rows = accounts.select_related("seller", "cooperative").order_by("cooperative__name", "currency", "pk")
    books = [book for row in rows if (book := _book(row)) is not None]
    return tuple(sorted(books, key=lambda book: not book.collector))


def book_between(*, scope: Scope, cooperative_id: int, slug: str, currency: str) -> Book:
    """The account between one seller and a cooperative; raises NotFound for one the asker may not read."""
    accounts = Account.objects.within(scope).filter(kind=Account.Kind.SELLER, cooperative_id=cooperative_id)
    row = accounts.select_related("seller", "cooperative").filter(seller__slug=slug, currency=currency).first()
    book = _book(row) if row else None
    if book is None:
        raise NotFound(_("Halaman ini tidak ada."))
    return book


def of_account(*, key: AccountKey, first: date, last: date, zone: ZoneInfo) -> Statement:
    """The statement of any account owed to somebody (a seller's, a member's), in that one's sense.

    Whoever calls has made sure that the asker may read it. Both days are inside.
    """
    since, until = midnight(first, zone), midnight(last + timedelta(days=1), zone)
    found = balances.statement(key=key, since=since, until=until)
    turned = tuple(
        StatementLine(line.at, line.kind, line.ref, line.memo, line.amount * -1, line.balance * -1)
        for line in found.lines
    )
    closes = PeriodClose.objects.filter(account__path=key.path, until__gte=until, since__lt=until)
    closed_at = closes.order_by("until").values_list("closed_at", flat=True).first()
    return Statement(
        key, zone, first, last, found.opening * -1, found.closing * -1, turned, _sums(turned, key.currency), closed_at
    )


def of_month(book: Book, month: date) -> Statement:
    """A book's statement of one month; `month` is its first day."""
    return of_account(key=book.key, first=month, last=last_day(month), zone=book.zone)


def months(began: date, zone: ZoneInfo) -> list[date]:
    """The first days of all months from `began` until now, the newest first."""
    month, now, found = began, clock.now().astimezone(zone).date(), []
    while month <= now:
        found.append(month)
        month = next_month(month)
    return found[::-1] or [now.replace(day=1)]


def chosen_month(text: str, offered: Sequence[date]) -> date:
    """The month written "2026-08", when it is offered; else the newest."""
    return {f"{month:%Y-%m}": month for month in offered}.get(text, offered[0])


def last_day(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def word_of(kind: str) -> str:
    return str(POSTING_WORDS.get(kind, kind))


def _book(row: Account) -> Book | None:
    began = balances.first_moved(Account.objects.filter(pk=row.pk))
    if began is None or row.seller is None:
        return None
    place = row.cooperative.village_code if row.cooperative else row.seller.village_code
    zone = places.zone_of(place)
    return Book(
        account_id=row.pk,
        key=AccountKey(row.kind, row.currency, row.seller_id, row.cooperative_id, row.ref),
        seller_name=row.seller.name,
        collector=row.cooperative.name if row.cooperative else "",
        zone=zone,
        began=began.astimezone(zone).date().replace(day=1),
    )


def _sums(lines: Sequence[StatementLine], currency: str) -> tuple[Sum, ...]:
    """By kind, in the order in which they first came."""
    found: dict[str, tuple[int, int]] = {}
    for line in lines:
        number, minor = found.get(line.kind, (0, 0))
        found[line.kind] = number + 1, minor + line.amount.minor
    return tuple(Sum(kind, word_of(kind), number, Money(minor, currency)) for kind, (number, minor) in found.items())


def _with_orders(key: AccountKey, lines: Sequence[StatementLine]) -> list[Line]:
    orders = _orders(key, sorted({line.ref for line in lines}))
    nothing = ("", "")
    return [
        Line(
            line.at, line.kind, word_of(line.kind), line.ref, *orders.get(line.ref, nothing), line.memo, line.amount,
            line.balance,
        )
        for line in lines
    ]  # fmt: skip


def _orders(key: AccountKey, refs: Sequence[str]) -> dict[str, tuple[str, str]]:
    """(order code, masked buyer) by reference: the code of an order of this seller, or of a bill it has a part of."""
    if key.seller_id is None:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(refs), AT_ONCE):
        some = refs[start : start + AT_ONCE]
        orders = Order.objects.filter(Q(code__in=some) | Q(bill__code__in=some), seller_id=key.seller_id)
        for code, bill, buyer in orders.order_by("pk").values_list("code", "bill__code", "purchase__buyer_name"):
            found[code] = code, masked_name(buyer)
            found.setdefault(bill, found[code])
    return found
