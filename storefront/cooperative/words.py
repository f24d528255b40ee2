"""What an officer reads for each state, step and reason."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sellers.accounts.models import Membership, Seller
from storefront.orders.models import Order, OrderEvent
from storefront.terms import bearing

State = Order.State

TONES = {
    State.WAITING: "wait",
    State.CONFIRMED: "wait",
    State.ACCEPTED: "nila",
    State.PACKED: "nila",
    State.SENT: "nila",
    State.READY: "nila",
    State.RECEIVED: "good",
    State.COMPLETED: "good",
    State.DISPUTED: "bad",
}
STEPS: dict[str, Promise] = {
    "placed": _("Pesanan dibuat"),
    "confirmed": _("Pesanan masuk ke penjual"),
    "paid": _("Sudah dibayar"),
    "accepted": _("Diterima penjual"),
    "packed": _("Barang dikemas"),
    "sent": _("Barang dikirim"),
    "ready": _("Siap diambil"),
    "received": _("Barang diterima pembeli"),
    "counted_received": _("Dianggap sudah diterima"),
    "completed": _("Pesanan selesai"),
    "cancelled": _("Pesanan dibatalkan"),
    "expired": _("Batas bayar lewat"),
    "returned": _("Barang dikembalikan"),
    "disputed": _("Pembeli melapor ada masalah"),
    "upheld": _("Barang dinyatakan baik"),
    "arrived": _("Paket tiba"),
    "stock_found": _("Stok dihitung lagi"),
    "refused_at_door": _("Ditolak di pintu"),
    "cash_not_taken": _("Uang belum diambil kurir"),
    "wrong_pin": _("PIN salah"),
    "cancellation_asked": _("Pembeli minta batal"),
    "cancellation_refused": _("Permintaan batal ditolak"),
    "cancellation_agreed": _("Permintaan batal disetujui"),
    "overdue": _("Lewat batas waktu, koperasi diberi tahu"),
}
BAD_STEPS = ("cancelled", "expired", "returned", "refused_at_door", "disputed", "wrong_pin", "overdue")
ACTORS: dict[str, Promise] = {
    OrderEvent.Actor.BUYER: _("Pembeli"),
    OrderEvent.Actor.SELLER: _("Penjual"),
    OrderEvent.Actor.OFFICER: _("Pengurus koperasi"),
    OrderEvent.Actor.SYSTEM: _("Otomatis"),
}
DELIVERY: dict[str, Promise] = {
    "pickup": _("Diambil pembeli"),
    "seller": _("Diantar penjual"),
    "courier": _("Dikirim kurir"),
}
PAID_BY: dict[str, Promise] = {
    "bank_transfer": _("Transfer bank"),
    "qris": _("QRIS"),
    "stripe": _("Kartu (Stripe)"),
    "midtrans": _("QRIS, virtual account, e-wallet"),
    "cash": _("Tunai saat serah terima"),
    "elsewhere": _("Lewat toko daring lain"),
}
STALL_STATES: dict[str, tuple[Promise, str]] = {
    Seller.State.PENDING: (_("Menunggu persetujuan"), "wait"),
    Seller.State.APPROVED: (_("Berjualan"), "good"),
    Seller.State.SUSPENDED: (_("Dihentikan sementara"), "bad"),
    Seller.State.REFUSED: (_("Ditolak"), "bad"),
}
ROLES: dict[str, Promise] = {
    Membership.Role.CHAIR: _("Ketua"),
    Membership.Role.SECRETARY: _("Sekretaris"),
    Membership.Role.TREASURER: _("Bendahara"),
    Membership.Role.MEMBER: _("Anggota"),
    Membership.Role.OFFICER: _("Pengurus"),
    Membership.Role.VIEWER: _("Peninjau"),
}
REFUND_REASONS: dict[str, str | Promise] = {code: reason.words for code, reason in bearing.REASONS.items()} | {
    "paid_after_expiry": _("Dibayar setelah batas waktu"),
    "paid_after_cancel": _("Dibayar setelah dibatalkan"),
    "paid_twice": _("Dibayar dua kali"),
    "overpaid": _("Lebih bayar"),
    "closed_short": _("Kurang bayar, tagihan ditutup"),
}
