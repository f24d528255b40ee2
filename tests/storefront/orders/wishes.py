"""A buyer's wish for the cast's goods, whole unless a test says otherwise."""

from dataclasses import replace
from typing import Any

from catalog.products.models import Variant
from storefront.orders.quoting import AddressInput, LineInput, PartInput, PurchaseInput
from tests.cast import KARANGSARI, Cast

HOME = AddressInput(street="Jl. Merdeka 5", rt="3", rw="5", village_code=KARANGSARI, landmark="samping musala")


def wanted(variant: Variant, quantity: int = 1) -> LineInput:
    return LineInput(variant.pk, quantity, variant.price_minor)


def wish(cast: Cast, **changes: Any) -> PurchaseInput:
    """2 kg from Sari and 1 kg from Citra, both brought by the seller, one transfer to the cooperative."""
    whole = PurchaseInput(
        lines=(wanted(cast.saris.variant, 2), wanted(cast.citras.variant, 1)),
        buyer_name="Eko",
        buyer_phone="0812-0000-1004",
        address=HOME,
        parts=(
            PartInput(cast.saris.seller.pk, cast.saris.own_delivery.pk, "Jangan pedas"),
            PartInput(cast.citras.seller.pk, cast.citras.own_delivery.pk),
        ),
        payments={f"coop:{cast.cooperative.pk}": "bank_transfer"},
    )
    return replace(whole, **changes)


def cash(cast: Cast) -> dict[str, str]:
    return {f"coop:{cast.cooperative.pk}": "cash"}


def picked_up(cast: Cast) -> tuple[PartInput, ...]:
    return (
        PartInput(cast.saris.seller.pk, cast.saris.pickup.pk),
        PartInput(cast.citras.seller.pk, cast.citras.pickup.pk),
    )
