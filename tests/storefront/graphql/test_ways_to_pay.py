"""What a program is told of the ways to pay, and of what a bill asks for."""

from typing import Any

import pytest

from payments.charges.models import Charge, QrisCode
from payments.providers.qris import tlv
from storefront.orders.models import Bill
from tests.cast import Cast
from tests.payments.qris_codes import MAWAR
from tests.storefront.graphql.conftest import Ask

QUOTE = """query($input: QuoteInput!) { quote(input: $input) {
    groups { name ways chosen shut { way why } } bills { way collectorName } problems { field message } } }"""
PLACE = """mutation($key: String!, $input: QuoteInput!) { placePurchase(key: $key, input: $input) {
    purchase { code token bills { payKind qrPayload merchantName nmid payUrl bank totalToPay { minor } } }
    errors { message } } }"""
AGAIN = """query($code: String!, $token: String!) { purchase(code: $code, token: $token) {
    bills { state payKind qrPayload nmid } } }"""


@pytest.fixture
def by_qris(cast: Cast, basket: dict[str, Any]) -> dict[str, Any]:
    QrisCode.objects.create(
        cooperative=cast.cooperative, payload=MAWAR, merchant="KUB MAWAR BLITAR", nmid="ID0000000000001"
    )
    return {**basket, "payments": [{"group": f"coop:{cast.cooperative.pk}", "way": "qris"}]}


def test_a_quote_names_the_ways_of_each_group(ask: Ask, by_qris: dict[str, Any]) -> None:
    quoted = ask(QUOTE, input=by_qris)["data"]["quote"]
    [group] = quoted["groups"]
    assert (group["ways"], group["chosen"]) == (["bank_transfer", "qris", "cash"], "qris")
    assert quoted["bills"] == [{"way": "qris", "collectorName": "Koperasi Mawar"}]


def test_a_way_that_cannot_take_so_much_says_so(cast: Cast, ask: Ask, by_qris: dict[str, Any]) -> None:
    cast.saris.variant.price_minor = 10_000_000
    cast.saris.variant.save(update_fields=["price_minor"])
    quoted = ask(QUOTE, input=by_qris)["data"]["quote"]
    [shut] = quoted["groups"][0]["shut"]
    assert shut["way"] == "qris"
    assert shut["why"] in {problem["message"] for problem in quoted["problems"]}


@pytest.mark.usefixtures("transactional_db")
def test_a_bill_by_qris_carries_the_text_to_draw(ask: Ask, by_qris: dict[str, Any]) -> None:
    placed = ask(PLACE, key="q-1", input=by_qris)["data"]["placePurchase"]
    assert placed["errors"] == []
    [bill] = placed["purchase"]["bills"]
    assert (bill["payKind"], bill["payUrl"], bill["bank"]) == ("qr", None, None)
    assert (bill["merchantName"], bill["nmid"]) == ("KUB MAWAR BLITAR", "ID0000000000001")
    asked = {item.tag: item.value for item in tlv.unsealed(bill["qrPayload"])}
    assert asked["54"] == str(bill["totalToPay"]["minor"])


@pytest.mark.usefixtures("transactional_db")
def test_a_closed_bill_asks_for_nothing(ask: Ask, by_qris: dict[str, Any]) -> None:
    purchase = ask(PLACE, key="q-1", input=by_qris)["data"]["placePurchase"]["purchase"]
    Charge.objects.update(state=Charge.State.EXPIRED)
    Bill.objects.update(state=Bill.State.EXPIRED)
    again = ask(AGAIN, code=purchase["code"], token=purchase["token"])["data"]["purchase"]
    assert again["bills"] == [{"state": "expired", "payKind": None, "qrPayload": None, "nmid": None}]
