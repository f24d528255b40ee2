"""What Saleor is answered when it asks how a checkout can be delivered. From our own tables alone: no network, no lock.

All sellers of a checkout travel as one method with one price; whose share is how much rides in its metadata.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from payments.money import Money
from storefront.engine.saleor import asked
from storefront.engine.saleor.amounts import to_saleor
from storefront.engine.saleor.connection import APP_ID
from storefront.engine.saleor.models import Placement

METHOD, PICKUP = "lapak", "lapak-ambil"
BREAKDOWN = "lapak.breakdown"
NAME_LENGTH = 100


def method_id(method: str = METHOD) -> str:
    """Saleor's id of one of our methods: a constant that needs no asking."""
    return base64.b64encode(f"app:{APP_ID}:{method}".encode()).decode()


def answer(checkout_id: str) -> list[dict[str, Any]] | None:
    """The one method of a checkout of ours, at the price its buyer was shown; None for another storefront's."""
    placement = Placement.objects.filter(checkout_id=checkout_id).first()
    if placement is None:
        return None
    if placement.state not in (Placement.State.CHECKOUT, Placement.State.ORDERED):
        return []
    delivery = Money(placement.delivery_minor, placement.currency)
    return [method(METHOD, name="Lapak", fee=delivery, breakdown=asked.read(placement).breakdown)]


def method(
    code: str, *, name: str, fee: Money, breakdown: Mapping[str, int], description: str = "", days: int | None = None
) -> dict[str, Any]:
    """One entry of the answer. `breakdown`: minor units by "seller:<id>"; `days`: at most so many."""
    entry: dict[str, Any] = {
        "id": code,
        "name": name[:NAME_LENGTH],
        "amount": str(to_saleor(fee)),
        "currency": fee.currency,
        "metadata": {BREAKDOWN: json.dumps(dict(breakdown), separators=(",", ":"), sort_keys=True)},
    }
    if description:
        entry["description"] = description
    if days is not None:
        entry["maximum_delivery_days"] = days
    return entry
