"""Choosing among the cooperatives a person works for; also who is signed in, the language, and the way out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from sellers.accounts.access import Verb
from sellers.accounts.models import Membership
from storefront.cooperative.gate import Office, choose, in_office, page
from storefront.cooperative.words import ROLES


@in_office(Verb.TOTALS, methods=("GET", "HEAD", "POST"))
def cooperatives(request: HttpRequest, office: Office) -> HttpResponse:
    if request.method != "POST":
        mine = office.person.memberships.live().filter(cooperative__in=office.cooperatives)
        roles = {row.cooperative_id: ROLES[Membership.Role(row.role)] for row in mine}
        return page(request, office, "cooperatives.html", "me", roles=roles)
    wanted = request.POST.get("koperasi", "")
    for cooperative in office.cooperatives:
        if str(cooperative.pk) == wanted:
            choose(request, cooperative.pk)
            return redirect("cooperative:dashboard")
    raise Http404
