"""Runs what a phone sends: once for ever by person and key, inside one transaction with what it does and its trace."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, BinaryIO
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.media import actions as media
from catalog.media import uploads
from catalog.media.errors import TooManyPhotos
from catalog.media.intake import store_image
from catalog.media.models import Photo, Upload
from sellers.accounts.models import Seller
from sellers.audit.actions import record
from sellers.kit import once
from sellers.kit.errors import NotFound
from storefront.desk.acts.goods import GOODS
from storefront.desk.acts.help import HELP
from storefront.desk.acts.orders import ORDERS
from storefront.desk.acts.port import Act, Again, Busy, Done, NotYet, Sent
from storefront.desk.gate import Desk
from storefront.desk.phone import Phone
from storefront.desk.reading_json import Given, NotReadable

ACTS: Mapping[str, Act] = {**GOODS, **ORDERS, **HELP}
TRIES = 5


def run(phone: Phone, document: Mapping[str, Any], *, admit: Callable[[], None]) -> once.Answer:
    """The act's stored answer {"answer", "url", "refusal"}, now or from the first time it came.

    `admit` counts the try, and refuses one too many; an act that was answered already is no further try. Raises what a
    person reads: Conflict, KeyReused, NotFound and other Expected; and NotYet for uploads on their way.
    """
    told = Given(document)
    key, name, given = told.key("key"), told.text("act", most=40), told.inner("input")
    stall_id = told.number("stall")
    once_for: dict[str, Any] = {
        "purpose": f"desk.act:{phone.person.pk}",
        "key": str(key),
        "given": {"act": name, "stall": stall_id, "input": given.values},
    }
    if (first := once.answered(**once_for)) is not None:
        return first  # before any look at its uploads: they went with the first answer
    admit()
    act = ACTS.get(name)
    if act is None:
        raise NotReadable(_("Perbarui aplikasi ini, lalu kirim lagi."), field="act", code="unknown_act")
    desk = _desk(phone, stall_id, act)
    made_at = told.text("made_at", most=40)
    sent = Sent(key, desk, given)
    act.before(sent)
    for _attempt in range(TRIES):
        try:
            found = _once(phone, act, sent, name, made_at, once_for)
        except Again:
            continue
        except NotYet:
            if (first := once.answered(**once_for)) is not None:  # faster on another connection: it used the uploads
                return first
            raise
        uploads.forget(scope=desk.scope, seller_id=stall_id, keys=act.uploads(given))
        return found
    raise Busy(_("Sedang ramai. Dikirim lagi sebentar."))


def _desk(phone: Phone, stall_id: int, act: Act) -> Desk:
    """The author at the stall of the act, if that is still its author's to act for."""
    stalls = Seller.objects.within(phone.scope).filter(pk__in=list(phone.scope.sellers)).select_related("cooperative")
    seller = stalls.filter(pk=stall_id).first()
    if seller is not None:
        desk = Desk(phone.person, seller, phone.scope.only_seller(stall_id), phone.scope, (seller,))
        if act.verb is None or desk.may(act.verb):
            return desk
    raise NotFound(_("Lapak ini bukan milik Anda lagi."))


def _once(phone: Phone, act: Act, sent: Sent, name: str, made_at: str, once_for: Mapping[str, Any]) -> once.Answer:
    whole = _whole(act, sent)
    with ExitStack() as afterwards:
        photos: dict[UUID, Photo] = {}
        proofs: dict[UUID, str] = {}
        ready = Sent(sent.key, sent.desk, sent.given, photos, proofs)
        afterwards.callback(_drop, photos, proofs)
        for key, upload in whole.items():
            if act.as_proofs:
                proofs[key] = _proof(upload)
            else:
                photos[key] = _received(sent.desk, upload)
        with transaction.atomic():
            return once.run(**once_for, work=lambda: _do(phone, act, ready, name, made_at))


def _drop(photos: Mapping[UUID, Photo], proofs: Mapping[UUID, str]) -> None:
    """What the act did not keep: it was refused, or it was a repeat that came at the same moment."""
    for photo in photos.values():
        media.drop_waiting(photo_id=photo.pk)
    for stored in proofs.values():
        default_storage.delete(stored)


def _do(phone: Phone, act: Act, sent: Sent, name: str, made_at: str) -> dict[str, Any]:
    done: Done = act.do(sent)
    kept: dict[str, Any] = {"answer": dict(done.answer), "url": done.url, "refusal": None}
    if done.refusal is not None:
        kept["refusal"] = {"sentence": done.refusal.sentence, "field": done.refusal.field, "code": done.refusal.code}
    record(
        person=phone.person,
        verb=f"desk.{name}",
        obj=sent.desk.seller,
        after={"key": str(sent.key), "device": phone.device.pk, "made_at": made_at, **kept},
        acting_for=sent.desk.seller if sent.desk.helping else None,
    )
    return kept


def _whole(act: Act, sent: Sent) -> dict[UUID, Upload]:
    """The uploads the act names, all of them whole; NotYet names those that are not."""
    keys = act.uploads(sent.given)
    own = Upload.objects.within(sent.desk.scope).filter(key__in=keys, seller_id=sent.desk.seller.pk)
    found = {upload.key: upload for upload in own if uploads.is_whole(upload)}
    missing = tuple(key for key in keys if key not in found)
    if missing:
        raise NotYet(missing)
    return {key: found[key] for key in keys}


def _proof(upload: Upload) -> str:
    with _opened(upload) as file:
        return store_image(file, folder="proofs")


def _received(desk: Desk, upload: Upload) -> Photo:
    """A photo of the very bytes the phone announced, waiting for its product."""
    with _opened(upload) as file:
        try:
            photo = media.receive_photo(scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, file=file)
        except TooManyPhotos:  # of those that wait: they are used or swept, nobody can remove one
            raise Busy(_("Sedang ramai. Dikirim lagi sebentar.")) from None
    if photo.sha256 != upload.sha256:  # the file changed under us; it starts over
        uploads.start_over(upload)
        raise NotYet((upload.key,))
    return photo


def _opened(upload: Upload) -> BinaryIO:
    try:
        return uploads.path_of(upload).open("rb")
    except FileNotFoundError:
        raise Again from None  # another act used it since we looked
