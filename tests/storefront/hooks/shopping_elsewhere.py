"""A shopper of another storefront, at the stand-in: every call is what such a storefront really sends."""

from dataclasses import dataclass
from typing import Any

from catalog.products.models import Variant
from tests.fakes.saleor.books import Transaction
from tests.saleor_ground import Ground, there

Json = dict[str, Any]
GATEWAY = "lapak.storefront"
HOME = {
    "firstName": "Eko", "lastName": "Putra", "streetAddress1": "Jl. Merdeka 5", "city": "Kota Blitar",
    "cityArea": "Sukorejo", "countryArea": "Jawa Timur", "postalCode": "66125", "country": "ID",
    "phone": "+6281200001004",
}  # fmt: skip

CREATE = """mutation($input: CheckoutCreateInput!) { checkoutCreate(input: $input) {
  checkout { id totalPrice { gross { amount } } } errors { field code message } } }"""
DELIVERIES = """mutation($id: ID!) { deliveryOptionsCalculate(id: $id) {
  deliveries { id shippingMethod { id name price { amount } } } errors { field code message } } }"""
CHOOSE = """mutation($id: ID!, $delivery: ID!) { checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $delivery) {
  checkout { totalPrice { gross { amount } } } errors { field code message } } }"""
WAYS = """mutation($id: ID!, $gateways: [PaymentGatewayToInitialize!]) {
  paymentGatewayInitialize(id: $id, paymentGateways: $gateways) { gatewayConfigs { id data errors { code } }
    errors { field code message } } }"""
BEGIN = """mutation($id: ID!, $amount: PositiveDecimal, $gateway: PaymentGatewayToInitialize!, $key: String) {
  transactionInitialize(id: $id, amount: $amount, paymentGateway: $gateway, idempotencyKey: $key) {
    transaction { id pspReference chargedAmount { amount } } transactionEvent { type message amount { amount } }
    data errors { field code message } } }"""
GO_ON = """mutation($id: ID!) { transactionProcess(id: $id) {
    transaction { id chargedAmount { amount } } transactionEvent { type message } data
    errors { field code message } } }"""
COMPLETE = """mutation($id: ID!) { checkoutComplete(id: $id) {
  order { id number status chargeStatus } errors { field code message } } }"""
REFUND = """mutation($id: ID!, $amount: PositiveDecimal, $type: TransactionActionEnum!) {
  transactionRequestAction(id: $id, actionType: $type, amount: $amount) { errors { field code message } } }"""
GRANT = """mutation($order: ID!, $input: OrderGrantRefundCreateInput!) {
  orderGrantRefundCreate(id: $order, input: $input) {
    grantedRefund { id amount { amount } } errors { field code message } } }"""
SEND_GRANTED = """mutation($tx: ID!, $refund: ID!) {
  transactionRequestRefundForGrantedRefund(id: $tx, grantedRefundId: $refund) { errors { field code message } } }"""


@dataclass
class Shopper:
    """`checkout` is the one that was made last."""

    ground: Ground
    checkout: str = ""
    total: int = 0

    def ask(self, document: str, name: str, *, staff: bool = False, **variables: Any) -> Json:
        token = self.ground.saleor.app_token if staff else ""
        answer = self.ground.saleor.ask(document, variables, token=token)
        assert "errors" not in answer, answer
        told: Json = answer["data"][name]
        return told

    def fills(self, *lines: tuple[Variant, int]) -> str:
        """A checkout with address and delivery."""
        rows = [{"variantId": there(self.ground, variant).id, "quantity": packs} for variant, packs in lines]
        wanted = {
            "channel": "lapak-id", "email": "eko@example.com", "lines": rows, "shippingAddress": HOME,
            "billingAddress": HOME,
        }  # fmt: skip
        made = self.ask(CREATE, "checkoutCreate", input=wanted)
        assert not made["errors"], made
        self.checkout = made["checkout"]["id"]
        found = self.ask(DELIVERIES, "deliveryOptionsCalculate", id=self.checkout)
        assert found["deliveries"], found
        chosen = self.ask(
            CHOOSE, "checkoutDeliveryMethodUpdate", id=self.checkout, delivery=found["deliveries"][0]["id"]
        )
        assert not chosen["errors"], chosen
        self.total = int(chosen["checkout"]["totalPrice"]["gross"]["amount"])
        return self.checkout

    def ways(self, source: str = "") -> Json:
        told = self.ask(WAYS, "paymentGatewayInitialize", id=source or self.checkout, gateways=[{"id": GATEWAY}])
        data: Json = told["gatewayConfigs"][0]["data"]
        return data

    def begins(self, way: str, *, source: str = "", key: str = "key-1", amount: int | None = None, **data: str) -> Json:
        gateway = {"id": GATEWAY, "data": {"way": way, **data}}
        of = source or self.checkout
        return self.ask(BEGIN, "transactionInitialize", id=of, gateway=gateway, key=key, amount=amount)

    def goes_on(self, transaction: str) -> Json:
        return self.ask(GO_ON, "transactionProcess", id=transaction)

    def completes(self) -> Json:
        return self.ask(COMPLETE, "checkoutComplete", id=self.checkout)

    def staff_asks(self, kind: str, transaction: str, amount: int | None = None) -> None:
        told = self.ask(REFUND, "transactionRequestAction", staff=True, id=transaction, type=kind, amount=amount)
        assert not told["errors"], told
        self.ground.saleor.work()

    def staff_refunds_lines(self, order: str, transaction: str, lines: dict[str, int]) -> Json:
        rows = [{"id": line, "quantity": packs} for line, packs in lines.items()]
        wanted = {"transactionId": transaction, "reason": "rusak", "grantRefundForShipping": False, "lines": rows}
        made = self.ask(GRANT, "orderGrantRefundCreate", staff=True, order=order, input=wanted)
        assert not made["errors"], made
        granted: Json = made["grantedRefund"]
        sent = self.ask(SEND_GRANTED, "transactionRequestRefundForGrantedRefund", staff=True, tx=transaction,
                        refund=granted["id"])  # fmt: skip
        assert not sent["errors"], sent
        self.ground.saleor.work()
        return granted

    def transaction(self, saleor_id: str) -> Transaction:
        found = self.ground.saleor.world.get(Transaction, saleor_id)
        assert found is not None
        return found

    def history(self, saleor_id: str) -> list[tuple[str, int]]:
        """What Saleor holds to be true of a transaction: type and whole amount."""
        return [(event.type, int(event.amount_)) for event in self.transaction(saleor_id).history]
