"""What a placing asks of Saleor, frozen in its row at the intent and read back from it: every try sends the same."""

import secrets
from dataclasses import asdict, dataclass
from typing import Any

from payments.money import Money, total
from storefront.engine.port import PlaceLine, PlacePart, Placing, Recipient
from storefront.engine.saleor.models import Placement


@dataclass(frozen=True)
class Asked:
    """`pinned`: sold at these prices whatever Saleor's are now (a second placing of what was sold before).

    `owed`: the order is sold and its grams stay taken even when Saleor refuses; a person must look then.
    """

    ref: str
    nonce: str  # tells our own checkout from one that somebody else gave the same metadata
    recipient: Recipient
    parts: tuple[PlacePart, ...]
    currency: str
    pinned: bool = False
    owed: bool = False

    @property
    def lines(self) -> tuple[PlaceLine, ...]:
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def goods(self) -> Money:
        return total([line.unit_price * line.quantity for line in self.lines], self.currency)

    @property
    def delivery(self) -> Money:
        return total([part.delivery for part in self.parts if part.delivery], self.currency)

    @property
    def breakdown(self) -> dict[str, int]:
        """Each seller's delivery in minor units."""
        shares: dict[str, int] = {}
        for part in self.parts:
            key = f"seller:{part.seller_id}"
            shares[key] = shares.get(key, 0) + (part.delivery.minor if part.delivery else 0)
        return shares


def row_of(placing: Placing, *, pinned: bool = False, owed: bool = False) -> dict[str, Any]:
    """The columns of a new Placement."""
    currency = placing.parts[0].lines[0].unit_price.currency
    asked = Asked(placing.ref, secrets.token_hex(8), placing.recipient, placing.parts, currency, pinned, owed)
    return {
        "order_refs": [part.order_ref for part in placing.parts],
        "asked": _written(asked),
        "delivery_minor": asked.delivery.minor,
        "total_minor": (asked.goods + asked.delivery).minor,
        "currency": currency,
    }


def read(placement: Placement) -> Asked:
    told = placement.asked
    return Asked(
        ref=placement.ref,
        nonce=told["try"],
        recipient=Recipient(**told["recipient"]),
        parts=tuple(_part(part, placement.currency) for part in told["parts"]),
        currency=placement.currency,
        pinned=told["pinned"],
        owed=told["owed"],
    )


def with_new_try(placement: Placement) -> dict[str, Any]:
    """`asked` for a fresh start: a checkout of the old try is not found any more."""
    return {**placement.asked, "try": secrets.token_hex(8)}


def _written(asked: Asked) -> dict[str, Any]:
    return {
        "try": asked.nonce,
        "recipient": asdict(asked.recipient),
        "pinned": asked.pinned,
        "owed": asked.owed,
        "parts": [
            {
                "order_ref": part.order_ref,
                "seller_id": part.seller_id,
                "delivery": part.delivery.minor if part.delivery else 0,
                "lines": [[line.variant_id, line.quantity, line.unit_price.minor] for line in part.lines],
            }
            for part in asked.parts
        ],
    }


def _part(told: dict[str, Any], currency: str) -> PlacePart:
    lines = tuple(PlaceLine(variant, packs, Money(minor, currency)) for variant, packs, minor in told["lines"])
    return PlacePart(told["order_ref"], lines, told["seller_id"], Money(told["delivery"], currency))
