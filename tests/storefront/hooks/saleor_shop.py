"""A Saleor of a few lines that holds whole orders, as its API shows them: enough to read them and to ask for refunds.

What a real one does to an order over time is the stand-in's and the recordings' matter; here a test writes down what
stands there and sees what we make of it.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import LazySettings

from catalog.products.models import Variant
from sellers.kit import clock
from storefront.engine.saleor import connection
from storefront.engine.saleor.models import Connection, VariantMirror
from storefront.engine.saleor.shipping import METHOD, method_id
from tests.cast import Cast
from tests.storefront.engine import small_servers

Json = dict[str, Any]


def saleor_id(variant: Variant) -> str:
    return f"variant-{variant.pk}"


def money(amount: int | float) -> Json:
    return {"amount": float(amount), "currency": "IDR"}


def gross(amount: int | float) -> Json:
    return {"gross": money(amount)}


@dataclass
class Shop:
    """`orders` are documents by id. `asked` counts the operations; `silent` answers nothing but 503."""

    orders: dict[str, Json] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    silent: bool = False

    def order(
        self, *lines: tuple[Variant | None, int, int], number: str = "17", delivery: int = 10_000,
        split: dict[int, int] | None = None, status: str = "UNCONFIRMED", **more: Any,
    ) -> Json:  # fmt: skip
        """A new order; a line is (variant of ours or None, quantity, what the line costs)."""
        total = sum(cost for _variant, _quantity, cost in lines) + delivery
        metadata = [
            {"key": "lapak.breakdown", "value": json.dumps({f"seller:{pk}": n for pk, n in (split or {}).items()})}
        ]
        told: Json = {
            "id": f"order-{number}", "number": number, "status": status, "chargeStatus": "NONE", "origin": "CHECKOUT",
            "checkoutId": f"checkout-{number}", "created": clock.now().isoformat(),
            "updatedAt": clock.now().isoformat(), "userEmail": "eko@example.com", "channel": {"slug": "lapak-id"},
            "total": gross(total), "shippingPrice": gross(delivery), "totalCharged": money(0),
            "totalGrantedRefund": money(0),
            "shippingAddress": {
                "firstName": "Eko", "lastName": "Putra", "companyName": "", "streetAddress1": "Jl. Merdeka 5",
                "streetAddress2": "RT 3", "cityArea": "Sukorejo", "city": "KOTA BLITAR", "countryArea": "Jawa Timur",
                "postalCode": "66121", "phone": "+6281200001004", "country": {"code": "ID"},
            },
            "billingAddress": None,
            "deliveryMethod": {
                "__typename": "ShippingMethod", "id": method_id(METHOD) if split else "flat-1", "name": "Reguler",
                "metadata": metadata if split else [],
            },
            "lines": [
                {
                    "id": f"line-{number}-{place}", "productName": "Apa saja", "variantName": "x", "productSku": "SKU",
                    "productVariantId": saleor_id(variant) if variant else f"stranger-{place}", "quantity": quantity,
                    "quantityFulfilled": 0, "quantityToFulfill": quantity, "unitPrice": gross(cost / quantity),
                    "totalPrice": gross(cost), "allocations": [{"quantity": quantity}],
                }
                for place, (variant, quantity, cost) in enumerate(lines)
            ],
            "fulfillments": [], "transactions": [], "grantedRefunds": [], **more,
        }  # fmt: skip
        self.orders[told["id"]] = told
        return told

    def charge(
        self, order: Json, amount: int, *, transaction: str = "tx-1", actions: tuple[str, ...] = ("REFUND",)
    ) -> None:
        """Another app took money; the status follows as Saleor counts it."""
        known = next((one for one in order["transactions"] if one["id"] == transaction), None)
        if known is None:
            known = {"id": transaction, "name": "Kartu", "pspReference": transaction, "actions": list(actions),
                     "chargedAmount": money(0), "events": []}  # fmt: skip
            order["transactions"].append(known)
        self._event(known, "CHARGE_SUCCESS", amount)
        known["chargedAmount"] = money(known["chargedAmount"]["amount"] + amount)
        self._counted(order)

    def refund(self, order: Json, amount: int, *, lines: dict[str, int] | None = None, transaction: str = "tx-1",
               event: str = "REFUND_SUCCESS", reason: str = "", grant: bool = True) -> None:  # fmt: skip
        """Money went back there, by a granted refund unless told otherwise."""
        known = next(one for one in order["transactions"] if one["id"] == transaction)
        told = self._event(known, event, amount)
        known["chargedAmount"] = money(known["chargedAmount"]["amount"] - amount)
        if grant:
            self.grant(order, amount, reason=reason, lines=lines or {}, status="SUCCESS", events=[told["id"]])
        self._counted(order)

    def grant(self, order: Json, amount: int, *, reason: str = "", lines: dict[str, int] | None = None,
              status: str = "NONE", events: list[str] | None = None, transaction: str = "tx-1") -> Json:  # fmt: skip
        made = {
            "id": f"grant-{len(order['grantedRefunds']) + 1}", "status": status, "reason": reason,
            "shippingCostsIncluded": False, "amount": money(amount), "transaction": {"id": transaction},
            "lines": [{"quantity": n, "orderLine": {"id": line}} for line, n in (lines or {}).items()],
            "transactionEvents": [{"id": one, "type": "", "pspReference": ""} for one in events or []],
        }  # fmt: skip
        order["grantedRefunds"].append(made)
        return made

    def carry_out(self, order: Json) -> None:
        """The other app gives back what was asked of it."""
        for granted in order["grantedRefunds"]:
            if granted["status"] == "PENDING":
                known = next(one for one in order["transactions"] if one["id"] == granted["transaction"]["id"])
                amount = int(granted["amount"]["amount"])
                told = self._event(known, "REFUND_SUCCESS", amount)
                known["chargedAmount"] = money(known["chargedAmount"]["amount"] - amount)
                granted |= {
                    "status": "SUCCESS",
                    "transactionEvents": [{"id": told["id"], "type": "", "pspReference": ""}],
                }
        self._counted(order)

    def fulfil(self, order: Json, *places: int, tracking: str = "") -> None:
        rows = [order["lines"][place] for place in places]
        order["fulfillments"].append({
            "id": f"parcel-{len(order['fulfillments']) + 1}", "status": "FULFILLED", "trackingNumber": tracking,
            "lines": [{"quantity": row["quantity"], "orderLine": {"id": row["id"]}} for row in rows],
        })  # fmt: skip
        for row in rows:
            row |= {"quantityFulfilled": row["quantity"], "quantityToFulfill": 0}
        done = all(not row["quantityToFulfill"] for row in order["lines"])
        order["status"] = "FULFILLED" if done else "PARTIALLY_FULFILLED"

    def _event(self, transaction: Json, kind: str, amount: int) -> Json:
        told = {
            "id": f"{transaction['id']}-event-{len(transaction['events']) + 1}",
            "type": kind,
            "amount": money(amount),
        }
        transaction["events"].append(told)
        return told

    def _counted(self, order: Json) -> None:
        charged = sum(one["chargedAmount"]["amount"] for one in order["transactions"])
        granted = sum(one["amount"]["amount"] for one in order["grantedRefunds"])
        due = order["total"]["gross"]["amount"] - granted
        word = "NONE" if not charged else "PARTIAL" if charged < due else "FULL" if charged == due else "OVERCHARGED"
        order["chargeStatus"], order["totalCharged"] = word, money(charged)
        order["updatedAt"] = (clock.now() + timedelta(milliseconds=1)).isoformat()
        if order["status"] == "UNCONFIRMED" and charged:
            order["status"] = "UNFULFILLED"

    def answer(self, body: bytes) -> small_servers.Answer:
        if self.silent:
            return 503, "text/html", b"<h1>nobody</h1>"
        told = json.loads(body)
        found = re.match(r"(?:query|mutation) (\w+)", told["query"])
        assert found is not None
        name = found[1]
        self.asked.append(name)
        data = getattr(self, f"_{name}")(told["variables"])
        return 200, "application/json", json.dumps({"data": data}).encode()

    def _OrderWhole(self, asked: Json) -> Json:
        return {"order": self.orders.get(asked["id"])}

    def _OrdersSince(self, asked: Json) -> Json:
        rows = [one for one in self.orders.values() if one["updatedAt"] >= asked["since"]]
        edges = [{"node": one} for one in sorted(rows, key=lambda one: str(one["updatedAt"]))]
        return {"orders": {"pageInfo": {"hasNextPage": False, "endCursor": None}, "edges": edges}}

    def _OrderRefundGrant(self, asked: Json) -> Json:
        given = asked["input"]
        lines = {row["id"]: row["quantity"] for row in given.get("lines") or []}
        made = self.grant(self.orders[asked["order"]], given["amount"], reason=given["reason"], lines=lines,
                          transaction=given["transactionId"])  # fmt: skip
        return {"orderGrantRefundCreate": {"grantedRefund": made, "errors": []}}

    def _OrderRefundRequest(self, asked: Json) -> Json:
        for order in self.orders.values():
            for granted in order["grantedRefunds"]:
                if granted["id"] == asked["refund"]:
                    granted["status"] = "PENDING"
        return {"transactionRequestRefundForGrantedRefund": {"transaction": {"id": "tx-1"}, "errors": []}}


@contextlib.contextmanager
def opened(settings: LazySettings, cast: Cast, *, collector: str | None = None) -> Iterator[Shop]:
    """A shop we are connected to, with the cast's goods in it; other apps' money goes to the cast's cooperative."""
    shop = Shop()
    served: list[small_servers.Served] = []
    with small_servers.serving(lambda number: shop.answer(served[0].requests[number - 1]["body"])) as server:
        served.append(server)
        settings.SALEOR = {
            "api_url": server.url, "internal_url": server.url, "channel": "lapak-id", "timeout_s": 5,
            "collector": cast.cooperative.slug if collector is None else collector,
        }  # fmt: skip
        connection.set_token(token="app-token", app_id="QXBwOjE=")
        for variant in Variant.objects.all():
            VariantMirror.objects.create(variant=variant, saleor_id=saleor_id(variant))
        yield shop
    Connection.objects.all().delete()
