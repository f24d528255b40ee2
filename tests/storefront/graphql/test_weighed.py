"""Goods that are weighed at packing, as a program sees them: the bound, the most they cost, what the scale said."""

from typing import Any

import pytest

from catalog.products.models import Product, Variant
from sellers.accounts.models import Cooperative
from storefront.delivery.models import DeliveryFee
from storefront.orders.models import OrderLine
from storefront.orders.tracking import token_for
from tests.cast import Cast
from tests.storefront.desk.selling import sold
from tests.storefront.graphql.conftest import Ask
from tests.storefront.orders.test_packing import pack

WEIGHED = "{ percent nominalG leastG mostG least { minor currency } most { minor currency } }"
PRODUCT = f"query($s: String!) {{ product(slug: $s) {{ weighedPercent variants {{ label weighed {WEIGHED} }} }} }}"
QUOTE = f"""query($input: QuoteInput!) {{ quote(input: $input) {{
    parts {{ lines {{ quantity total {{ minor }} weighed {WEIGHED} }} }} }} }}"""
LINES = f"lines {{ quantity total {{ minor }} weighed {WEIGHED} weighedG givenBack {{ minor currency }} }}"
BOUGHT = f"query($c: String!, $t: String!) {{ purchase(code: $c, token: $t) {{ orders {{ {LINES} }} }} }}"
SOLD = f"{{ myOrders(first: 5) {{ nodes {{ {LINES} }} }} }}"


@pytest.fixture
def by_the_scale(cast: Cast) -> None:
    cast.saris.product.weighed_percent = 10
    cast.saris.product.save(update_fields=["weighed_percent"])


def amount(minor: int, currency: str = "IDR") -> dict[str, Any]:
    return {"minor": minor, "currency": currency}


def agreed(packs: int = 1, currency: str = "IDR") -> dict[str, Any]:
    """Of packs of 1 kg for 40000."""
    return {
        "percent": 10, "nominalG": 1_000 * packs, "leastG": 900 * packs, "mostG": 1_100 * packs,
        "least": amount(36_000 * packs, currency), "most": amount(40_000 * packs, currency),
    }  # fmt: skip


@pytest.mark.usefixtures("by_the_scale")
def test_a_product_tells_its_bound_and_the_most_a_pack_costs(cast: Cast, ask: Ask) -> None:
    found = ask(PRODUCT, s=cast.saris.product.slug)["data"]["product"]
    assert found["weighedPercent"] == 10
    kilo = next(one for one in found["variants"] if one["label"] == "1 kg")
    assert kilo["weighed"] == agreed()


def test_what_is_sold_as_it_stands_says_nothing_of_a_scale(cast: Cast, ask: Ask, basket: dict[str, Any]) -> None:
    found = ask(PRODUCT, s=cast.saris.product.slug)["data"]["product"]
    assert (found["weighedPercent"], {str(one["weighed"]) for one in found["variants"]}) == (None, {"None"})
    quoted = ask(QUOTE, input=basket)["data"]["quote"]
    assert [line["weighed"] for part in quoted["parts"] for line in part["lines"]] == [None, None]


@pytest.mark.usefixtures("by_the_scale")
def test_a_quote_says_the_most_a_line_can_cost(cast: Cast, ask: Ask, basket: dict[str, Any]) -> None:
    basket["lines"][0]["quantity"] = 3
    quoted = ask(QUOTE, input=basket)["data"]["quote"]
    [line] = next(part["lines"] for part in quoted["parts"] if part["lines"][0]["weighed"])
    assert (line["quantity"], line["total"], line["weighed"]) == (3, {"minor": 120_000}, agreed(3))


@pytest.mark.parametrize("currency", ["IDR", "USD"])
@pytest.mark.usefixtures("by_the_scale")
def test_a_line_says_what_it_weighed_and_what_is_given_back(cast: Cast, ask: Ask, currency: str) -> None:
    for rows in (Variant.objects, Cooperative.objects, DeliveryFee.objects):
        rows.update(currency=currency)
    cast.saris.variant.refresh_from_db()
    order = sold(cast, way="bank_transfer")
    Product.objects.update(weighed_percent=25)  # what was agreed to stands
    asked = {"c": order.purchase.code, "t": token_for(order.purchase)}
    before = {"quantity": 2, "total": {"minor": 80_000}, "weighed": agreed(2, currency)}
    [line] = ask(BOUGHT, **asked)["data"]["purchase"]["orders"][0]["lines"]
    assert line == before | {"weighedG": None, "givenBack": amount(0, currency)}
    pack(cast, order, 1_937)
    after = before | {"weighedG": 1_937, "givenBack": amount(2_520, currency)}
    assert ask(BOUGHT, **asked)["data"]["purchase"]["orders"][0]["lines"] == [after]
    assert ask(SOLD, person=cast.sari)["data"]["myOrders"]["nodes"][0]["lines"] == [after]


def test_a_line_sold_as_it_stands_has_no_bound(cast: Cast, ask: Ask) -> None:
    order = sold(cast)
    OrderLine.objects.filter(order=order).update(refunded_minor=1)
    [line] = ask(BOUGHT, c=order.purchase.code, t=token_for(order.purchase))["data"]["purchase"]["orders"][0]["lines"]
    assert (line["weighed"], line["weighedG"], line["givenBack"]) == (None, None, amount(1))
