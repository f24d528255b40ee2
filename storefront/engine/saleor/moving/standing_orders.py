"""An order that was open before the market moved, placed in Saleor once, at the prices it was sold for."""

from dataclasses import dataclass

from django.db import transaction

from catalog.products.models import Variant
from storefront.engine.embedded.engine import EmbeddedEngine
from storefront.engine.port import Placing, PlacingRefused
from storefront.engine.saleor import asked as asking
from storefront.engine.saleor import placing as steps
from storefront.engine.saleor.models import MovedOrder, Placement, VariantMirror
from storefront.engine.saleor.stock_out import push_stock

_STAYS = "Saleor does not sell all of its goods (any more): it is finished here, as it was sold"


@dataclass(frozen=True)
class NotCarried:
    """`stays`: Saleor does not sell these goods any more, so the purchase is finished here, as it was sold."""

    why: str
    stays: bool


def carry_over(placing: Placing) -> NotCarried | None:
    """Place it as it stands. Raises EngineUnavailable: call again.

    Its grams are held by us since it was placed here, and stay so whatever Saleor says. A placing that Saleor knows
    already is left as it is; one that it refused is tried again.
    """
    wanted = {line.variant_id for part in placing.parts for line in part.lines}
    if VariantMirror.objects.filter(variant_id__in=wanted).count() < len(wanted):
        return NotCarried(_STAYS, stays=True)
    begun, made = _begun(placing)
    if begun.state in steps.OPEN:
        push_stock(Variant.objects.filter(pk__in=wanted).values_list("product_id", flat=True))  # with room for it
    try:
        done = steps.carry(begun, shelves=EmbeddedEngine(), fresh=made)
    except PlacingRefused as refused:
        if any(problem.reason == "gone" for problem in refused.problems):
            return NotCarried(_STAYS, stays=True)
        return NotCarried(str(refused), stays=False)
    if not asking.read(done).pinned:
        return None  # it was placed in Saleor from the start
    with transaction.atomic():
        MovedOrder.objects.bulk_create(
            (MovedOrder(order_ref=ref, saleor_order_id=done.saleor_order_id or "") for ref in done.order_refs),
            ignore_conflicts=True,
        )
    return None


def _begun(placing: Placing) -> tuple[Placement, bool]:
    """Its row, and whether Saleor was asked nothing yet."""
    fields = asking.row_of(placing, pinned=True, owed=True)
    begun, made = Placement.objects.get_or_create(ref=placing.ref, defaults=fields)
    if begun.problems and asking.read(begun).owed:
        fields |= {"state": Placement.State.INTENT, "problems": [], "decided_at": None}
        Placement.objects.filter(pk=begun.pk).update(**fields, checkout_id=None, saleor_order_id=None)
        return Placement.objects.get(pk=begun.pk), True
    return begun, made


def moved_refs() -> list[str]:
    """Public codes of the orders that were carried over."""
    return list(MovedOrder.objects.order_by("pk").values_list("order_ref", flat=True))
