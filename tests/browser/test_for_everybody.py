"""The pages in the dark, in English, and by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import buyer, door
from tests.browser.stage import Stage

SHOP = ("/", "/kategori/camilan/", "/produk/opak-gambir/", "/keranjang/", "/checkout/", "/pesanan/", "/masuk/daftar/")
DESK = ("/lapak/", "/lapak/pesanan/", "/lapak/produk/baru/", "/lapak/uang/")
OFFICE = ("/koperasi/", "/koperasi/transfer/", "/koperasi/utang/")


@pytest.mark.parametrize(
    ("addresses", "who"), [(SHOP, ""), (DESK, door.SULASTRI), (OFFICE, door.OFFICER)], ids=["shop", "desk", "office"]
)
def test_pages_keep_their_contrast_in_the_dark(
    phone: Stage, keys: door.Keys, addresses: tuple[str, ...], who: str
) -> None:
    visitor = phone.actor(dark=True)
    if who:
        door.let_in(visitor, who, keys)
    else:
        visitor.page.goto("/produk/opak-gambir/")
        buyer.put_in_basket(visitor, 1)
    before = len(phone.notes)
    for address in addresses:
        visitor.visit(address, "gelap-" + (address.strip("/").replace("/", "-") or "beranda"))
        assert visitor.page.url.endswith(address)
    assert phone.notes[before:] == []


def test_the_shop_goes_on_in_english_once_switched(phone: Stage) -> None:
    reader = phone.actor()
    page = reader.page
    page.goto("/produk/opak-gambir/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gambir rolled wafer")
    reader.look("english-product")
    page.locator("button[name=add]").click()
    page.wait_for_url("**/keranjang/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Keranjang")
    reader.look("english-basket")
    page.locator('a[href="/checkout/"]').first.click()
    reader.look("english-checkout")
    page.locator("button[value=pesan]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).not_to_contain_text("Belum bisa dipesan")
    reader.look("english-checkout-mistakes")
    page.get_by_role("button", name="Indonesia").click()
    expect(page.locator("html")).to_have_attribute("lang", "id")


def test_the_checkout_is_reached_and_sent_by_keyboard_alone(desktop: Stage) -> None:
    visitor = desktop.actor()
    visitor.page.goto("/produk/opak-gambir/")
    buyer.put_in_basket(visitor, 1)
    page = visitor.page
    page.goto("/checkout/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    assert _ring(page)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "name"
    page.keyboard.type("Eko Prasetyo")
    assert _tabs_to(page, "button[value=pesan]") < 40
    assert _ring(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Belum bisa dipesan")).to_be_visible()
    expect(page.get_by_label("Nama lengkap")).to_have_value("Eko Prasetyo")


def _tabs_to(page: Page, selector: str) -> int:
    for pressed in range(1, 80):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return pressed
    raise AssertionError(f"{selector} is out of reach")


def _ring(page: Page) -> bool:
    """Whether what has the focus shows it."""
    style = page.evaluate("(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])"
                          "(getComputedStyle(document.activeElement))")  # fmt: skip
    return style[0] != "none" and float(style[1].removesuffix("px")) >= 2
