"""The calls of placing, one function each: what to send, and what each answer means."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from storefront.engine import saleor
from storefront.engine.port import EngineUnavailable, LineProblem, PlaceLine
from storefront.engine.saleor import addresses, comparing, shipping
from storefront.engine.saleor.amounts import to_saleor
from storefront.engine.saleor.asked import Asked
from storefront.engine.saleor.comparing import Line
from storefront.engine.saleor.errors import Answered, Problem, problems

log = logging.getLogger("lapak.saleor")

PLACING, TRY, ORDERS, SPLIT = "lapak.placing", "lapak.try", "lapak.orders", "lapak.split"
SHORT = frozenset({"INSUFFICIENT_STOCK", "QUANTITY_GREATER_THAN_LIMIT"})
GONE = frozenset({
    "UNAVAILABLE_VARIANT_IN_CHANNEL", "PRODUCT_NOT_PUBLISHED", "PRODUCT_UNAVAILABLE_FOR_PURCHASE", "NO_LINES",
})  # fmt: skip
UNKNOWN_VARIANT = frozenset({"GRAPHQL_ERROR", "NOT_FOUND"})  # with the field that named it
NO_METHOD = frozenset({"SHIPPING_METHOD_NOT_SET", "INVALID_SHIPPING_METHOD"})
STALE = frozenset({"CheckoutProblemDeliveryMethodStale", "CheckoutProblemDeliveryMethodInvalid"})
RACE_LOST = "InsufficientStock"  # a loser at the last piece may get this beside the data instead of an error in it


class No(Exception):
    """Saleor will not sell these lines."""

    def __init__(self, found: Sequence[LineProblem]) -> None:
        super().__init__(", ".join(f"{one.variant_id}: {one.reason}" for one in found))
        self.problems = tuple(found)


class CheckoutGone(Exception):
    """There is no such checkout any more: it became an order, or was thrown away."""


@dataclass(frozen=True)
class Checkout:
    id: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Ordered:
    id: str
    number: str
    status: str
    charge_status: str
    total: object  # Money, or None for an amount our money cannot say
    lines: tuple[Line, ...]


def new_checkout(asked: Asked, ids: Mapping[int, str], pinned: frozenset[int]) -> Checkout:
    """`pinned`: variants sold at the price asked whatever Saleor's is. Raises No."""
    answer = _created(asked, ids, pinned, checked=True)
    found = problems(answer)
    if found and all(_about_address(one) for one in found):
        answer = _created(asked, ids, pinned, checked=False)
        found = problems(answer)
    if found:
        _refuse(found, asked, ids)
    return _checkout(answer["checkout"])


def checkout_of(asked: Asked) -> Checkout | None:
    """The checkout that an earlier try made and could not write down."""
    wanted = {"metadata": [{"key": PLACING, "value": asked.ref}]}
    edges = saleor.api().ask("CheckoutOfPlacing", {"filter": wanted}, safe=True)["checkouts"]["edges"]
    ours = [edge["node"] for edge in edges if edge["node"]["privateMetafield"] == asked.nonce]
    return _checkout(ours[0]) if ours else None


def order(checkout_id: str, asked: Asked, ids: Mapping[int, str]) -> Ordered:
    """Choose our delivery and make the order. Raises No, CheckoutGone, EngineUnavailable (no order; safe to repeat)."""
    answer = _chosen(checkout_id, shipping.method_id(), asked, ids)
    if answer["place"]["order"] is None and _stale(answer):
        answer = _chosen(checkout_id, _fresh_delivery(checkout_id), asked, ids)
    made = answer["place"]["order"]
    if made is not None:
        return _ordered(made)
    found = problems(answer["place"])
    codes = {one.code for one in found}
    if "CHECKOUT_NOT_FOUND" in codes:
        raise CheckoutGone
    if codes & NO_METHOD:  # our own webhook did not answer, or not in time
        raise EngineUnavailable(f"no delivery for placing {asked.ref}: {_codes(problems(answer['choose']))}")
    _refuse(found, asked, ids)
    raise EngineUnavailable(f"placing {asked.ref} was answered with nothing")


