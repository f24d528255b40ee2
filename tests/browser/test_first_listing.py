"""What the first listing costs a thumb: every tap and every answer of a newcomer with a new stall, counted."""

import random
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser import newcomer
from tests.browser.cast import MAKERS, Maker
from tests.browser.measuring import Say
from tests.browser.stage import Stage

MOST_TAPS, MOST_INPUTS = 12, 5


@dataclass
class Thumb:
    """Does what a person does, and counts it. A field that the page itself put the keyboard on needs no tap."""

    page: Page
    taps: int = 0
    inputs: int = 0

    def tap(self, place: Locator) -> None:
        place.tap()
        self.taps += 1

    def photograph(self, place: Locator, photo: FilePayload) -> None:
        """The camera opens by one tap, and another takes the photo."""
        with self.page.expect_file_chooser() as camera:
            self.tap(place)
        camera.value.set_files(photo)
        self.taps += 1
        self.inputs += 1

    def write(self, field: Locator, text: str) -> None:
        expect(field).to_be_visible()
        if not field.evaluate("field => field === document.activeElement"):
            self.tap(field)
        self.page.keyboard.type(text)
        expect(field).to_have_value(text)
        self.inputs += 1

    def pick(self, choice: Locator) -> None:
        self.tap(choice)
        self.inputs += 1


def test_the_first_listing_takes_few_taps_and_few_answers_and_the_second_no_more(phone: Stage, say: Say) -> None:
    seller = phone.actor()
    number = f"0813-9{random.randrange(1000):03}-{random.randrange(10_000):04}"  # one more newcomer each time
    maker = replace(MAKERS["phone"], phone=number, stall=f"Dapur {number[-4:]}", product="Keripik pare")
    newcomer.open_stall(seller, maker)
    first = _list(seller.page, maker)
    say("first_listing_taps", first.taps, "taps", MOST_TAPS)
    say("first_listing_inputs", first.inputs, "inputs", MOST_INPUTS)
    second = _list(seller.page, replace(maker, product="Keripik bayam"))
    say("second_listing_taps", second.taps, "taps", first.taps)
    say("second_listing_inputs", second.inputs, "inputs", first.inputs)


def _list(page: Page, maker: Maker) -> Thumb:
    """From Hari ini to the page of the new product: photo, name, price, unit, stock, and nothing else."""
    page.goto("/lapak/")
    thumb = Thumb(page)
    onward = page.get_by_role("button", name="Lanjut")
    thumb.tap(page.get_by_role("link", name="Tambah produk").first)
    expect(page.locator("[data-steps].steps--one")).to_be_visible()
    thumb.photograph(page.locator("label.shot"), _photo())
    expect(page.locator("[data-steps].steps--shot")).to_be_visible()
    thumb.write(page.get_by_label("Apa nama barangnya?"), maker.product)
    thumb.tap(onward)
    thumb.write(page.get_by_label("Berapa harganya?"), maker.price_typed)
    thumb.tap(onward)
    expect(page.get_by_text("Dijual per apa?")).to_be_visible()
    if page.locator(".pick input:checked").count():
        thumb.tap(onward)
    else:
        thumb.pick(page.locator(".pick", has_text="kg").first)
    thumb.write(page.get_by_label("Berapa stoknya?"), str(maker.stock))
    thumb.tap(page.get_by_role("button", name="Simpan produk"))
    expect(page.get_by_role("heading", level=1, name=maker.product)).to_be_visible()
    return thumb


def _photo() -> FilePayload:
    held = BytesIO()
    Image.new("RGB", (640, 480), (196, 120, 60)).save(held, "JPEG")
    return {"name": "IMG_2041.JPG", "mimeType": "image/jpeg", "buffer": held.getvalue()}
