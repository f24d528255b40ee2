"""Kembali ke pembeli: where each refund stands, what is ready to leave, and what was returned by hand."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from payments.charges.banks import bank_name
from payments.repayments import actions
from payments.repayments.models import Repayment
from payments.repayments.queries import RepaymentQuerySet
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.cooperative import payout_words
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.masking import masked_name
from storefront.cooperative.sheets import csv_response
from storefront.cooperative.typed import typed
from storefront.cooperative.words import REFUND_REASONS
from storefront.orders.models import Bill, RefundTask

A_PAGE = 50
READY, WAITING, DONE = "siap", "menunggu", "selesai"
State = Repayment.State
SHOWN: dict[str, tuple[str, ...]] = {
    READY: (State.READY, State.SENDING),
    WAITING: (State.ASKED, State.RETURNED),
    DONE: (State.PAID, State.CANCELLED),
}


def ready(office: Office) -> int:
    """Refunds that may leave and are in no batch: somebody has to send them."""
    return _mine(office).free_to_leave().count()


@in_office(Verb.REVIEW)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    return _show(request, office)


@in_office(Verb.PAYOUTS, methods=("POST",))
def payment(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """Returned by hand: by a transfer with its reference, or in cash."""
    cash = typed(request.POST, "cara", most=10) == "tunai"
    return _act(
        request, office, code, actions.mark_paid, _("Tercatat kembali. Pembeli diberi tahu."),
        external_id=typed(request.POST, "referensi", most=120), cash=cash,
    )  # fmt: skip


@in_office(Verb.PAYOUTS, methods=("POST",))
def come_back(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """It left and came back; the buyer is asked for another account."""
    return _act(
        request, office, code, actions.mark_returned, _("Tercatat gagal. Pembeli diminta rekening lain."),
        reason=typed(request.POST, "alasan", most=200),
    )  # fmt: skip


def _show(request: HttpRequest, office: Office, error: Expected | None = None, at: str = "") -> HttpResponse:
    every = _mine(office)
    if request.GET.get("format") == "csv":
        return _csv(office, every)
    counts = {name: every.filter(state__in=states).count() for name, states in SHOWN.items()}
    wanted = request.GET.get("saring", "")
    chosen = wanted if wanted in SHOWN else next((name for name in (READY, WAITING) if counts[name]), READY)
    if at:
        state = every.filter(code=at).values_list("state", flat=True).first()
        chosen = next((name for name, states in SHOWN.items() if state in states), chosen)
    newest = chosen == DONE
    rows = every.filter(state__in=SHOWN[chosen]).select_related("batch").order_by(
        *(("-opened_at", "-pk") if newest else ("opened_at", "pk"))
    )  # fmt: skip
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("halaman"))
    return page(
        request,
        office,
        "repayments.html",
        "money",
        status=error.status if error else 200,
        found=found,
        about=_about(office, [row.key for row in found], [row.bill_ref for row in found]),
        chosen=chosen,
        counts=counts,
        total=_total(every.open().filter(currency=office.cooperative.currency)),
        open_count=every.open().count(),
        reasons=REFUND_REASONS,
        words=payout_words,
        bank_name=bank_name,
        masked=masked_name,
        may=office.may(Verb.PAYOUTS),
        currency=office.cooperative.currency,
        error=error,
        error_at=at,
    )


def _act(
    request: HttpRequest, office: Office, code: str, act: Callable[..., object], told: str, **given: Any
) -> HttpResponse:
    found = _mine(office).filter(code=code.upper()[:8]).first()
    if found is None:
        raise Http404
    try:
        act(scope=office.scope, person=office.person, code=found.code, **given)
    except Expected as error:
        return _show(request, office, error, at=found.code)
    messages.success(request, told)
    return redirect("cooperative:refunds")


def _mine(office: Office) -> RepaymentQuerySet:
    return Repayment.objects.within(office.scope).filter(cooperative=office.cooperative)


def _total(rows: RepaymentQuerySet) -> int:
    return rows.aggregate(total=Sum("amount_minor"))["total"] or 0


def _about(office: Office, keys: list[str], refs: list[str]) -> dict[str, tuple[RefundTask | None, Bill | None]]:
    """Why each refund was opened and for whose purchase, by the refund's key and its bill."""
    tasks = RefundTask.objects.within(office.scope).filter(key__in=keys).select_related("order")
    bills = Bill.objects.within(office.scope).filter(code__in=refs).select_related("purchase")
    by_ref: dict[str, tuple[RefundTask | None, Bill | None]] = {bill.code: (None, bill) for bill in bills}
    for task in tasks:
        known = next((bill for bill in bills if bill.pk == task.bill_id), None)
        by_ref[task.key] = (task, known)
    return by_ref


def _csv(office: Office, rows: RepaymentQuerySet) -> HttpResponse:
    """Everything that is not with its buyer yet."""
    waiting = list(rows.open().order_by("opened_at", "pk"))
    about = _about(office, [row.key for row in waiting], [row.bill_ref for row in waiting])
    head = [_("Sejak"), _("Pembelian"), _("Pembeli"), _("Alasan"), _("Jumlah"), _("Mata uang"), _("Keadaan")]
    lines = []
    for row in waiting:
        task, bill = about.get(row.key) or about.get(row.bill_ref) or (None, None)
        lines.append(
            (localtime(row.opened_at, office.zone).strftime("%Y-%m-%d %H:%M"),
             bill.purchase.code if bill else row.bill_ref,
             masked_name(bill.purchase.buyer_name) if bill else "",
             str(REFUND_REASONS.get(task.reason, task.reason)) if task else "",
             row.amount_minor, row.currency, str(payout_words.REFUND_STATES[row.state][0]))
        )  # fmt: skip
    return csv_response("pengembalian", head, lines)
