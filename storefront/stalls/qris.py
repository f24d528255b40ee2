"""Reading a collector's QRIS from what was sent: a photo of the printed code, or its pasted text. Nothing is kept."""

from typing import IO

from django.core.files import File
from django.utils.translation import gettext as _

from catalog.media.intake import decoded, received
from payments.providers.qris import reading
from payments.providers.qris.code import LONGEST, StaticCode, read_static
from sellers.kit.errors import Expected

MOST_TEXT = 2 * LONGEST  # with the line breaks a chat puts in


class NothingToRead(Expected):
    code = "nothing_to_read"

    def __init__(self) -> None:
        super().__init__(_("Pilih foto QRIS, atau tempel teksnya."), field="photo")


def read_code(*, photo: "File[bytes] | IO[bytes] | None", text: str) -> StaticCode:
    """What the code says, of the photo when there is one.

    The photo is decoded in a process of its own, as every stranger's picture is. Raises NothingToRead, NotAPicture,
    PhotoTooLarge, PicturesBusy, and a QrisRefused that says why the code cannot be used.
    """
    if photo is None:
        if not text.strip():
            raise NothingToRead
        return read_static(text[:MOST_TEXT])
    with received(photo) as upload:
        sizes = {reading.PICTURE_SIZE: reading.PICTURE_BYTES}
        picture = decoded(upload.path, into=upload.folder, sizes=sizes)
        return reading.static_code_in(next(iter(picture.files.values())).read_bytes())
