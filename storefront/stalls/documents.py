"""Papers and their pictures: the photo is read as every stranger's is, kept apart, and served to nobody by its name."""

import hashlib
from collections.abc import Sequence

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from catalog.media.errors import TooManyPhotos
from catalog.media.intake import store_image
from sellers.accounts.access import Scope, Verb
from sellers.kit.errors import NotFound
from sellers.onboarding.documents import MOST_PHOTOS, delete_files, submit
from sellers.onboarding.links import pictured
from sellers.onboarding.models import Document
from sellers.onboarding.papers import read_number
from sellers.people.models import Person

FOLDER = "documents"


def send_document(
    *, scope: Scope, person: Person, seller_id: int, kind: str, number: str, photos: Sequence["File[bytes]"]
) -> Document:
    """Store the photos, outside any transaction, and hand the paper to the officers.

    Raises what the intake and submit raise; then nothing of it stays stored.
    """
    if not scope.operator and seller_id not in scope.seller_ids(Verb.STALL):
        raise NotFound(_("Lapak ini tidak ditemukan."))
    read_number(kind, number)  # a slip is told before the photo is worked on
    if len(photos) > MOST_PHOTOS:
        raise TooManyPhotos(MOST_PHOTOS)
    files: list[dict[str, str]] = []
    try:
        for photo in photos:
            digest = hashlib.sha256()
            for chunk in photo.chunks():
                digest.update(chunk)
            photo.seek(0)
            files.append({"name": store_image(photo, folder=FOLDER), "sha256": digest.hexdigest()})
        return submit(scope=scope, person=person, seller_id=seller_id, kind=kind, number=number, files=files)
    except Exception:
        delete_files([file["name"] for file in files])
        raise


def picture_response(*, scope: Scope, token: str) -> HttpResponse:
    """The picture a signed link opens. Http404 for a changed, old, foreign one, and for a paper that is gone."""
    found = pictured(scope=scope, token=token)
    if found is None or not default_storage.exists(found.name):
        raise Http404
    with default_storage.open(found.name) as kept:  # at most PROOF_BYTES
        response = HttpResponse(kept.read(), content_type="image/webp")
    response["Content-Disposition"] = f'inline; filename="{found.document.kind}.webp"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
