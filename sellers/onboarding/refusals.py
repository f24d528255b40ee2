"""Why a paper is sent back: one tap for the officer, one sentence and a picture for the seller."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    """`key` also names the drawn example of templates/_components/paper_example.html."""

    key: str
    chip: Promise
    advice: Promise


REASONS: dict[str, Reason] = {
    reason.key: reason
    for reason in (
        Reason("buram", _("Foto buram"), _("Foto buram. Ambil lagi di tempat terang.")),
        Reason("terpotong", _("Terpotong"), _("Foto terpotong. Semua sudut surat harus terlihat.")),
        Reason("bukan", _("Bukan surat ini"), _("Ini bukan surat yang diminta. Foto surat yang benar.")),
        Reason("kedaluwarsa", _("Kedaluwarsa"), _("Surat sudah lewat masanya. Perpanjang dulu, lalu foto lagi.")),
        Reason("lain", _("Alasan lain"), _("Baca pesan dari koperasi.")),
    )
}
KINDS: dict[str, Promise | str] = {
    "ktp": _("KTP"),
    "nib": _("NIB"),
    "pirt": _("P-IRT"),
    "halal": _("Sertifikat halal"),
}
