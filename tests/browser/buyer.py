"""A buyer: finds goods, fills a basket, follows what was ordered. Everything works with and without JavaScript."""

import re
from urllib.parse import quote_plus

from playwright.sync_api import Locator, Page, expect

from tests.browser import pictures
from tests.browser.money import digits
from tests.browser.stage import Actor


def browse(actor: Actor) -> None:
    page = actor.visit("/", "beranda")
    page.locator(".chips a.chip").first.click()
    actor.look("kategori")
    actor.visit("/wilayah/?q=gedog", "wilayah")
    page.get_by_role("button", name=re.compile("Gedog")).first.click()
    expect(page.get_by_text("Kota Blitar").first).to_be_visible()
    for address, name in (("/syarat/", "syarat"), ("/privasi/", "privasi"), ("/kontak/", "kontak")):
        actor.visit(address, name)


def find(actor: Actor, misspelt: str, product: str, name: str) -> Page:
    """By a search with a wrong letter."""
    page = actor.visit(f"/cari/?q={quote_plus(misspelt)}", f"cari-{name}")
    shown = page.locator(".goods .photo").first.bounding_box()
    assert shown and abs(shown["width"] - shown["height"]) < 1, "a tall photo leaves its square"
    page.get_by_role("link", name=product, exact=True).first.click()
    expect(page.get_by_role("heading", level=1, name=product)).to_be_visible()
    return actor.look(f"produk-{name}")


def put_in_basket(actor: Actor, quantity: int) -> None:
    page = actor.page
    page.locator(".buy input[name=quantity]").fill(str(quantity))
    page.get_by_role("button", name=re.compile("Keranjang")).click()
    page.wait_for_url("**/keranjang/")


def change_quantity(actor: Actor, product: str, quantity: int) -> None:
    """By the plus button where it works, else by typing."""
    page = actor.page
    line = page.locator(".line", has_text=product)
    if actor.scripts:
        line.get_by_role("button", name=re.compile("^Tambah")).click()
    else:
        line.locator("input[name=quantity]").fill(str(quantity))
        line.get_by_role("button", name="Ubah", exact=True).click()
    expect(page.locator(".line", has_text=product).locator("input[name=quantity]")).to_have_value(str(quantity))


def ask_for_too_many(actor: Actor, product: str) -> Locator:
    """Past the browser's own check, as another program could; answers with the sentence of the page."""
    page = actor.page
    line = page.locator(".line", has_text=product)
    field = line.locator("input[name=quantity]")
    field.evaluate("(input) => input.removeAttribute('max')")
    field.fill("9999")
    field.press("Enter")
    page.wait_for_load_state()
    return page.get_by_text(re.compile("Stok tinggal|Jumlah disesuaikan|Isi jumlah antara")).first


def amount_to_pay(actor: Actor) -> int:
    return digits(actor.page.locator(".pay__line--amount dd").first.inner_text())


def send_proof(actor: Actor) -> None:
    page = actor.page
    page.locator("details.proof summary").click()
    proof = {"name": "bukti.png", "mimeType": "image/png", "buffer": pictures.receipt()}
    page.get_by_label("Foto bukti pembayaran").set_input_files(proof)
    page.get_by_role("button", name="Kirim bukti").click()
    expect(page.get_by_text("Bukti terkirim").first).to_be_visible()


def part(actor: Actor, seller: str) -> Locator:
    return actor.page.locator(".parcel", has=actor.page.get_by_role("heading", name=seller))


def pin(actor: Actor, seller: str) -> str:
    found = part(actor, seller).locator(".pin").inner_text().strip()
    assert re.fullmatch(r"\d{4}", found)
    return found


def cancel(actor: Actor, seller: str, name: str) -> None:
    """Asked once more before anything happens."""
    page = actor.page
    part(actor, seller).get_by_role("link", name="Batalkan Pesanan").click()
    expect(page.get_by_role("heading", name=re.compile("Batalkan pesanan"))).to_be_visible()
    actor.look(name)
    page.get_by_label("Alasan").fill("Salah pilih barang")
    page.get_by_role("button", name="Ya, batalkan").click()
    expect(page.get_by_text("Pesanan dibatalkan.").first).to_be_visible()
