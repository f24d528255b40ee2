"""The lines of an order that the packer weighs, as every step of its life looks at them. packing.py settles them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sellers.kit.errors import Expected
from storefront.orders import undoing
from storefront.orders.models import Order, OrderLine, Refund, RefundLine
from storefront.orders.weighing import Bound, parse_grams

PREPARED = frozenset({"packed", "sent", "ready", "received"})


class NotWeighed(Expected):
    """Goods of the order are sold by what the scale says, and nobody weighed them yet."""

    code = "not_weighed"
    status = 409


@dataclass(frozen=True)
class ToWeigh:
    """One line's packs that are still out, weighed together. `given_g`: what was given back of their weight before."""

    line: OrderLine
    packs: int
    bound: Bound
    given_g: int = 0

    @property
    def held_g(self) -> int:
        """What the pool gave for these packs: weight that was given back as money never went back to it."""
        return self.bound.nominal_g + self.given_g

    @property
    def field(self) -> str:
        return field_of(self.line.pk)

    @property
    def name(self) -> str:
        return f"{self.line.product_name} {self.line.variant_label}".strip()


def field_of(line_id: int) -> str:
    """The name of the form's input for a line."""
    return f"gram-{line_id}"


def to_weigh(order: Order) -> list[ToWeigh]:
    """What is still to be put on the scale; a line that was refunded whole, by packs or grams, is not packed."""
    lines = list(order.lines.filter(weighed_percent__isnull=False, weighed_g__isnull=True).order_by("pk"))
    if not lines:
        return []
    out, given = undoing.packs_out(order), _given_back(order)
    return [
        ToWeigh(line, out[line.pk], Bound(nominal_g, line.weighed_percent or 0), given.get(line.pk, 0))
        for line in lines
        if (nominal_g := (line.pack_g or 0) * out[line.pk] - given.get(line.pk, 0)) > 0
    ]


def _given_back(order: Order) -> dict[int, int]:
    """By line, the missing grams that were refunded; without those of packs that came back, which nobody packs."""
    rows = RefundLine.objects.filter(line__order=order, refund__state=Refund.State.BOOKED, weight_g__gt=0)
    given: dict[int, int] = {}
    for row in rows.select_related("line"):
        grams = max(0, row.weight_g - row.returned_quantity * (row.line.pack_g or 0))
        given[row.line_id] = given.get(row.line_id, 0) + grams
    return given


def demand_weighed(*, order: Order) -> None:
    """Raises NotWeighed."""
    if to_weigh(order):
        raise NotWeighed(_("Timbang barangnya dulu. Buka pesanan, isi hasil timbangan."))


def typed(form: Mapping[str, str], *, order: Order) -> dict[int, int]:
    """Grams by line as the page's form says them; an empty input says nothing. Raises NotAWeight."""
    said: dict[int, int] = {}
    for one in to_weigh(order):
        text = form.get(one.field, "")[:20].strip()
        if text:
            said[one.line.pk] = parse_grams(text, field=one.field)
    return said
