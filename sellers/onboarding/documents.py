"""What happens to a stall's papers: sent, taken back, accepted, refused, and a decision taken back.

Photos are storage names made by whoever stored them (storefront.stalls.documents); here they are only kept and named
for deletion. Each action is one transaction with its line in the audit book.
"""

from collections.abc import Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Seller
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.kit.codes import new_code
from sellers.kit.errors import Expected, NotFound
from sellers.messages.actions import tell
from sellers.onboarding.models import Document
from sellers.onboarding.papers import read_number
from sellers.onboarding.refusals import KINDS, REASONS
from sellers.people.models import Person

State = Document.State
MOST_PHOTOS = 4
SELLERS_LANGUAGE = "id"
NUMBER_FIELDS = {"nib": "nib", "pirt": "pirt", "halal": "halal_certificate"}  # where an accepted number stands


class PhotoMissing(Expected):
    code = "photo_missing"


class AlreadyDecided(Expected):
    """Another officer was faster, or the stall sent a newer photo."""

    code = "already_decided"
    status = 409


@transaction.atomic
def submit(
    *, scope: Scope, person: Person, seller_id: int, kind: str, number: str, files: Sequence[dict[str, str]]
) -> Document:
    """A paper for the officers. The same photos and number again answer the one that waits.

    `files` are {"name": storage name, "sha256": …}. The one it replaces loses its photos. Raises StrangeNumber,
    PhotoMissing, NotFound.
    """
    seller = _own(scope, seller_id)
    if kind not in KINDS:
        raise NotFound(_("Surat ini tidak dikenal."))
    number = read_number(kind, number)
    if not files:
        raise PhotoMissing(_("Ambil foto suratnya dulu."), field="photo")
    latest = Document.objects.filter(seller=seller, kind=kind, replaced_by__isnull=True)
    before = latest.select_for_update(of=("self",)).first()  # PostgreSQL locks no outer-joined row
    if before and before.state == State.WAITING and before.withdrawn_at is None and _same(before, number, files):
        _drop(files)
        return before
    try:
        with transaction.atomic():
            document = Document.objects.create(
                seller=seller, kind=kind, number=number, files=list(files[:MOST_PHOTOS]), replaces=before,
                sent_by=person, sent_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:  # two phones of the group sent it at once: the first one waits
        raise AlreadyDecided(_("Surat ini baru saja dikirim. Muat ulang halaman.")) from error
    if before:
        _forget_files(before)
    _record(scope, person, "document.sent", document, after={"kind": kind, "photos": len(document.files)})
    return document


@transaction.atomic
def withdraw(*, scope: Scope, person: Person, document_id: int) -> None:
    """The stall takes a paper back: its photos go, and its number leaves the public page. The row says it was there."""
    document = _current(Document.objects.within(scope), document_id)
    _own(scope, document.seller_id)
    if document.state == State.ACCEPTED:
        _write_number(document, document.seller, "")
    Document.objects.filter(pk=document.pk).update(withdrawn_at=clock.now())
    _forget_files(document)
    _record(scope, person, "document.withdrawn", document, before={"state": document.state})


@transaction.atomic
def accept(*, scope: Scope, person: Person, document_id: int) -> Document:
    """The officer has compared photo and number; the number now stands on the stall's page."""
    document = _current(Document.objects.to_decide(scope), document_id)
    standing = _number_of(document.seller, document.kind)
    _move(document, since=State.WAITING, state=State.ACCEPTED, decided_by=person, number_before=standing)
    _write_number(document, document.seller, document.number)
    _record(scope, person, "document.accepted", document, before={"state": State.WAITING})
    with translation.override(SELLERS_LANGUAGE):
        _tell(document, _("Bapak/Ibu, %(paper)s %(stall)s sudah diterima koperasi. Terima kasih."))
    return document


@transaction.atomic
def refuse(*, scope: Scope, person: Person, document_id: int, reason: str, words: str = "") -> Document:
    """Sent back with one of refusals.REASONS, and the officer's own words where those say more."""
    if reason not in REASONS:
        raise Expected(_("Pilih alasannya."), field="reason")
    own = " ".join(words.split())[:200]
    if reason == "lain" and not own:
        raise Expected(_("Tulis alasannya."), field="words")
    document = _current(Document.objects.to_decide(scope), document_id)
    with translation.override(SELLERS_LANGUAGE):
        advice = own if reason == "lain" else " ".join(filter(None, (str(REASONS[reason].advice), own)))
        fields = {"state": State.REFUSED, "reason": advice, "example": reason, "decided_by": person}
        _move(document, since=State.WAITING, **fields)
        _tell(document, _("Bapak/Ibu, %(paper)s %(stall)s perlu difoto lagi. %(reason)s"))
    after = {"state": State.REFUSED, "reason": advice}
    _record(scope, person, "document.refused", document, before={"state": State.WAITING}, after=after)
    return document


@transaction.atomic
def undo(*, scope: Scope, person: Person, document_id: int) -> Document:
    """The decision is taken back and the paper waits again, as if it had not been looked at."""
    document = _current(Document.objects.to_decide(scope), document_id)
    was = document.state
    if was == State.WAITING:
        return document
    fields = {"state": State.WAITING, "reason": "", "example": "", "decided_by": None, "decided_at": None}
    _move(document, since=was, **fields)
    if was == State.ACCEPTED:
        _write_number(document, document.seller, document.number_before)
    _record(scope, person, "document.decision_undone", document, before={"state": was}, after={"state": State.WAITING})
    with translation.override(SELLERS_LANGUAGE):
        _tell(document, _("Bapak/Ibu, %(paper)s %(stall)s diperiksa lagi. Tunggu kabar koperasi."))
    return document


def _own(scope: Scope, seller_id: int) -> Seller:
    allowed = scope.operator or seller_id in scope.seller_ids(Verb.STALL)
    seller = Seller.objects.within(scope).filter(pk=seller_id).first() if allowed else None
    if seller is None:
        raise NotFound(_("Lapak ini tidak ditemukan."))
    return seller


def _current(rows: Any, document_id: int) -> Document:
    found: Document | None = rows.current().select_related("seller").filter(pk=document_id).first()
    if found is None:
        raise NotFound(_("Surat ini tidak ditemukan."))
    return found


def _same(before: Document, number: str, files: Sequence[dict[str, str]]) -> bool:
    return before.number == number and [f["sha256"] for f in before.files] == [f["sha256"] for f in files]


def _move(document: Document, *, since: str, **fields: Any) -> None:
    fields.setdefault("decided_at", clock.now())
    still = Document.objects.current().filter(pk=document.pk, state=since)
    if not still.update(**fields):
        raise AlreadyDecided(_("Surat ini sudah diputuskan. Muat ulang halaman."))
    for field, value in fields.items():
        setattr(document, field, value)


def _number_of(seller: Seller, kind: str) -> str:
    return str(getattr(seller, NUMBER_FIELDS[kind])) if kind in NUMBER_FIELDS else ""


def _write_number(document: Document, seller: Seller, number: str) -> None:
    field = NUMBER_FIELDS.get(document.kind)
    if field and getattr(seller, field) != number:
        Seller.objects.filter(pk=seller.pk).update(**{field: number})
        setattr(seller, field, number)


def _forget_files(document: Document) -> None:
    gone = list(document.files)
    Document.objects.filter(pk=document.pk).update(files=[])
    document.files = []
    _drop(gone)


def _drop(files: Sequence[dict[str, str]]) -> None:
    from_storage = [file["name"] for file in files]
    transaction.on_commit(lambda: delete_files(from_storage), robust=True)


def delete_files(names: Sequence[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _record(scope: Scope, person: Person, verb: str, document: Document, **changes: Any) -> None:
    helped = document.seller if document.seller_id in scope.helped else None
    record(person=person, verb=verb, obj=document, acting_for=helped, **changes)


def _tell(document: Document, sentence: str) -> None:
    """Once a decision: taking one back and deciding again tells again."""
    body = sentence % {
        "paper": KINDS[document.kind], "stall": document.seller.name, "reason": document.reason,
    }  # fmt: skip
    key = f"document:{document.pk}:{new_code()}"
    tell(key=key, to=document.seller.phone, body=body, template="document_decided")
