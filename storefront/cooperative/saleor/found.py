"""Products of the Saleor shop that have no seller yet: given by hand, put aside, offered again, taken away again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person
from storefront.cooperative.saleor.gate import for_operator, page
from storefront.cooperative.typed import number, typed
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor import assigning, assigning_queue, offering
from storefront.engine.saleor.errors import SaleorError

A_PAGE = 50
SECONDS = 5.0  # a press works this long; the sweep does the rest
VIEWS = {"menunggu": offering.waiting, "diabaikan": offering.ignored, "berpenjual": offering.assigned}


@for_operator()
def listing(request: HttpRequest, person: Person) -> HttpResponse:
    return _listing(request, person)


@for_operator(methods=("POST",))
def assignment(request: HttpRequest, person: Person) -> HttpResponse:
    """The ticked ones to one seller."""
    seller_id = number(request.POST, "penjual")
    error = None
    if not _ticked(request):
        error = Expected(_("Centang dulu produknya."), field="produk")
    elif seller_id not in {one.seller_id for one in offering.sellers()}:
        error = Expected(_("Pilih penjualnya."), field="penjual")
    if error is not None or seller_id is None:
        return _listing(request, person, error)
    give(request, person, dict.fromkeys(_ticked(request), seller_id))
    return redirect("cooperative:saleor_found")


@for_operator(methods=("POST",))
def disregard(request: HttpRequest, person: Person) -> HttpResponse:
    done = assigning.ignore(person=person, found_ids=_ticked(request))
    sentence = ngettext("%(n)s produk diabaikan.", "%(n)s produk diabaikan.", done) % {"n": done}
    messages.success(request, sentence)
    return redirect("cooperative:saleor_found")


@for_operator(methods=("POST",))
def offer(request: HttpRequest, person: Person) -> HttpResponse:
    done = assigning.offer_again(person=person, found_ids=_ticked(request))
    sentence = ngettext("%(n)s produk ditawarkan lagi.", "%(n)s produk ditawarkan lagi.", done) % {"n": done}
    messages.success(request, sentence)
    return redirect("cooperative:saleor_found")


@for_operator(methods=("POST",))
def withdrawal(request: HttpRequest, person: Person, found_id: int) -> HttpResponse:
    """Take one away from its seller again."""
    try:
        row = assigning.undo(person=person, found_id=found_id)
    except NotFound:
        raise Http404 from None
    except Expected as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, _("%(name)s tidak lagi milik penjual itu.") % {"name": row.name})
    return redirect("cooperative:saleor_found")


def give(request: HttpRequest, person: Person, wanted: dict[int, int]) -> None:
    """Write it down, work for a moment, and say how far it came."""
    asked = assigning_queue.ask_for(person=person, wanted=wanted, category_id=number(request.POST, "kategori"))
    try:
        worked = assigning_queue.work(within_s=SECONDS)
    except (EngineUnavailable, SaleorError):
        messages.warning(request, _("Dicatat. Saleor belum bisa dihubungi; pembagian jalan sendiri nanti."))
        return
    if worked.done or not asked:
        sentence = ngettext("%(n)s produk kini punya penjual.", "%(n)s produk kini punya penjual.", worked.done)
        messages.success(request, sentence % {"n": worked.done})
    if worked.refused:
        sentence = ngettext(
            "%(n)s produk belum bisa. Alasannya ada di daftar.", "%(n)s produk belum bisa. Alasannya ada di daftar.",
            worked.refused,
        )  # fmt: skip
        messages.error(request, sentence % {"n": worked.refused})
    if worked.left:
        sentence = ngettext("%(n)s produk lagi sedang dikerjakan.", "%(n)s produk lagi sedang dikerjakan.", worked.left)
        messages.info(request, sentence % {"n": worked.left})


def _listing(request: HttpRequest, person: Person, error: Expected | None = None) -> HttpResponse:
    seen = request.GET.get("lihat", "menunggu")
    view = seen if seen in VIEWS else "menunggu"
    query = typed(request.GET, "q", most=80)
    rows = offering.searched(VIEWS[view](), query).order_by("name", "pk")
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("halaman"))
    return page(
        request, person, "found.html", "found", status=error.status if error else 200, found=found, view=view,
        query=query, sellers=[(one.seller_id, one.name) for one in offering.sellers()], error=error,
        ticked=set(_ticked(request)), given=request.POST, categories=offering.categories(),
    )  # fmt: skip


def _ticked(request: HttpRequest) -> list[int]:
    return [int(text) for text in request.POST.getlist("produk")[:500] if text.isdecimal() and len(text) < 19]
