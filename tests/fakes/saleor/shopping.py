"""Another storefront's shopper: what arrives at Saleor without going through Lapak's own pages.

Every step is a GraphQL document without a token, answered like any other; a business error raises Refusal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes.saleor.goods import Variant
from tests.fakes.saleor.orders import Order
from tests.fakes.saleor.things import Json

if TYPE_CHECKING:
    from tests.fakes.saleor.server import SaleorStandIn

ADDRESS = {
    "firstName": "Budi", "lastName": "Santoso", "streetAddress1": "Jl. Sudirman No. 1", "city": "Kota Jakarta Selatan",
    "cityArea": "Kec. Setiabudi", "countryArea": "DKI Jakarta", "postalCode": "12910", "country": "ID",
    "phone": "+6281234567890",
}  # fmt: skip
_CREATE = """mutation NewCheckout($input: CheckoutCreateInput!) { checkoutCreate(input: $input) { checkout { id }
  errors { field code message variants } } }"""
_OPTIONS = """mutation Options($id: ID!) { deliveryOptionsCalculate(id: $id) {
  deliveries { id shippingMethod { id name price { amount currency } metadata { key value } } }
  errors { field code message } } }"""
_CHOOSE = """mutation Choose($id: ID!, $delivery: ID!) {
  checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $delivery) {
  checkout { totalPrice { gross { amount } } } errors { field code message } } }"""
_COMPLETE = """mutation Complete($id: ID!) { checkoutComplete(id: $id) { order { id number status chargeStatus }
  errors { field code message variants } } }"""
_GATEWAY = """mutation Gateway($id: ID!, $gateways: [PaymentGatewayToInitialize!]) {
  paymentGatewayInitialize(id: $id, paymentGateways: $gateways) {
    gatewayConfigs { id data errors { field code message } } errors { field code message } } }"""
_INIT = """mutation Pay($id: ID!, $amount: PositiveDecimal, $gateway: PaymentGatewayToInitialize!, $key: String) {
  transactionInitialize(id: $id, amount: $amount, paymentGateway: $gateway, idempotencyKey: $key) {
    transaction { id token pspReference chargedAmount { amount } chargePendingAmount { amount } }
    transactionEvent { type amount { amount } pspReference message } data errors { field code message } } }"""
_PROCESS = """mutation Process($id: ID!, $data: JSON) { transactionProcess(id: $id, data: $data) {
  transaction { id chargedAmount { amount } } transactionEvent { type amount { amount } pspReference message }
  data errors { field code message } } }"""


class Refusal(Exception):
    """What Saleor said; `.rows` are its errors."""

    def __init__(self, rows: list[Json]) -> None:
        super().__init__(str(rows))
        self.rows = rows


class Shopper:
    def __init__(self, saleor: SaleorStandIn) -> None:
        self._saleor = saleor

    def _run(self, document: str, variables: Json) -> Json:
        answer = self._saleor.ask(document, variables)
        if answer.get("errors"):
            raise Refusal(answer["errors"])
        payload: Json = next(iter(answer["data"].values()))
        if payload["errors"]:
            raise Refusal(payload["errors"])
        return payload

    def _variant(self, name: str) -> str:
        for one in self._saleor.world.all(Variant):
            if name in (one.id, one.external_reference, one.sku):
                return one.id
        raise LookupError(f"no variant {name}")

    def fill(
        self, lines: Mapping[str, int], address: Json | None = None, *, email: str = "budi@example.com",
        channel: str = "lapak-id", metadata: Mapping[str, str] | None = None,
    ) -> str:  # fmt: skip
        """A checkout with lines (variant by reference, sku or id → pieces) and an address; returns its id."""
        where = {**ADDRESS, **(address or {})}
        wanted = {
            "channel": channel, "email": email, "shippingAddress": where, "billingAddress": where,
            "lines": [{"variantId": self._variant(name), "quantity": n} for name, n in lines.items()],
            "metadata": [{"key": key, "value": value} for key, value in (metadata or {}).items()],
        }  # fmt: skip
        return str(self._run(_CREATE, {"input": wanted})["checkout"]["id"])

    def delivery_options(self, checkout: str) -> list[Json]:
        found: list[Json] = self._run(_OPTIONS, {"id": checkout})["deliveries"]
        return found

    def choose(self, checkout: str, delivery: str | None = None) -> str:
        """The first way to deliver, or the named one. Raises Refusal when the app offers none."""
        options = self.delivery_options(checkout)
        if delivery is None and not options:
            raise Refusal([{"field": None, "code": "NO_DELIVERY", "message": "no way to deliver was offered"}])
        chosen = delivery or str(options[0]["id"])
        self._run(_CHOOSE, {"id": checkout, "delivery": chosen})
        return chosen

    def complete(self, checkout: str) -> Order:
        made = self._run(_COMPLETE, {"id": checkout})["order"]
        order = self._saleor.world.get(Order, made["id"])
        assert order is not None
        return order

    def place(
        self, lines: Mapping[str, int], address: Json | None = None, *, unpaid: bool = True, **more: Any
    ) -> Order:  # fmt: skip
        """Fill, choose, order: by another app of the shop, without money; or (`unpaid=False`) by the shopper, who must
        have paid where the channel wants it."""
        checkout = self.fill(lines, address, **more)
        self.choose(checkout)
        if not unpaid:
            return self.complete(checkout)
        document = """mutation Place($id: ID!) { orderCreateFromCheckout(id: $id) { order { id }
          errors { field code message variants } } }"""
        answer = self._saleor.ask(document, {"id": checkout}, token=self._saleor.other_app_token)
        payload = answer["data"]["orderCreateFromCheckout"]
        if payload is None or payload["errors"]:
            raise Refusal(answer.get("errors") or payload["errors"])
        order = self._saleor.world.get(Order, payload["order"]["id"])
        assert order is not None
        return order

    def gateway(self, source: str, *, data: Any = None) -> Any:
        """What our payment app tells before anything is paid; `source` is a checkout's or an order's id."""
        gateways = [{"id": self._saleor.identifier, "data": data}]
        return self._run(_GATEWAY, {"id": source, "gateways": gateways})["gatewayConfigs"][0]

    def pay(
        self, source: str, *, data: Any = None, amount: object = None, key: str | None = None, gateway: str = ""
    ) -> Json:  # fmt: skip
        """transactionInitialize: transaction, transactionEvent, data. Look at the event's type (contract section 8)."""
        variables: Json = {"id": source, "gateway": {"id": gateway or self._saleor.identifier, "data": data}}
        if amount is not None:
            variables["amount"] = amount
        if key is not None:
            variables["key"] = key
        return self._run(_INIT, variables)

    def process(self, transaction: str, *, data: Any = None) -> Json:
        return self._run(_PROCESS, {"id": transaction, "data": data})
