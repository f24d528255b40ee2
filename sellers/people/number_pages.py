"""/masuk/nomor/: where a new number proves itself, and where the old one agrees or objects. Nobody signs in here."""

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sellers.accounts import number_changes
from sellers.kit import limits
from sellers.kit.errors import Expected, NotFound
from sellers.people.phones import mask_phone

METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(METHODS)
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """The six digits of the message to the new number."""
    address = get_adapter().get_client_ip(request)
    error: Expected | None = None
    try:
        if request.method == "POST":
            change = number_changes.prove(code=code, digits=request.POST.get("code", "")[:20], address=address)
            return render(request, "account/number_proven.html", {"change": change})
        change = number_changes.find_unproven(code)
    except NotFound:
        raise Http404 from None
    except Expected as refusal:
        error = refusal
    status = error.status if error else 200
    return render(request, "account/number_proof.html", {"code": code, "error": error}, status=status)


@never_cache
@require_http_methods(METHODS)
def old(request: HttpRequest, key: str) -> HttpResponse:
    """The link that only the old number got: agree, or stop it."""
    address = limits.network(get_adapter().get_client_ip(request))
    if not limits.hit(what="number.link", key=address, limit=60, per_s=600):
        raise Http404
    try:
        change = number_changes.find_by_old(key)
    except NotFound:
        raise Http404 from None
    if request.method != "POST":
        return render(
            request, "account/number_old.html", {"change": change, "new": mask_phone(change.new_phone), "done": ""}
        )
    if request.POST.get("jawab") == "setuju":
        number_changes.confirm(change)
        return redirect("account_number_old", key=key)
    stopped = number_changes.stop(change)
    return render(request, "account/number_old.html", {"change": change, "done": "stopped" if stopped else "late"})
