"""The stall's papers: photographed, sent to the cooperative, looked at again, taken back."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.onboarding.documents import MOST_PHOTOS, withdraw
from sellers.onboarding.links import pictured, token_of
from sellers.onboarding.models import Document
from sellers.onboarding.papers import pirt_warning, shown_number
from sellers.onboarding.refusals import KINDS
from sellers.regions import places
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, say
from storefront.stalls.documents import picture_response, send_document


@at_desk(Verb.STALL)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    own = Document.objects.within(desk.scope).filter(seller=desk.seller).current()
    newest = {document.kind: document for document in own}
    rows = [(kind, word, newest.get(kind)) for kind, word in KINDS.items()]
    return page(request, desk, "stall_papers.html", "stall", rows=rows, shown_number=shown_number)


@at_desk(Verb.STALL, methods=("GET", "HEAD", "POST"))
def paper(request: HttpRequest, desk: Desk, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    if request.method != "POST":
        return _card(request, desk, kind)
    try:
        send_document(
            scope=desk.scope,
            person=desk.person,
            seller_id=desk.seller.pk,
            kind=kind,
            number=request.POST.get("number", "")[:60],
            photos=request.FILES.getlist("photo"),
        )
    except Expected as error:
        return _card(request, desk, kind, error=error, number=request.POST.get("number", "")[:60])
    say(request, _("Surat terkirim. Koperasi memeriksanya dan memberi kabar."))
    return redirect("desk:paper", kind=kind)


@at_desk(Verb.STALL, methods=("POST",))
def withdrawal(request: HttpRequest, desk: Desk, kind: str) -> HttpResponse:
    """Taken back: the photos are deleted at once."""
    own = Document.objects.within(desk.scope).filter(seller=desk.seller, kind=kind).current().first()
    if own is None:
        raise Http404
    withdraw(scope=desk.scope, person=desk.person, document_id=own.pk)
    say(request, _("Surat ditarik. Fotonya sudah dihapus."))
    return redirect("desk:paper", kind=kind)


def _pictured_stall(scope: Scope, address: Mapping[str, Any]) -> int | None:
    found = pictured(scope=scope.as_seller(), token=address["token"])
    return found.document.seller_id if found else None


@at_desk(Verb.STALL, locate=_pictured_stall)
def picture(request: HttpRequest, desk: Desk, token: str) -> HttpResponse:
    """The signed link of a photo, at whichever stall it belongs to; the scope is asked again."""
    return picture_response(scope=desk.scope, token=token)


def _card(
    request: HttpRequest, desk: Desk, kind: str, *, error: Expected | None = None, number: str = ""
) -> HttpResponse:
    own = Document.objects.within(desk.scope).filter(seller=desk.seller, kind=kind).select_related("decided_by")
    history = list(own.order_by("-pk"))
    now = next((row for row in history[:1] if row.withdrawn_at is None), None)
    today = timezone.localdate(clock.now(), places.zone_of(desk.seller.village_code))
    return page(
        request,
        desk,
        "paper.html",
        "stall",
        kind=kind,
        word=KINDS[kind],
        current=now,
        pictures=_pictures(desk, now),
        number=shown_number(kind, now.number) if now else "",
        typed=number or (now.number if now and kind != "ktp" else ""),
        warning=pirt_warning(now.number, today) if now and kind == "pirt" else "",
        history=[row for row in history if row != now],
        most=MOST_PHOTOS,
        error=error,
        status=error.status if error else 200,
    )


def _pictures(desk: Desk, document: Document | None) -> list[str]:
    if document is None:
        return []
    tokens = (
        token_of(document=document, position=place, person_id=desk.person.pk) for place in range(len(document.files))
    )
    return [reverse("desk:paper_picture", args=[token]) for token in tokens]
