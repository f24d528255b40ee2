"""Saleor's orders as they were recorded on a real one, read into values: the story of order 1, and an expired one."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from payments.money import Money
from storefront.engine.saleor import reading_orders, refunds_elsewhere
from storefront.engine.saleor.amounts import NotOurMoney
from storefront.engine.saleor.models import VariantMirror
from storefront.engine.saleor.reading_orders import SaleorOrder, breakdown_of, read
from tests.cast import Cast

pytestmark = pytest.mark.django_db
RECORDED = Path(__file__).resolve().parents[2] / "recorded" / "saleor"
BATIK = "UHJvZHVjdFZhcmlhbnQ6MQ=="  # the first line's variant there


def recorded(name: str) -> dict[str, Any]:
    """The recorded order, with what only our own document asks filled in from what stands beside it."""
    [found] = RECORDED.glob(f"{name}-*.json")
    told = json.loads(found.read_text(), parse_float=Decimal)["response"]["body"]["data"]["order"]
    currency = told["total"]["gross"]["currency"]
    for line in told["lines"]:
        each = line["unitPrice"]["gross"]["amount"]
        line["totalPrice"] = {"gross": {"amount": each * line["quantity"], "currency": currency}}
    told["deliveryMethod"]["__typename"] = "ShippingMethod"
    for place, event in enumerate(event for row in told["transactions"] for event in row["events"]):
        event["id"] = f"event-{place}"
    for refund in told["grantedRefunds"]:
        refund |= {"reason": "", "shippingCostsIncluded": False, "lines": [], "transaction": None}
        refund["transactionEvents"] = [{"id": "event-0"}]
    return dict(told)


def rupiah(minor: int) -> Money:
    return Money(minor, "IDR")


@pytest.fixture
def placed(cast: Cast) -> SaleorOrder:
    VariantMirror.objects.create(variant=cast.saris.variant, saleor_id=BATIK)
    return read(recorded("116"))


def test_an_unpaid_order_of_three_sellers(cast: Cast, placed: SaleorOrder) -> None:
    assert (placed.number, placed.status, placed.is_paid, placed.is_closed) == ("1", "UNCONFIRMED", False, False)
    assert (placed.total, placed.delivery, placed.charged) == (rupiah(194_500), rupiah(45_500), rupiah(0))
    assert [(line.quantity, line.total.minor, line.allocated) for line in placed.lines] == [
        (2, 50_000, 2), (1, 45_000, 1), (3, 54_000, 3),
    ]  # fmt: skip
    assert placed.checkout_id.startswith("Q2hlY2tvdXQ6")


def test_a_lines_seller_comes_from_our_map_and_from_nothing_a_shopper_writes(cast: Cast, placed: SaleorOrder) -> None:
    assert [line.variant_id for line in placed.lines] == [cast.saris.variant.pk, None, None]


def test_the_address_as_indonesians_write_it(placed: SaleorOrder) -> None:
    found = placed.address
    assert found is not None
    assert (found.name, found.phone) == ("Budi Santoso", "+6281234567890")
    assert found.street == "Jl. Sudirman No. 1, RT 01/RW 02"
    assert (found.district, found.city, found.province) == ("Kec. Setiabudi", "KOTA JAKARTA SELATAN", "DKI Jakarta")


def test_a_split_in_other_words_than_ours_is_none(placed: SaleorOrder) -> None:
    assert placed.breakdown == {}  # its keys name no sellers of ours


@pytest.mark.parametrize(
    ("said", "split"),
    [
        ('{"seller:1":4000,"seller:2":6000}', {1: 4_000, 2: 6_000}),
        ('{"seller:1":4000,"seller:2":7000}', {}),
        ('{"seller:1":10000.0}', {}),
        ('{"seller:1":-5000,"seller:2":15000}', {}),
        ('{"seller:²":10000}', {}),
        ('{"seller:1":true}', {}),
        ("[10000]", {}),
        ("{", {}),
    ],
)
def test_our_split_is_believed_only_when_it_adds_up(said: str, split: dict[int, int]) -> None:
    method = {**recorded("116")["deliveryMethod"], "metadata": [{"key": "lapak.breakdown", "value": said}]}
    assert breakdown_of(method, rupiah(10_000)) == split
    assert breakdown_of({**method, "id": "U2hpcHBpbmdNZXRob2Q6MQ=="}, rupiah(10_000)) == {}


def test_sent_returned_and_refunded(cast: Cast) -> None:
    told = read(recorded("154"))
    batik, kopi, sambal = told.lines
    assert (told.status, told.charge_status, told.is_paid) == ("PARTIALLY_RETURNED", "FULL", True)
    assert told.charged == rupiah(149_500)
    assert [told.sent(line.id) for line in (batik, kopi, sambal)] == [2, 1, 3]
    [refund] = told.refunds
    assert (refund.status, refund.amount) == ("SUCCESS", rupiah(45_000))
    [payment] = told.transactions
    kinds = [event.type for event in payment.events]
    assert kinds == ["REFUND_SUCCESS", "REFUND_REQUEST", "CHARGE_FAILURE", "CHARGE_SUCCESS", "INFO"]
    assert payment.actions == {"REFUND"}


def test_a_parcel_that_was_cancelled_did_not_leave() -> None:
    told = recorded("154")
    told["fulfillments"] = [one for one in told["fulfillments"] if one["status"] == "CANCELED"]
    found = read(told)
    assert [found.sent(line.id) for line in found.lines] == [0, 0, 0]


@pytest.mark.parametrize("field", ["total", "shippingPrice"])
def test_a_fraction_of_a_rupiah_is_not_our_money(field: str) -> None:
    told = copy.deepcopy(recorded("116"))
    told[field]["gross"]["amount"] = Decimal("45500.5")
    with pytest.raises(NotOurMoney):
        read(told)


def test_another_currency_beside_the_orders_is_not_our_money() -> None:
    told = copy.deepcopy(recorded("116"))
    told["lines"][0]["totalPrice"]["gross"]["currency"] = "USD"
    with pytest.raises(NotOurMoney):
        read(told)


@pytest.mark.parametrize(
    ("status", "charged", "closed"),
    [
        ("EXPIRED", "NONE", True), ("CANCELED", "FULL", True), ("RETURNED", "FULL", True), ("FULFILLED", "FULL", True),
        ("FULFILLED", "NONE", False), ("UNFULFILLED", "FULL", False), ("PARTIALLY_RETURNED", "FULL", False),
    ],
)  # fmt: skip
def test_what_is_over_there(status: str, charged: str, closed: bool) -> None:
    assert read({**recorded("116"), "status": status, "chargeStatus": charged}).is_closed is closed


@pytest.mark.parametrize(
    ("charged", "paid"), [("NONE", False), ("PARTIAL", False), ("FULL", True), ("OVERCHARGED", True)]
)
def test_paid_is_paid_in_full(charged: str, paid: bool) -> None:
    assert read({**recorded("116"), "chargeStatus": charged}).is_paid is paid


def test_a_granted_refund_of_ours_carries_our_key() -> None:
    assert refunds_elsewhere.key_of("Lapak: ABCDEFGH-0") == "ABCDEFGH-0"
    assert refunds_elsewhere.key_of("rusak") == ""


def test_the_overlap_is_ten_minutes() -> None:
    assert reading_orders.OVERLAP.total_seconds() == 600
