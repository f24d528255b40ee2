"""A seller gives money back for its own order: the form, a look at what it does, then the deed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.kit.errors import Expected, NotFound
from storefront.desk.gate import Desk, at_desk, order_stall
from storefront.desk.order_reading import THUMB
from storefront.desk.pictures import first_photos
from storefront.desk.shell import page, say
from storefront.orders import refund_form, refund_rights, refunds
from storefront.orders.models import Order, Refund
from storefront.terms import bearing


@at_desk(Verb.ORDERS, methods=("GET", "HEAD", "POST"), locate=order_stall)
def order(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Borne by the stall itself; above the cooperative's limit an officer agrees. No helper decides about money."""
    try:
        key = request.POST.get("kunci", "").replace("\0", "")[:80]
        found = refund_rights.order_to_refund(scope=desk.scope, order_code=code, key=key)
    except NotFound:
        raise Http404 from None
    form = refund_form.read(request.POST, orders=[found])
    shown: dict[str, Any] = {
        "form": form,
        "action": reverse("desk:order_refund", args=[found.code]),
        "bearer_words": bearing.BEARER_WORDS,
        "photos": _photos(desk, found),
    }
    step, error = request.POST.get("langkah", ""), None
    if request.method == "POST" and step != "ubah":
        try:
            wish = form.wish()
            if step == "kirim":
                made = refunds.propose(
                    scope=desk.scope, person=desk.person, order_code=found.code, wish=wish, key=form.key
                )
                say(request, _told(made))
                return redirect("desk:order", code=found.code)
            effect = refunds.preview(scope=desk.scope, order_code=found.code, wish=wish)
            second = refund_rights.needs_second_person(orders=[found], minor=effect.back.minor)
            looked: dict[str, Any] = {"effects": [effect], "total": effect.back, "second": second}
            return page(request, desk, "order_refund_check.html", "orders", **looked, **shown)
        except Expected as refused:
            error = refused
    status = error.status if error else 200
    reason_choices = [(code, reason.words) for code, reason in form.reasons()]
    return page(
        request, desk, "order_refund.html", "orders", status=status, error=error, bearers=[],
        reason_choices=reason_choices, **shown,
    )  # fmt: skip


def _photos(desk: Desk, order: Order) -> dict[int, str]:
    """Photo address by line."""
    lines = dict(order.lines.values_list("pk", "variant__product_id"))
    found = first_photos(lines.values(), scope=desk.scope, size=THUMB)
    return {pk: found[product_id] for pk, product_id in lines.items() if product_id in found}


def _told(made: Refund) -> str:
    if made.state == Refund.State.PROPOSED:
        return _("Usulan terkirim. Pengurus koperasi diminta menyetujui.")
    return _("Uang dikembalikan. Pembeli sudah diberi tahu.")
