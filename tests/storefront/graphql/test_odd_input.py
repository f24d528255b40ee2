"""Odd types, nulls and texts no database keeps: a sentence and the right status, never "our side"."""

from typing import Any

import pytest
from django.test import Client

from catalog.products.models import Pool, Variant
from storefront.orders.models import OrderEvent
from storefront.orders.placing import place
from storefront.orders.tracking import token_for
from tests.cast import Cast
from tests.storefront.graphql.conftest import Ask
from tests.storefront.orders.wishes import wish

CONFIRM = """mutation($code: String!, $at: DateTime!) {
  confirmTransfer(chargeCode: $code, amountMinor: 1000, receivedAt: $at, externalId: "x", sender: null) {
    billPaid errors { code field } } }"""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "document",
    [
        "{ products(first: null, region: null, search: null) { total } }",
        "{ sellers(first: null, region: null) { endCursor } }",
        "{ myOrders(first: null, state: null) { endCursor } }",
        "{ salesReport(days: null, by: null) { days } }",
        'mutation { shipOrder(code: "X", courier: null, trackingNumber: null) { errors { code } } }',
    ],
)
def test_null_for_an_optional_argument_is_as_if_it_was_left_out(cast: Cast, ask: Ask, document: str) -> None:
    assert "errors" not in ask(document, person=cast.sari)


@pytest.mark.django_db
def test_a_product_is_made_with_nulls_for_what_is_optional(cast: Cast, ask: Ask) -> None:
    given = {"sellerId": str(cast.saris.seller.pk), "name": "Opak Singkong", "category": "camilan", "unit": "kg",
             "priceMinor": 9000, "stock": "1", "description": None, "clientKey": None}  # fmt: skip
    document = "mutation($i: CreateProductInput!) { createProduct(input: $i) { product { name } errors { code } } }"
    made = ask(document, person=cast.sari, i=given)["data"]["createProduct"]
    assert (made["product"]["name"], made["errors"]) == ("Opak Singkong", [])


@pytest.mark.django_db
def test_an_unknown_breakdown_is_refused_with_a_sentence(cast: Cast, ask: Ask) -> None:
    answer = ask('{ salesReport(by: "moon") { days } }', person=cast.dewi)
    assert answer["errors"][0]["extensions"] == {"code": "unknown_breakdown", "field": "by"}


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_a_text_no_database_keeps_is_refused(client: Client, ask: Ask, text: str) -> None:
    for document in (
        "query($s: String!) { product(slug: $s) { id } }",
        "mutation($s: String!) { placePurchase(key: $s, input: {lines: []}) { errors { code } } }",
    ):
        assert "cannot be stored" in ask(document, status=400, s=text)["errors"][0]["message"]


@pytest.mark.django_db
def test_an_escaped_nul_in_the_document_is_refused_too(ask: Ask) -> None:
    answer = ask(r'{ product(slug: "a\u0000b") { id } }', status=400)
    assert answer["errors"][0]["extensions"]["code"] == "bad_text"


@pytest.mark.parametrize(
    "body",
    ["[]", "null", '{"query": 5}', '{"query": "{me{name}}", "variables": [1]}', '{"query": "{x}", "variables": 5}',
     "not json", "[" * 5000 + "]" * 5000],
)  # fmt: skip
@pytest.mark.django_db
def test_a_body_of_another_shape_says_what_is_wrong(client: Client, body: str) -> None:
    answer = client.post("/graphql/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "bad_request"


@pytest.mark.django_db
def test_a_time_without_a_zone_is_refused(cast: Cast, ask: Ask) -> None:
    place(key="k", given=wish(cast))
    errors = ask(CONFIRM, person=cast.dewi, code="X", at="2026-01-01T00:00:00")["data"]["confirmTransfer"]["errors"]
    assert errors == [{"code": "no_zone", "field": "received_at"}]


@pytest.mark.django_db
def test_many_quotes_in_one_document_are_too_wide(ask: Ask) -> None:
    quotes = " ".join(f"a{n}: quote(input: {{lines: []}}) {{ total {{ minor }} }}" for n in range(40))
    assert ask(f"{{ {quotes} }}", status=400)["errors"][0]["extensions"]["code"] == "too_wide"


@pytest.mark.django_db
def test_a_field_repeated_a_thousand_times_is_refused_before_it_is_compared(ask: Ask) -> None:
    answer = ask("{" + " me { name }" * 1000 + "}", status=400)
    assert answer["errors"][0]["extensions"]["code"] == "too_wide"


def _verbs(found: dict[str, Any]) -> set[str]:
    return {event["verb"] for order in found["orders"] for event in order["events"]}


@pytest.mark.django_db
def test_a_buyer_is_not_told_what_stays_inside(cast: Cast, ask: Ask) -> None:
    purchase = place(key="k", given=wish(cast))
    order = purchase.orders.get(seller=cast.saris.seller)
    OrderEvent.objects.create(order=order, verb="overdue_accept", actor="system")
    document = "query($c: String!, $t: String!) { purchase(code: $c, token: $t) { orders { events { verb } } } }"
    found = ask(document, c=purchase.code, t=token_for(purchase))["data"]["purchase"]
    assert _verbs(found) == {"placed"}


@pytest.mark.django_db
def test_a_stock_beyond_thirty_two_bits_does_not_break_the_list(cast: Cast, ask: Ask) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=10**12)
    Variant.objects.filter(pool=cast.saris.pool).update(pack_size=1)
    packs = ask("{ products { nodes { availablePacks } } }")["data"]["products"]["nodes"]
    assert 10**12 in [node["availablePacks"] for node in packs]
