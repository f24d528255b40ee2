"""What a seller reads about its payouts and about the refunds it owes its buyers."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.payouts.models import Payout
from payments.payouts.planning import Why
from payments.repayments.models import Repayment
from storefront.orders.payable import Why as Held

Line, Back = Payout.State, Repayment.State

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
HELD: dict[str, Promise] = {
    Held.NOT_RECEIVED: _("belum diterima pembeli"),
    Held.HOLD_DAYS: _("baru diterima pembeli"),
    Held.DISPUTED: _("ada masalah dari pembeli"),
    Held.FROZEN: _("disengketakan lewat bank pembeli"),
    Held.REFUND_WAITS: _("pengembalian menunggu persetujuan"),
}
REFUND_STATES: dict[str, tuple[Promise, str]] = {
    Back.ASKED: (_("Menunggu rekening pembeli"), "wait"),
    Back.RETURNED: (_("Menunggu rekening pembeli"), "wait"),
    Back.READY: (_("Kembalikan sekarang"), "wait"),
    Back.SENDING: (_("Sedang dikirim"), "nila"),
    Back.PAID: (_("Sudah kembali"), "good"),
    Back.CANCELLED: (_("Batal"), ""),
}
