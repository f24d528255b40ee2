"""Files that come from a phone in pieces, whatever breaks between them. README.md says how.

The bytes of a piece are written to their place in the file first, then counted by a conditional UPDATE. A server that
dies between the two leaves the old count: the phone sends the piece again, over the same bytes. Nothing here holds
more than one block of a file in memory.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.http import UnreadablePostError
from django.utils.translation import gettext as _

from catalog.media.errors import PhotoTooLarge, PieceTooLong, UploadBroken, UploadElsewhere, UploadRoomless
from catalog.media.intake import MOST_BYTES
from catalog.media.models import Upload
from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person

MOST_PIECE = 1024 * 1024
BLOCK = 64 * 1024
KEPT = timedelta(days=7)  # after the last piece
MOST_OPEN_BYTES = 1024**3  # of one stall, whole or not, until used
LEAST_FREE_BYTES = 512 * 1024**2  # of the disk: a market that cannot write sells nothing


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def begin(
    *, scope: Scope, person: Person, seller_id: int, key: UUID, size: int, sha256: str, content_type: str
) -> Upload:
    """The upload of this key, new or as far as it came; asking again is safe.

    Raises PhotoTooLarge, UploadRoomless, NotFound for another's key, and Expected `key_reused` where the key was
    begun with another file.
    """
    if seller_id not in scope.sellers:
        raise NotFound(_("Lapak ini tidak ada."))
    if size > MOST_BYTES:
        raise PhotoTooLarge
    said = {"size": size, "sha256": sha256, "content_type": content_type}
    upload = Upload.objects.filter(key=key).first()
    if upload is None:
        _demand_room(seller_id, size)
        upload, _made = Upload.objects.get_or_create(
            key=key, defaults={"person": person, "seller_id": seller_id, **said}
        )
    if (upload.person_id, upload.seller_id) != (person.pk, seller_id):
        raise NotFound(_("Unggahan ini tidak ada."))
    if (upload.size, upload.sha256) != (size, sha256):
        raise Expected(_("Kunci ini sudah dipakai untuk foto lain."), code="key_reused", field="key")
    is_whole(upload)
    return upload


def find(*, scope: Scope, key: UUID) -> Upload:
    """The person's own upload, as far as its bytes really are here."""
    upload = Upload.objects.within(scope).filter(key=key).first()
    if upload is None:
        raise NotFound(_("Unggahan ini tidak ada."))
    is_whole(upload)
    return upload


def add(*, upload: Upload, offset: int, body: Readable) -> Upload:
    """Write a piece at `offset` and count it. Raises UploadElsewhere, PieceTooLong, or UploadBroken (a wrong hash)."""
    if upload.done_at is not None:
        return upload
    if offset != upload.received:
        raise UploadElsewhere(upload.received)
    length = _write(upload, offset, body)
    counted = Upload.objects.filter(pk=upload.pk, received=offset, done_at__isnull=True)
    if length:
        counted.update(received=offset + length, touched_at=clock.now())
    upload.refresh_from_db()
    return looked_at(upload)


def add_whole(*, upload: Upload, body: Readable) -> Upload:
    """The whole file at once, from where it was posted to. Raises UploadBroken when it is another one."""
    path = path_of(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.stem}-{secrets.token_hex(4)}.part")
    try:
        with aside.open("wb") as file:
            while block := body.read(BLOCK):
                file.write(block)
            file.flush()
            os.fdatasync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    length = _length(upload)
    Upload.objects.filter(pk=upload.pk, done_at__isnull=True).update(received=length, touched_at=clock.now())
    upload.refresh_from_db()
    if length != upload.size:
        start_over(upload)
        raise UploadBroken
    return looked_at(upload)


def looked_at(upload: Upload) -> Upload:
    """The row brought in line with the file: bytes that are not there are not counted, and a whole file is proven."""
    if upload.done_at is not None:
        if path_of(upload).exists():
            return upload
        start_over(upload)
    there = _length(upload)
    if there < upload.received:
        behind = Upload.objects.filter(pk=upload.pk, received=upload.received, done_at__isnull=True)
        behind.update(received=there)
        upload.refresh_from_db()
    if upload.done_at is None and upload.received == upload.size:
        _prove(upload)
    return upload


def is_whole(upload: Upload) -> bool:
    """Whether all its bytes are here, and are those that were announced."""
    try:
        return looked_at(upload).done_at is not None
    except (UploadBroken, Upload.DoesNotExist):  # the latter was used while we looked
        return False


def path_of(upload: Upload) -> Path:
    return folder() / f"{upload.key.hex}.part"


def folder() -> Path:
    """Where pieces wait. Several web machines share it, or a phone that meets another one starts over."""
    return Path(settings.UPLOADS_ROOT or Path(settings.MEDIA_ROOT) / "uploads")


def forget(*, scope: Scope, seller_id: int, keys: Iterable[UUID]) -> None:
    """What an act has used, after it committed: it takes the stall's room no longer."""
    for upload in Upload.objects.within(scope).filter(seller_id=seller_id, key__in=list(keys)):
        if Upload.objects.filter(pk=upload.pk).delete()[0]:
            path_of(upload).unlink(missing_ok=True)


def forget_old() -> int:
    """Remove uploads that nothing came for in a week; a phone that still wants one begins it anew."""
    gone = 0
    for upload in Upload.objects.filter(touched_at__lt=clock.now() - KEPT).order_by("pk")[:500]:
        if Upload.objects.filter(pk=upload.pk, touched_at=upload.touched_at).delete()[0]:
            path_of(upload).unlink(missing_ok=True)
            gone += 1
    return gone


def _demand_room(seller_id: int, size: int) -> None:
    held = sum(Upload.objects.filter(seller_id=seller_id).values_list("size", flat=True))
    folder().mkdir(parents=True, exist_ok=True)
    if held + size > MOST_OPEN_BYTES or shutil.disk_usage(folder()).free - size < LEAST_FREE_BYTES:
        raise UploadRoomless


def _write(upload: Upload, offset: int, body: Readable) -> int:
    """How many bytes were written; never past the size that was said, never more than one piece."""
    path = path_of(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    length, most = 0, min(MOST_PIECE, upload.size - offset)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.seek(offset)
        for block in _blocks(body):
            length += len(block)
            if length > most:
                raise PieceTooLong
            file.write(block)
        file.flush()
        os.fdatasync(file.fileno())  # before it is counted: a power cut must not leave a count without bytes
    return length


def _blocks(body: Readable) -> Iterator[bytes]:
    """Until its end, or until the phone hung up: what came before that is kept."""
    with contextlib.suppress(UnreadablePostError):
        while block := body.read(BLOCK):
            yield block


def _prove(upload: Upload) -> None:
    with path_of(upload).open("rb") as file:
        true = hashlib.file_digest(file, "sha256").hexdigest()
    standing = Upload.objects.filter(pk=upload.pk, received=upload.size, done_at__isnull=True)
    if true == upload.sha256:
        standing.update(done_at=clock.now())
        upload.refresh_from_db()
        return
    if standing.update(received=0):
        path_of(upload).unlink(missing_ok=True)
    upload.refresh_from_db()
    raise UploadBroken


def start_over(upload: Upload) -> None:
    """Its bytes are not what was announced, or gone: the phone sends them again."""
    Upload.objects.filter(pk=upload.pk).update(received=0, done_at=None, touched_at=clock.now())
    upload.refresh_from_db()


def _length(upload: Upload) -> int:
    try:
        return path_of(upload).stat().st_size
    except FileNotFoundError:
        return 0
