"""A collector's own QRIS: putting one in, retiring it, and telling everybody that it changed.

Whoever swaps the code swaps the purse, so a change is written down, told to every officer, and shown to payers for a
day. Pages ask for a fresh sign-in before they call this.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from payments.charges.errors import QrisNotFound
from payments.charges.models import QrisCode
from payments.charges.owners import may_direct_money, owner_of, to_be_told
from payments.providers.qris.code import read_static
from sellers.accounts.access import Scope
from sellers.accounts.models import Cooperative, Seller
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.messages.actions import tell
from sellers.people.models import Person

LATELY = timedelta(hours=24)
OFFICERS_LANGUAGE = "id"


@transaction.atomic
def add_qris(
    *,
    scope: Scope,
    person: Person,
    payload: str,
    seller_id: int | None = None,
    cooperative_id: int | None = None,
) -> QrisCode:
    """What payers scan from now on; the code before it is retired, and charges that are open keep theirs.

    Exactly one of the two ids owns it. The same code again gives the one that stands. Raises a QrisRefused with its
    reason, QrisNotFound (an owner that is not the asker's).
    """
    if not may_direct_money(scope, seller_id=seller_id, cooperative_id=cooperative_id):
        raise QrisNotFound
    code = read_static(payload)
    owner = owner_of(seller_id=seller_id, cooperative_id=cooperative_id, lock=True)
    before = list(owner.qris_codes.filter(is_active=True).order_by("id"))
    for standing in before:
        if standing.payload == code.payload:
            return standing
    QrisCode.objects.filter(pk__in=[one.pk for one in before]).update(is_active=False)
    qris = QrisCode.objects.create(
        seller_id=seller_id, cooperative_id=cooperative_id, payload=code.payload, merchant=code.merchant,
        city=code.city, nmid=code.nmid, created_by=person,
    )  # fmt: skip
    old = shown_to_auditors(before[-1]) if before else None
    record(person=person, verb="qris.added", obj=qris, before=old, after=shown_to_auditors(qris))
    _tell_added(owner, qris, person, replaced=bool(before))
    return qris


@transaction.atomic
def retire_qris(*, scope: Scope, person: Person, qris_id: int) -> None:
    """Nobody is asked to pay by it any more; what was asked before can still come in. Saying it again changes nothing.

    Raises QrisNotFound.
    """
    qris = QrisCode.objects.within(scope).filter(pk=qris_id).first()
    if qris is None or not may_direct_money(scope, seller_id=qris.seller_id, cooperative_id=qris.cooperative_id):
        raise QrisNotFound
    if QrisCode.objects.filter(pk=qris.pk, is_active=True).update(is_active=False):
        record(person=person, verb="qris.retired", obj=qris, before=shown_to_auditors(qris))
        _tell_retired(owner_of(seller_id=qris.seller_id, cooperative_id=qris.cooperative_id), qris, person)


def changed_lately(qris: QrisCode) -> bool:
    """Whether payers are still to be told that this code is new."""
    return clock.now() - qris.created_at < LATELY


def shown_to_auditors(qris: QrisCode) -> dict[str, str]:
    return {"merchant": qris.merchant, "nmid": qris.nmid, "payload": qris.payload}


def _tell_added(owner: Seller | Cooperative, qris: QrisCode, by: Person, *, replaced: bool) -> None:
    with translation.override(OFFICERS_LANGUAGE):
        opening = _("QRIS %(owner)s diganti oleh %(person)s.") if replaced else _("%(person)s memasang QRIS %(owner)s.")
        _tell(owner, qris, by, "qris_added", opening, _("Sekarang: %(merchant)s, NMID %(nmid)s."))


def _tell_retired(owner: Seller | Cooperative, qris: QrisCode, by: Person) -> None:
    with translation.override(OFFICERS_LANGUAGE):
        opening = _("%(person)s berhenti memakai QRIS %(owner)s.")
        _tell(owner, qris, by, "qris_retired", opening, _("Yang berhenti: %(merchant)s, NMID %(nmid)s."))


def _tell(owner: Seller | Cooperative, qris: QrisCode, by: Person, template: str, opening: str, which: str) -> None:
    words = {"owner": owner.name, "person": by.name or by.phone, "merchant": qris.merchant, "nmid": qris.nmid}
    page = "/lapak/uang/qris/" if qris.seller_id else "/koperasi/uang/qris/"
    check = _("Bukan Bapak/Ibu yang mengatur? Segera periksa: %(link)s") % {"link": f"{settings.BASE_URL}{page}"}
    for person in to_be_told(seller_id=qris.seller_id, cooperative_id=qris.cooperative_id):
        body = f"{opening % words} {which % words}\n\n{check}"
        tell(key=f"{template}:{qris.pk}:{person.pk}", to=person.phone, body=body, template=template, person=person)
