"""Packs that another storefront sold and the pool did not hold: written down, told, and settled by a person.

While one is open the order cannot be accepted, packed or sent here. The seller counts again and has them after all
(FOUND), or cancels with a reason (CANCELLED).
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from payments.money import Money
from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.messages import actions as outbox
from sellers.people.models import Person
from storefront import engine
from storefront.engine.port import LineProblem, PlaceLine
from storefront.orders import life_step, short_rows
from storefront.orders.models import Order, Shortage

SELLERS_LANGUAGE = "id"
Outcome = Shortage.Outcome


class StillMissing(Expected):
    """A number of packs that cannot be."""

    code = "missing_not_possible"


def found(*, order: Order, problems: Sequence[LineProblem]) -> list[Shortage]:
    """What the pools did not hold for this order. Needs the transaction that records it; tells seller and officer."""
    missing = {problem.variant_id: problem.available for problem in problems if problem.reason == "stock"}
    rows = [
        Shortage(line=line, missing=line.quantity - missing[line.variant_id])
        for line in order.lines.all()
        if line.variant_id in missing and line.quantity > missing[line.variant_id]
    ]
    Shortage.objects.bulk_create(rows)
    if rows:
        _tell(order, rows)
    return rows


def still_missing(form: Mapping[str, str], *, order: Order) -> dict[int, int]:
    """What the page's form says, by line. Nobody who did not count says that all is there. Raises StillMissing."""
    said: dict[int, int] = {}
    for row in short_rows.open_of(order):
        text = form.get(f"kurang-{row.line_id}", "").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            raise _not_possible(row)
        said[row.line_id] = int(text)
    return said


def count_again(*, scope: Scope, person: Person, order_code: str, still: Mapping[int, int]) -> Order:
    """The seller counted: `still` says, by line, how many packs are missing all the same; nothing said is nothing.

    What was found is taken for the order. Pressing twice takes once. Raises StillMissing.
    """
    with transaction.atomic():
        order, actor = life_step.for_seller(scope=scope, person=person, order_code=order_code)
        locked = Shortage.objects.select_for_update(of=("self",)).filter(line__order=order, outcome="")
        rows = list(locked.select_related("line").order_by("line_id"))
        had = 0
        for row in rows:
            left = still.get(row.line_id, 0)
            if not 0 <= left <= row.missing:
                raise _not_possible(row)
            if left < row.missing:
                had += row.missing - left
                _take(order, row, packs=row.missing - left, left=left)
            _keep(row, left=left, person=person)
        if had:
            life_step.note(order=order, verb="stock_found", actor=actor, reason=_reason(had))
    return order


def _take(order: Order, row: Shortage, *, packs: int, left: int) -> None:
    """Once for each number of packs that are left: the same press again finds another number."""
    line = row.line
    price = Money(line.unit_price_minor, order.currency)
    found = PlaceLine(line.variant_id, packs, price)
    engine.active().take_found(order_ref=order.code, ref=f"found{row.pk}-{left}", line=found)


def _keep(row: Shortage, *, left: int, person: Person) -> None:
    if left:
        Shortage.objects.filter(pk=row.pk).update(missing=left)
    else:
        done = {"outcome": Outcome.FOUND, "settled_at": clock.now(), "settled_by": person}
        Shortage.objects.filter(pk=row.pk).update(**done)


def _not_possible(row: Shortage) -> StillMissing:
    name = f"{row.line.product_name} {row.line.variant_label}"
    sentence = _("Isi 0 sampai %(most)s untuk %(name)s.") % {"most": row.missing, "name": name}
    return StillMissing(sentence, field=f"kurang-{row.line_id}")


def _reason(packs: int) -> str:
    return _("%(packs)s bungkus ada setelah dihitung lagi") % {"packs": packs}


def _tell(order: Order, rows: Sequence[Shortage]) -> None:
    with translation.override(SELLERS_LANGUAGE):
        listed = "\n".join(
            f"• {row.line.product_name} {row.line.variant_label}: {_('kurang %(n)s') % {'n': row.missing}}"
            for row in rows
        )
        about = {"code": order.code, "seller": order.seller.name}
        opening = _("Bapak/Ibu %(seller)s, stok untuk pesanan %(code)s kurang.") % about
        why = _("Pesanan ini dari toko lain yang menjual barang Anda.")
        rest = _("Hitung lagi stok di halaman pesanan, atau batalkan dengan alasan.")
        body = "\n\n".join((opening, listed, why, rest))
        outbox.tell(key=f"shortage:{order.code}", to=order.seller.phone, body=body, template="shortage")
        cooperative = order.seller.cooperative
        if cooperative and cooperative.phone:
            opening = _("Stok %(seller)s kurang untuk pesanan %(code)s dari toko lain.") % about
            rest = _("Bantu penjual menghitung lagi atau membatalkan.")
            outbox.tell(
                key=f"shortage_officer:{order.code}", to=cooperative.phone,
                body="\n\n".join((opening, listed, rest)), template="shortage_officer",
            )  # fmt: skip


def _line(row: Shortage) -> str:
    less = _("kurang %(n)s") % {"n": row.missing}
    return f"• {row.line.product_name} {row.line.variant_label}: {less}"
