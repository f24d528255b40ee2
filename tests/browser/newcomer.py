"""A newcomer: opens a stall, lists what she makes."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.browser import door, pictures
from tests.browser.cast import Maker
from tests.browser.stage import Actor


def open_stall(actor: Actor, maker: Maker) -> None:
    """Phone, code, five questions."""
    page = actor.page
    actor.visit("/lapak/buka/", "daftar")
    page.get_by_label("Nomor WhatsApp").fill(maker.phone)
    page.get_by_label("Saya setuju dengan Syarat").check()
    page.get_by_role("button", name="Kirim kode").click()
    actor.look("kode")
    door.look_at_outbox(actor)
    door.type_code(actor)
    _who(actor)
    page.get_by_label("Nama lapak").fill(maker.stall)
    actor.look("buka-nama")
    _next(actor)
    _village(actor)
    actor.look("buka-jual")
    page.get_by_role("button", name="Nanti saja").click()
    page.wait_for_load_state()
    _paid(actor, maker)
    expect(page.get_by_role("heading", name="Hari ini")).to_be_visible()
    actor.look("lapak-hari-ini-kosong")


def add_product(actor: Actor, maker: Maker) -> None:
    """Photo, name, price, unit, stock."""
    page = actor.page
    page.goto("/lapak/")
    page.get_by_role("link", name="Tambah produk").click()
    actor.look("produk-baru")
    photo: FilePayload = {"name": "IMG_2041.JPG", "mimeType": "image/jpeg", "buffer": pictures.phone_photo()}
    page.locator("input[name=photo]").set_input_files(photo)
    page.get_by_label("Apa nama barangnya?").fill(maker.product)
    actor.look("produk-baru-foto")
    _forward(actor)
    page.get_by_label("Berapa harganya?").fill(maker.price_typed)
    _forward(actor)
    page.locator(".pick", has_text="kg").first.click()
    stock = page.get_by_label("Berapa stoknya?")
    if not stock.is_visible():
        actor.look("produk-baru-satuan")
        _forward(actor)
    stock.fill(str(maker.stock))
    actor.look("produk-baru-stok")
    page.get_by_role("button", name="Simpan produk").click()
    expect(page.get_by_role("heading", name=maker.product)).to_be_visible()
    actor.look("produk-tersimpan")


def photo_stands_upright(actor: Actor) -> bool:
    """On the page of the product: red above, blue below, as it was held."""
    source = actor.page.locator(".desk-wrap img, main img").first.get_attribute("src") or ""
    answer = actor.context.request.get(source)
    assert answer.ok, source
    shown = Image.open(BytesIO(answer.body())).convert("RGB")
    width, height = shown.size
    top, bottom = shown.getpixel((width // 2, height // 20)), shown.getpixel((width // 2, height - height // 20))
    return pictures.is_red(top) and pictures.is_blue(bottom)


def set_stock(actor: Actor, maker: Maker, stock: int) -> None:
    """In the list, in place."""
    page = actor.page
    page.goto("/lapak/produk/")
    good = page.locator(".good", has_text=maker.product)
    good.locator("input[name=stock]").fill(str(stock))
    good.get_by_role("button", name="Simpan").click()
    expect(good.get_by_text("Tersimpan")).to_be_visible()


def _who(actor: Actor) -> None:
    actor.look("buka-siapa")
    actor.page.locator(".kind").first.click()
    _next(actor)


def _village(actor: Actor) -> None:
    page = actor.page
    page.get_by_label("Nama desa atau kelurahan").press_sequentially("karangsri", delay=20)
    found = page.locator("label.choice", has_text="Sukorejo, Kota Blitar")
    expect(found).to_be_visible()
    found.click()
    actor.look("buka-desa")
    _next(actor)


def _paid(actor: Actor, maker: Maker) -> None:
    page = actor.page
    page.locator("label.choice", has_text="Tunai").click()
    page.locator("label.choice", has_text="Transfer bank").click()
    page.get_by_label("Bank", exact=False).and_(page.locator("select")).select_option(index=1)
    page.get_by_label("Nomor rekening").fill("0123 4567 8901")
    page.get_by_label("Atas nama").fill(maker.name)
    actor.look("buka-bayar")
    page.get_by_role("button", name="Buka lapak").click()


def _next(actor: Actor) -> None:
    actor.page.get_by_role("button", name="Lanjut").click()
    actor.page.wait_for_load_state()


def _forward(actor: Actor) -> None:
    actor.page.get_by_role("button", name="Lanjut").click()
