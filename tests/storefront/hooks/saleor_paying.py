"""Another storefront's shopper at our door: signed requests as Saleor makes them, of the cast's goods."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.conf import LazySettings
from django.test import Client

from catalog.products.models import Variant
from storefront.engine.saleor.models import Connection, VariantMirror
from storefront.engine.saleor.shipping import METHOD, method_id
from tests.cast import Cast
from tests.fakes.saleor.signing import Keys

API = "https://shop.example/graphql/"
CHECKOUT = "Q2hlY2tvdXQ6MQ=="
ORDER = "T3JkZXI6MQ=="
KEYS = Keys()
Json = dict[str, Any]


def connect(settings: LazySettings, cast: Cast) -> None:
    """A Saleor whose keys we know, and the cast's goods in it."""
    settings.SALEOR = {
        "api_url": API, "internal_url": API, "channel": "lapak-id", "timeout_s": 2,
        "collector": cast.cooperative.slug, "dashboard_url": "https://dashboard.example",
    }  # fmt: skip
    Connection.objects.create(api_url=API, jwks=KEYS.jwks(), app_id="QXBwOjE=", token_sealed="x")
    for variant in Variant.objects.all():
        VariantMirror.objects.create(variant=variant, saleor_id=saleor_id(variant))


def saleor_id(variant: Variant) -> str:
    return f"variant-{variant.pk}"


def post(client: Client, name: str, body: Json, *, api_url: str = API, keys: Keys = KEYS) -> Any:
    raw = json.dumps(body).encode()
    headers = {
        "Saleor-Api-Url": api_url,
        "Saleor-Event": name.replace("-", "_"),
        "Saleor-Signature": keys.detached(raw),
    }
    return client.post(f"/kait/saleor/{name}/", raw, content_type="application/json", headers=headers)


def asked(client: Client, name: str, body: Json) -> Json:
    answer = post(client, name, body)
    assert answer.status_code == 200, answer.content
    told: Json = json.loads(answer.content)
    return told


def basket(
    *lines: tuple[Variant, int], delivery: dict[int, int] | None = None, currency: str = "IDR",
    total: Decimal | None = None, source: str = CHECKOUT, order: bool = False, method: str = METHOD,
    phone: str = "+6281200001004", language: str = "ID",
) -> Json:  # fmt: skip
    """Prices as the variants have them, in whole rupiah; `delivery` is our split in minor units by seller id."""
    scale = 1 if currency == "IDR" else 100
    fee = sum((delivery or {}).values())
    rows = [
        {
            "id": f"line-{place}",
            "quantity": quantity,
            "totalPrice": {"gross": {"amount": float(Decimal(variant.price_minor * quantity) / scale)}},
            **({"productVariantId": saleor_id(variant)} if order else {"variant": {"id": saleor_id(variant)}}),
        }
        for place, (variant, quantity) in enumerate(lines)
    ]
    sum_minor = sum(variant.price_minor * quantity for variant, quantity in lines) + fee
    price = {
        "gross": {"amount": float(total if total is not None else Decimal(sum_minor) / scale), "currency": currency}
    }
    split = json.dumps({f"seller:{pk}": minor for pk, minor in (delivery or {}).items()})
    chosen = {"id": method_id(method), "metadata": [{"key": "lapak.breakdown", "value": split}]}
    told: Json = {
        "__typename": "Order" if order else "Checkout",
        "id": source,
        "shippingPrice": {"gross": {"amount": float(Decimal(fee) / scale)}},
        "shippingAddress": {"firstName": "Eko", "lastName": "Putra", "phone": phone},
        "billingAddress": None,
        "lines": rows,
    }
    if order:
        return {**told, "total": price, "checkoutId": CHECKOUT, "userEmail": "eko@example.com",
                "languageCodeEnum": language, "deliveryMethod": chosen}  # fmt: skip
    return {**told, "totalPrice": price, "email": "eko@example.com", "languageCode": language,
            "delivery": {"shippingMethod": chosen}}  # fmt: skip


def wish(
    source: Json, *, way: str = "bank_transfer", amount: float | None = None, transaction: str = "tx-1",
    currency: str = "", **data: str,
) -> Json:  # fmt: skip
    price = (source.get("totalPrice") or source.get("total"))["gross"]  # type: ignore[index]  # one of both is there
    return {
        "data": {"way": way, **data},
        "merchantReference": transaction,
        "idempotencyKey": f"key-{transaction}",
        "action": {
            "actionType": "CHARGE",
            "amount": amount if amount is not None else price["amount"],
            "currency": currency or price["currency"],
        },
        "transaction": {"id": transaction, "pspReference": ""},
        "sourceObject": source,
    }


def moving(kind: str, amount: float, *, transaction: str = "tx-1", order: str = ORDER, **more: Any) -> Json:
    return {
        "issuedAt": datetime.now(UTC).isoformat(),
        "action": {"actionType": kind, "amount": amount, "currency": "IDR"},
        "transaction": {"id": transaction, "pspReference": "", "order": {"id": order}, "checkout": None},
        **more,
    }
