"""By bank transfer to the collector's account, told apart by the last three digits, confirmed by a person."""

from django.utils.translation import gettext as _

from payments.money import Money
from payments.providers.port import ConfirmedBy, Instructions, Line, ToPay


class BankTransfer:
    name = "bank_transfer"
    unique_total = True
    confirmed_by = ConfirmedBy.STATEMENT

    def takes(self, amount: Money) -> bool:
        return amount.minor > 0

    def open(self, charge: ToPay) -> Instructions:
        if charge.to is None:
            raise ValueError("a transfer needs an account to go to")
        lines = (
            Line(_("Bank"), charge.to.bank),
            Line(_("Nomor rekening"), charge.to.number, charge.to.number),
            Line(_("Atas nama"), charge.to.holder),
            Line(_("Jumlah transfer"), charge.total, str(charge.total.minor)),
        )
        return Instructions("manual", lines, _("Transfer tepat sampai 3 digit terakhir."), charge.expires_at)

    def describe(self) -> str:
        return _("Transfer bank")
