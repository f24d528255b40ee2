"""A seller with an order: accepts, packs, sends it by courier or hands it over against the PIN. And without a link."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.stage import Actor


def open_newest(actor: Actor, product: str, name: str = "lapak-pesanan") -> Page:
    """The newest order with this product, from the list."""
    actor.visit("/lapak/pesanan/", name)
    actor.page.locator(".deed--row", has_text=product).first.get_by_role("link").click()
    expect(actor.page.get_by_role("heading", level=1)).to_contain_text("Pesanan")
    return actor.page


def code_of(page: Page) -> str:
    return page.url.rstrip("/").split("#")[0].rstrip("/").rpartition("/")[2]


def accept_and_pack(actor: Actor) -> None:
    page = actor.page
    actor.look("lapak-pesanan-baru")
    page.get_by_role("button", name="Terima pesanan").click()
    expect(page.get_by_text("Pesanan diterima. Siapkan barangnya.")).to_be_visible()
    page.get_by_role("button", name="Sudah dikemas").click()
    expect(page.get_by_text("Pesanan sudah dikemas.")).to_be_visible()
    actor.look("lapak-pesanan-dikemas")


def send_by_courier(actor: Actor, number: str) -> None:
    page = actor.page
    page.get_by_label("Nomor resi").fill(number)
    page.get_by_role("button", name="Sudah dikirim").click()
    expect(page.get_by_text("Pembeli sudah diberi tahu").first).to_be_visible()
    actor.look("lapak-pesanan-dikirim")


def make_ready(actor: Actor) -> None:
    actor.page.get_by_role("button", name="Siap diambil").click()
    expect(actor.page.get_by_text("Pembeli diberi tahu: barang siap diambil.")).to_be_visible()
    actor.look("lapak-pesanan-siap")


def hand_over(actor: Actor, pin: str) -> None:
    """With a wrong PIN first."""
    page = actor.page
    wrong = f"{(int(pin) + 1) % 10_000:04}"
    page.get_by_label("PIN pembeli").fill(wrong)
    page.get_by_role("button", name="Sudah diserahkan").click()
    expect(page.get_by_text("PIN salah. Minta pembeli").first).to_be_visible()
    actor.look("lapak-pin-salah")
    page.get_by_label("PIN pembeli").fill(pin)
    page.get_by_role("button", name="Sudah diserahkan").click()
    expect(page.get_by_text("Barang sudah diserahkan.")).to_be_visible()
    actor.look("lapak-pesanan-diserahkan")


def cancel(actor: Actor, reason: str) -> None:
    page = actor.page
    page.locator("#batalkan summary").click()
    page.locator("#batalkan label.choice", has_text=reason).click()
    actor.look("lapak-batalkan")
    page.get_by_role("button", name="Batalkan pesanan ini").click()
    expect(page.get_by_text("Pesanan dibatalkan. Stok kembali.")).to_be_visible()
    actor.look("lapak-pesanan-dibatalkan")


def list_good(page: Page, name: str, photos: Sequence[Path]) -> None:
    """Without a link, until it waits in the outbox of the phone."""
    page.goto("/lapak/produk/baru/")
    fill_good(page, name, photos)
    page.get_by_role("button", name="Tayangkan").click()
    page.wait_for_url("**/lapak/kiriman/**")
    expect(page.get_by_text(name)).to_be_visible()


def fill_good(page: Page, name: str, photos: Sequence[Path], *, price: str = "25rb") -> None:
    page.locator("form[data-act='product.new'] input[type=file]").first.set_input_files(photos)
    page.get_by_label("Apa nama barangnya?").fill(name)
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Berapa harganya?").fill(price)
    page.get_by_role("button", name="Lanjut").click()
    page.locator(".pick", has_text="bungkus").first.click()
    page.get_by_label("Berapa stoknya?").fill("12")


def ask_help(page: Page, text: str) -> None:
    """Where nothing can be sent."""
    page.goto("/lapak/kiriman/")
    page.locator("summary", has_text="Minta bantuan").click()
    page.get_by_label("Apa yang sulit?").fill(text)
    page.get_by_role("button", name="Kirim pesan").click()
    expect(page.get_by_text("Tersimpan di HP. Dikirim saat ada sinyal.")).to_be_visible()
