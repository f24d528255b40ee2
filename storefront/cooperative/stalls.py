"""Lapak anggota: who sells here, who waits for approval; approve, refuse, suspend, let sell again."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.products.models import Product
from sellers.accounts import actions as accounts
from sellers.accounts.access import Verb
from sellers.accounts.models import Membership, Seller
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.cooperative.gate import Office, in_office, page, refuse
from storefront.cooperative.sheets import csv_response
from storefront.orders import reports
from storefront.stalls import actions as stalls


@in_office(Verb.REVIEW)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    rows = list(Seller.objects.within(office.scope).order_by("name", "pk"))
    sold = {row.key: row for row in reports.by_seller(scope=office.scope, days=30)}
    if request.GET.get("format") == "csv":
        head = [_("Lapak"), _("Desa"), _("Keadaan"), _("Anggota sejak"), _("Penjualan 30 hari")]
        lines = (
            (row.name, row.village_code, row.state, row.created_at.date().isoformat(),
             sold[str(row.pk)].total.minor if str(row.pk) in sold else 0)
            for row in rows
        )  # fmt: skip
        return csv_response("lapak", head, lines)
    pending = [row for row in rows if row.state == Seller.State.PENDING]
    others = [row for row in rows if row.state != Seller.State.PENDING]
    return page(request, office, "stalls.html", "stalls", pending=pending, stalls=others, sold=sold)


@in_office(Verb.REVIEW)
def stall(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    return _card(request, office, _stall(office, slug))


@in_office(Verb.APPROVE, methods=("POST",))
def approval(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    """Creates the approval; with the mandate ticked, the cooperative collects its transfers from today."""
    seller = _stall(office, slug)
    today = timezone.localdate(clock.now(), office.zone)
    mandate = today if request.POST.get("mandat") == "ya" else None
    return _decide(
        request, office, seller, _("%(name)s boleh berjualan. Pemiliknya diberi tahu."),
        lambda: stalls.approve_stall(
            scope=office.scope, person=office.person, seller_id=seller.pk, mandate_from=mandate
        ),
    )  # fmt: skip


@in_office(Verb.APPROVE, methods=("POST",))
def refusal(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    seller = _stall(office, slug)
    reason = request.POST.get("alasan", "").strip()
    return _decide(
        request, office, seller, _("%(name)s ditolak. Pemiliknya membaca alasannya."),
        lambda: stalls.refuse_stall(scope=office.scope, person=office.person, seller_id=seller.pk, reason=reason),
    )  # fmt: skip


@in_office(Verb.APPROVE, methods=("POST",))
def suspension(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    seller = _stall(office, slug)
    reason = request.POST.get("alasan", "").strip()
    return _decide(
        request, office, seller, _("%(name)s dihentikan sementara."),
        lambda: accounts.suspend_seller(scope=office.scope, person=office.person, seller_id=seller.pk, reason=reason),
    )  # fmt: skip


def _decide(
    request: HttpRequest, office: Office, seller: Seller, done: str, act: Callable[[], object]
) -> HttpResponse:
    try:
        act()
    except Expected as error:
        refuse(request, error)
        return _card(request, office, seller, status=error.status, reason=request.POST.get("alasan", ""))
    messages.success(request, done % {"name": seller.name})
    return redirect("cooperative:stall", slug=seller.slug)


def _stall(office: Office, slug: str) -> Seller:
    seller = Seller.objects.within(office.scope).filter(slug=slug).first()
    if seller is None:
        raise Http404
    return seller


def _card(
    request: HttpRequest, office: Office, seller: Seller, *, status: int = 200, reason: str = ""
) -> HttpResponse:
    people = seller.memberships.live().select_related("person").order_by("pk")
    goods = Product.objects.within(office.scope).filter(seller=seller).select_related("category").order_by("name")
    return page(
        request,
        office,
        "stall.html",
        "stalls",
        status=status,
        seller=seller,
        people=people,
        roles=dict(Membership.Role.choices),
        goods=goods.prefetch_related("variants__pool"),
        sold=reports.earned(scope=office.scope, seller_id=seller.pk, days=30),
        reason=reason,
    )
