"""What a person with a token can do, and what nobody else can."""

from datetime import UTC, datetime
from typing import Any

from catalog.products.models import Product
from sellers.accounts.models import Membership
from sellers.people import tokens
from storefront.orders.models import Order
from tests.cast import Cast
from tests.storefront.graphql.conftest import Ask
from tests.storefront.graphql.test_buying import PLACE

CREATE = """mutation($input: CreateProductInput!) { createProduct(input: $input) {
    product { id name state variants { price { minor } availablePacks } } errors { code field message } } }"""
UPDATE = """mutation($id: ID!, $p: BigInt, $v: Int) { updateVariant(id: $id, priceMinor: $p, version: $v) {
    variant { price { minor } version } errors { code message } } }"""
SHIP = """mutation($c: String!) { shipOrder(code: $c, courier: "jne", trackingNumber: "012345678901234") {
    order { code state trackingNumber } errors { code } } }"""
CANCEL = """mutation($c: String!) { cancelOrder(code: $c, reason: "Hujan, tidak bisa panen") {
    order { state } errors { code } } }"""
CONFIRM = """mutation($c: String!, $a: BigInt!, $at: DateTime!) {
    confirmTransfer(chargeCode: $c, amountMinor: $a, receivedAt: $at, externalId: "mutasi-1") {
    billPaid errors { code } } }"""
MY_ORDERS = "{ myOrders { nodes { code state buyerName lines { productName } } } }"


def _placed(ask: Ask, basket: dict[str, Any]) -> dict[str, Any]:
    return dict(ask(PLACE, key="k", input=basket)["data"]["placePurchase"]["purchase"])


def _paid(cast: Cast, ask: Ask, basket: dict[str, Any]) -> dict[str, Any]:
    purchase = _placed(ask, basket)
    bill = purchase["bills"][0]
    answer = ask(
        CONFIRM, person=cast.dewi, c=bill["chargeCode"], a=bill["totalToPay"]["minor"], at=datetime.now(UTC).isoformat()
    )
    assert answer["data"]["confirmTransfer"] == {"billPaid": True, "errors": []}
    return purchase


def test_me_is_the_person_of_the_token_and_nobody_without_one(cast: Cast, ask: Ask) -> None:
    document = "{ me { name roles { kind slug role } } }"
    assert ask(document)["data"]["me"] is None
    me = ask(document, person=cast.sari)["data"]["me"]
    assert me == {"name": "Sari", "roles": [{"kind": "seller", "slug": "dapur-sari", "role": "ketua"}]}


def test_a_revoked_token_asks_as_nobody(cast: Cast, ask: Ask, client: Any) -> None:
    raw = tokens.issue(person=cast.sari, label="lost phone")
    cast.sari.api_tokens.update(revoked_at=datetime.now(UTC))
    answer = client.post(
        "/graphql/", {"query": "{ me { name } }"}, content_type="application/json",
        headers={"authorization": f"Bearer {raw}"},
    )  # fmt: skip
    assert answer.json()["data"]["me"] is None


def test_sari_lists_a_good(cast: Cast, ask: Ask) -> None:
    given = {"sellerId": str(cast.saris.seller.pk), "name": "Keripik Tempe", "category": "camilan", "unit": "bungkus",
             "priceMinor": 15_000, "stock": "12"}  # fmt: skip
    answer = ask(CREATE, person=cast.sari, input=given)["data"]["createProduct"]
    assert answer["errors"] == []
    assert answer["product"]["variants"] == [{"price": {"minor": 15_000}, "availablePacks": 12}]


def test_citra_cannot_list_in_saris_stall(cast: Cast, ask: Ask) -> None:
    given = {"sellerId": str(cast.saris.seller.pk), "name": "Palsu", "category": "camilan", "unit": "bungkus",
             "priceMinor": 15_000, "stock": "12"}  # fmt: skip
    for person in (cast.citra, cast.stranger, cast.dewi):
        answer = ask(CREATE, person=person, input=given)["data"]["createProduct"]
        assert answer["errors"][0]["code"] == "not_found"
    assert not Product.objects.filter(name="Palsu").exists()


def test_an_absurd_price_is_one_sentence_about_the_field(cast: Cast, ask: Ask) -> None:
    given = {"sellerId": str(cast.saris.seller.pk), "name": "Emas", "category": "camilan", "unit": "bungkus",
             "priceMinor": 999_999_999_999, "stock": "1"}  # fmt: skip
    errors = ask(CREATE, person=cast.sari, input=given)["data"]["createProduct"]["errors"]
    assert len(errors) == 1 and "price" in errors[0]["field"]


