"""The sheets of the demo market agree with each other and with the shapes of real papers."""

import re
from collections import Counter

import pytest

from catalog.products.units import base_for, pack_size_for
from sellers.people.phones import parse_phone
from sellers.regions import places
from storefront.demo import sheets
from storefront.demo.drawing.emblems import EMBLEMS, PRODUCTS
from storefront.demo.history.buyers import buyers
from storefront.demo.market.scenes import SCENES


def test_the_market_has_twenty_sellers_and_sixty_nine_products_of_two_cooperatives() -> None:
    assert (len(sheets.sellers()), len(sheets.products())) == (20, 69)
    assert Counter(seller.cooperative for seller in sheets.sellers()) == {"blitar": 12, "tarakan": 8}


def test_every_village_of_a_seller_exists() -> None:
    assert all(places.village(seller.village_code).postal_code for seller in sheets.sellers())


def test_every_product_has_a_seller_a_category_a_text_and_a_drawing_of_its_own() -> None:
    sellers = {seller.id for seller in sheets.sellers()}
    categories = {category.slug for category in sheets.categories()}
    for product in sheets.products():
        assert product.seller_id in sellers
        assert product.category in categories
        assert len(product.description) > 60
    assert len(set(PRODUCTS.values())) == 69
    assert set(PRODUCTS) == {product.id for product in sheets.products()}


def test_every_category_shows_an_emblem_that_is_drawn() -> None:
    assert {category.emblem for category in sheets.categories()} <= set(EMBLEMS)


@pytest.mark.parametrize("product", [p for p in sheets.products() if p.others], ids=lambda p: p.id)
def test_packs_of_one_product_draw_on_one_kind_of_stock_and_differ_in_size(product: sheets.ProductRow) -> None:
    packs = (product.first, *product.others)
    assert len({base_for(pack.unit, pack.content) for pack in packs}) == 1
    assert len({pack_size_for(pack.unit, pack.content) for pack in packs}) == len(packs)


def test_chilli_is_sold_by_the_ons_the_bag_and_the_kilo_from_one_pool() -> None:
    chilli = next(product for product in sheets.products() if product.id == "P066")
    assert [pack_size_for(p.unit, p.content) for p in (chilli.first, *chilli.others)] == [100, 250, 1000]


def test_all_phones_are_invented_and_valid() -> None:
    phones = [row.phone for row in sheets.people()] + [scene.who.phone for scene in SCENES]
    phones += [buyer.phone for buyer in buyers()]
    for phone in phones:
        assert parse_phone(phone) == phone
        assert re.fullmatch(r"\+62812000\d{5}", phone)


def test_buyers_are_the_same_on_every_machine() -> None:
    assert buyers() == buyers()
    assert len({buyer.phone for buyer in buyers()}) == len(buyers())
