"""Saleor at a glance: which shop, since when, what waits, and what was refused."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sellers.people.models import Person
from storefront.cooperative.saleor.gate import for_operator, page
from storefront.cooperative.typed import number
from storefront.engine.saleor import overseeing


@for_operator()
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    return page(request, person, "overview.html", "overview", now=overseeing.overview(), stuck=overseeing.stuck())


@for_operator(methods=("POST",))
def sending(request: HttpRequest, person: Person) -> HttpResponse:
    """Try again what Saleor refused: one product, or all."""
    done = overseeing.try_again(number(request.POST, "produk"))
    sentence = ngettext("%(n)s produk dikirim lagi sebentar.", "%(n)s produk dikirim lagi sebentar.", done) % {
        "n": done
    }
    messages.success(request, sentence)
    return redirect("cooperative:saleor")


@for_operator(methods=("POST",))
def look(request: HttpRequest, person: Person) -> HttpResponse:
    """Compare everything now instead of tonight."""
    overseeing.look_now()
    messages.success(request, _("Pemeriksaan lengkap dimulai sebentar lagi. Muat ulang halaman ini nanti."))
    return redirect("cooperative:saleor")
