"""Lapak anggota: who sells here, who waits for approval; approve, refuse, suspend, let sell again."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.media.queries import photo_url
from catalog.products.models import Product
from sellers.accounts import actions as accounts
from sellers.accounts.access import Verb
from sellers.accounts.archetypes import ARCHETYPES
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.onboarding.models import Document
from sellers.regions import places
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.sheets import csv_response
from storefront.cooperative.typed import typed
from storefront.cooperative.words import ROLES, STALL_STATES
from storefront.orders import reports
from storefront.stalls import actions as stalls

LATELY = 30  # days of sales shown beside a stall


@in_office(Verb.REVIEW)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    rows = list(Seller.objects.within(office.scope).order_by("name", "pk"))
    sold = {row.key: row for row in reports.by_seller(scope=office.scope, days=LATELY)}
    if request.GET.get("format") == "csv":
        head = [_("Lapak"), _("Desa"), _("Keadaan"), _("Anggota sejak"), _("Penjualan 30 hari")]
        lines = (
            (row.name, places.names(row.village_code), str(STALL_STATES[row.state][0]),
             timezone.localdate(row.created_at, office.zone).isoformat(),
             sold[str(row.pk)].total.minor if str(row.pk) in sold else 0)
            for row in rows
        )  # fmt: skip
        return csv_response("lapak", head, lines)
    pending = [row for row in rows if row.state == Seller.State.PENDING]
    others = [row for row in rows if row.state != Seller.State.PENDING]
    return page(
        request,
        office,
        "stalls.html",
        "stalls",
        pending=pending,
        stalls=others,
        sold=sold,
        lately=LATELY,
        total=sum(row.total.minor for row in sold.values()),
        states=STALL_STATES,
        kinds=ARCHETYPES,
        currency=office.cooperative.currency,
        papers_waiting=Document.objects.within(office.scope).waiting().count(),
    )


@in_office(Verb.REVIEW)
def stall(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    return _card(request, office, _stall(office, slug))


@in_office(Verb.APPROVE, methods=("POST",))
def approval(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    """Creates the approval; with the mandate ticked, the cooperative collects its transfers from today."""
    seller = _stall(office, slug)
    today = timezone.localdate(clock.now(), office.zone)
    mandate = today if request.POST.get("mandat") == "ya" else None
    if seller.state == Seller.State.APPROVED:
        done = _("Mulai hari ini koperasi menerima transfer untuk %(name)s.") if mandate else _("%(name)s berjualan.")
    else:
        done = _("%(name)s boleh berjualan. Pemiliknya diberi tahu.")
    return _decide(
        request, office, seller, done,
        lambda: stalls.approve_stall(
            scope=office.scope, person=office.person, seller_id=seller.pk, mandate_from=mandate
        ),
    )  # fmt: skip


@in_office(Verb.APPROVE, methods=("POST",))
def refusal(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    seller, reason = _stall(office, slug), typed(request.POST, "alasan")
    return _decide(
        request, office, seller, _("%(name)s ditolak. Pemiliknya membaca alasannya."),
        lambda: stalls.refuse_stall(scope=office.scope, person=office.person, seller_id=seller.pk, reason=reason),
    )  # fmt: skip


@in_office(Verb.APPROVE, methods=("POST",))
def suspension(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    seller, reason = _stall(office, slug), typed(request.POST, "alasan")
    return _decide(
        request, office, seller, _("%(name)s dihentikan sementara. Pemiliknya membaca alasannya."),
        lambda: accounts.suspend_seller(scope=office.scope, person=office.person, seller_id=seller.pk, reason=reason),
    )  # fmt: skip


def _decide(request: HttpRequest, office: Office, seller: Seller, done: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Expected as error:
        return _card(request, office, _stall(office, seller.slug), error=error, reason=typed(request.POST, "alasan"))
    messages.success(request, done % {"name": seller.name})
    return redirect("cooperative:stall", slug=seller.slug)


def _stall(office: Office, slug: str) -> Seller:
    seller = Seller.objects.within(office.scope).filter(slug=slug).first()
    if seller is None:
        raise Http404
    return seller


def _card(
    request: HttpRequest, office: Office, seller: Seller, *, error: Expected | None = None, reason: str = ""
) -> HttpResponse:
    goods = Product.objects.within(office.scope).filter(seller=seller).select_related("category").order_by("name", "pk")
    sold = {row.key: row for row in reports.by_seller(scope=office.scope, days=LATELY)}
    (owed,) = reports.owed(office.scope)
    return page(
        request,
        office,
        "stall.html",
        "stalls",
        status=error.status if error else 200,
        seller=seller,
        state=STALL_STATES[seller.state],
        kind=ARCHETYPES[seller.archetype].label if seller.archetype in ARCHETYPES else "",
        people=seller.memberships.live().select_related("person").order_by("pk"),
        roles=ROLES,
        goods=[_shown(product) for product in goods.prefetch_related("variants__pool", "photos")],
        sold=sold.get(str(seller.pk)),
        lately=LATELY,
        owed=next((row.owed for row in owed.rows if row.seller_id == seller.pk), None),
        error=error,
        reason=reason,
    )


def _shown(product: Product) -> dict[str, object]:
    """A good with its first photo and the packs on sale."""
    photos = sorted(product.photos.all(), key=lambda photo: (photo.position, photo.pk))
    packs = [variant for variant in product.variants.all() if variant.is_active]
    return {
        "product": product,
        "photo": photo_url(photos[0], 400) if photos else "",
        "packs": sorted(packs, key=lambda variant: (variant.position, variant.pk)),
    }
