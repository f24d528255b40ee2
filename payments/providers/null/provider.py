"""For a bill of nothing: there is no money to ask for and nobody to wait for."""

from django.utils.translation import gettext as _

from payments.money import Money
from payments.providers.port import ConfirmedBy, Instructions, ToPay


class Null:
    name = "null"
    unique_total = False
    confirmed_by = ConfirmedBy.NOTHING

    def takes(self, amount: Money) -> bool:
        return amount.minor == 0

    def open(self, charge: ToPay) -> Instructions:
        return Instructions("none", (), _("Tidak ada yang perlu dibayar."), None)

    def describe(self) -> str:
        return _("Tanpa pembayaran")
