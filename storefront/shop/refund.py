"""Where a buyer's money goes back to: the account for one refund, behind the signed link of the purchase."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from payments.charges.banks import for_picker
from payments.repayments.actions import takes_cash
from payments.repayments.errors import RepaymentNotFound
from payments.repayments.models import Repayment
from sellers.kit.errors import Expected
from storefront.orders import repaying, tracking
from storefront.orders.models import Purchase
from storefront.shop.purchase import opened

FIELDS = ("bank_code", "number", "holder")
LONGEST = 120


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: HttpRequest, code: str, refund: str) -> HttpResponse:
    """GET asks where to; POST keeps it, until the money is in a batch that was approved."""
    purchase = opened(request, code)
    if purchase is None:
        raise Http404
    try:
        repayment = repaying.refund_of(purchase, refund.upper())
    except RepaymentNotFound as error:
        raise Http404 from error
    if request.method != "POST":
        return _form(request, purchase, repayment, _standing(repayment))
    given = {name: request.POST.get(name, "").replace("\0", "")[:LONGEST] for name in FIELDS}
    cash = request.POST.get("way") == "cash"
    try:
        if cash:
            repaying.choose_cash(purchase=purchase, code=repayment.code)
        else:
            repaying.give_account(purchase=purchase, code=repayment.code, **given)
    except Expected as error:
        repayment.refresh_from_db()
        return _form(request, purchase, repayment, given, error)
    messages.success(request, _("Tersimpan. Ambil uangnya di tempat.") if cash else _("Rekening tersimpan."))
    return redirect(tracking.path_for(purchase))


def _standing(repayment: Repayment) -> dict[str, str]:
    """What was given before, so that it can be put right; nothing of it is shown once the money is on its way."""
    return {name: getattr(repayment, name) for name in FIELDS}


def _form(
    request: HttpRequest, purchase: Purchase, repayment: Repayment, given: dict[str, str], error: Expected | None = None
) -> HttpResponse:
    context = {
        "purchase": purchase,
        "refund": repaying.view_of(purchase, repayment),
        "cash": takes_cash(repayment),
        "given": given,
        "banks": [(bank.code, bank.name) for bank in for_picker()],
        "back": tracking.path_for(purchase),
        "error": error,
    }
    return render(request, "shop/refund.html", context, status=error.status if error else 200)
