"""Surat: the queue of photographed papers, oldest first; compare photo and number, accept or send back, undo."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.onboarding import documents
from sellers.onboarding.links import token_of
from sellers.onboarding.models import Document
from sellers.onboarding.papers import pirt_warning, shown_number
from sellers.onboarding.refusals import KINDS, REASONS
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.typed import typed
from storefront.stalls.documents import picture_response

MOST = 200
NEWEST = 20


@dataclass(frozen=True)
class Form:
    """What the officer ticked and wrote, for the page to show again."""

    reason: str = ""
    words: str = ""


@in_office(Verb.REVIEW)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    """Waiting ones, oldest first, and those decided lately, each of which may be taken back."""
    own = Document.objects.within(office.scope).select_related("seller")
    decided = own.current().exclude(state=Document.State.WAITING).select_related("decided_by")
    return page(
        request,
        office,
        "papers.html",
        "stalls",
        waiting=own.waiting()[:MOST],
        decided=decided.order_by("-decided_at", "-pk")[:NEWEST],
        kinds=KINDS,
    )


@in_office(Verb.REVIEW)
def paper(request: HttpRequest, office: Office, document_id: int) -> HttpResponse:
    return _card(request, office, _document(office, document_id))


@in_office(Verb.REVIEW)
def picture(request: HttpRequest, office: Office, token: str) -> HttpResponse:
    """The signed link of a photo, for this officer only; the scope is asked again."""
    return picture_response(scope=office.scope, token=token)


@in_office(Verb.APPROVE, methods=("POST",))
def acceptance(request: HttpRequest, office: Office, document_id: int) -> HttpResponse:
    return _decide(
        request, office, document_id, _("%(paper)s %(stall)s diterima."),
        lambda: documents.accept(scope=office.scope, person=office.person, document_id=document_id),
    )  # fmt: skip


@in_office(Verb.APPROVE, methods=("POST",))
def refusal(request: HttpRequest, office: Office, document_id: int) -> HttpResponse:
    form = Form(typed(request.POST, "sebab", most=20), typed(request.POST, "pesan", most=200))
    return _decide(
        request, office, document_id, _("%(paper)s %(stall)s dikembalikan. Pemiliknya diberi tahu."),
        lambda: documents.refuse(
            scope=office.scope, person=office.person, document_id=document_id, reason=form.reason, words=form.words
        ),
        form,
    )  # fmt: skip


@in_office(Verb.APPROVE, methods=("POST",))
def undoing(request: HttpRequest, office: Office, document_id: int) -> HttpResponse:
    """The last decision is taken back; the paper waits again."""
    try:
        documents.undo(scope=office.scope, person=office.person, document_id=document_id)
    except Expected as error:
        if error.status == 404:
            raise Http404 from error
        messages.error(request, error.sentence)
    else:
        messages.success(request, _("Keputusan diurungkan. Surat menunggu lagi."))
    return redirect("cooperative:paper", document_id=document_id)


def _decide(
    request: HttpRequest, office: Office, document_id: int, done: str, act: Callable[[], Document],
    form: Form = Form(),
) -> HttpResponse:  # fmt: skip
    document = _document(office, document_id)
    try:
        act()
    except Expected as error:
        return _card(request, office, _document(office, document_id), form, error)
    words = {"paper": KINDS[document.kind], "stall": document.seller.name}
    messages.success(request, done % words, extra_tags=reverse("cooperative:paper_undo", args=[document_id]))
    return redirect("cooperative:papers")


def _document(office: Office, document_id: int) -> Document:
    own = Document.objects.within(office.scope).current().select_related("seller", "decided_by")
    found = own.filter(pk=document_id).first()
    if found is None:
        raise Http404
    return found


def _card(
    request: HttpRequest, office: Office, document: Document, form: Form = Form(), error: Expected | None = None
) -> HttpResponse:
    older = Document.objects.within(office.scope).filter(seller=document.seller, kind=document.kind)
    tokens = (
        token_of(document=document, position=place, person_id=office.person.pk) for place in range(len(document.files))
    )
    today = timezone.localdate(clock.now(), office.zone)
    return page(
        request,
        office,
        "paper.html",
        "stalls",
        status=error.status if error else 200,
        document=document,
        word=KINDS[document.kind],
        number=shown_number(document.kind, document.number),
        warning=pirt_warning(document.number, today) if document.kind == Document.Kind.PIRT else "",
        pictures=[reverse("cooperative:paper_picture", args=[token]) for token in tokens],
        history=older.exclude(pk=document.pk).order_by("-pk"),
        reasons=REASONS.values(),
        form=form,
        error=error,
    )
