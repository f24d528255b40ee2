"""What another storefront is told about a payment: plain JSON it can show, in the buyer's language.

Amounts are decimal texts in the currency's own digits; moments are ISO 8601. Nothing here is a secret of ours.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from payments.charges.instructions import instructions_for, way_name
from payments.charges.models import Charge
from payments.money import Money
from payments.providers.port import Instructions
from storefront.engine.saleor.amounts import to_saleor
from storefront.orders.foreign_pay import RETURN_PAGE
from storefront.orders.foreign_pay_bills import BillOffer
from storefront.orders.foreign_pay_open import Begun
from storefront.orders.wording import rupiah


def offers(bills: tuple[BillOffer, ...]) -> dict[str, Any]:
    """What PAYMENT_GATEWAY_INITIALIZE_SESSION answers: `bills`, and the `ways` at once where one bill is all."""
    rows = [_offer(bill) for bill in bills]
    told: dict[str, Any] = {"bills": rows}
    if len(rows) == 1:
        told.update(rows[0])
    else:
        told["note"] = _("Pesanan ini dibayar ke beberapa penerima. Bayar setiap tagihan.")
    return told


def session(begun: Begun) -> dict[str, Any]:
    """What the payer does now, for `data` of the answers to a session."""
    row = begun.session
    amount = Money(row.amount_minor, row.currency)
    told: dict[str, Any] = {
        "reference": row.psp_reference,
        "way": row.way,
        "name": way_name(row.way),
        "state": row.state,
        "amount": _written(amount),
        "currency": row.currency,
    }
    if begun.charge is None:
        told["note"] = _("Bayar tunai %(amount)s saat barang diterima.") % {"amount": rupiah(amount)}
        return told
    told["collector"] = begun.collector
    if begun.charge.state == Charge.State.OPEN:
        told.update(_instructions(begun.charge, row.psp_reference))
    return told


def link_of(begun: Begun) -> str:
    """Where a gateway takes the money: `externalUrl` of the answer."""
    if begun.charge is None or begun.charge.state != Charge.State.OPEN:
        return ""
    return instructions_for(begun.charge, back_to=f"{settings.BASE_URL}{RETURN_PAGE}").url


def _offer(bill: BillOffer) -> dict[str, Any]:
    return {
        "bill": bill.id,
        "collector": bill.name,
        "sellers": [seller.name for seller in bill.sellers],
        "amount": _written(bill.amount),
        "currency": bill.amount.currency,
        "ways": [
            {"way": way.way, "name": way.name, "collector": way.collector.name if way.collector else bill.name}
            for way in bill.ways
            if not way.why_not
        ],
        "shut": [{"way": way.way, "name": way.name, "why": way.why_not} for way in bill.ways if way.why_not],
    }


def _instructions(charge: Charge, reference: str) -> dict[str, Any]:
    shown = instructions_for(charge, back_to=f"{settings.BASE_URL}{RETURN_PAGE}")
    return {
        "kind": shown.kind,
        "pay": _written(Money(charge.total_minor, charge.currency)),  # with the unique code: exactly so much
        "unique_code": f"{charge.unique_code:03}" if charge.unique_code else "",
        "lines": _lines(shown),
        "note": shown.note,
        "expires_at": charge.expires_at.isoformat() if charge.expires_at else None,
        "qr": shown.qr,
        "qr_image": f"{settings.BASE_URL}/saleor/qris/{reference}.png" if shown.qr else "",
        "url": shown.url,
    }


def _lines(shown: Instructions) -> list[dict[str, str]]:
    return [
        {
            "label": line.label,
            "value": rupiah(line.value) if isinstance(line.value, Money) else line.value,
            "copy": line.copy,
        }
        for line in shown.lines
    ]


def _written(amount: Money) -> str:
    return str(to_saleor(amount))
