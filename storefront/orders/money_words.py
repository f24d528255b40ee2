"""What it is called when money waits or goes back, the same for a seller and for its cooperative."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.repayments.models import Repayment
from storefront.orders.payable import Why

Back = Repayment.State

HELD: dict[str, Promise] = {
    Why.NOT_RECEIVED: _("belum diterima pembeli"),
    Why.HOLD_DAYS: _("baru diterima pembeli"),
    Why.WITH_COURIER: _("uangnya masih di kurir"),
    Why.DISPUTED: _("ada masalah dari pembeli"),
    Why.FROZEN: _("disengketakan lewat bank pembeli"),
    Why.REFUND_WAITS: _("pengembalian menunggu persetujuan"),
}
# the word and the tone of its tag; whoever has to act on `ready` says it in its own words
REFUND_STATES: dict[str, tuple[Promise, str]] = {
    Back.ASKED: (_("Menunggu rekening pembeli"), "wait"),
    Back.RETURNED: (_("Menunggu rekening pembeli"), "wait"),
    Back.READY: (_("Siap dikembalikan"), "nila"),
    Back.SENDING: (_("Sedang dikirim"), "nila"),
    Back.PAID: (_("Sudah kembali"), "good"),
    Back.CANCELLED: (_("Batal"), ""),
}
