"""By the collector's own QRIS, made to ask for the exact total, told apart by its last three digits.

There is no notice when somebody pays: a person reads it on the statement of the QRIS or the account behind it.
"""

from django.utils.translation import gettext as _

from payments.money import Money
from payments.providers.port import ConfirmedBy, Instructions, Line, ToPay
from payments.providers.qris.code import to_dynamic

MOST = Money(10_000_000, "IDR")  # of one payment, by rule of the national switch
MOST_DIGITS = 999  # what the unique code may add


class Qris:
    name = "qris"
    unique_total = True
    confirmed_by = ConfirmedBy.STATEMENT

    def takes(self, amount: Money) -> bool:
        """Whole rupiah, as long as the total with its digits stays within the limit of one payment."""
        return amount.currency == MOST.currency and 0 < amount.minor <= MOST.minor - MOST_DIGITS

    def open(self, charge: ToPay) -> Instructions:
        if charge.qris is None:
            raise ValueError("a QRIS payment needs a code to be drawn from")
        lines = (
            Line(_("Nama merchant"), charge.qris.merchant),
            Line(_("NMID"), charge.qris.nmid),
            Line(_("Jumlah bayar"), charge.total, str(charge.total.minor)),
        )
        note = _("Cocokkan nama merchant dan NMID sebelum membayar.")
        return Instructions("qr", lines, note, charge.expires_at, qr=to_dynamic(charge.qris.payload, charge.total))

    def describe(self) -> str:
        return _("QRIS")
