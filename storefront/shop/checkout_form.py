"""What the checkout form says, between the browser and the domain. Nothing here decides whether it is right."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import HttpRequest, QueryDict

from sellers.kit.errors import Expected
from sellers.regions import places
from storefront.orders.carts import CartView
from storefront.orders.quoting import AddressInput, LineInput, PartInput, PurchaseInput, Quote

_TEXTS = ("name", "phone", "street", "rt", "rw", "village_code", "postal_code", "postal_for", "landmark", "village_q")
_MOST_LINES = 200


@dataclass(frozen=True)
class CheckoutForm:
    """The form as typed; `key` makes placing it happen once, `total` is the amount the button said."""

    key: str
    lines: tuple[LineInput, ...]
    texts: Mapping[str, str]
    delivery: Mapping[int, int] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    payments: Mapping[str, str] = field(default_factory=dict)
    total: int | None = None
    tried: bool = False  # pressed "Pesan" before: what is missing is now said aloud

    def purchase_input(self, *, language: str, person_id: int | None) -> PurchaseInput:
        said = self.texts
        address = AddressInput(
            said["street"], said["rt"], said["rw"], said["village_code"], said["postal_code"], said["landmark"]
        )
        sellers = {*self.delivery, *self.notes}
        parts = (PartInput(pk, self.delivery.get(pk), self.notes.get(pk, "")) for pk in sorted(sellers))
        return PurchaseInput(
            lines=self.lines,
            buyer_name=said["name"],
            buyer_phone=said["phone"],
            address=address,
            parts=tuple(parts),
            payments=self.payments,
            language=language,
            person_id=person_id,
            shown_total_minor=self.total,
        )


def new_key() -> str:
    return secrets.token_urlsafe(24)


def lines_of(basket: CartView) -> tuple[LineInput, ...]:
    return tuple(
        LineInput(line.variant_id, line.quantity, line.price.minor) for group in basket.groups for line in group.lines
    )


def lines_of_quote(quoted: Quote) -> tuple[LineInput, ...]:
    """The same lines at the prices the page is about to show."""
    return tuple(
        LineInput(line.variant_id, line.quantity, line.price.minor) for part in quoted.parts for line in part.lines
    )


def empty_form(lines: tuple[LineInput, ...], kept: Mapping[str, str], village_code: str) -> CheckoutForm:
    texts = {name: str(kept.get(name, "")) for name in _TEXTS}
    texts["village_code"] = texts["village_code"] or village_code
    return with_postal_code(CheckoutForm(new_key(), lines, texts))


def read_form(request: HttpRequest) -> CheckoutForm:
    said = request.POST
    form = CheckoutForm(
        key=said.get("key", "")[:80],
        lines=tuple(line for text in said.getlist("line")[:_MOST_LINES] if (line := _line(text))),
        texts={name: said.get(name, "").strip()[:400] for name in _TEXTS},
        delivery={pk: int(value) for pk, value in _numbered(said, "delivery-") if _whole(value)},
        notes=dict(_numbered(said, "note-")),
        payments={name.removeprefix("pay-"): str(said[name]) for name in said if name.startswith("pay-")},
        total=int(said["total"]) if _whole(said.get("total", "")) else None,
        tried=said.get("tried") == "1",
    )
    return with_postal_code(form)


def with_postal_code(form: CheckoutForm) -> CheckoutForm:
    """The postal code of a village just chosen; what the buyer typed over it afterwards stays."""
    code = form.texts["village_code"]
    if not code or form.texts["postal_for"] == code:
        return form
    try:
        postal_code = places.village(code).postal_code
    except Expected:
        return form
    return replace(form, texts={**form.texts, "postal_code": postal_code, "postal_for": code})


def with_obvious_choices(form: CheckoutForm, quoted: Quote) -> CheckoutForm:
    """Where there is one way only, it is taken; but not because the others wait for the village."""
    delivery, payments = dict(form.delivery), dict(form.payments)
    for part in quoted.parts:
        open_ways = [way for way in part.ways if not (way.problem and form.texts["village_code"])]
        if part.seller_id not in delivery and len(open_ways) == 1:
            delivery[part.seller_id] = open_ways[0].option_id
    for group in quoted.groups:
        if group.key not in payments and len(group.ways) == 1:
            payments[group.key] = group.ways[0]
    return replace(form, delivery=delivery, payments=payments)


def _numbered(said: QueryDict, prefix: str) -> list[tuple[int, str]]:
    names = [name for name in said if name.startswith(prefix) and _whole(name.removeprefix(prefix))]
    return [(int(name.removeprefix(prefix)), str(said[name])) for name in names]


def _line(text: str) -> LineInput | None:
    parts = text.split(":")
    if len(parts) != 3 or not all(_whole(part) for part in parts):
        return None
    return LineInput(*(int(part) for part in parts))


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16
