"""What makes the desk an app on the phone: manifest, service worker, the page for no signal, the list of kept pages."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

from storefront.desk import dictionary, keeping, shell_files
from storefront.desk.gate import Desk, at_desk

PAPER = "#fbf6ec"
ICONS = (
    ("img/mark.svg", "any", "image/svg+xml", "any"),
    ("img/app-192.png", "192x192", "image/png", "any"),
    ("img/app-512.png", "512x512", "image/png", "any"),
    ("img/app-maskable-512.png", "512x512", "image/png", "maskable"),
)


def _worker_etag(request: HttpRequest) -> str:
    return f'"{shell_files.version()}"'


@require_safe
@cache_control(no_cache=True)
@etag(_worker_etag)
def worker(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it again with every page they open, so what did not change is not sent again."""
    response = HttpResponse(shell_files.worker(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("desk:today")
    return response


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    home = reverse("desk:today")
    shortcuts = (("desk:product_new", _("Tambah produk")), ("desk:orders", _("Pesanan")))
    told = {
        "id": home,
        "name": _("Lapak: toko saya"),
        "short_name": "Lapak",
        "description": _("Terima pesanan, atur produk, juga tanpa sinyal."),
        "lang": request.LANGUAGE_CODE,
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static(src), "sizes": sizes, "type": kind, "purpose": use} for src, sizes, kind, use in ICONS
        ],
        "shortcuts": [{"name": words, "url": reverse(name)} for name, words in shortcuts],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def no_signal(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker for a page that is not kept: nobody's, so that it may lie on any phone."""
    return render(request, "desk/no_signal.html")


@require_safe
@cache_control(max_age=31_536_000, immutable=True)
def words(request: HttpRequest, version: str) -> HttpResponse:
    """What pages are packed against: of templates only, so that it may lie on any phone."""
    if version != dictionary.version():
        raise Http404
    return HttpResponse(dictionary.words(), content_type="text/plain; charset=utf-8")


@at_desk()
def kept(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Pages worth having without a link, each with the mark of what it shows now."""
    return JsonResponse({"whose": keeping.whose(desk), "pages": keeping.pages(desk)})
