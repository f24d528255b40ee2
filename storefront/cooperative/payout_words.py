"""What an officer reads about payouts and refunds: states, reasons, days."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.payouts.confirming_file import Outcome
from payments.payouts.models import Payout, PayoutBatch
from payments.payouts.planning import Why
from payments.repayments.models import Repayment
from storefront.orders.money_words import HELD, REFUND_STATES

__all__ = ["BATCH_STATES", "DAYS", "HELD", "LINE_STATES", "OUTCOMES", "REFUND_STATES", "REFUND_WAYS", "WHY"]

Batch, Line, Back = PayoutBatch.State, Payout.State, Repayment.State

BATCH_STATES: dict[str, tuple[Promise, str]] = {
    Batch.PROPOSED: (_("Menunggu persetujuan"), "wait"),
    Batch.APPROVED: (_("Disetujui, belum dikirim"), "nila"),
    Batch.SENT: (_("Dikirim, menunggu konfirmasi"), "wait"),
    Batch.CLOSED: (_("Selesai"), "good"),
    Batch.CANCELLED: (_("Dibatalkan"), ""),
}
LINE_STATES: dict[str, tuple[Promise, str]] = {
    Line.PROPOSED: (_("Diusulkan"), ""),
    Line.APPROVED: (_("Disetujui"), "nila"),
    Line.SENT: (_("Menunggu konfirmasi"), "wait"),
    Line.PAID: (_("Terkirim"), "good"),
    Line.FAILED: (_("Gagal"), "bad"),
    Line.RETURNED: (_("Kembali dari bank"), "bad"),
    Line.CANCELLED: (_("Dikeluarkan"), ""),
    Back.READY: (_("Siap dikirim"), "nila"),
    Back.SENDING: (_("Menunggu konfirmasi"), "wait"),
    Back.ASKED: (_("Gagal, rekening ditanya lagi"), "bad"),
}
WHY: dict[str, tuple[Promise, str]] = {
    Why.PAY: (_("Siap dicairkan"), "good"),
    Why.CARRIED: (_("Belum ada hak, dihitung nanti"), ""),
    Why.HELD: (_("Ditahan"), "wait"),
    Why.UNDER_WAY: (_("Pencairan lain belum selesai"), "nila"),
    Why.BELOW_MINIMUM: (_("Di bawah jumlah paling sedikit"), ""),
    Why.NO_ACCOUNT: (_("Belum punya rekening"), "bad"),
    Why.COOLING: (_("Rekening baru, tunggu sehari"), "wait"),
}
REFUND_WAYS: dict[str, Promise] = {
    Repayment.Way.BANK: _("Transfer"),
    Repayment.Way.CASH: _("Tunai"),
    Repayment.Way.GATEWAY: _("Lewat cara bayar semula"),
}
OUTCOMES: dict[str, tuple[Promise, str]] = {
    Outcome.PAID: (_("Dicatat terkirim"), "good"),
    Outcome.FAILED: (_("Dicatat gagal"), "bad"),
    Outcome.ALREADY: (_("Sudah tercatat sebelumnya"), ""),
    Outcome.UNKNOWN_CODE: (_("Kode bukan dari pencairan ini"), "wait"),
    Outcome.AMOUNT_DIFFERS: (_("Jumlahnya berbeda, periksa"), "wait"),
    Outcome.STATUS_UNCLEAR: (_("Status tidak jelas, periksa"), "wait"),
    Outcome.CONTRADICTS: (_("Bertentangan dengan baris lain"), "wait"),
    Outcome.NOT_POSSIBLE: (_("Tidak bisa dicatat, periksa"), "wait"),
}
DAYS: tuple[Promise, ...] = (
    _("Senin"), _("Selasa"), _("Rabu"), _("Kamis"), _("Jumat"), _("Sabtu"), _("Minggu"),
)  # fmt: skip
