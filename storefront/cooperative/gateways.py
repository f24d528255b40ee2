"""Gerbang pembayaran: what each gateway holds, what payers' banks dispute, and what has reached the bank account."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalog.products.prices import parse_price
from payments.gateways.models import GatewayDispute
from payments.ledger import by_hand
from payments.money import Money
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.cooperative.by_hand import attempt, key_of, today_in
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.typed import typed
from storefront.orders import gateway_money

NEWEST = 50


@in_office(Verb.REVIEW)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    return _page(request, office)


@in_office(Verb.TRANSFERS, methods=("POST",))
def paid_out(request: HttpRequest, office: Office, gateway: str) -> HttpResponse:
    """A gateway sent money to the bank account: written down once."""
    if gateway not in {one.name for one in gateway_money.held_for(office.cooperative)}:
        raise Http404
    error = attempt(
        request,
        office,
        lambda written: by_hand.gateway_paid_out(
            scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk, gateway=gateway,
            written=written, fee=_fee(request, office),
        ),
    )  # fmt: skip
    if error is not None:
        return _page(request, office, error=error, at=gateway)
    messages.success(request, _("Uang dari gerbang dicatat di rekening."))
    return redirect("cooperative:gateways")


def _fee(request: HttpRequest, office: Office) -> Money:
    """What the gateway kept of it; nothing where the field was left empty."""
    text = typed(request.POST, "biaya", most=30)
    try:
        minor = parse_price(text) if text.strip(" 0") else 0
    except Expected as error:
        raise Expected(_("Tulis biaya dengan angka, misalnya 2.500."), field="fee") from error
    return Money(minor, office.cooperative.currency)


def disputed(office: Office) -> int:
    """How many disputes wait for the payer's bank."""
    return GatewayDispute.objects.within(office.scope).filter(state=GatewayDispute.State.OPEN).count()


def _page(request: HttpRequest, office: Office, error: Expected | None = None, at: str = "") -> HttpResponse:
    disputes = GatewayDispute.objects.within(office.scope).select_related("payment__charge").order_by("-opened_at")
    return page(
        request, office, "gateways.html", "money", status=error.status if error else 200, error=error, error_at=at,
        gateways=gateway_money.held_for(office.cooperative), given=request.POST, key=key_of(request),
        disputes=gateway_money.with_orders(disputes[:NEWEST], scope=office.scope), today=today_in(office),
    )  # fmt: skip