def order_of(checkout_id: str) -> Ordered | None:
    edges = saleor.api().ask("OrderOfCheckout", {"checkout": checkout_id}, safe=True)["orders"]["edges"]
    return _ordered(edges[0]["node"]) if edges else None


def cancel(order_id: str) -> None:
    """What is fulfilled, cancelled or expired cannot be cancelled: then it is closed as far as it can be."""
    found = problems(saleor.api().ask("OrderCancel", {"id": order_id}, safe=True)["orderCancel"])
    if found and {one.code for one in found} - {"CANNOT_CANCEL_ORDER", "NOT_FOUND"}:
        raise EngineUnavailable(f"order could not be cancelled: {_codes(found)}")


def confirm(order_id: str) -> None:
    """INVALID: it was confirmed before, or it is closed."""
    found = problems(saleor.api().ask("OrderConfirm", {"id": order_id}, safe=True)["orderConfirm"])
    if found and {one.code for one in found} - {"INVALID", "NOT_FOUND"}:
        raise EngineUnavailable(f"order could not be confirmed: {_codes(found)}")


def order_now(order_id: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = saleor.api().ask("OrderNow", {"id": order_id}, safe=True)["order"]
    return found


def empty(checkout: Checkout) -> None:
    """Let go of what a checkout that will not be used has reserved; if it fails, the reservation runs out by itself."""
    try:
        saleor.api().ask("CheckoutEmpty", {"id": checkout.id, "lines": [line.id for line in checkout.lines]})
    except (EngineUnavailable, saleor.errors.SaleorError) as error:
        log.info("checkout was left to run out: %s", error)


def lines_of_checkout(checkout_id: str) -> Checkout | None:
    found = saleor.api().ask("CheckoutLines", {"id": checkout_id}, safe=True)["checkout"]
    return Checkout(found["id"], tuple(Line(row["id"], "", 0, None) for row in found["lines"])) if found else None


def _created(asked: Asked, ids: Mapping[int, str], pinned: frozenset[int], *, checked: bool) -> dict[str, Any]:
    who = asked.recipient
    address = addresses.address(
        name=who.name, phone=who.phone, street=who.street, village_code=who.village_code,
        region_names=who.region_names, postal_code=who.postal_code, checked=checked,
    )  # fmt: skip
    wanted = {
        "channel": settings.SALEOR["channel"],
        "email": addresses.email_of(asked.ref),
        "lines": _wanted_lines(asked.lines, ids, pinned),
        "shippingAddress": address,
        "billingAddress": address,
        "saveShippingAddress": False,
        "saveBillingAddress": False,
        "metadata": [{"key": PLACING, "value": asked.ref}],
        "privateMetadata": [{"key": TRY, "value": asked.nonce}],
    }
    try:
        answer: dict[str, Any] = saleor.api().ask("CheckoutCreate", {"input": wanted})["checkoutCreate"]
    except Answered as error:
        if error.code == RACE_LOST:
            raise No(_short(asked, ids)) from error
        raise
    return answer


def _wanted_lines(lines: Sequence[PlaceLine], ids: Mapping[int, str], pinned: frozenset[int]) -> list[dict[str, Any]]:
    """Two orders of one purchase may hold the same variant: each keeps a line of its own."""
    wanted, seen = [], set[int]()
    for line in lines:
        row: dict[str, Any] = {"variantId": ids[line.variant_id], "quantity": line.quantity}
        if line.variant_id in seen:
            row["forceNewLine"] = True
        if line.variant_id in pinned:
            row |= {"price": to_saleor(line.unit_price), "priceOverrideReason": "Lapak sold it at this price"}
        seen.add(line.variant_id)
        wanted.append(row)
    return wanted


def _chosen(checkout_id: str, delivery: str, asked: Asked, ids: Mapping[int, str]) -> dict[str, Any]:
    split = ",".join(f"{key}={minor}" for key, minor in sorted(asked.breakdown.items()))
    private = {PLACING: asked.ref, ORDERS: ",".join(part.order_ref for part in asked.parts), SPLIT: split}
    wanted = {
        "id": checkout_id,
        "delivery": delivery,
        "private": [{"key": key, "value": value} for key, value in private.items()],
    }
    try:
        return saleor.api().ask("CheckoutChooseAndOrder", wanted)
    except Answered as error:
        if error.code == RACE_LOST:
            raise No(_short(asked, ids)) from error
        raise


def _stale(answer: Mapping[str, Any]) -> bool:
    """The choice did not hold: calculate again, which asks our webhook, and choose by the new delivery's id.

    A checkout whose webhook stayed silent once has an empty list of deliveries until it is calculated again.
    """
    if any(one.code == "DELIVERY_METHOD_NOT_APPLICABLE" for one in problems(answer["choose"])):
        return True
    told = {one["__typename"] for one in (answer["choose"]["checkout"] or {}).get("problems") or ()}
    return bool(told & STALE) or bool({one.code for one in problems(answer["place"])} & NO_METHOD)


def _fresh_delivery(checkout_id: str) -> str:
    told = saleor.api().ask("CheckoutDeliveries", {"id": checkout_id}, safe=True)["deliveryOptionsCalculate"]
    ours = [one["id"] for one in told["deliveries"] or () if one["shippingMethod"]["id"] == shipping.method_id()]
    if not ours:
        raise EngineUnavailable("our delivery is not among those of the checkout")
    return str(ours[0])


def _refuse(found: Sequence[Problem], asked: Asked, ids: Mapping[int, str]) -> None:
    """Raises No for what is about the lines; anything else is ours or Saleor's trouble, and may pass."""
    codes = {one.code for one in found}
    named = {variant for one in found for variant in one.more.get("variants") or ()}
    mine = {line.variant_id: line for line in asked.lines}
    hit = [variant_id for variant_id in mine if ids[variant_id] in named] or list(mine)
    unknown = any(one.code in UNKNOWN_VARIANT and one.field in ("variantId", "lines") for one in found)
    if codes & GONE or unknown:
        raise No([LineProblem(variant_id, "gone", 0, None) for variant_id in hit])
    if codes & SHORT:
        raise No(_short(asked, ids))
    log.error("saleor refused placing %s: %s", asked.ref, _codes(found))
    raise EngineUnavailable(f"saleor refused placing {asked.ref}: {_codes(found)}")


def _short(asked: Asked, ids: Mapping[int, str]) -> list[LineProblem]:
    """Saleor's error names no variant: what is really available is asked of it. Raises EngineUnavailable when all is
    there by now: whoever had it let go."""
    ours = {saleor_id: variant_id for variant_id, saleor_id in ids.items()}
    wanted: dict[int, int] = {}
    for line in asked.lines:
        wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
    told: dict[int, int] = {}
    rows = sorted(ids[variant_id] for variant_id in wanted)
    for start in range(0, len(rows), 100):
        asking = {"ids": rows[start : start + 100], "channel": settings.SALEOR["channel"]}
        edges = saleor.api().ask("VariantsLeft", asking, safe=True)["productVariants"]["edges"]
        told |= {ours[edge["node"]["id"]]: int(edge["node"]["quantityAvailable"] or 0) for edge in edges}
    prices = {line.variant_id: line.unit_price for line in asked.lines}
    found = [
        LineProblem(variant_id, "stock", max(told.get(variant_id, 0), 0), prices[variant_id])
        for variant_id, packs in wanted.items()
        if told.get(variant_id, 0) < packs
    ]
    if not found:
        raise EngineUnavailable(f"the stock of placing {asked.ref} was short for a moment")
    return found


def _about_address(problem: Problem) -> bool:
    return bool(problem.more.get("addressType"))


def _checkout(answered: Mapping[str, Any]) -> Checkout:
    return Checkout(answered["id"], comparing.lines_of(answered))


def _ordered(answered: Mapping[str, Any]) -> Ordered:
    return Ordered(
        id=answered["id"],
        number=str(answered["number"]),
        status=answered["status"],
        charge_status=answered["chargeStatus"],
        total=comparing.total_of(answered),
        lines=comparing.lines_of(answered),
    )


def _codes(found: Sequence[Problem]) -> str:
    return ", ".join(f"{one.code} ({one.field}) {one.message}" for one in found)[:300]
