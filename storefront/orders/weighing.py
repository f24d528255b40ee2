"""Goods that are weighed when they are packed: the bound, what the scale makes of the price, and what a packer types.

Pure; whole grams and whole minor units. The price of the pack is the most its buyer pays: what weighs less costs less
and the difference goes back, what weighs more costs no more. So the price a buyer agreed to is never passed, in every
engine and for every way of paying, and nobody is billed twice. WEIGHING.md has the worked table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.products.models import Variant
from payments.money import Money
from sellers.kit.errors import Expected

MOST_PERCENT = 30  # more than that is another pack
_TYPED = re.compile(
    r"(?P<number>\d{1,3}(?:[.,]\d{3})+|\d{1,9}(?:[.,]\d{1,3})?)\s*(?P<unit>kg|kilo|g|gr|gram|ons)?", re.ASCII
)
_FACTOR = {"kg": 1000, "kilo": 1000, "ons": 100}
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")


class OutsideBound(Expected):
    """The scale says more or less than was sold; `field` is the line's input."""

    code = "outside_bound"


class NotAWeight(Expected):
    """No weight can be read from what was typed; `field` is the line's input."""

    code = "not_a_weight"


@dataclass(frozen=True)
class Bound:
    """What packs that say `nominal_g` may weigh, both ends included."""

    nominal_g: int
    percent: int

    @property
    def least_g(self) -> int:
        return -(-self.nominal_g * (100 - self.percent) // 100)

    @property
    def most_g(self) -> int:
        return self.nominal_g * (100 + self.percent) // 100

    @property
    def words(self) -> str:
        """ "900 g – 1,1 kg"."""
        return f"{weight(self.least_g)} – {weight(self.most_g)}"

    def holds(self, grams: int) -> bool:
        return self.least_g <= grams <= self.most_g


def bound_of(variant: Variant) -> Bound | None:
    """Of one pack; None for what is sold as it stands. Only goods whose stock is kept in grams are weighed."""
    percent = variant.product.weighed_percent
    return Bound(variant.pack_size, percent) if percent else None


def missing_g(*, nominal_g: int, grams: int) -> int:
    return max(0, nominal_g - grams)


def least(price: Money, *, percent: int) -> Money:
    """What the lightest pack within the bound costs."""
    return price - price.split([percent, 100 - percent])[0]


def weight(grams: int) -> str:
    """Grams as people say them: "950 g", "1,95 kg"."""
    if grams < 1000:
        return f"{grams} g"
    whole, rest = divmod(grams, 1000)
    text = f"{whole:,}".replace(",", ".") + (f",{rest:03}".rstrip("0") if rest else "")
    return f"{text} kg"


def parse_grams(text: str, *, field: str = "") -> int:
    """ "950", "1.950", "1,95 kg" and "1,95" are weights. Raises NotAWeight."""
    found = _TYPED.fullmatch(text.strip().lower())
    if found is None:
        raise NotAWeight(_("Tulis angka timbangan dalam gram, misalnya 950."), field=field)
    typed, unit = found["number"], found["unit"] or ""
    if unit not in _FACTOR and _THOUSANDS.fullmatch(typed):  # grams with dots between thousands
        return int(re.sub(r"[.,]", "", typed))
    if len(re.findall(r"[.,]", typed)) > 1:  # thousands of what is no gram, or after a leading zero
        raise NotAWeight(_("Tulis angka timbangan dalam gram, misalnya 950."), field=field)
    number = Decimal(typed.replace(",", "."))
    factor = _FACTOR.get(unit) or (1 if unit or number == int(number) else 1000)  # parts of a gram: it was kilos
    return int(number * factor)


def story(parts: Sequence[tuple[str, int, int]]) -> str:
    """What the scale said: "Belimbing 1 kg: 1,95 kg dari 2 kg"; parts are name, grams and nominal grams."""
    rows = (
        _("%(name)s: %(grams)s dari %(nominal)s") % {"name": name, "grams": weight(grams), "nominal": weight(nominal)}
        for name, grams, nominal in parts
    )
    return "; ".join(rows)
