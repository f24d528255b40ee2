"""Pages for what went wrong, in the shop's own words; in the desk's frame where a seller was. `config` names these."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

SELLERS = ("/lapak/", "/pendamping/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    title, text = _("Halaman tidak ada"), _("Alamatnya mungkin salah, atau barangnya sudah diturunkan.")
    return _page(request, title, text, 404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refusal(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refusal(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    title = _("Halaman sudah terlalu lama terbuka")
    text = _("Muat ulang halaman, lalu kirim lagi. Isian Anda belum terkirim.")
    return _page(request, title, text, 403)


def broken(request: HttpRequest) -> HttpResponse:
    """Stands on nothing: no session, no database, no messages."""
    return render(request, "shop/broken.html", status=500)


def _refusal(request: HttpRequest, status: int) -> HttpResponse:
    title, text = _("Permintaan ditolak"), _("Kembali ke halaman sebelumnya, lalu coba lagi.")
    return _page(request, title, text, status)


def _page(request: HttpRequest, title: str, text: str, status: int) -> HttpResponse:
    template = "desk/wrong.html" if request.path.startswith(SELLERS) else "shop/error.html"
    return render(request, template, {"title": title, "text": text}, status=status)
