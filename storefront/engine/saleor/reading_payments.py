"""What Saleor asks a payment app, read into frozen values: who pays for what, and which money is to move.

The seller of a line is said by our own map of variants; of the metadata only our own split of our own delivery price
is read, and only when it adds up. Amounts come as decimals; a fraction of our smallest unit is refused.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sellers.people.phones import InvalidPhone, parse_phone
from storefront.engine.paying_elsewhere import BROUGHT, FETCHED, Asked, Basket, Buyer, Line, Moving
from storefront.engine.saleor.amounts import from_saleor
from storefront.engine.saleor.models import Placement, VariantMirror
from storefront.engine.saleor.reading_orders import breakdown_of
from storefront.engine.saleor.shipping import METHOD, PICKUP, method_id

CHECKOUT, ORDER = "Checkout", "Order"
LONGEST = 250


def asked(body: Mapping[str, Any]) -> Asked:
    """Of TRANSACTION_INITIALIZE_SESSION and _PROCESS_SESSION. Raises NotOurMoney."""
    action = body["action"]
    return Asked(
        transaction_id=str(body["transaction"]["id"]),
        key=str(body.get("idempotencyKey") or "")[:LONGEST],
        action=str(action["actionType"]),
        amount=from_saleor(action["amount"], str(action["currency"])),
        basket=basket(body["sourceObject"]),
        data=data_of(body),
    )


def data_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the storefront sent along; storefronts send it as an object or as JSON in a text."""
    data = body.get("data")
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except (ValueError, RecursionError):
            data = None
    return data if isinstance(data, dict) else {}


def moving(event: str, body: Mapping[str, Any]) -> Moving:
    """Of TRANSACTION_{CHARGE,REFUND,CANCELATION}_REQUESTED. Raises NotOurMoney."""
    action, transaction = body["action"], body.get("transaction") or {}
    granted = body.get("grantedRefund") or {}
    lines: dict[str, int] = {}
    for row in granted.get("lines") or ():
        line = str((row.get("orderLine") or {}).get("id") or "")
        lines[line] = lines.get(line, 0) + int(row["quantity"])
    return Moving(
        key=fingerprint(event, body),
        transaction_id=str(transaction.get("id") or ""),
        psp_reference=str(transaction.get("pspReference") or ""),
        order_id=str((transaction.get("order") or {}).get("id") or ""),
        amount=from_saleor(action["amount"], str(action["currency"])),
        granted_refund_id=str(granted.get("id") or ""),
        reason=str(granted.get("reason") or "").replace("\0", "")[:LONGEST],
        lines=lines,
    )


def fingerprint(event: str, body: Mapping[str, Any]) -> str:
    """A delivery that comes again is the same to the byte; another request has other amounts or another time."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{event}\n{text}".encode()).hexdigest()[:40]


def basket(told: Mapping[str, Any]) -> Basket:
    """The checkout or order of a payment webhook. Raises NotOurMoney."""
    is_order = told.get("__typename") == ORDER
    price = told["total" if is_order else "totalPrice"]["gross"]
    currency = str(price["currency"])
    delivery = from_saleor((told.get("shippingPrice") or {}).get("gross", {}).get("amount") or 0, currency)
    method = told.get("deliveryMethod") if is_order else (told.get("delivery") or {}).get("shippingMethod")
    return Basket(
        id=str(told["id"]),
        is_order=is_order,
        placed_by_us=is_order and Placement.objects.filter(saleor_order_id=str(told["id"])).exists(),
        channel=str((told.get("channel") or {}).get("slug") or ""),
        checkout_id=str(told.get("checkoutId") or "") if is_order else str(told["id"]),
        total=from_saleor(price["amount"], currency),
        delivery=delivery,
        method=_OUR_METHODS.get(str((method or {}).get("id") or ""), ""),
        breakdown=breakdown_of(method or {}, delivery),
        lines=_lines(told.get("lines") or (), currency),
        buyer=_buyer(told),
    )


def _lines(rows: Sequence[Mapping[str, Any]], currency: str) -> tuple[Line, ...]:
    ids = [_variant(row) for row in rows]
    mirrors = VariantMirror.objects.filter(saleor_id__in=set(ids))
    ours = {sid: (pk, seller) for sid, pk, seller in mirrors.values_list("saleor_id", "variant_id", _SELLER)}
    return tuple(
        Line(
            *ours.get(saleor_id, (None, None)),
            quantity=int(row["quantity"]),
            total=from_saleor(row["totalPrice"]["gross"]["amount"], currency),
        )
        for saleor_id, row in zip(ids, rows, strict=True)
    )


_OUR_METHODS = {method_id(METHOD): BROUGHT, method_id(PICKUP): FETCHED}
_SELLER = "variant__product__seller_id"


def _variant(row: Mapping[str, Any]) -> str:
    return str(row.get("productVariantId") or (row.get("variant") or {}).get("id") or "")


def _buyer(told: Mapping[str, Any]) -> Buyer:
    address = told.get("shippingAddress") or told.get("billingAddress") or {}
    name = " ".join(str(address.get(key) or "") for key in ("firstName", "lastName"))
    language = str(told.get("languageCode") or told.get("languageCodeEnum") or "")
    email = str(told.get("email") or told.get("userEmail") or "")
    return Buyer(
        name=_text(name, 120),
        phone=_phone(str(address.get("phone") or "")),
        email=_text(email, 254),
        language="en" if language.upper().startswith("EN") else "id",
    )


def _phone(text: str) -> str:
    """As we keep numbers: who refused cash before is known by it, and is written to when money goes back."""
    try:
        return parse_phone(text) if text else ""
    except InvalidPhone:
        return ""


def _text(value: str, longest: int) -> str:
    return value.replace("\0", "").strip()[:longest]
