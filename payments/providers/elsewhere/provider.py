"""Paid in another storefront, to another app's account in the collector's name. We ask nobody for the money and hear
of it from the engine, which hears of it from that app; what must go back is asked of that app through the engine.

It keeps a gateway's promises but calls nobody: whoever works with the engine tells what happened (`Happened`) and
carries out the refunds that stand as asked.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from payments.money import Money
from payments.providers.port import (
    ConfirmedBy,
    Happened,
    Instructions,
    Line,
    NotFromProvider,
    Notice,
    ProviderError,
    Refunded,
    Started,
    ToPay,
    ToRefund,
)


class Elsewhere:
    name = "elsewhere"
    unique_total = False
    confirmed_by = ConfirmedBy.ELSEWHERE

    def takes(self, amount: Money) -> bool:
        return amount.minor > 0

    def open(self, charge: ToPay) -> Instructions:
        note = _("Bayar di toko tempat Anda memesan. Kami diberi tahu begitu lunas.")
        lines = (Line(_("Penerima"), charge.collector), Line(_("Jumlah"), charge.total))
        return Instructions("manual", lines, note, charge.expires_at)

    def describe(self) -> str:
        return _("Lewat toko daring lain")

    def is_ready(self) -> bool:
        return True

    def collector_slug(self) -> str:
        """Whoever the market says; nobody is offered this way."""
        return ""

    def start(self, charge: ToPay) -> Started:
        raise ProviderError("what is paid elsewhere is not started here", permanent=True)

    def ask(self, *, charge_code: str, started_id: str) -> tuple[Happened, ...]:
        return ()

    def end(self, *, charge_code: str, started_id: str) -> None:
        """The order there says for itself that it is over."""

    def notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        raise NotFromProvider("nothing is sent here for it")

    def read(self, body: str) -> tuple[Happened, ...]:
        return ()

    def refund(self, order: ToRefund) -> Refunded:
        """Asked: the standing row is carried out by whoever works with the engine."""
        return Refunded("", is_final=False)
