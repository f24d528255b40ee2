"""The orders behind a figure, those that wait too long, and one order whole; buyers are masked."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from payments.ledger.models import Posting
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.cooperative import words
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.masking import masked_name
from storefront.cooperative.periods import BREAKDOWNS, PERIODS, Asked, asked
from storefront.cooperative.sheets import csv_response
from storefront.cooperative.typed import typed
from storefront.cooperative.wording import long_day
from storefront.orders import (
    courier_money,
    door_photo,
    life,
    life_door,
    life_handover,
    order_sheet,
    reports,
    short_rows,
)
from storefront.orders.models import Order, Refund
from storefront.orders.not_taken import undoable
from storefront.orders.posting_words import POSTING_WORDS
from storefront.orders.sums import NET_GOODS, sums_of
from storefront.terms import bearing

A_PAGE = 50


@in_office(Verb.REVIEW)
def behind(request: HttpRequest, office: Office) -> HttpResponse:
    """The very orders a figure sums, newest first."""
    wanted = asked(request)
    rows = reports.orders_behind(
        scope=office.scope, days=wanted.days, by=wanted.by, key=wanted.key, previous=wanted.previous
    )
    if request.GET.get("format") == "csv":
        return _csv(office, list(rows), f"pesanan-{wanted.days}-hari")
    report = reports.sales(scope=office.scope, days=wanted.days)
    span = timedelta(days=wanted.days) if wanted.previous else timedelta(0)
    return page(
        request,
        office,
        "orders.html",
        "orders",
        asked=wanted,
        periods=PERIODS,
        breakdown=BREAKDOWNS.get(wanted.by),
        label=_label(office, wanted),
        since=report.since - span,
        until=report.until - span,
        found=Paginator(rows, A_PAGE).get_page(request.GET.get("halaman")),
        total=rows.aggregate(total=Sum("figure_minor"))["total"] or 0,
        **_shown(office),
    )


@in_office(Verb.REVIEW)
def waiting(request: HttpRequest, office: Office) -> HttpResponse:
    """Sold orders that their sellers did not accept or send in time, the longest first."""
    rows = reports.waiting_too_long(office.scope)
    if request.GET.get("format") == "csv":
        return _csv(office, list(rows), "pesanan-terlambat")
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("halaman"))
    total = rows.aggregate(total=Sum(NET_GOODS))["total"] or 0
    return page(request, office, "waiting.html", "orders", found=found, total=total, **_shown(office))


@in_office(Verb.REVIEW)
def order(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    return card(request, office, order_of(office, code))


@in_office(Verb.APPROVE, methods=("POST",))
def cancellation(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """Creates the cancellation of a member's order that waits too long."""
    found, reason = order_of(office, code), typed(request.POST, "alasan")
    try:
        if not (_late(office, found) or short_rows.missing_of([found])):
            raise life.WrongStep(_("Pesanan ini belum lewat batas waktu. Penjual masih bisa mengirim."))
        life.cancel_by_officer(scope=office.scope, person=office.person, order_code=found.code, reason=reason)
    except Expected as error:
        return card(request, office, order_of(office, code), error=error, reason=reason, acted="cancel")
    messages.success(request, _("Pesanan dibatalkan. Pembeli dan penjual diberi tahu."))
    return redirect("cooperative:order", code=found.code)


@in_office(Verb.REVIEW)
def at_the_door(request: HttpRequest, office: Office, token: str) -> HttpResponse:
    """The photo its seller took when it was brought, for this officer only."""
    return door_photo.opened(scope=office.scope, token=token)


def _door_photo(office: Office, found: Order) -> str:
    """Its signed address; "" where there is none."""
    if not door_photo.is_there(found):
        return ""
    return reverse("cooperative:door_photo", args=[door_photo.token_of(order=found, person_id=office.person.pk)])


