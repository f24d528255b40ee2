"""Choosing among the stalls a person belongs to or helps."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from storefront.desk.gate import Desk, at_desk, choose
from storefront.desk.shell import page


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
