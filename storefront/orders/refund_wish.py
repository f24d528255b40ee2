"""What somebody wishes to give back of one order, and what that comes to. Pure; amounts are whole minor units.

Of a line: packs, or the weight that was missing, or an amount. Beside them the delivery fee, or instead of both one
amount for the whole order, spread over what is left by largest remainder. Never more than is left. README.md has the
worked table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from payments.money import Money
from sellers.kit.errors import Expected


class WishImpossible(Expected):
    """More than is left, or nothing at all; `field` names the input ("line-<id>", "delivery", "whole")."""

    code = "refund_impossible"


@dataclass(frozen=True)
class LineWish:
    """At most one of `quantity` (packs), `weight_g` (grams that were missing) and `minor`; `returned_quantity` packs
    come back to stock."""

    line_id: int
    quantity: int = 0
    weight_g: int = 0
    minor: int = 0
    returned_quantity: int = 0


@dataclass(frozen=True)
class RefundWish:
    """`whole_minor`: one amount for the order, instead of amounts of lines and delivery; `everything`: all that is
    left. `bearer` "" means whom the reason proposes."""

    reason: str
    lines: tuple[LineWish, ...] = ()
    delivery_minor: int = 0
    whole_minor: int = 0
    everything: bool = False
    bearer: str = ""
    story: str = ""


@dataclass(frozen=True)
class LineLeft:
    """One sold line and what was given back of it so far. `weight_g`: of all packs, without wrapping."""

    line_id: int
    name: str
    quantity: int
    total_minor: int
    weight_g: int
    refunded_minor: int = 0
    refunded_quantity: int = 0
    refunded_weight_g: int = 0
    returned_quantity: int = 0

    @property
    def left(self) -> int:
        return self.total_minor - self.refunded_minor


@dataclass(frozen=True)
class LineShare:
    line_id: int
    minor: int
    quantity: int
    weight_g: int
    returned_quantity: int


@dataclass(frozen=True)
class Shares:
    """`lines` without those that give nothing back and get nothing back."""

    lines: tuple[LineShare, ...]
    delivery_minor: int

    @property
    def minor(self) -> int:
        return sum(line.minor for line in self.lines) + self.delivery_minor


def shares(wish: RefundWish, *, lines: Sequence[LineLeft], delivery_left: int) -> Shares:
    """What the wish comes to for this order. Raises WishImpossible."""
    wished = _by_line(wish, lines)
    if wish.everything or wish.whole_minor:
        found = _spread(wish, lines, delivery_left, wished)
    else:
        found = _line_by_line(wish, lines, delivery_left, wished)
    if found.minor <= 0:
        raise WishImpossible(_("Isi apa yang dikembalikan: barang, ongkir, atau jumlah uang."), field="whole")
    return found


def spread(minor: int, lefts: Sequence[int]) -> tuple[int, ...]:
    """`minor` over parts of which these are left, by largest remainder; no part gets more than it has left."""
    if minor > sum(lefts):
        raise ValueError("more than is left")
    if not minor:
        return (0,) * len(lefts)
    return tuple(part.minor for part in Money(minor, "").split(lefts))


def _by_line(wish: RefundWish, lines: Sequence[LineLeft]) -> dict[int, LineWish]:
    known = {line.line_id: line for line in lines}
    wished: dict[int, LineWish] = {}
    for one in wish.lines:
        line = known.get(one.line_id)
        if line is None or one.line_id in wished:
            raise WishImpossible(_("Barang ini tidak ada di pesanan. Muat ulang halaman."))
        if min(one.quantity, one.weight_g, one.minor, one.returned_quantity) < 0:
            raise WishImpossible(_("Isi angka lebih dari nol."), field=_field(line))
        if sum(map(bool, (one.quantity, one.weight_g, one.minor))) > 1:
            sentence = _("Pilih satu saja untuk %(name)s: jumlah, berat, atau uang.")
            raise WishImpossible(sentence % {"name": line.name}, field=_field(line))
        _check_returned(one, line)
        wished[one.line_id] = one
    return wished


def _check_returned(one: LineWish, line: LineLeft) -> None:
    most = line.quantity - line.returned_quantity
    if one.quantity:
        most = min(most, one.quantity)
    if one.returned_quantity > most:
        sentence = _("Yang kembali ke stok paling banyak %(n)s kemasan %(name)s.")
        raise WishImpossible(sentence % {"n": most, "name": line.name}, field=_field(line))


def _spread(wish: RefundWish, lines: Sequence[LineLeft], delivery_left: int, wished: Mapping[int, LineWish]) -> Shares:
    lefts = [*(line.left for line in lines), delivery_left]
    minor = sum(lefts) if wish.everything else wish.whole_minor
    if minor < 0 or minor > sum(lefts):
        raise WishImpossible(_("Jumlahnya melebihi sisa pesanan. Kurangi jumlahnya."), field="whole", left=sum(lefts))
    *goods, delivery = spread(minor, lefts)
    found = []
    for line, share in zip(lines, goods, strict=True):
        back = wished[line.line_id].returned_quantity if line.line_id in wished else 0
        if share or back:
            packs = line.quantity - line.refunded_quantity if wish.everything else 0
            found.append(LineShare(line.line_id, share, packs, 0, back))
    return Shares(tuple(found), delivery)


def _line_by_line(
    wish: RefundWish, lines: Sequence[LineLeft], delivery_left: int, wished: Mapping[int, LineWish]
) -> Shares:
    if not 0 <= wish.delivery_minor <= delivery_left:
        raise WishImpossible(_("Ongkir yang tersisa kurang dari itu."), field="delivery", left=delivery_left)
    found = []
    for line in lines:
        one = wished.get(line.line_id)
        minor = worth(one, line) if one else 0
        if one and (minor or one.returned_quantity):
            found.append(LineShare(line.line_id, minor, one.quantity, one.weight_g, one.returned_quantity))
    return Shares(tuple(found), wish.delivery_minor)


def worth(one: LineWish, line: LineLeft) -> int:
    """What this much of the line cost, half up, and never more than is left of it."""
    if one.minor > line.left:
        sentence = _("Sisa %(name)s kurang dari jumlah itu.") % {"name": line.name}
        raise WishImpossible(sentence, field=_field(line), left=line.left)
    if one.quantity > line.quantity - line.refunded_quantity:
        sentence = _("%(name)s tinggal %(n)s kemasan yang bisa dikembalikan.")
        most = line.quantity - line.refunded_quantity
        raise WishImpossible(sentence % {"name": line.name, "n": most}, field=_field(line))
    if one.weight_g > line.weight_g - line.refunded_weight_g:
        sentence = _("Berat %(name)s yang dibeli kurang dari itu.") % {"name": line.name}
        raise WishImpossible(sentence, field=_field(line))
    if one.quantity:
        return min(line.left, _part(line.total_minor, one.quantity, line.quantity))
    if one.weight_g:
        return min(line.left, _part(line.total_minor, one.weight_g, line.weight_g))
    return one.minor


def _part(minor: int, of: int, whole: int) -> int:
    """`of` parts of `whole`, half up."""
    return Money(minor, "").split([of, whole - of])[0].minor


def _field(line: LineLeft) -> str:
    return f"line-{line.line_id}"
