"""Giving money back from the office: the form, a look at what it does, then the deed; and what waits for a second."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from payments.money import Money
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected, NotFound
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.masking import masked_name
from storefront.cooperative.typed import typed
from storefront.orders import life, refund_form, refund_rights, refunds
from storefront.orders.models import Order, Refund
from storefront.orders.refund_form import RefundForm
from storefront.orders.refund_plan import Effect
from storefront.orders.refund_wish import RefundWish
from storefront.orders.sums import sums_of
from storefront.terms import bearing

WAYS = ("GET", "HEAD", "POST")
Look = Callable[[RefundWish], list[Effect]]
Do = Callable[[RefundWish, str], list[Refund]]


@in_office(Verb.PAYOUTS, methods=WAYS)
def order(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """Money back for one order; ?laporan=1 also settles the buyer's report."""
    key = typed(request.POST, "kunci", most=80)
    found = _found(lambda: refund_rights.order_to_refund(scope=office.scope, order_code=code.upper(), key=key))
    settles = request.GET.get("laporan") == "1" and found.state == Order.State.DISPUTED

    def do(wish: RefundWish, key: str) -> list[Refund]:
        about: dict[str, Any] = {"scope": office.scope, "person": office.person, "order_code": found.code}
        if settles:
            return [life.settle_in_part(**about, wish=wish, key=key, reason=wish.story)]
        return [refunds.propose(**about, wish=wish, key=key)]

    return _form(
        request,
        office,
        orders=[found],
        look=lambda wish: [refunds.preview(scope=office.scope, order_code=found.code, wish=wish)],
        do=do,
        action=reverse("cooperative:refund", args=[found.code]) + ("?laporan=1" if settles else ""),
        settles=settles,
    )


@in_office(Verb.PAYOUTS, methods=WAYS)
def purchase(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """Money back over all parts of a purchase that this cooperative's sellers sold."""
    key = typed(request.POST, "kunci", most=80)
    orders = _found(lambda: refund_rights.orders_to_refund(scope=office.scope, purchase_code=code.upper(), key=key))
    code = orders[0].purchase.code
    if len(orders) == 1:
        return redirect("cooperative:refund", code=orders[0].code)
    return _form(
        request,
        office,
        orders=orders,
        look=lambda wish: refunds.preview_for_purchase(scope=office.scope, purchase_code=code, wish=wish),
        do=lambda wish, key: refunds.propose_for_purchase(
            scope=office.scope, person=office.person, purchase_code=code, wish=wish, key=key
        ),
        action=reverse("cooperative:purchase_refund", args=[code]),
        settles=False,
    )


@in_office(Verb.PAYOUTS)
def proposals(request: HttpRequest, office: Office) -> HttpResponse:
    """Refunds above the limit, the oldest first; those of one purchase stand together."""
    return _proposals(request, office)


@in_office(Verb.PAYOUTS, methods=("POST",))
def approval(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    return _decide(
        request,
        office,
        lambda: refunds.approve(scope=office.scope, person=office.person, refund_code=code.upper()),
        _("Disetujui. Uang dicatat untuk dikembalikan, pembeli diberi tahu."),
    )


@in_office(Verb.PAYOUTS, methods=("POST",))
def refusal(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    reason = typed(request.POST, "alasan")
    return _decide(
        request,
        office,
        lambda: refunds.refuse(scope=office.scope, person=office.person, refund_code=code.upper(), reason=reason),
        _("Usulan ditolak. Tidak ada uang yang bergerak."),
    )


def waiting(office: Office) -> int:
    """For the card on the page Uang."""
    return len(_grouped(refund_rights.proposals(office.scope)))


def _form(
    request: HttpRequest, office: Office, *, orders: list[Order], look: Look, do: Do, action: str, settles: bool
) -> HttpResponse:
    form = refund_form.read(request.POST, orders=orders)
    shown: dict[str, Any] = {
        "form": form,
        "action": action,
        "settles": settles,
        "bearer_words": bearing.BEARER_WORDS,
        "sums_of": sums_of,
    }
    step, error = request.POST.get("langkah", ""), None
    if request.method == "POST" and step != "ubah":
        try:
            wish = form.wish()
            if step == "kirim":
                made = do(wish, form.key)
                messages.success(request, _told(made))
                return redirect("cooperative:order", code=orders[0].code)
            effects = look(wish)
            return page(request, office, "refund_check.html", "orders", effects=effects, **_totals(effects), **shown)
        except Expected as refused:
            error = refused
    return page(
        request,
        office,
        "refund.html",
        "orders",
        status=error.status if error else 200,
        error=error,
        bearers=list(bearing.BEARER_WORDS.items()),
        reason_choices=reason_choices(form),
        **shown,
    )


def reason_choices(form: RefundForm) -> list[tuple[str, str]]:
    """Each reason with whom it usually falls on."""
    return [
        (code, f"{reason.words} → {bearing.BEARER_WORDS[reason.carried or reason.bearer]}")
        for code, reason in form.reasons()
    ]


def _totals(effects: Sequence[Effect]) -> dict[str, Any]:
    total = Money(sum(effect.back.minor for effect in effects), effects[0].back.currency)
    orders = [effect.plan.order for effect in effects]
    return {"total": total, "second": refund_rights.needs_second_person(orders=orders, minor=total.minor)}


def _told(made: Sequence[Refund]) -> str:
    if made[0].state == Refund.State.PROPOSED:
        return _("Usulan tersimpan. Pengurus lain diminta menyetujui.")
    return _("Uang dicatat untuk dikembalikan. Pembeli dan penjual diberi tahu.")


def _proposals(request: HttpRequest, office: Office, error: Expected | None = None) -> HttpResponse:
    groups = _grouped(refund_rights.proposals(office.scope))
    return page(
        request,
        office,
        "refund_proposals.html",
        "money",
        status=error.status if error else 200,
        groups=groups,
        error=error,
        reasons=bearing.REASONS,
        bearer_words=bearing.BEARER_WORDS,
        masked=masked_name,
    )


def _grouped(waiting: Sequence[Refund]) -> list[list[Refund]]:
    groups: dict[str, list[Refund]] = {}
    for refund in waiting:
        groups.setdefault(refund.group or refund.code, []).append(refund)
    return list(groups.values())


def _decide(request: HttpRequest, office: Office, deed: Callable[[], Any], sentence: str) -> HttpResponse:
    try:
        deed()
    except NotFound:
        raise Http404 from None
    except Expected as error:
        return _proposals(request, office, error)
    messages.success(request, sentence)
    return redirect("cooperative:refund_proposals")


def _found(find: Callable[[], Any]) -> Any:
    try:
        return find()
    except NotFound:
        raise Http404 from None