def card(
    request: HttpRequest,
    office: Office,
    found: Order,
    *,
    error: Expected | None = None,
    reason: str = "",
    acted: str = "",
    given: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One order; `acted` names the deed that was refused, whose form stays open and filled with what was `given`."""
    books = Posting.objects.within(office.scope).filter(ref=found.code).order_by("at", "pk")
    return page(
        request,
        office,
        "order.html",
        "orders",
        status=error.status if error else 200,
        order=found,
        shipment=getattr(found, "shipment", None),
        door_photo=_door_photo(office, found),
        events=sorted(found.events.all(), key=lambda event: (event.at, event.pk)),
        books=books,
        late=_late(office, found),
        short=short_rows.open_of(found) if found.purchase.origin else [],
        **money_of(office, found),
        error=error,
        reason=reason,
        acted=acted,
        given=given or {},
        posting_words=POSTING_WORDS,
        short_words=short_rows.words,
        **_shown(office),
    )


def money_of(office: Office, found: Order) -> dict[str, Any]:
    """What the order comes to, what was given back, and what may be done about it now."""
    booked = Refund.objects.within(office.scope).filter(order=found).select_related("asked_by", "decided_by")
    may_refund = office.may(Verb.PAYOUTS) and found.state in bearing.REFUNDABLE and found.sold_at is not None
    siblings = Order.objects.within(office.scope).filter(purchase=found.purchase_id, state__in=bearing.REFUNDABLE)
    return {
        "sums": sums_of(found),
        "refunds": booked.order_by("asked_at", "pk"),
        "may_refund": may_refund and sums_of(found).remains.minor > 0,
        "whole": may_refund and siblings.count() > 1,
        "door": office.may(Verb.APPROVE) and life_door.can_be_refused(found),
        "cash_away": courier_money.is_away(found.bill),
        "with_courier": office.may(Verb.APPROVE) and life_handover.can_take_cash(found),
        "not_taken": undoable(scope=office.scope, order=found),
        "door_reasons": [(code, reason.words) for code, reason in bearing.at_door().items()],
        "causes": [(code, reason.words) for code, reason in bearing.offered(state="disputed").items()],
        "bearers": list(bearing.BEARER_WORDS.items()) if office.may(Verb.PAYOUTS) else [],
        "bearer_words": bearing.BEARER_WORDS,
        "refund_reasons": bearing.REASONS,
    }


def order_of(office: Office, code: str) -> Order:
    rows = Order.objects.within(office.scope).filter(code=code.upper()).exclude(state=Order.State.PLACING)
    rows = rows.select_related("seller", "purchase", "bill", "shipment")
    found = rows.prefetch_related("lines", "events__person").first()
    if found is None:
        raise Http404
    return found


def _late(office: Office, found: Order) -> bool:
    return reports.waiting_too_long(office.scope).filter(pk=found.pk).exists()


def _shown(office: Office) -> dict[str, Any]:
    """What every page of orders writes with."""
    return {
        "states": life.STATE_WORDS,
        "words": words,
        "masked": masked_name,
        "currency": office.cooperative.currency,
    }


def _label(office: Office, wanted: Asked) -> str:
    """The name of the row whose orders are shown."""
    if not wanted.by:
        return ""
    if wanted.by == "day":
        return long_day(wanted.key)
    until = None
    if wanted.previous:
        until = reports.sales(scope=office.scope, days=wanted.days).since - timedelta(days=1)
    rows = reports.sales_by(scope=office.scope, days=wanted.days, by=wanted.by, until=until)
    return next((row.label for row in rows if row.key == wanted.key), "")


def _csv(office: Office, rows: list[Order], name: str) -> HttpResponse:
    """Each order with its sums after refunds, as its own page and its receipt show them."""
    head = [_("No. Pesanan"), _("Tanggal"), _("Lapak"), _("Pembeli"), _("Keadaan"), _("Masuk hitungan"),
            *order_sheet.head(), _("Mata uang")]  # fmt: skip
    lines = (
        (
            row.code,
            localtime(row.sold_at or row.created_at, office.zone).strftime("%Y-%m-%d %H:%M"),
            row.seller.name,
            masked_name(row.purchase.buyer_name),
            str(life.STATE_WORDS.get(row.state, row.state)),
            order_sheet.plain_minor(getattr(row, "figure_minor", row.goods_minor), row.currency),
            *order_sheet.amounts(row),
            row.currency,
        )
        for row in rows
    )
    return csv_response(name, head, lines)
