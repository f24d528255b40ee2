"""What a treasurer writes down by hand: a debt a seller brought, what went to the courier or came from it."""

import secrets
from collections.abc import Callable
from datetime import date, datetime, time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalog.products.prices import parse_price
from payments.ledger import accounts, by_hand
from payments.ledger.balances import balance
from payments.ledger.by_hand import Written
from payments.ledger.models import Posting
from payments.money import Money
from sellers.accounts.access import Verb
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.typed import typed
from storefront.orders import cash_debts
from storefront.orders.posting_words import POSTING_WORDS
from storefront.terms import cash_debt

NEWEST = 20


@in_office(Verb.TRANSFERS, methods=("GET", "HEAD", "POST"))
def debt_payment(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    """A seller pays what it owes: GET asks how much, POST writes it down once."""
    seller = Seller.objects.within(office.scope).filter(slug=slug).first()
    if seller is None:
        raise Http404
    error = attempt(
        request, office,
        lambda written: cash_debts.seller_paid(
            scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk, seller_id=seller.pk,
            written=written,
        ),
    )  # fmt: skip
    if request.method == "POST" and error is None:
        messages.success(request, _("Setoran dicatat di buku %(name)s.") % {"name": seller.name})
        return redirect("cooperative:movements", slug=seller.slug)
    return page(
        request, office, "debt_payment.html", "money", status=error.status if error else 200, seller=seller,
        standing=cash_debt.standing(seller), error=error, given=request.POST, key=key_of(request),
        today=today_in(office),
    )  # fmt: skip


@in_office(Verb.REVIEW)
def courier(request: HttpRequest, office: Office) -> HttpResponse:
    return _courier(request, office, None)


@in_office(Verb.TRANSFERS, methods=("POST",))
def courier_payment(request: HttpRequest, office: Office) -> HttpResponse:
    return _with_courier(request, office, by_hand.courier_paid, _("Pembayaran ke kurir dicatat."))


@in_office(Verb.TRANSFERS, methods=("POST",))
def courier_compensation(request: HttpRequest, office: Office) -> HttpResponse:
    return _with_courier(request, office, by_hand.courier_compensated, _("Ganti rugi dari kurir dicatat."))


def _with_courier(request: HttpRequest, office: Office, act: Callable[..., bool], done: str) -> HttpResponse:
    error = attempt(
        request, office,
        lambda written: act(
            scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk, written=written
        ),
    )  # fmt: skip
    if error is not None:
        return _courier(request, office, error)
    messages.success(request, done)
    return redirect("cooperative:courier")


def _courier(request: HttpRequest, office: Office, error: Expected | None) -> HttpResponse:
    key = accounts.courier(office.cooperative.pk, office.cooperative.currency)
    rows = Posting.objects.within(office.scope).select_related("source", "target").order_by("-at", "-pk")
    rows = rows.filter(source__path=key.path) | rows.filter(target__path=key.path)
    return page(
        request, office, "courier.html", "money", status=error.status if error else 200, balance=balance(key),
        rows=rows.order_by("-at", "-pk")[:NEWEST], path=key.path, posting_words=POSTING_WORDS, error=error,
        given=request.POST, key=key_of(request), today=today_in(office),
    )  # fmt: skip


def attempt(request: HttpRequest, office: Office, act: Callable[[Written], object]) -> Expected | None:
    """What stood in the way; nothing for a page that is only looked at."""
    if request.method != "POST":
        return None
    try:
        act(_written(request, office))
    except Expected as error:
        return error
    return None


def _written(request: HttpRequest, office: Office) -> Written:
    try:
        minor = parse_price(typed(request.POST, "jumlah", most=30))
    except Expected as error:
        raise Expected(_("Tulis jumlah dengan angka, misalnya 25.000."), field="amount") from error
    return Written(
        key=key_of(request),
        amount=Money(minor, office.cooperative.currency),
        at=_at(office, typed(request.POST, "tanggal", most=10)),
        memo=typed(request.POST, "catatan", most=200),
    )


def _at(office: Office, text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Expected(_("Isi tanggal yang benar."), field="day") from error
    if not 2000 <= day.year <= 2200:
        raise Expected(_("Isi tanggal yang benar."), field="day")
    if day == today_in(office):
        return clock.now()
    return datetime.combine(day, time(12), tzinfo=office.zone)


def key_of(request: HttpRequest) -> str:
    return typed(request.POST, "kunci", most=80) or secrets.token_urlsafe(12)


def today_in(office: Office) -> date:
    return clock.now().astimezone(office.zone).date()
