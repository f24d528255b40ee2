"""Reads of gateway rows."""

from collections.abc import Iterable

from payments.gateways.models import GatewayDispute


def frozen_bill_refs(bill_refs: Iterable[str]) -> set[str]:
    """Those of the bills whose payer disputes a payment: their part is not paid out while it is open."""
    disputes = GatewayDispute.objects.filter(
        state=GatewayDispute.State.OPEN, payment__charge__bill_ref__in=list(bill_refs)
    )
    return set(disputes.values_list("payment__charge__bill_ref", flat=True))
