"""What a first view may cost on a phone. Each figure is printed for people and scripts alike."""

import pytest

from tests.browser import door, measuring
from tests.browser.measuring import KB, Say
from tests.browser.stage import Stage

PRODUCT = "/produk/opak-gambir/"


@pytest.mark.parametrize(("name", "address"), [("home", "/"), ("product", PRODUCT)])
def test_a_buyers_first_view_is_light_without_its_pictures(phone: Stage, say: Say, name: str, address: str) -> None:
    came = measuring.transfer(phone.actor(), address)
    say(f"first_view_{name}", (came.all - came.images) / KB, "KB", 60)


@pytest.mark.parametrize(("name", "address"), [("home", "/"), ("list", "/cari/"), ("category", "/kategori/camilan/")])
def test_a_list_of_goods_is_light_with_its_pictures(phone: Stage, say: Say, name: str, address: str) -> None:
    came = measuring.transfer(phone.actor(), address)
    assert came.images > 0
    say(f"with_images_{name}", came.all / KB, "KB", 300)


def test_the_sellers_app_opens_with_little(phone: Stage, say: Say, keys: door.Keys) -> None:
    seller = phone.actor()
    door.let_in(seller, door.SULASTRI, keys)
    came = measuring.transfer(seller, "/lapak/")
    assert seller.page.url.endswith("/lapak/")
    say("first_view_seller", came.all / KB, "KB", 100)


def test_a_product_page_paints_soon_on_a_slow_phone(phone: Stage, say: Say) -> None:
    say("product_lcp", measuring.largest_paint_s(phone.actor(), PRODUCT, 2.5), "s", 2.5)
