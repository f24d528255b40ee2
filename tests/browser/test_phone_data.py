"""What the desk costs in data, counted on the link itself: pages, scripts, the service worker's own requests, acts."""

import subprocess
import sys
import time
from collections.abc import Callable

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser import door, pictures
from tests.browser.measuring import KB, Say
from tests.browser.pocket import Pocket, until
from tests.browser.system import ROOT, System, environment_of
from tests.fakes.dropping_proxy import DroppingProxy

DAYS, PHOTOS, MESSAGES = 30, 5, 5  # with five orders a day, and a price or stock changed every other day
DAYS_PLAYED = 2
MONTH_KB = 5 * KB
MESSAGES_PLAYED = 2
QUIET_S = 1.0
PHOTO_KB = (150, 400)  # what a phone sends of a photo of twelve megapixels after it made it small
# answers whether the worker looked for what is new, or makes it due again
_REFRESHED = """async (asked) => {
  const db = await new Promise((done) => { indexedDB.open("lapak").onsuccess = (event) => done(event.target.result); });
  const work = db.transaction("meta", "readwrite");
  const meta = work.objectStore("meta");
  let found;
  if (asked) meta.get("refreshed").onsuccess = (event) => { found = event.target.result?.value; };
  else meta.put({ id: "refreshed", value: null });
  await new Promise((done) => { work.oncomplete = done; });
  db.close();
  return Boolean(found);
}"""


def test_a_month_of_selling_fits_into_a_small_data_plan(
    bare_pocket: Pocket, link: DroppingProxy, system: System, keys: door.Keys, say: Say
) -> None:
    """A month is a new phone's first opening and thirty days with three visits each.

    A day: five orders come, are accepted in the visit after, packed and given to a courier until the evening; each
    visit comes long enough after the last for the app to look for what is new. In the month are twenty edits, fifteen
    of a stock and five of a new photo, and five calls for help. Days with their stock edit are played and counted
    whole; photos and calls are counted apart, as they are no part of every second day.
    """
    pocket, page = bare_pocket, bare_pocket.page
    first = _bytes(link, lambda: _begin(pocket, keys))
    days = _bytes(link, lambda: _days(system, page))
    before = link.heard.sent
    photo = _bytes(link, lambda: _new_photo(page))
    assert PHOTO_KB[0] < (link.heard.sent - before) / KB < PHOTO_KB[1], "no photo of a usual size went out"
    message = _bytes(link, lambda: _ask_help(page, MESSAGES_PLAYED))
    parts = {
        "first": first,
        "days": days * DAYS / DAYS_PLAYED,
        "photos": photo * PHOTOS,
        "messages": message * MESSAGES / MESSAGES_PLAYED,
    }
    sys.stdout.write("\n" + ", ".join(f"{name} {size / KB:.0f} KB" for name, size in parts.items()) + "\n")
    say("phone_month", sum(parts.values()) / KB, "KB", MONTH_KB)


def _days(system: System, page: Page) -> None:
    for at in range(DAYS_PLAYED):
        early = _orders_come(system, 2)
        _look_again(page)
        _accept(page, early)
        if not at:
            _edit(page, 31)
        late = _orders_come(system, 3)
        _look_again(page)
        _accept(page, late)
        _pack(page, early)
        _look_again(page)
        _pack(page, late)
        _send(page, early + late)


def _orders_come(system: System, many: int) -> list[str]:
    """Their codes; the stall has an order or two of its own, which are left alone."""
    come = f"from tests.browser.orders_come import come; come({door.SUMIYATI!r}, {many})"
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", come]
    told = subprocess.run(
        command, cwd=ROOT, env=environment_of(system) or None, check=True, stdout=subprocess.PIPE, text=True
    )
    return told.stdout.split()


def _begin(pocket: Pocket, keys: door.Keys) -> None:
    """A new phone: signing in, the app's own files, the pages it keeps, the pictures of the goods."""
    pocket.let_in(door.SUMIYATI, keys)
    pocket.settle()
    until(lambda: bool(pocket.page.evaluate(_REFRESHED, True)))
    pocket.page.goto("/lapak/produk/")


def _look_again(page: Page) -> None:
    """Opened after a while: Hari ini, and what changed meanwhile of all that is kept."""
    page.evaluate(_REFRESHED, False)
    _today(page)
    until(lambda: bool(page.evaluate(_REFRESHED, True)))


def _today(page: Page) -> None:
    """As it is now: where Lapak takes long, the phone shows it as it was kept, and the person looks again."""
    page.goto("/lapak/")
    until(lambda: not page.locator("html[data-kept]").count() or not page.goto("/lapak/"))


def _accept(page: Page, codes: list[str]) -> None:
    for code in codes:
        with page.expect_navigation():
            _deed(page, code).get_by_role("button", name="Terima pesanan").click()
        expect(page.get_by_text("Pesanan diterima. Siapkan barangnya.")).to_be_visible()


def _pack(page: Page, codes: list[str]) -> None:
    for code in codes:
        with page.expect_navigation():
            _deed(page, code).get_by_role("button", name="Sudah dikemas").click()
        expect(page.get_by_text("Pesanan sudah dikemas.")).to_be_visible()


def _send(page: Page, codes: list[str]) -> None:
    """The number of each parcel on its order's card, and back."""
    for code in codes:
        _today(page)
        _deed(page, code).get_by_role("link", name="Isi nomor resi").click()
        page.get_by_label("Nomor resi").fill("JB0012345678")
        page.get_by_role("button", name="Sudah dikirim").click()
        expect(page.get_by_text("Pesanan dikirim.").first).to_be_visible()


def _deed(page: Page, code: str) -> Locator:
    return page.locator(f"#pesanan-{code}")


def _edit(page: Page, stock: int) -> None:
    page.goto("/lapak/produk/")
    form = page.locator("form.pack").first
    form.locator("[name=stock]").fill(str(stock))
    form.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Harga dan stok tersimpan.")).to_be_visible()
    page.goto("/lapak/")


def _new_photo(page: Page) -> None:
    page.goto("/lapak/produk/")
    page.locator(".goods > li a").first.click()
    page.locator("form.album__add input[type=file]").set_input_files(_photo())
    page.get_by_role("button", name="Simpan foto").click()
    expect(page.get_by_text("Foto tersimpan.")).to_be_visible()
    _look_again(page)


def _ask_help(page: Page, many: int) -> None:
    for at in range(many):
        page.goto("/lapak/kiriman/")
        page.locator("summary", has_text="Minta bantuan").click()
        page.get_by_label("Apa yang sulit?").fill(f"Bagaimana cara {at}?")
        with page.expect_navigation():
            page.get_by_role("button", name="Kirim pesan").click()


def _photo() -> FilePayload:
    return {"name": "IMG_2041.JPG", "mimeType": "image/jpeg", "buffer": pictures.market_photo()}


def _bytes(link: DroppingProxy, play: Callable[[], object]) -> int:
    """What `play` moves over the link both ways, with what the app does by itself until it is quiet again."""
    before = link.heard.came + link.heard.sent
    play()
    last, since = -1, time.monotonic()
    while time.monotonic() - since < QUIET_S:
        now = link.heard.came + link.heard.sent
        last, since = now, since if now == last else time.monotonic()
        time.sleep(0.1)
    return last - before
