"""What a seller reads for each state, deed and step of an order."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from storefront.orders.models import Order, OrderEvent

State = Order.State

STATES: dict[str, Any] = {
    State.PLACING: _("Sedang dibuat"),
    State.WAITING: _("Menunggu pembayaran"),
    State.CONFIRMED: _("Pesanan baru"),
    State.ACCEPTED: _("Siapkan barang"),
    State.PACKED: _("Sudah dikemas"),
    State.SENT: _("Dikirim"),
    State.READY: _("Siap diambil"),
    State.RECEIVED: _("Diterima pembeli"),
    State.COMPLETED: _("Selesai"),
    State.CANCELLED: _("Dibatalkan"),
    State.EXPIRED: _("Tidak dibayar"),
    State.RETURNED: _("Dikembalikan"),
    State.DISPUTED: _("Ada masalah"),
}
TONES = {
    State.WAITING: "wait",
    State.CONFIRMED: "act",
    State.ACCEPTED: "act",
    State.PACKED: "act",
    State.READY: "act",
    State.SENT: "going",
    State.RECEIVED: "good",
    State.COMPLETED: "good",
    State.DISPUTED: "bad",
}
SELLERS_TURN = (State.CONFIRMED, State.ACCEPTED, State.PACKED)
# what must be done before the deadline of each state
UNTIL: dict[Any, Any] = {
    State.WAITING: _("Tunggu bayar"),
    State.CONFIRMED: _("Terima"),
    State.ACCEPTED: _("Kemas"),
    State.PACKED: _("Kirim"),
}
GROUPS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("siapkan", _("Perlu disiapkan"), (State.CONFIRMED, State.ACCEPTED)),
    ("kirim", _("Perlu dikirim"), (State.PACKED, State.READY)),
    ("bayar", _("Menunggu bayar"), (State.WAITING,)),
    ("jalan", _("Di jalan"), (State.SENT,)),
    ("selesai", _("Selesai"), (State.RECEIVED, State.COMPLETED)),
    ("batal", _("Batal"), (State.CANCELLED, State.EXPIRED, State.RETURNED, State.DISPUTED)),
)

DELIVERY: dict[str, Any] = {
    "pickup": _("Diambil pembeli"),
    "seller": _("Diantar sendiri"),
    "courier": _("Dikirim kurir"),
}
STEPS: dict[str, Any] = {
    "placed": _("Pesanan dibuat"),
    "confirmed": _("Pesanan masuk"),
    "paid": _("Sudah dibayar"),
    "accepted": _("Pesanan diterima penjual"),
    "packed": _("Barang dikemas"),
    "sent": _("Barang dikirim"),
    "ready": _("Siap diambil"),
    "received": _("Barang diterima pembeli"),
    "completed": _("Pesanan selesai"),
    "cancelled": _("Pesanan dibatalkan"),
    "expired": _("Batas bayar lewat"),
    "returned": _("Barang dikembalikan"),
    "disputed": _("Ada masalah"),
    "counted_received": _("Dianggap sudah diterima"),
    "upheld": _("Barang dinyatakan baik"),
    "arrived": _("Paket tiba"),
    "stock_found": _("Stok dihitung lagi"),
    "refused_at_door": _("Ditolak di pintu"),
    "cash_not_taken": _("Uang belum diambil kurir"),
    "wrong_pin": _("PIN salah"),
    "cancellation_asked": _("Pembeli minta batal"),
    "cancellation_refused": _("Permintaan batal ditolak"),
    "cancellation_agreed": _("Permintaan batal disetujui"),
    "overdue": _("Lewat batas waktu"),
}
BAD_STEPS = ("cancelled", "expired", "returned", "refused_at_door", "disputed", "wrong_pin", "overdue")
REFUND_STATES: dict[str, Any] = {
    "proposed": _("menunggu koperasi"),
    "booked": _("dikembalikan"),
    "refused": _("ditolak"),
}
ACTORS: dict[str, Any] = {
    OrderEvent.Actor.BUYER: _("Pembeli"),
    OrderEvent.Actor.SELLER: _("Penjual"),
    OrderEvent.Actor.OFFICER: _("Pengurus koperasi"),
    OrderEvent.Actor.SYSTEM: _("Otomatis"),
}
ROLES: dict[str, Any] = {
    "ketua": _("Ketua"),
    "sekretaris": _("Sekretaris"),
    "bendahara": _("Bendahara"),
    "anggota": _("Anggota"),
}
# what a helper may be allowed, in the words of the check boxes
MAY: dict[str, Any] = {
    "products": _("Mengurus produk, harga, dan stok"),
    "orders": _("Menyiapkan dan mengirim pesanan"),
    "stall": _("Mengubah cerita, surat, dan cara kirim"),
}


def may(verbs: list[str]) -> list[str]:
    """The rights of a helper, one phrase each."""
    return [str(phrase) for verb, phrase in MAY.items() if verb in verbs]
