"""The form of a refund, as it is typed: for one order or for a whole purchase, at the desk and in the office.

Reading never fails: what cannot be read is kept as typed, and `wish` says in one sentence what to change.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.products.prices import parse_price
from payments.money import Money
from sellers.kit.errors import Expected
from storefront.orders import refund_plan
from storefront.orders.models import Order
from storefront.orders.refund_wish import LineLeft, LineWish, RefundWish, WishImpossible
from storefront.orders.sums import sums_of
from storefront.orders.wording import digits_of
from storefront.terms import bearing
from storefront.terms.bearing import Reason

LINES, ONE_SUM, EVERYTHING = "barang", "jumlah", "semua"
PACKS, GRAMS, AMOUNT = "kemasan", "gram", "uang"
_DIGITS = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """One line of the form: what is left of it, and what was typed beside it."""

    order: Order
    line: LineLeft
    typed: str
    unit: str
    stock: str

    @property
    def left(self) -> Money:
        return Money(self.line.left, self.order.currency)

    @property
    def packs_left(self) -> int:
        return self.line.quantity - self.line.refunded_quantity

    @property
    def may_return(self) -> int:
        return self.line.quantity - self.line.returned_quantity


@dataclass(frozen=True)
class RefundForm:
    """`mode` is LINES, ONE_SUM or EVERYTHING; a purchase of several orders knows the last two only."""

    orders: tuple[Order, ...]
    entries: tuple[Entry, ...]
    mode: str
    delivery: str
    whole: str
    reason: str
    bearer: str
    story: str
    key: str

    @property
    def currency(self) -> str:
        return self.orders[0].currency

    @property
    def left(self) -> Money:
        """All that is left of the orders."""
        return Money(sum(sums_of(order).remains.minor for order in self.orders), self.currency)

    @property
    def delivery_left(self) -> Money:
        order = self.orders[0]
        return Money(order.delivery_minor - order.delivery_refunded_minor, self.currency)

    @property
    def several(self) -> bool:
        return len(self.orders) > 1

    def reasons(self) -> list[tuple[str, Reason]]:
        """The reasons that fit every order."""
        fitting = [bearing.offered(state=order.state) for order in self.orders]
        return [(code, reason) for code, reason in fitting[0].items() if all(code in other for other in fitting)]

    def fields(self) -> list[tuple[str, str]]:
        """Everything typed, as hidden inputs carry it through the preview."""
        own = [
            ("cara", self.mode), ("ongkir", self.delivery), ("utuh", self.whole), ("alasan", self.reason),
            ("penanggung", self.bearer), ("cerita", self.story), ("kunci", self.key),
        ]  # fmt: skip
        for entry in self.entries:
            pk = entry.line.line_id
            own += [(f"isi-{pk}", entry.typed), (f"satuan-{pk}", entry.unit), (f"stok-{pk}", entry.stock)]
        return own

    def wish(self) -> RefundWish:
        """Raises WishImpossible with the field it is about."""
        if not self.reason:
            raise WishImpossible(_("Pilih alasan pengembalian."), field="reason")
        lines = tuple(self._line(entry) for entry in self.entries)
        whole = delivery = 0
        if self.mode == ONE_SUM:
            if not self.whole:
                raise WishImpossible(_("Isi jumlah yang dikembalikan."), field="whole")
            whole = parse_amount(self.whole, currency=self.currency, field="whole")
        elif self.mode == LINES and self.delivery:
            delivery = parse_amount(self.delivery, currency=self.currency, field="delivery")
        return RefundWish(
            reason=self.reason,
            lines=tuple(
                line for line in lines if line.quantity or line.weight_g or line.minor or line.returned_quantity
            ),
            delivery_minor=delivery,
            whole_minor=whole,
            everything=self.mode == EVERYTHING,
            bearer=self.bearer,
            story=self.story,
        )

    def _line(self, entry: Entry) -> LineWish:
        pk = entry.line.line_id
        field = f"line-{pk}"
        stock = _whole(entry.stock, field=field) if entry.stock else 0
        if self.mode != LINES or not entry.typed:
            return LineWish(pk, returned_quantity=stock)
        if entry.unit == PACKS:
            return LineWish(pk, quantity=_whole(entry.typed, field=field), returned_quantity=stock)
        if entry.unit == GRAMS:
            return LineWish(pk, weight_g=_whole(entry.typed, field=field), returned_quantity=stock)
        minor = parse_amount(entry.typed, currency=self.currency, field=field)
        return LineWish(pk, minor=minor, returned_quantity=stock)


def read(values: Mapping[str, str], *, orders: Sequence[Order]) -> RefundForm:
    """The form of these orders, empty or as typed; a key is made when none came."""
    several = len(orders) > 1
    mode = _typed(values, "cara", 10)
    known = (ONE_SUM, EVERYTHING) if several else (LINES, ONE_SUM, EVERYTHING)
    return RefundForm(
        orders=tuple(orders),
        entries=tuple(
            Entry(
                order=order,
                line=line,
                typed=_typed(values, f"isi-{line.line_id}", 30),
                unit=_typed(values, f"satuan-{line.line_id}", 10) or PACKS,
                stock=_typed(values, f"stok-{line.line_id}", 10),
            )
            for order in orders
            for line in refund_plan.lefts_of(order)
        ),
        mode=mode if mode in known else known[0],
        delivery=_typed(values, "ongkir", 30),
        whole=_typed(values, "utuh", 30),
        reason=_typed(values, "alasan", 30),
        bearer=_typed(values, "penanggung", 12),
        story=_typed(values, "cerita", 300),
        key=_typed(values, "kunci", 80) or secrets.token_urlsafe(12),
    )


def packs_back(values: Mapping[str, str], *, order: Order) -> dict[int, int]:
    """Packs by line that come back to stock, where only those are asked for. Raises WishImpossible."""
    found = {}
    for line in order.lines.order_by("pk"):
        typed = _typed(values, f"stok-{line.pk}", 10)
        packs = _whole(typed, field=f"line-{line.pk}") if typed else 0
        if packs > line.quantity - line.returned_quantity:
            sentence = _("Yang kembali ke stok paling banyak %(n)s kemasan %(name)s.")
            most = line.quantity - line.returned_quantity
            raise WishImpossible(sentence % {"n": most, "name": line.product_name}, field=f"line-{line.pk}")
        found[line.pk] = packs
    return found


def parse_amount(text: str, *, currency: str, field: str) -> int:
    """Minor units of a typed amount of any currency: "25.000" rupiah, "12,30" or "12.30" dollars."""
    digits = digits_of(currency)
    if not digits:
        try:
            return parse_price(text)
        except Expected as error:
            raise WishImpossible(_("Tulis jumlah dengan angka, misalnya 25.000."), field=field) from error
    match = re.fullmatch(rf"([0-9]{{1,9}})(?:[.,]([0-9]{{1,{digits}}}))?", text.strip(), re.ASCII)
    if match is None:
        raise WishImpossible(_("Tulis jumlah dengan angka, misalnya 12,50."), field=field)
    minor: int = int(match[1]) * 10**digits + int((match[2] or "").ljust(digits, "0"))
    return minor


def _whole(text: str, *, field: str) -> int:
    if not _DIGITS.fullmatch(text):
        raise WishImpossible(_("Isi angka utuh, misalnya 2."), field=field)
    return int(text)


def _typed(values: Mapping[str, str], name: str, most: int) -> str:
    return values.get(name, "").replace("\0", "").strip()[:most]
