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
