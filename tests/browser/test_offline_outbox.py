"""The phone's outbox by itself: its modules in Chromium on pages of a few forms, and a Lapak that says as told."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route

from storefront.desk.shell_files import SCRIPTS

BASE = "http://127.0.0.1:9"  # nobody listens there: every request is answered below
STRIP = """<div data-link data-person="1" data-name="Sulastri" data-stall="7" data-stall-name="Dapur" data-csrf=""
  data-waits="#" data-refused="#" data-who="#" data-saved="Tersimpan di HP."
  data-done="Tersimpan." data-full="HP penuh.">
  <p data-link-waits><span></span></p>
  <template data-notice="bad"><div class="notice--bad"><p></p></div></template>
  <template data-notice="good"><div class="notice--good"><p></p></div></template>
  <template data-notice="wait"><div class="notice--wait"><p></p></div></template></div><h1>Halaman</h1>"""
ROW = """<div data-row data-act-variant="{id}" data-act-base='{{"version": 1, "price": 20000, "stock": "{stock}"}}'>
  <label>Harga <span class="unseen">Keripik {id} kg</span></label><p data-slip="20000" hidden></p>
  <input data-field="price" value="20.000"><input data-field="stock" value="{stock}"></div>"""
PRICES = f"""<form data-prices data-act="prices.today" data-act-stall="7">{ROW.format(id=1, stock=12)}
  {ROW.format(id=2, stock=5)}<button><span data-count data-one="1" data-many="#">Simpan</span></button></form>
  <script type="module" src="/js/prices.js"></script>"""
PHOTOS = """<form data-act="photo.add" data-act-product="5" data-act-said="Foto tersimpan.">
  <input type="file" name="photo" multiple><button>Simpan foto</button></form>"""
NEW = """<form data-act="product.new" data-act-stall="7">
  <input name="name" value="Keripik"><button>Tayangkan</button></form>"""
Answer = tuple[int, dict[str, Any], dict[str, str]]


@dataclass
class Lapak:
    """What the phone meets; `act` decides about each act."""

    act: Callable[[dict[str, Any]], Answer | None]
    body: str = ""
    acts: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        request, path = route.request, urlsplit(route.request.url).path
        if path.startswith("/js/"):
            route.fulfill(body=(SCRIPTS / path[4:]).read_text(), content_type="text/javascript")
        elif path == "/lapak/kiriman/" and request.method == "POST":
            self._act(route, json.loads(request.post_data or "{}"))
        elif path.startswith("/lapak/unggahan/") and request.method == "POST":
            route.fulfill(json={"offset": 0, "done": False})
        elif path.startswith("/lapak/unggahan/"):
            route.fulfill(json={"offset": len(request.post_data_buffer or b""), "done": True})
        elif path == "/lapak/" or path == "/lapak/harga/":
            links = '<script type="module" src="/js/link.js"></script>' if self.body else ""
            route.fulfill(body=f"<!doctype html>{STRIP}{self.body}{links}", content_type="text/html")
        elif request.is_navigation_request():
            time.sleep(1.5)  # the next page takes its time
            route.fulfill(body="<!doctype html><h1>Kiriman</h1>", content_type="text/html")
        else:
            route.fulfill(status=404)

    def _act(self, route: Route, document: dict[str, Any]) -> None:
        self.acts.append(document)
        decided = self.act(document)
        if decided is None:
            route.abort()
            return
        status, body, headers = decided
        route.fulfill(status=status, json=body, headers=headers)


def done(document: dict[str, Any]) -> Answer:
    return 200, {"state": "done", "answer": {}, "url": "/lapak/produk/5/"}, {}


@pytest.fixture
def lapak() -> Lapak:
    return Lapak(done)


@pytest.fixture
def page(browser: Browser, lapak: Lapak) -> Iterator[Page]:
    context = browser.new_context(base_url=BASE, service_workers="block")
    context.route("**/*", lapak.answer)
    opened = context.new_page()
    opened.goto("/lapak/")
    opened.evaluate("""async () => {
      const { keepPerson } = await import("/js/store.js");
      await keepPerson({ person: 1, name: "Sulastri", token: "t" });
    }""")
    yield opened
    context.close()


def _put(page: Page, *items: dict[str, Any]) -> None:
    page.evaluate(
        """async (items) => {
      const { add } = await import("/js/store.js");
      const blank = { person: 1, stall: 7, state: "waiting", uploads: [], input: {}, made_at: "" };
      await add(items.map(({ photo, ...item }) => {
        const key = crypto.randomUUID();
        const blob = new Blob([photo ?? ""]);
        const photos = photo ? [{ key, sha256: "x", size: blob.size, type: "image/jpeg", blob, whole: false }] : [];
        return { item: { ...blank, key: crypto.randomUUID(), uploads: photos.map((one) => one.key), ...item }, photos };
      }));
    }""",
        list(items),
    )


def _round(page: Page) -> dict[str, Any]:
    told: dict[str, Any] = page.evaluate("""async () => (await import("/js/sending.js")).sendAll()""")
    return told


def _items(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("""async () => (await import("/js/store.js")).items()""")
    return found


def test_a_photo_that_the_phone_lost_is_refused_and_stops_nobody(page: Page, lapak: Lapak) -> None:
    page.evaluate(
        """() => { Blob.prototype.arrayBuffer = async () => { throw new DOMException("", "NotReadableError"); }; }"""
    )
    _put(page, {"act": "photo.add", "about": "product:1", "photo": "bytes"}, {"act": "help.ask", "about": "x"})
    _round(page)
    [left] = _items(page)
    assert (left["act"], left["state"], left["code"]) == ("photo.add", "refused", "photo_gone")
    assert [act["act"] for act in lapak.acts] == ["help.ask"]


def test_an_act_that_cannot_be_sent_waits_and_the_others_go_on(page: Page, lapak: Lapak) -> None:
    _put(page, {"act": "order.pack", "about": "order:A", "uploads": None}, {"act": "help.ask", "about": "x"})
    told = _round(page)
    assert [(item["act"], item["state"]) for item in _items(page)] == [("order.pack", "waiting")]
    assert told["left"] and [act["act"] for act in lapak.acts] == ["help.ask"]


def test_what_follows_on_a_thing_waits_for_an_author_who_has_to_sign_in(page: Page, lapak: Lapak) -> None:
    _put(page, {"act": "order.pack", "about": "order:A", "person": 2}, {"act": "order.send", "about": "order:A"},
         {"act": "order.send", "about": "order:B"})  # fmt: skip
    _round(page)
    assert len(lapak.acts) == 1 and len(_items(page)) == 2


def test_a_round_tells_whether_anything_moved_and_how_long_lapak_wants_peace(page: Page, lapak: Lapak) -> None:
    lapak.act = lambda document: (429, {"state": "later"}, {"Retry-After": "120"})
    _put(page, {"act": "help.ask", "about": "x"})
    assert _round(page) == {"left": True, "lost": False, "moved": False, "after": 120}
    lapak.act = done
    assert _round(page) == {"left": False, "lost": False, "moved": True, "after": 0}


def test_what_must_wait_is_asked_ever_more_seldom(page: Page, lapak: Lapak) -> None:
    lapak.act, lapak.body = lambda document: (500, {}, {}), NEW
    _put(page, {"act": "help.ask", "about": "x"})
    page.goto("/lapak/")
    page.wait_for_timeout(9000)
    assert 1 <= len(lapak.acts) <= 5  # after 1, 3, 7, 15 s, and half sooner where chance has it


def test_choosing_twice_makes_one_act(page: Page) -> None:
    _put(page, {"act": "variant.price_stock", "about": "variant:1", "state": "conflict"})
    page.evaluate("""async () => {
      const { items, replace } = await import("/js/store.js");
      const [{ seq, ...kept }] = await items();
      const again = () => replace(seq, { ...kept, key: crypto.randomUUID(), state: "waiting" });
      await Promise.all([again(), again()]);
    }""")
    assert [item["state"] for item in _items(page)] == ["waiting"]


def test_what_was_not_changed_is_left_as_it_stands_now(page: Page) -> None:
    told = page.evaluate("""async () => {
      const { changedOf } = await import("/js/prices.js");
      const base = { version: 1, price: 20000, stock: "12" };
      return [{ price: "25rb", stock: "12" }, { price: "Rp20.000", stock: "9" }, { stock: "3" }]
        .map((typed) => changedOf({ ...typed, base }));
    }""")
    assert told == [{"price": "25rb", "stock": ""}, {"price": "", "stock": "9"}, {"price": "", "stock": "3"}]


def test_each_photo_added_at_once_becomes_an_act_of_its_own(page: Page, lapak: Lapak) -> None:
    lapak.body = PHOTOS
    page.goto("/lapak/")
    files: list[FilePayload] = [
        {"name": f"{at}.jpg", "mimeType": "image/jpeg", "buffer": bytes([at]) * 9} for at in range(3)
    ]
    page.locator("input[type=file]").set_input_files(files)
    page.locator("form button").click()
    page.wait_for_url("**/lapak/produk/5/")
    assert [act["act"] for act in lapak.acts] == ["photo.add"] * 3
    assert len({act["input"]["upload"] for act in lapak.acts}) == 3


def test_a_second_tap_while_the_next_page_loads_makes_no_second_listing(page: Page, lapak: Lapak) -> None:
    lapak.body = NEW
    page.goto("/lapak/")
    page.evaluate("""() => {
      const form = document.forms[0];
      let taps = 0;
      const again = setInterval(() => { form.requestSubmit(); if (++taps > 12) clearInterval(again); }, 100);
    }""")
    page.wait_for_url("**/lapak/produk/5/")
    page.goto("/lapak/")
    assert len({act["key"] for act in lapak.acts}) == 1


def test_prices_saved_twice_before_they_are_sent_are_one_act_with_the_last_of_each_row(
    page: Page, lapak: Lapak
) -> None:
    lapak.act, lapak.body = lambda document: None, PRICES
    for row, price in ((0, "25rb"), (1, "30rb")):
        page.goto("/lapak/harga/")  # as it was kept: with what stood before
        page.locator("[data-field=price]").nth(row).fill(price)
        page.locator("form button").click()
        page.locator(".notice--wait").wait_for()
    [kept] = _items(page)
    assert {row["variant"]: row["price"] for row in kept["input"]["rows"]} == {1: "25rb", 2: "30rb"}
    page.locator("[data-field=price]").nth(1).fill("20.000")
    page.locator("form button").click()
    page.wait_for_timeout(1000)
    [kept] = _items(page)
    assert [row["variant"] for row in kept["input"]["rows"]] == [1]


def test_a_row_that_was_refused_says_which_and_is_mended_on_the_page_of_all_prices(page: Page, lapak: Lapak) -> None:
    refused = {"variant": 2, "state": "refused", "sentence": "Tulis harga dengan angka.", "field": "price"}
    lapak.act = lambda document: (200, {"state": "done", "answer": {"rows": [refused]}, "url": "/lapak/produk/"}, {})
    lapak.body = PRICES
    page.goto("/lapak/harga/")
    page.locator("[data-field=price]").nth(1).fill("murah")
    page.locator("form button").click()
    page.wait_for_url("**/lapak/kiriman/")
    page.goto("/lapak/")
    [left] = _items(page)
    assert left["title"] == "Keripik 2 kg"
    page.goto(f"/lapak/harga/#perbaiki-{left['seq']}")
    page.locator("[data-row]", has_text="Tulis harga dengan angka.").wait_for()
    assert [page.locator("[data-field=price]").nth(at).input_value() for at in (0, 1)] == ["20.000", "murah"]
    assert page.locator("form").get_attribute("data-instead") == str(left["seq"])
