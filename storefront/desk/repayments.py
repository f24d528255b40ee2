"""Pengembalian: what a stall that took the money itself has to give back to its buyers, and to which account."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from payments.charges.banks import bank_name
from payments.repayments import actions
from payments.repayments.models import Repayment
from payments.repayments.queries import RepaymentQuerySet
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk import payout_words
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, say
from storefront.orders.models import Bill

A_PAGE = 30
SORTED = (Repayment.State.READY, Repayment.State.ASKED, Repayment.State.RETURNED, Repayment.State.SENDING)


@at_desk(Verb.MONEY)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _show(request, desk)


@at_desk(Verb.MONEY, methods=("POST",))
def payment(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The stall gave it back: by a transfer with its reference, or in cash."""
    return _act(
        request, desk, code, actions.mark_paid, _("Tercatat kembali. Pembeli diberi tahu."),
        external_id=request.POST.get("referensi", "")[:120], cash=request.POST.get("cara") == "tunai",
    )  # fmt: skip


@at_desk(Verb.MONEY, methods=("POST",))
def come_back(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    return _act(
        request, desk, code, actions.mark_returned, _("Tercatat gagal. Pembeli diminta rekening lain."),
        reason=request.POST.get("alasan", "")[:200],
    )  # fmt: skip


def _act(
    request: HttpRequest, desk: Desk, code: str, act: Callable[..., object], told: str, **given: Any
) -> HttpResponse:
    found = _mine(desk).filter(code=code.replace("\0", "").upper()[:8]).first()
    if found is None or desk.helping:
        raise Http404
    try:
        act(scope=desk.scope, person=desk.person, code=found.code, **given)
    except Expected as error:
        return _show(request, desk, error, found.code)
    say(request, told)
    return redirect("desk:repayments")


def _show(request: HttpRequest, desk: Desk, error: Expected | None = None, at: str = "") -> HttpResponse:
    rows = sorted(_mine(desk).open(), key=lambda one: (SORTED.index(Repayment.State(one.state)), one.opened_at))
    done = _mine(desk).filter(state=Repayment.State.PAID).order_by("-paid_at", "-pk")
    found = Paginator(done, A_PAGE).get_page(request.GET.get("halaman"))
    refs = {one.bill_ref for one in (*rows, *found)}
    bills = Bill.objects.within(desk.scope).filter(code__in=refs).select_related("purchase")
    return page(
        request,
        desk,
        "repayments.html",
        "money",
        status=error.status if error else 200,
        rows=rows,
        found=found,
        purchases={bill.code: bill.purchase for bill in bills},
        bank_name=bank_name,
        words=payout_words,
        error=error,
        error_at=at,
    )


def _mine(desk: Desk) -> RepaymentQuerySet:
    return Repayment.objects.within(desk.scope).filter(seller=desk.seller)
