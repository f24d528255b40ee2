"""Pages that are mostly words, and the small files browsers ask for."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sellers.people.consent import CURRENT_VERSION


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    return _text(request, "terms")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _text(request, "privacy")


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return _text(request, "contact")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Goods may be found; baskets, orders and the sellers' side are nobody's business."""
    closed = ("/keranjang/", "/checkout/", "/pesanan/", "/lapak/", "/koperasi/", "/admin/", "/graphql/", "/cari/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponseBase:
    return redirect(static("img/mark.svg"))


def _text(request: HttpRequest, name: str) -> HttpResponse:
    """Each text is written twice, not translated sentence by sentence: it is read as a whole."""
    language = "en" if (get_language() or "").startswith("en") else "id"
    context = {
        "version": CURRENT_VERSION,
        "operator_name": settings.OPERATOR_NAME,
        "operator_contact": settings.OPERATOR_CONTACT,
    }
    return render(request, f"shop/texts/{name}.{language}.html", context)
