"""Every unit of the table can be chosen at the desk, and the shop says what the price is for."""

import re
from html import unescape

import pytest
from django.test import Client

from catalog.products.models import Pool, Variant
from catalog.products.units import UNITS, base_for, label_for, pack_size_for
from storefront.desk import unit_choices
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PER = {code: code for code in UNITS} | {"l": "liter"}  # what stands behind the price, for one of it
COMPARED = {  # Rp40.000 for one, by the kilo or the litre
    "ons": "Rp400.000/kg", "g": "Rp40.000.000/kg", "kuintal": "Rp400/kg", "ton": "Rp40/kg", "ml": "Rp40.000.000/l",
}  # fmt: skip


@pytest.mark.parametrize("first", ["", "tray", "porsi", "tidak-ada"])
def test_each_unit_is_offered_exactly_once(first: str) -> None:
    shown = unit_choices.common(first)
    codes = [code for code, _label in (*shown, *unit_choices.others(shown))]
    assert (len(codes), sorted(codes)) == (41, sorted(UNITS))
    assert sorted(code for code, _label in unit_choices.all_of()) == sorted(UNITS)


def test_the_form_of_a_new_product_offers_them_all(cast: Cast, client: Client) -> None:
    client.force_login(cast.sari)
    page = client.get("/lapak/produk/baru/").text
    assert not [code for code in UNITS if f'value="{code}"' not in page]


@pytest.mark.parametrize("code", UNITS)
def test_the_shop_says_the_price_of_one(cast: Cast, client: Client, code: str) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(base=base_for(code), available=10_000_000)
    Variant.objects.exclude(pk=cast.saris.variant.pk).filter(product=cast.saris.product).update(is_active=False)
    Variant.objects.filter(pk=cast.saris.variant.pk).update(
        unit=code, label=label_for(code), pack_size=pack_size_for(code), price_minor=40_000
    )
    page = client.get(f"/produk/{cast.saris.product.slug}/").text
    found = re.search(r'<p class="product__price">(.*?)</p>', page, re.DOTALL)
    assert found
    said = " ".join(unescape(re.sub(r"<[^>]*>", "", found[1])).split())
    compared = f" ({COMPARED[code]})" if code in COMPARED else ""
    assert said == f"Rp40.000 /{PER[code]}{compared}"
