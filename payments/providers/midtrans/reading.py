"""What a Midtrans transaction says has happened. One reading, for answers to our questions and after a notice.

| transaction_status | means |
|---|---|
| settlement; capture with fraud_status accept | paid |
| pending, authorize; capture that is looked at | nothing yet |
| deny, cancel, expire, failure | ended |
| refund, partial_refund | paid, and each refund |
| chargeback, partial_chargeback | paid, and lost to the payer's bank: no notice of a reversal is documented |
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from payments.providers.midtrans import amounts
from payments.providers.port import Happened, ProviderError, What
from sellers.kit import clock

ENDED = frozenset({"deny", "cancel", "expire", "failure"})
REFUNDED = frozenset({"refund", "partial_refund"})
CHARGED_BACK = frozenset({"chargeback", "partial_chargeback"})
THEIR_ZONE = ZoneInfo("Asia/Jakarta")  # their times carry no zone
AGAIN = "-"  # between a charge's code and the number of a further order for it


def happened(told: Mapping[str, Any]) -> tuple[Happened, ...]:
    """In the order it happened. Raises ProviderError (permanent) for amounts that are not whole rupiah."""
    try:
        return _happened(told)
    except (amounts.NotRupiah, KeyError, TypeError) as error:
        raise ProviderError(f"midtrans: {error!r} in {told.get('order_id')}", permanent=True) from error


def charge_code(order_id: str) -> str:
    return order_id.partition(AGAIN)[0]


def is_paid(told: Mapping[str, Any]) -> bool:
    status = told.get("transaction_status")
    if status == "capture":
        return told.get("fraud_status") == "accept"
    return status == "settlement" or status in REFUNDED | CHARGED_BACK


def _happened(told: Mapping[str, Any]) -> tuple[Happened, ...]:
    code, name = charge_code(str(told["order_id"])), str(told["transaction_id"])
    total = amounts.from_midtrans(str(told["gross_amount"]), str(told.get("currency") or amounts.CURRENCY))
    status = told["transaction_status"]
    if status in ENDED:
        return (Happened(What.ENDED, code, name, total, _at(told), started_id=name, reason=str(status)),)
    if not is_paid(told):
        return ()
    found = [Happened(What.PAID, code, name, total, _at(told), started_id=name, payment_id=name)]
    for refund in told.get("refunds") or []:
        found.append(
            Happened(
                What.REFUNDED,
                code,
                str(refund["refund_chargeback_id"]),
                amounts.from_midtrans(str(refund["refund_amount"])),
                _moment(refund.get("created_at")),
                started_id=name,
                payment_id=name,
                refund_key=str(refund.get("refund_key") or ""),
            )
        )
    if status in CHARGED_BACK:
        taken = amounts.from_midtrans(str(told.get("chargeback_amount") or told["gross_amount"]))
        found.append(
            Happened(
                What.DISPUTE_LOST,
                code,
                f"chargeback:{name}",
                taken,
                clock.now(),
                started_id=name,
                payment_id=name,
                reason=str(status),
            )
        )
    return tuple(found)


def _at(told: Mapping[str, Any]) -> datetime:
    return _moment(told.get("settlement_time") or told.get("transaction_time"))


def _moment(written: object) -> datetime:
    """Their wall clock; now where they say nothing that can be read."""
    try:
        return datetime.strptime(str(written), "%Y-%m-%d %H:%M:%S").replace(tzinfo=THEIR_ZONE)
    except ValueError:
        return clock.now()