def test_nobody_changes_anything_without_a_token(cast: Cast, ask: Ask) -> None:
    answer = ask(UPDATE, id=str(cast.saris.variant.pk), p=1)["data"]["updateVariant"]
    assert answer["errors"][0]["code"] == "sign_in_needed"


def test_a_price_changes_once_a_version(cast: Cast, ask: Ask) -> None:
    pack = str(cast.saris.variant.pk)
    changed = ask(UPDATE, person=cast.sari, id=pack, p=42_000, v=1)["data"]["updateVariant"]
    assert changed["variant"] == {"price": {"minor": 42_000}, "version": 2}
    stale = ask(UPDATE, person=cast.sari, id=pack, p=1_000, v=1)["data"]["updateVariant"]
    assert stale["errors"][0]["code"] == "changed_meanwhile"


def test_citra_cannot_change_saris_price(cast: Cast, ask: Ask) -> None:
    answer = ask(UPDATE, person=cast.citra, id=str(cast.saris.variant.pk), p=1)["data"]["updateVariant"]
    assert answer["errors"][0]["code"] == "not_found"


def test_paid_packed_and_sent(cast: Cast, ask: Ask, basket: dict[str, Any], transactional_db: None) -> None:
    basket["parts"][0]["deliveryOptionId"] = str(cast.saris.courier.pk)
    basket["address"] = {"street": "Jl. Anggrek 2", "villageCode": "35.72.02.1005"}
    purchase = _paid(cast, ask, basket)
    code = purchase["orders"][0]["code"]
    stranger = ask(SHIP, person=cast.citra, c=code)["data"]["shipOrder"]
    assert stranger["errors"][0]["code"] == "not_found"
    sent = ask(SHIP, person=cast.sari, c=code)["data"]["shipOrder"]
    assert sent["order"] == {"code": code, "state": "sent", "trackingNumber": "012345678901234"}


def test_a_seller_sees_only_its_own_orders_and_an_officer_no_buyers(
    cast: Cast, ask: Ask, basket: dict[str, Any], transactional_db: None
) -> None:
    _paid(cast, ask, basket)
    orders = ask(MY_ORDERS, person=cast.sari)["data"]["myOrders"]["nodes"]
    assert [order["buyerName"] for order in orders] == ["Eko"]
    assert orders[0]["lines"] == [{"productName": "Opak Gambir"}]
    for person in (cast.stranger, cast.dewi, cast.fajar):
        assert ask(MY_ORDERS, person=person)["data"]["myOrders"]["nodes"] == []


def test_cancelling_a_paid_part_leaves_the_other(
    cast: Cast, ask: Ask, basket: dict[str, Any], transactional_db: None
) -> None:
    purchase = _paid(cast, ask, basket)
    code = purchase["orders"][1]["code"]
    assert ask(CANCEL, person=cast.citra, c=code)["data"]["cancelOrder"]["order"]["state"] == "cancelled"
    assert Order.objects.get(code=purchase["orders"][0]["code"]).state == "confirmed"


def test_only_the_collectors_officer_confirms_a_transfer(
    cast: Cast, ask: Ask, basket: dict[str, Any], transactional_db: None
) -> None:
    bill = _placed(ask, basket)["bills"][0]
    now = datetime.now(UTC).isoformat()
    for person in (cast.sari, cast.fajar, cast.stranger):
        answer = ask(CONFIRM, person=person, c=bill["chargeCode"], a=bill["totalToPay"]["minor"], at=now)
        assert answer["data"]["confirmTransfer"]["errors"][0]["code"] == "not_found"


def test_the_report_counts_what_the_asker_may_see(
    cast: Cast, ask: Ask, basket: dict[str, Any], transactional_db: None
) -> None:
    _paid(cast, ask, basket)
    document = '{ salesReport(days: 30, by: "seller") { orders total { minor } rows { label total { minor } } } }'
    seen = {
        person.name: ask(document, person=person)["data"]["salesReport"]["total"]["minor"]
        for person in (cast.dewi, cast.sari, cast.citra, cast.fajar)
    }
    assert seen == {"Dewi": 64_000, "Sari": 40_000, "Citra": 24_000, "Fajar": 0}
    assert ask(document, person=cast.stranger)["data"]["salesReport"] is None
    assert ask(document)["data"]["salesReport"] is None


def test_a_viewer_of_totals_sees_no_report_of_a_few(cast: Cast, ask: Ask, basket: dict[str, Any]) -> None:
    _paid(cast, ask, basket)
    Membership.objects.create(person=cast.stranger, cooperative=cast.cooperative, role=Membership.Role.VIEWER)
    assert ask("{ salesReport(days: 30) { orders } }", person=cast.stranger)["data"]["salesReport"] is None
