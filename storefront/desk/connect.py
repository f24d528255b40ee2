"""Uang lewat Stripe: a seller registers its own account at the gateway, where money can be sent there at all."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from payments.gateways import connect
from payments.gateways.models import ConnectedAccount
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from sellers.people.fresh_sign_in import fresh_sign_in_required
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, refuse, say


@at_desk(Verb.BANK)
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    account = _account(desk)
    refusal = connect.why_not(desk.seller)
    if account and not refusal and "kembali" in request.GET:  # the gateway sends people back by a plain link
        try:
            account = connect.refresh(account)
        except Expected as error:
            refuse(request, error)
    return page(request, desk, "connect.html", "money", account=account, refusal=refusal)


@at_desk(Verb.BANK, methods=("GET", "HEAD", "POST"))
@fresh_sign_in_required
def begin(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The code is asked for before the form shows. The way on from it is a link of the next page: a form of ours may
    not lead to a foreign site."""
    account = _account(desk)
    if request.method != "POST":
        if connect.why_not(desk.seller) or (account and account.external_id):
            return redirect("desk:connect")
        return page(request, desk, "connect_begin.html", "money")
    try:
        connect.begin(scope=desk.scope, person=desk.person, seller=desk.seller)
        say(request, _("Pendaftaran dibuka. Lanjutkan di halaman Stripe."))
    except Expected as error:
        refuse(request, error)
    return redirect("desk:connect")


@at_desk(Verb.BANK)
@fresh_sign_in_required
def go(request: HttpRequest, desk: Desk) -> HttpResponse:
    """To the gateway's own pages; it also sends people here again whose link went stale."""
    account = _account(desk)
    if account is None or not account.external_id or connect.why_not(desk.seller):
        raise Http404
    try:
        again_at = f"{settings.BASE_URL}{reverse('desk:connect_go')}"
        back_to = f"{settings.BASE_URL}{reverse('desk:connect')}?kembali=1"
        return redirect(connect.link(account, again_at=again_at, back_to=back_to))
    except Expected as error:
        refuse(request, error)
        return redirect("desk:connect")


@at_desk(Verb.BANK, methods=("POST",))
def check(request: HttpRequest, desk: Desk) -> HttpResponse:
    account = _account(desk)
    if account is None:
        raise Http404
    try:
        if connect.refresh(account).can_receive:
            say(request, _("Akun Stripe siap menerima uang."))
        else:
            say(request, _("Stripe masih menunggu data Anda."))
    except Expected as error:
        refuse(request, error)
    return redirect("desk:connect")


def _account(desk: Desk) -> ConnectedAccount | None:
    """404 where there is no gateway whose money could be handed on."""
    if not connect.is_offered(desk.seller):
        raise Http404
    return connect.account_of(scope=desk.scope, seller=desk.seller)
