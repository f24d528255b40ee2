"""Uploads that go past our server, straight into the bucket, where the storage offers it.

The phone posts the whole file with a signed form that allows exactly its size and type, for a few minutes. Then it says
so here, and nothing it said is believed: the bytes are brought over block by block, counted and hashed, and the decoder
says later whether they are a picture. From there on the upload is like one that came in pieces.
"""

from typing import cast

from django.core.files.storage import default_storage

from catalog.media import uploads
from catalog.media.errors import UploadBroken
from catalog.media.models import Upload
from catalog.media.storage.port import INCOMING, MediaStorage, PostForm

FORM_LIVES_S = 600


def form_of(upload: Upload) -> PostForm | None:
    """Where to post the file; None where pieces are the only way, or nothing is missing."""
    if upload.done_at is not None or not upload.content_type.startswith("image/"):
        return None
    storage = cast(MediaStorage, default_storage)
    name, lives_s = _name(upload), FORM_LIVES_S
    return storage.post_form(name, size=upload.size, content_type=upload.content_type, lives_s=lives_s)


def take_in(upload: Upload) -> Upload:
    """What was posted becomes the upload's bytes. Raises UploadBroken when it is not the file that was announced.

    Nothing posted yet leaves the upload as it is. Safe to ask again, and at once from two connections: what was posted
    goes only when it was taken in, or was not the file.
    """
    storage, name = cast(MediaStorage, default_storage), _name(upload)
    if upload.done_at is not None or not storage.exists(name):
        return upload
    try:
        if storage.size(name) != upload.size:
            raise UploadBroken
        with storage.open(name) as posted:
            taken = uploads.add_whole(upload=upload, body=posted)
    except FileNotFoundError:  # the same confirmation came twice, and the other one was quicker
        upload.refresh_from_db()
        return upload
    except UploadBroken:
        storage.delete(name)
        raise
    storage.delete(name)
    return taken


def _name(upload: Upload) -> str:
    return f"{INCOMING}{upload.key.hex}"
