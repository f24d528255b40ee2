"""A furnished stand-in with the story's app installed and two goods for sale, for the tests of its rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.saleor.furnishing import Furniture
from tests.fakes.saleor.goods import Product, Variant
from tests.fakes.saleor.ids import app_method
from tests.fakes.saleor.server import SaleorStandIn
from tests.storefront.engine.stand_in_receiver import Receiver

METHOD = app_method("lapak.storefront", "lapak-reguler")
TWO_CALLS = """mutation ChooseAndOrder($id: ID!, $delivery: ID!) {
  choose: checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $delivery) {
    checkout { totalPrice { gross { amount } } problems { __typename } } errors { field code message } }
  place: orderCreateFromCheckout(id: $id) {
    order { id number status total { gross { amount } } lines { id allocations { quantity } } }
    errors { field code message lines variants } } }"""
REPORT = """mutation Report($id: ID!, $type: TransactionEventTypeEnum!, $amount: PositiveDecimal, $psp: String!) {
  transactionEventReport(id: $id, type: $type, amount: $amount, pspReference: $psp) {
    alreadyProcessed transaction { id chargedAmount { amount } chargePendingAmount { amount } }
    errors { field code message } } }"""
CREATE = """mutation Create($id: ID!, $transaction: TransactionCreateInput!) {
  transactionCreate(id: $id, transaction: $transaction) { transaction { id } errors { field code message } } }"""
STATUS = """query Status($id: ID!) { order(id: $id) { status chargeStatus totalBalance { amount }
  totalCharged { amount }
  updatedAt lines { quantityToFulfill variant { id } allocations { quantity } } } }"""


@dataclass
class Shop:
    saleor: SaleorStandIn
    app: Receiver
    ahead: timedelta = timedelta()
    furniture: Furniture | None = None
    goods: dict[str, Product] = field(default_factory=dict)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def ask(self, document: str, *, token: str | None = None, **variables: Any) -> Any:
        """As the app, unless another token (or "") is given; the whole answer."""
        return self.saleor.ask(document, variables, token=self.app.token if token is None else token)

    def two_calls(self, checkout: str) -> Any:
        return self.ask(TWO_CALLS, id=checkout, delivery=METHOD)["data"]

    def place(self, **lines: int) -> str:
        """An order by two calls; `kopi=2`. Its id."""
        made = self.two_calls(self.saleor.shopper.fill({name.upper(): n for name, n in lines.items()}))
        return str(made["place"]["order"]["id"])

    def status(self, order: str) -> Any:
        return self.ask(STATUS, id=order)["data"]["order"]

    def transaction(self, order: str, **given: Any) -> str:
        answer = self.ask(CREATE, id=order, transaction={"name": "Transfer", "pspReference": "INV", **given})
        return str(answer["data"]["transactionCreate"]["transaction"]["id"])

    def report(self, transaction: str, type: str, amount: float, psp: str = "INV") -> Any:
        answer = self.ask(REPORT, id=transaction, type=type, amount=amount, psp=psp)
        return answer["data"]["transactionEventReport"]

    def variant(self, sku: str) -> Variant:
        found = self.saleor.world.by(Variant, sku=sku)
        assert found is not None
        return found

    def heard(self) -> list[str]:
        """The events since last asked."""
        before = len(self.app.heard())
        self.saleor.deliver()
        return self.app.heard()[before:]


@pytest.fixture
def shop() -> Iterator[Shop]:
    app = Receiver()
    made = Shop(saleor=None, app=app)  # type: ignore[arg-type]  # the stand-in needs this shop's clock
    with SaleorStandIn(now=made.now) as saleor:
        made.saleor = saleor
        made.furniture = saleor.furnish()
        saleor.install(app.manifest_url)
        for sku, price, stock, seller in (("KOPI", 45000, 5, "b"), ("BATIK", 25000, 10, "a")):
            made.goods[sku] = saleor.staff.create_product(
                sku.title(), sku=sku, price=price, stock=stock, warehouse=f"seller-{seller}"
            )
        saleor.deliver()
        yield made
    app.close()
