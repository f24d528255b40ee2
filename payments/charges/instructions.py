"""What the payer of a charge has to do, asked of its provider outside any transaction."""

from django.utils.translation import gettext as _

from payments.charges.banks import bank_name
from payments.charges.models import BankAccount, Charge, QrisCode
from payments.charges.qris_codes import changed_lately
from payments.money import Money
from payments.providers import known
from payments.providers.port import Instructions, Started, ToBank, ToPay, ToQris


def instructions_for(charge: Charge, *, back_to: str = "") -> Instructions:
    """Load the charge with its bank_account, qris, cooperative, seller and gateway_start to save queries."""
    provider = known.provider(charge.provider)
    if provider is None:
        return Instructions("wait", (), _("Cara bayar ini sedang tidak tersedia. Hubungi penjual."), charge.expires_at)
    return provider.open(to_pay(charge, back_to=back_to))


def to_pay(charge: Charge, *, back_to: str = "") -> ToPay:
    """The charge as its provider sees it; `back_to` is where a gateway sends the payer afterwards."""
    start = getattr(charge, "gateway_start", None)  # a gateway's only
    return ToPay(
        code=charge.code,
        collector=_collector_name(charge),
        total=Money(charge.total_minor, charge.currency),
        unique_code=charge.unique_code,
        expires_at=charge.expires_at,
        to=_to_bank(charge.bank_account),
        qris=_to_qris(charge.qris),
        started=Started(start.external_id, start.answer) if start and start.started_at else None,
        back_to=back_to,
        by_courier=bool(charge.courier),
        choice=start.choice if start else "",
    )


def way_name(way: str) -> str:
    """The name of a way to pay, in the reader's language."""
    provider = known.provider(way)
    return provider.describe() if provider else way.capitalize()


def _collector_name(charge: Charge) -> str:
    collector = charge.cooperative or charge.seller
    return collector.name if collector else ""


def _to_bank(account: BankAccount | None) -> ToBank | None:
    return ToBank(bank_name(account.bank_code), account.number, account.holder) if account else None


def _to_qris(qris: QrisCode | None) -> ToQris | None:
    return ToQris(qris.payload, qris.merchant, qris.nmid, changed_lately(qris)) if qris else None
