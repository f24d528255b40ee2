"""/lapak/unggahan/: a photo comes in pieces, and goes on where it stopped after any interruption."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from catalog.media import direct, uploads
from catalog.media.errors import PieceTooLong, UploadBroken, UploadElsewhere
from catalog.media.models import Upload
from sellers.kit import limits
from storefront.desk.phone import Phone, from_phone, said
from storefront.desk.reading_json import Given, NotReadable, document

LIMIT, PER_S = 600, 600  # uploads begun; asking again for a known one counts too
_SHA256 = re.compile(r"[0-9a-f]{64}")


@from_phone("POST")
def begin(request: HttpRequest, phone: Phone) -> HttpResponse:
    """Announce a file by its key, size and SHA-256, or ask how far it came.

    With `"direct": "1"` the answer may hold `post`: where to post the whole file past us, instead of pieces.
    """
    limits.check(what="desk.upload", key=str(phone.person.pk), limit=LIMIT, per_s=PER_S)
    given = Given(document(request))
    sha256 = given.text("sha256", most=64).lower()
    size = given.number("size")
    if not _SHA256.fullmatch(sha256) or not size:
        raise NotReadable(_("Foto ini tidak bisa dibaca. Ambil sekali lagi."), field="sha256" if size else "size")
    upload = uploads.begin(
        scope=phone.scope,
        person=phone.person,
        seller_id=given.number("stall"),
        key=given.key("key"),
        size=size,
        sha256=sha256,
        content_type=given.text("type", most=60),
    )
    form = direct.form_of(upload) if given.text("direct", most=1) == "1" else None
    return _standing(upload, **({"post": {"url": form.url, "fields": dict(form.fields)}} if form else {}))


@from_phone("GET", "HEAD", "PUT", "POST")
def piece(request: HttpRequest, phone: Phone, key: UUID) -> HttpResponse:
    """PUT: the bytes from `offset` on. Any answer says where the next piece begins.

    POST: the file was posted past us, into the bucket; it is brought over and proven.
    """
    upload = uploads.find(scope=phone.scope, key=key)
    if request.method == "POST":
        return _taken_in(upload)
    if request.method != "PUT":
        return _standing(upload)
    if _announced(request) > uploads.MOST_PIECE:
        raise PieceTooLong
    try:
        return _standing(uploads.add(upload=upload, offset=_offset(request), body=request))
    except UploadElsewhere as error:
        return said(error.status, offset=error.offset, done=False)
    except UploadBroken as error:
        return _over(error)


def _taken_in(upload: Upload) -> HttpResponse:
    try:
        return _standing(direct.take_in(upload))
    except UploadBroken as error:
        return _over(error)


def _over(error: UploadBroken) -> HttpResponse:
    """No state: nothing is refused, the phone sends the same file again from its first byte."""
    return said(error.status, offset=0, done=False, code=error.code, sentence=error.sentence)


def _standing(upload: Upload, **more: Any) -> HttpResponse:
    return said(200, offset=upload.received, done=upload.done_at is not None, **more)


def _offset(request: HttpRequest) -> int:
    return Given(request.GET.dict()).number("offset")


def _announced(request: HttpRequest) -> int:
    length = request.headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 12 else 0
