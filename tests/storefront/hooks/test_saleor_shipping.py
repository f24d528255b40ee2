"""Saleor asks how a checkout can be delivered: another storefront's shopper, on the stand-in."""

from typing import Any

import pytest

from storefront.engine.saleor.models import VariantMirror
from tests.cast import Cast
from tests.saleor_ground import Ground, there

CREATE = """mutation($input: CheckoutCreateInput!) {
  checkoutCreate(input: $input) { checkout { id } errors { field code } } }"""
WAYS = """mutation($id: ID!) { deliveryOptionsCalculate(id: $id) {
  deliveries { id shippingMethod { id name price { amount currency } metadata { key value } } } } }"""
BLITAR = {
    "firstName": "Budi", "streetAddress1": "Jl. Merdeka 1", "city": "Kota Blitar", "cityArea": "Sukorejo",
    "countryArea": "Jawa Timur", "postalCode": "66125", "country": "ID",
}  # fmt: skip


@pytest.fixture
def ground(cast: Cast, saleor_ground: Ground) -> Ground:
    saleor_ground.push()
    return saleor_ground


def ways(ground: Ground, packs: dict[Any, int], address: dict[str, str] | None) -> list[dict[str, Any]]:
    lines = [{"variantId": there(ground, variant).id, "quantity": count} for variant, count in packs.items()]
    wanted = {"channel": "lapak-id", "email": "budi@example.com", "lines": lines}
    if address:
        wanted["shippingAddress"] = address
    made = ground.saleor.ask(CREATE, {"input": wanted})["data"]["checkoutCreate"]
    assert made["errors"] == []
    told = ground.saleor.ask(WAYS, {"id": made["checkout"]["id"]})["data"]["deliveryOptionsCalculate"]
    return [one["shippingMethod"] for one in told["deliveries"]]


def test_a_strangers_checkout_over_two_sellers_gets_one_price_and_pick_up(ground: Ground, cast: Cast) -> None:
    cheapest, pickup = ways(ground, {cast.saris.variant: 2, cast.citras.variant: 1}, BLITAR)
    assert (float(cheapest["price"]["amount"]), cheapest["price"]["currency"]) == (10_000, "IDR")
    share = f'{{"seller:{cast.saris.seller.pk}":5000,"seller:{cast.citras.seller.pk}":5000}}'
    assert cheapest["metadata"] == [{"key": "lapak.breakdown", "value": share}]
    assert (float(pickup["price"]["amount"]), pickup["name"]) == (0, "Ambil Sendiri")
    assert ground.saleor.courier.sync_calls[-1] == ("SHIPPING_LIST_METHODS_FOR_CHECKOUT", 200)


def test_a_checkout_without_an_address_is_offered_nothing(ground: Ground, cast: Cast) -> None:
    assert ways(ground, {cast.saris.variant: 1}, None) == []


def test_a_checkout_with_somebody_elses_goods_is_not_ours_to_bring(ground: Ground, cast: Cast) -> None:
    VariantMirror.objects.filter(variant=cast.citras.variant).delete()
    assert ways(ground, {cast.saris.variant: 1, cast.citras.variant: 1}, BLITAR) == []


def test_what_saleor_did_not_sign_is_answered_nothing(ground: Ground, cast: Cast, client: Any) -> None:
    path = "/kait/saleor/shipping-list-methods-for-checkout/"
    header = {"Saleor-Api-Url": ground.saleor.api_url}
    assert client.post(path, b"{}", content_type="application/json", headers=header).status_code == 401
    assert client.get(path).status_code == 405
