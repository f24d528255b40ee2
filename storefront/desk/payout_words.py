"""What a seller reads about its payouts and about the refunds it owes its buyers."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.payouts.models import Payout
from payments.payouts.planning import Why
from payments.repayments.models import Repayment
from storefront.orders import money_words

Line = Payout.State
HELD = money_words.HELD

STATES: dict[str, tuple[Promise, str]] = {
    Line.PROPOSED: (_("Disiapkan koperasi"), "wait"),
    Line.APPROVED: (_("Disetujui koperasi"), "nila"),
    Line.SENT: (_("Sedang dikirim"), "nila"),
    Line.PAID: (_("Sudah dikirim"), "good"),
    Line.FAILED: (_("Gagal, uang tetap hak Anda"), "bad"),
    Line.RETURNED: (_("Kembali dari bank, akan dikirim lagi"), "bad"),
    Line.CANCELLED: (_("Batal, uang tetap hak Anda"), ""),
}
WHY: dict[str, Promise] = {
    Why.PAY: _("Ikut pencairan berikutnya."),
    Why.CARRIED: _("Belum ada hak. Setoran Anda dihitung dari penjualan berikutnya."),
    Why.HELD: _("Menunggu pesanan selesai."),
    Why.UNDER_WAY: _("Menunggu pencairan yang sedang dikirim."),
    Why.BELOW_MINIMUM: _("Belum sampai jumlah paling sedikit. Menunggu minggu depan."),
    Why.NO_ACCOUNT: _("Isi rekening dulu supaya bisa dikirim."),
    Why.COOLING: _("Rekening baru dipakai setelah 24 jam."),
}
REFUND_STATES = money_words.REFUND_STATES | {Repayment.State.READY: (_("Kembalikan sekarang"), "wait")}
