"""Saya: choosing among the stalls a person belongs to or helps, and what the person is called."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sellers.people.actions import rename
from storefront.desk.gate import Desk, at_desk, choose
from storefront.desk.shell import page, say


@at_desk(methods=("GET", "HEAD", "POST"))
def stalls(request: HttpRequest, desk: Desk) -> HttpResponse:
    if request.method != "POST":
        return page(request, desk, "stalls.html", "me", outbox=settings.DEMO)
    wanted = request.POST.get("stall", "")
    for stall in desk.stalls:
        if str(stall.pk) == wanted:
            choose(request, stall.pk)
            return redirect("desk:today")
    raise Http404


@at_desk(methods=("POST",))
def name(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The name that stands beside each deed, for the buyer's seller and the cooperative to know."""
    wanted = " ".join(request.POST.get("nama", "").split())
    if not 2 <= len(wanted) <= 120:
        error = _("Tulis nama Anda, 2 sampai 120 huruf.")
        return page(
            request, desk, "stalls.html", "me", status=422, outbox=settings.DEMO, typed_name=wanted, name_error=error
        )
    rename(person=desk.person, name=wanted)
    say(request, _("Nama disimpan."))
    return redirect("desk:stalls")
