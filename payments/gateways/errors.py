"""What can go wrong between us and a gateway."""

from django.utils.translation import gettext as _

from sellers.kit.errors import Expected, NotFound


class GatewayNotReady(LookupError):
    """No such gateway here, or its secrets are not set."""


class NotYet(Exception):
    """Told of something whose beginning has not arrived: a dispute before its payment. It is looked at again later."""


class DoesNotFit(Exception):
    """A gateway tells what cannot be about the charge it names: another currency. A person has to look."""


class ChargeNotOpen(Expected):
    code = "charge_not_open"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Tagihan ini sudah tidak menunggu pembayaran. Muat ulang halaman."))


class ChoiceUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(_("Cara bayar tidak dikenal. Pilih yang tersedia."), field="choice")


class NoSuchAccount(NotFound):
    def __init__(self) -> None:
        super().__init__(_("Halaman ini tidak tersedia untuk lapak Anda."))


class CannotReceive(Expected):
    """The gateway does not let this seller receive money; the sentence says why."""

    code = "cannot_receive"


class GatewayAway(Expected):
    code = "gateway_away"
    status = 503

    def __init__(self) -> None:
        super().__init__(_("Stripe sedang tidak bisa dihubungi. Coba lagi beberapa menit lagi."))
