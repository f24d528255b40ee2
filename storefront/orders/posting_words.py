"""What each movement of the books is called on a statement, for sellers and for their cooperative."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

POSTING_WORDS: dict[str, Promise] = {
    "sale": _("Penjualan"),
    "shipping": _("Ongkos kirim"),
    "commission": _("Potongan koperasi"),
    "received": _("Transfer masuk"),
    "received_by_seller": _("Transfer diterima"),
    "unique_code": _("Kode unik"),
    "cod_collected": _("Tunai diterima"),
    "sale_reversed": _("Penjualan dibatalkan"),
    "shipping_reversed": _("Ongkos kirim dibatalkan"),
    "commission_reversed": _("Potongan dikembalikan"),
    "refund_due": _("Kembali ke pembeli"),
    "overpaid": _("Lebih bayar, kembali ke pembeli"),
    "paid_twice": _("Bayar dua kali, kembali ke pembeli"),
    "closed_short": _("Kurang bayar, kembali ke pembeli"),
    "payout": _("Pencairan"),
}
