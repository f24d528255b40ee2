"""/pendamping/: every stall a helper works for and what is stuck there, and the people the helper may stand by."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.products.models import Product
from sellers.accounts.access import Scope, Verb
from sellers.accounts.asking import scope_of
from sellers.accounts.helping import ask_to_help, take_back_request
from sellers.accounts.members import withdraw_helper_consent
from sellers.accounts.models import HelperConsent, HelperRequest, Seller
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.onboarding.checklist import State, left
from sellers.people.models import Person
from sellers.regions import places
from storefront.desk import order_reading, product_reading, words
from storefront.desk.gate import as_person, choose
from storefront.desk.shell import say
from storefront.desk.typed import typed
from storefront.orders.models import Order
from storefront.stalls.facts import own_checklist

GET_POST = ("GET", "HEAD", "POST")
WHERE = {
    "orders": "/lapak/pesanan/", "products": "/lapak/produk/", "checklist": "/lapak/toko/daftar/", "today": "/lapak/",
}  # fmt: skip
STATES: dict[str, Any] = {
    Seller.State.PENDING: gettext_lazy("Menunggu persetujuan koperasi"),
    Seller.State.REFUSED: gettext_lazy("Permohonan belum disetujui"),
    Seller.State.SUSPENDED: gettext_lazy("Ditutup sementara"),
}
DEED_STATES = (Order.State.CONFIRMED, Order.State.ACCEPTED)


@dataclass(frozen=True)
class Stuck:
    """One thing that waits, with where it is put right; `hot` is late already."""

    icon: str
    words: str
    address: str
    hot: bool = False


@dataclass(frozen=True)
class Card:
    seller: Seller
    place: str
    consent_id: int
    may: list[str]
    stuck: tuple[Stuck, ...]


@as_person()
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """The stalls with something stuck first."""
    scope = scope_of(person)
    cards = _cards(scope)
    asked = HelperRequest.objects.within(scope).open().filter(helper=person).order_by("-pk")
    context = {
        "cards": sorted(cards, key=lambda card: (not card.stuck, card.seller.name)),
        "asked": len(asked),
        "officer": bool(scope.cooperative_ids(Verb.APPROVE)),
    }
    return _show(request, person, "home.html", context)


@as_person(GET_POST)
def asking(request: HttpRequest, person: Person) -> HttpResponse:
    """/pendamping/minta/: a helper asks a seller by number. The page never says whether the number has a stall."""
    given: dict[str, Any] = {"phone": typed(request.POST, "phone", most=30), "verbs": request.POST.getlist("boleh")[:5]}
    error: Expected | None = None
    if request.method == "POST":
        try:
            ask_to_help(person=person, phone=given["phone"], verbs=given["verbs"])
        except Expected as refusal:
            error = refusal
        else:
            say(request, _("Permintaan dicatat. Jika nomor ini punya lapak, pemiliknya diberi tahu."))
            return redirect("helper_home")
    given["verbs"] = given["verbs"] or ["products", "orders"]
    context = {"given": given, "error": error, "choices": words.MAY.items()}
    return _show(request, person, "ask.html", context, error.status if error else 200)


@as_person(("POST",))
def taking_back(request: HttpRequest, person: Person) -> HttpResponse:
    """All open requests of the helper end; the sellers see them no more."""
    for request_id in list(_open_requests(person)):
        take_back_request(person=person, request_id=request_id)
    say(request, _("Permintaan ditarik."))
    return redirect("helper_home")


@as_person(("POST",))
def opening(request: HttpRequest, person: Person, seller_id: int) -> HttpResponse:
    """One tap from the card to the stall; `next` leads to where something is stuck."""
    if seller_id not in scope_of(person).helped:
        raise Http404
    choose(request, seller_id)
    wanted = request.POST.get("next", "")
    return redirect(wanted if wanted in WHERE.values() else "desk:today")


@as_person(("POST",))
def stepping_back(request: HttpRequest, person: Person, consent_id: int) -> HttpResponse:
    """The helper no longer helps this stall."""
    scope = scope_of(person)
    consent = HelperConsent.objects.within(scope).live().filter(pk=consent_id, helper=person).first()
    if consent is None:
        raise Http404
    withdraw_helper_consent(scope=scope, person=person, consent_id=consent_id)
    say(request, _("Anda tidak lagi mendampingi %(stall)s.") % {"stall": consent.seller.name})
    return redirect("helper_home")


def _cards(scope: Scope) -> list[Card]:
    rows = HelperConsent.objects.within(scope).live().filter(helper_id=scope.person_id, seller__in=list(scope.helped))
    return [
        Card(row.seller, places.names(row.seller.village_code), row.pk, words.may(row.verbs), _stuck(scope, row.seller))
        for row in rows.select_related("seller__cooperative")
    ]


def _stuck(scope: Scope, seller: Seller) -> tuple[Stuck, ...]:
    own = scope.only_seller(seller.pk)
    verbs = own.sellers[seller.pk]
    found: list[Stuck] = []
    if seller.state != Seller.State.APPROVED:
        found.append(Stuck("clock", str(STATES[seller.state]), WHERE["today"], seller.state != Seller.State.PENDING))
    if Verb.ORDERS in verbs:
        found += _stuck_orders(own)
    if Verb.PRODUCTS in verbs:
        found += _stuck_goods(own)
    if Verb.STALL in verbs:
        found += _stuck_papers(seller)
    return tuple(found)


def _stuck_orders(own: Scope) -> list[Stuck]:
    waiting = Order.objects.within(own).filter(state__in=DEED_STATES)
    late = waiting.filter(deadline_at__lt=clock.now()).count()
    rest = order_reading.counts(scope=own).get("siapkan", 0) - late
    found = []
    if late:
        text = ngettext("%(n)s pesanan lewat batas", "%(n)s pesanan lewat batas", late) % {"n": late}
        found.append(Stuck("triangle-alert", text, WHERE["orders"], hot=True))
    if rest > 0:
        text = ngettext("%(n)s pesanan perlu disiapkan", "%(n)s pesanan perlu disiapkan", rest) % {"n": rest}
        found.append(Stuck("package", text, WHERE["orders"]))
    return found


def _stuck_goods(own: Scope) -> list[Stuck]:
    if not product_reading.any_goods(scope=own):
        return [Stuck("camera", _("Belum ada produk"), WHERE["products"])]
    found = []
    short = len(product_reading.short(scope=own))
    drafts = Product.objects.within(own).filter(state=Product.State.DRAFT).count()
    if short:
        text = ngettext("%(n)s stok menipis", "%(n)s stok menipis", short) % {"n": short}
        found.append(Stuck("scale", text, WHERE["products"]))
    if drafts:
        text = ngettext("%(n)s produk belum tayang", "%(n)s produk belum tayang", drafts) % {"n": drafts}
        found.append(Stuck("pencil", text, WHERE["products"]))
    return found


def _stuck_papers(seller: Seller) -> list[Stuck]:
    items = own_checklist(seller)
    refused = sum(item.state == State.REFUSED for item in items)
    missing = left(items) - refused
    found = []
    if refused:
        text = ngettext("%(n)s surat ditolak", "%(n)s surat ditolak", refused) % {"n": refused}
        found.append(Stuck("file-badge", text, WHERE["checklist"], hot=True))
    if missing:
        text = ngettext("%(n)s kelengkapan belum ada", "%(n)s kelengkapan belum ada", missing) % {"n": missing}
        found.append(Stuck("list-checks", text, WHERE["checklist"]))
    return found


def _open_requests(person: Person) -> list[int]:
    rows = HelperRequest.objects.within(scope_of(person)).open().filter(helper=person)
    return list(rows.values_list("pk", flat=True))


def _show(
    request: HttpRequest, person: Person, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = {"person": person, "has_stall": bool(scope_of(person).sellers), "now": clock.now()}
    return render(request, f"helper/{template}", {**frame, **context}, status=status)
