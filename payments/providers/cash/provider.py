"""Cash at the handover: on delivery or at pick-up. The seller takes it and says so, or a courier does for the
collector."""

from django.utils.translation import gettext as _

from payments.money import Money
from payments.providers.port import ConfirmedBy, Instructions, Line, ToPay


class Cash:
    name = "cash"
    unique_total = False
    confirmed_by = ConfirmedBy.HANDOVER

    def takes(self, amount: Money) -> bool:
        return amount.minor > 0

    def open(self, charge: ToPay) -> Instructions:
        lines = (
            Line(_("Bayar kepada"), charge.collector),
            Line(_("Siapkan uang"), charge.total),
        )
        if charge.by_courier:
            whose = _("Kurir, atas nama %(name)s") % {"name": charge.collector}
            lines = (Line(_("Bayar kepada"), whose), lines[1])
            note = _("Bayar tunai ke kurir saat paket sampai.")
            return Instructions("manual", lines, note, charge.expires_at)
        return Instructions("manual", lines, _("Bayar tunai saat barang diterima."), charge.expires_at)

    def describe(self) -> str:
        return _("Tunai saat diterima")
