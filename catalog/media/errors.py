"""What can be wrong with a photo, said to the person who sent it."""

from django.utils.translation import gettext as _

from sellers.kit.errors import Expected


class NotAPicture(Expected):
    """Not one of the picture formats a phone or a camera makes, or broken on the way."""

    code = "not_a_picture"

    def __init__(self) -> None:
        super().__init__(_("Berkas ini bukan foto yang utuh. Pilih foto JPEG, PNG, WebP atau HEIC."), field="photo")


class PhotoTooLarge(Expected):
    """More bytes or more pixels than anybody needs."""

    code = "photo_too_large"
    status = 413

    def __init__(self) -> None:
        super().__init__(_("Foto terlalu besar. Pilih foto di bawah 30 MB dan 64 megapiksel."), field="photo")


class TooManyPhotos(Expected):
    code = "too_many_photos"

    def __init__(self, most: int) -> None:
        super().__init__(_("Paling banyak %(n)s foto. Hapus satu dulu.") % {"n": most}, field="photo")


class PicturesBusy(Expected):
    """Too many pictures are being read at this moment."""

    code = "pictures_busy"
    status = 503

    def __init__(self) -> None:
        super().__init__(_("Sedang ramai. Coba kirim foto lagi sebentar."), field="photo")


class UploadElsewhere(Expected):
    """A piece was sent for another place than the next one; `offset` is where to go on."""

    code = "offset"
    status = 409

    def __init__(self, offset: int) -> None:
        super().__init__(_("Lanjutkan dari tempat yang benar."), field="offset", offset=offset)
        self.offset = offset


class PieceTooLong(Expected):
    """A piece goes on past the end that was announced, or is longer than pieces may be."""

    code = "piece_too_long"
    status = 413

    def __init__(self) -> None:
        super().__init__(_("Potongan foto terlalu besar."), field="offset")


class UploadBroken(Expected):
    """All bytes came and they are not the file that was announced: it starts over."""

    code = "broken"

    def __init__(self) -> None:
        super().__init__(_("Foto rusak di jalan. Dikirim ulang dari awal."), field="sha256")


class UploadRoomless(Expected):
    """No room for another file now; it waits on the phone."""

    code = "no_room"
    status = 429

    def __init__(self) -> None:
        super().__init__(_("Tempat foto penuh. Foto menunggu di HP dan dikirim nanti."), field="size", retry_in_s=3600)
