"""The whole job of a buyer, asked by a program."""

from typing import Any

from storefront.orders.models import Purchase
from tests.cast import KARANGSARI, Cast
from tests.storefront.graphql.conftest import Ask
from tests.storefront.life.parcels import cooperatives_contract

PLACE = """
mutation($key: String!, $input: QuoteInput!) {
  placePurchase(key: $key, input: $input) {
    purchase {
      code token total { minor currency }
      bills { way collectorName amount { minor } totalToPay { minor } bank accountNumber chargeCode expiresAt }
      orders { code state sellerName goods { minor } total { minor } lines { productName quantity } }
    }
    errors { code message field sellerId variantId }
  }
}
"""


def test_goods_are_found_with_a_wrong_letter(cast: Cast, ask: Ask) -> None:
    from_market = ask("{ products { nodes { slug name price { minor currency } availablePacks } total } }")
    assert from_market["data"]["products"]["total"] == 2
    assert {n["price"]["minor"] for n in from_market["data"]["products"]["nodes"]} == {11_000, 12_000}


def test_a_product_tells_its_packs_and_seller(cast: Cast, ask: Ask) -> None:
    document = (
        "query($s: String!) { product(slug: $s) { name seller { name village } variants { label availablePacks } } }"
    )
    product = ask(document, s=cast.saris.product.slug)["data"]["product"]
    assert product["seller"]["village"].startswith("Sentul")
    assert product["variants"] == [
        {"label": "1 kg", "availablePacks": 50},
        {"label": "250 g", "availablePacks": 200},
    ]


def test_goods_of_a_pending_stall_are_not_shown(cast: Cast, ask: Ask) -> None:
    cast.saris.seller.state = "pending"
    cast.saris.seller.save(update_fields=["state"])
    slug = cast.saris.product.slug
    assert ask("query($s: String!) { product(slug: $s) { name } }", s=slug)["data"]["product"] is None
    assert ask("query($s: String!) { seller(slug: $s) { name } }", s=cast.saris.seller.slug)["data"]["seller"] is None


def test_a_quote_tells_the_bill_and_what_is_missing(cast: Cast, ask: Ask, basket: dict[str, Any]) -> None:
    del basket["buyerPhone"]
    document = """query($input: QuoteInput!) { quote(input: $input) {
        total { minor } bills { collectorName amount { minor } way } problems { field message } } }"""
    quoted = ask(document, input=basket)["data"]["quote"]
    assert quoted["total"]["minor"] == 64_000
    assert quoted["bills"] == [{"collectorName": "Koperasi Mawar", "amount": {"minor": 64_000}, "way": "bank_transfer"}]
    assert [problem["field"] for problem in quoted["problems"]] == ["buyer_phone"]


def test_a_purchase_is_placed_once_however_often_it_is_sent(
    cast: Cast, ask: Ask, basket: dict[str, Any], transactional_db: None
) -> None:
    first = ask(PLACE, key="tap-1", input=basket)["data"]["placePurchase"]
    assert first["errors"] == []
    bill = first["purchase"]["bills"][0]
    assert 64_100 <= bill["totalToPay"]["minor"] <= 64_999
    assert [order["state"] for order in first["purchase"]["orders"]] == ["waiting", "waiting"]
    again = ask(PLACE, key="tap-1", input=basket)["data"]["placePurchase"]
    assert again["purchase"]["code"] == first["purchase"]["code"]
    assert Purchase.objects.count() == 1


def test_parcels_are_paid_to_the_courier_at_the_door(
    cast: Cast, ask: Ask, basket: dict[str, Any], transactional_db: None
) -> None:
    cooperatives_contract(cast)
    for part, stall in zip(basket["parts"], (cast.saris, cast.citras), strict=True):
        part["deliveryOptionId"] = str(stall.courier.pk)
    basket["address"] = {"street": "Jl. Merdeka 5", "villageCode": KARANGSARI}
    basket["payments"][0]["way"] = "cash"
    document = "query($input: QuoteInput!) { quote(input: $input) { bills { collectorName way byCourier } } }"
    bill = {"collectorName": "Koperasi Mawar", "way": "cash", "byCourier": True}
    assert ask(document, input=basket)["data"]["quote"]["bills"] == [bill, bill]
    placed = ask(PLACE, key="cod-1", input=basket)["data"]["placePurchase"]
    assert placed["errors"] == []
    assert {order["state"] for order in placed["purchase"]["orders"]} == {"confirmed"}


def test_a_key_with_another_basket_is_refused(
    cast: Cast, ask: Ask, basket: dict[str, Any], transactional_db: None
) -> None:
    ask(PLACE, key="tap-1", input=basket)
    basket["lines"][0]["quantity"] = 2
    answer = ask(PLACE, key="tap-1", input=basket)["data"]["placePurchase"]
    assert answer["purchase"] is None
    assert answer["errors"][0]["code"] == "key_reused"


def test_more_than_the_stock_is_refused_with_the_line(
    cast: Cast, ask: Ask, basket: dict[str, Any], transactional_db: None
) -> None:
    basket["lines"][0]["quantity"] = 51
    errors = ask(PLACE, key="tap-1", input=basket)["data"]["placePurchase"]["errors"]
    assert errors[0]["variantId"] == str(cast.saris.variant.pk)
    assert "50" in errors[0]["message"]


def test_a_purchase_opens_with_its_token_only(
    cast: Cast, ask: Ask, basket: dict[str, Any], transactional_db: None
) -> None:
    placed = ask(PLACE, key="tap-1", input=basket)["data"]["placePurchase"]["purchase"]
    document = "query($c: String!, $t: String!) { purchase(code: $c, token: $t) { code orders { code } } }"
    assert ask(document, c=placed["code"], t=placed["token"])["data"]["purchase"]["code"] == placed["code"]
    assert ask(document, c=placed["code"], t="x" * 22)["data"]["purchase"] is None
