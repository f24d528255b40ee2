"""Pages for what went wrong, in the shop's own words. `config` names these as handlers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    title, text = _("Halaman tidak ada"), _("Alamatnya mungkin salah, atau barangnya sudah diturunkan.")
    return render(request, "shop/error.html", {"title": title, "text": text}, status=404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refusal(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refusal(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    title = _("Halaman sudah terlalu lama terbuka")
    text = _("Muat ulang halaman, lalu kirim lagi. Isian Anda belum terkirim.")
    return render(request, "shop/error.html", {"title": title, "text": text}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Stands on nothing: no session, no database, no messages."""
    return render(request, "shop/broken.html", status=500)


def _refusal(request: HttpRequest, status: int) -> HttpResponse:
    title, text = _("Permintaan ditolak"), _("Kembali ke halaman sebelumnya, lalu coba lagi.")
    return render(request, "shop/error.html", {"title": title, "text": text}, status=status)
