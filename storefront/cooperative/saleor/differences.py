"""What did not fit between Saleor and us: what a person must decide, and what was put right by itself."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person
from storefront.cooperative.saleor.gate import for_operator, page
from storefront.cooperative.typed import typed
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor import overseeing
from storefront.engine.saleor.errors import SaleorError

A_PAGE = 30
KINDS = {
    "price": gettext_lazy("Harga"), "goods": gettext_lazy("Isi produk"), "stock": gettext_lazy("Stok"),
    "missing_there": gettext_lazy("Dihapus di Saleor"), "new_variant": gettext_lazy("Kemasan baru"),
    "order": gettext_lazy("Pesanan"), "overdrawn": gettext_lazy("Stok kurang"), "seller": gettext_lazy("Penjual"),
    "photo": gettext_lazy("Foto"),
}  # fmt: skip
DONE = {
    "kirim": gettext_lazy("Produk dikirim lagi ke Saleor sebentar."),
    "isi": gettext_lazy("Kemasan ini kini dijual di Lapak juga."),
    "selesai": gettext_lazy("Ditandai selesai."),
}


@for_operator()
def listing(request: HttpRequest, person: Person) -> HttpResponse:
    return _listing(request, person)


@for_operator(methods=("POST",))
def decision(request: HttpRequest, person: Person, difference_id: int) -> HttpResponse:
    """Send again, say what a pack holds, or settle."""
    deed = typed(request.POST, "tindakan", most=20)
    holds = "sendiri" if request.POST.get("stok") == "sendiri" else typed(request.POST, "isi", most=30)
    try:
        done = overseeing.decide(person=person, difference_id=difference_id, deed=deed, holds=holds)
    except NotFound as error:
        if not error.sentence:
            raise Http404 from None
        return _listing(request, person, error, difference_id)
    except Expected as error:
        return _listing(request, person, error, difference_id)
    except (EngineUnavailable, SaleorError):
        sentence = _("Saleor belum bisa dihubungi. Coba lagi sebentar.")
        return _listing(request, person, Expected(sentence), difference_id, status=503)
    messages.success(request, DONE[done])
    return redirect("cooperative:saleor_differences")


def _listing(
    request: HttpRequest, person: Person, error: Expected | None = None, about: int = 0, status: int = 0
) -> HttpResponse:
    settled = request.GET.get("lihat") == "selesai"
    rows = overseeing.repaired() if settled else overseeing.to_decide()
    known = overseeing.kinds(rows)
    kind = request.GET.get("jenis", "")
    if kind in known:
        rows = rows.filter(kind=kind)
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("halaman"))
    return page(
        request, person, "differences.html", "differences", status=status or (error.status if error else 200),
        found=found, settled=settled, kind=kind if kind in known else "", words=KINDS, error=error, about=about,
        kinds=[(one, KINDS.get(one, one)) for one in known], given=request.POST,
    )  # fmt: skip
