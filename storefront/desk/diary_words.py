"""The deeds of a stall in plain sentences: "Harga Opak menjadi Rp25.000"."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from storefront.desk import words
from storefront.stalls.diary import Entry

SENTENCES: dict[str, Any] = {
    "product.created": gettext_lazy("Menambah produk %(thing)s"),
    "product.edited": gettext_lazy("Mengubah keterangan %(thing)s"),
    "product.published": gettext_lazy("Menayangkan %(thing)s"),
    "product.taken_down": gettext_lazy("Menurunkan %(thing)s"),
    "product.maker": gettext_lazy("Mengubah pembuat %(thing)s"),
    "variant.added": gettext_lazy("Menambah kemasan %(thing)s"),
    "variant.changed": gettext_lazy("Mengubah kemasan %(thing)s"),
    "pool.counted": gettext_lazy("Mengubah stok %(thing)s"),
    "photo.received": gettext_lazy("Mengirim foto %(thing)s"),
    "photo.added": gettext_lazy("Menambah foto %(thing)s"),
    "photo.removed": gettext_lazy("Menghapus foto %(thing)s"),
    "seller.opened": gettext_lazy("Membuka lapak"),
    "seller.edited": gettext_lazy("Mengubah keterangan lapak"),
    "seller.hours": gettext_lazy("Mengubah jam buka"),
    "seller.holiday": gettext_lazy("Mengubah libur lapak"),
    "seller.approved": gettext_lazy("Menyetujui lapak"),
    "seller.refused": gettext_lazy("Menolak permohonan lapak"),
    "seller.suspended": gettext_lazy("Menutup lapak sementara"),
    "seller.phone": gettext_lazy("Nomor lapak ikut pindah"),
    "member.added": gettext_lazy("Menambah anggota"),
    "member.joined": gettext_lazy("Bergabung sebagai anggota"),
    "member.ended": gettext_lazy("Mengakhiri keanggotaan"),
    "invitation.made": gettext_lazy("Membuat undangan"),
    "invitation.withdrawn": gettext_lazy("Menarik undangan"),
    "helper.allowed": gettext_lazy("Mengizinkan pendamping"),
    "helper.declined": gettext_lazy("Menolak pendamping"),
    "helper.withdrawn": gettext_lazy("Mencabut izin pendamping"),
    "sheet.brought": gettext_lazy("Mengisi barang dari berkas"),
    "sheet.saved": gettext_lazy("Mengisi barang dari berkas"),
    "sheet.undone": gettext_lazy("Membatalkan simpan dari berkas"),
    "document.sent": gettext_lazy("Mengirim surat usaha"),
    "document.withdrawn": gettext_lazy("Menarik surat usaha"),
}
OWN = ("member.joined",)  # whoever did it is whom it was about
KINDS: dict[str, Any] = {
    "product": gettext_lazy("Mengubah produk %(thing)s"),
    "variant": gettext_lazy("Mengubah kemasan %(thing)s"),
    "photo": gettext_lazy("Mengubah foto %(thing)s"),
    "delivery": gettext_lazy("Mengubah cara kirim"),
    "document": gettext_lazy("Mengurus surat usaha"),
}


def sentence(entry: Entry) -> str:
    """What was done, without who and when."""
    if entry.verb.startswith("order."):
        step = words.STEPS.get(entry.verb.removeprefix("order."))
        return f"{step or _('Mengurus pesanan')} · {entry.thing}"
    pattern = SENTENCES.get(entry.verb) or KINDS.get(entry.verb.partition(".")[0])
    did = (str(pattern) if pattern else _("Mengubah data lapak")) % {"thing": entry.thing or _("produk")}
    return f"{did}: {entry.whom}" if entry.whom and entry.verb not in OWN else did


def price(entry: Entry) -> tuple[int, int] | None:
    """The old and the new price, when that changed; both in the smallest unit."""
    old, new = entry.before.get("price_minor"), entry.after.get("price_minor")
    return (old, new) if isinstance(old, int) and isinstance(new, int) and old != new else None
