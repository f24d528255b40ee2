"""Ways to deliver: the app is asked over HTTP inside the shopper's request (contract section 7)."""

from decimal import Decimal, InvalidOperation
from typing import Any

from tests.fakes.saleor.carts import Checkout, Method, Option
from tests.fakes.saleor.checkouts import open_one
from tests.fakes.saleor.faults import Problem
from tests.fakes.saleor.ids import app_method, parts
from tests.fakes.saleor.registry import mutation
from tests.fakes.saleor.things import Ask, Json, rounded
from tests.fakes.saleor.watching import issuer

EVENT = "SHIPPING_LIST_METHODS_FOR_CHECKOUT"


def ask_apps(ask: Ask, checkout: Checkout) -> list[Method]:
    """What every installed app answers now. No answer, an error or an object instead of a list: no methods."""
    found: dict[str, Method] = {}
    for app, answer in ask.world.call_apps(ask, EVENT, {"checkout": checkout}):
        for row in answer if isinstance(answer, list) else []:
            method = _method(app, row, checkout.channel.currency_code)
            if method is not None:
                found[method.id] = method  # duplicate ids: the last one wins
    return list(found.values())


def _method(app: Any, row: Any, currency: str) -> Method | None:
    """A bad entry is dropped without a word (rule 18)."""
    if not isinstance(row, dict) or not row.get("id") or not str(row.get("name") or "").strip():
        return None
    try:
        amount = Decimal(str(row.get("amount")))
    except InvalidOperation:
        return None
    metadata = row.get("metadata") or {}
    is_text = all(isinstance(key, str) and isinstance(value, str) for key, value in metadata.items())
    if amount < 0 or row.get("currency") != currency or len(str(row["name"])) > 100 or not is_text:
        return None
    description = row.get("description")
    return Method(
        id=app_method(app.identifier or app.id, str(row["id"])),
        name=str(row["name"]),
        amount=rounded(amount),
        currency=currency,
        description=None if description is None else _as_text(description),
        minimum_delivery_days=_days(row.get("minimum_delivery_days")),
        maximum_delivery_days=_days(row.get("maximum_delivery_days")),
        metadata_=dict(metadata),
    )


def _as_text(value: Any) -> str:
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _days(value: Any) -> int | None:
    return int(value) if str(value or "").isdigit() else None


def recalculate(ask: Ask, checkout: Checkout) -> list[Option]:
    """Fresh options; one that did not change keeps its id, the others get new ones and their old ones turn invalid."""
    methods = ask_apps(ask, checkout)
    old = {one.shipping_method.id: one for one in checkout.options or [] if one.is_valid}
    fresh: list[Option] = []
    for method in methods:
        known = old.get(method.id)
        if known is not None and known.shipping_method.same_as(method):
            fresh.append(known)
        else:
            fresh.append(Option(id=ask.world.new_uuid_id("CheckoutDelivery"), shipping_method=method))
    for option in old.values():
        option.is_valid = option in fresh
    checkout.options, checkout.is_stale = fresh, False
    return fresh


@mutation("deliveryOptionsCalculate")
def delivery_options_calculate(ask: Ask, *, id: str) -> Json:
    one = open_one(ask, id)
    return {"deliveries": recalculate(ask, one)}


@mutation("checkoutDeliveryMethodUpdate")
def checkout_delivery_method_update(
    ask: Ask, *, id: str | None = None, delivery_method_id: str | None = None, **old: Any
) -> Json:
    one = open_one(ask, id, **old)
    if delivery_method_id is None:
        one.chosen = None
        return {"checkout": one}
    option = _option(ask, one, delivery_method_id)
    if option is None:
        said = "This shipping method is not applicable."
        raise Problem("deliveryMethodId", "DELIVERY_METHOD_NOT_APPLICABLE", said)
    one.chosen, one.is_stale = option, False
    one.updated_at = ask.world.now()
    ask.world.tell("CHECKOUT_UPDATED", issuer(ask), checkout=one)
    return {"checkout": one}


def _option(ask: Ask, checkout: Checkout, wanted: str) -> Option | None:
    """By Delivery id among those calculated; or by the app method's own id, asking the app if it was not asked yet."""
    if parts(wanted)[0] == "app" and (checkout.options is None or checkout.is_stale):
        recalculate(ask, checkout)
    for option in checkout.options or []:
        if option.is_valid and wanted in (option.id, option.shipping_method.id):
            return option
    return None
