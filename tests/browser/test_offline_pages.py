"""The desk without a link: what is read, what waits, what was refused or changed elsewhere, and whose it stays."""

from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser import door, looking
from tests.browser.pocket import NEEDED, Pocket, take_photos, until
from tests.browser.seller import ask_help, fill_good
from tests.browser.stage import Stage
from tests.fakes.dropping_proxy import DroppingProxy

SENDING = "POST /lapak/kiriman/"
OTHER = "0812-0000-0003"
_V1 = """async () => {
  const asked = indexedDB.open("lapak", 1);
  asked.onupgradeneeded = () => {
    const db = asked.result;
    db.createObjectStore("people", { keyPath: "person" });
    const items = db.createObjectStore("items", { keyPath: "seq", autoIncrement: true });
    items.createIndex("key", "key", { unique: true });
    db.createObjectStore("photos", { keyPath: "key" }).createIndex("item", "item");
    items.add({ key: crypto.randomUUID(), act: "help.ask", input: { text: "Dari versi lama", page: "/lapak/" },
      uploads: [], title: "Dari versi lama", about: "x", from: "/lapak/kiriman/", made_at: new Date().toISOString(),
      state: "waiting", person: 0, name: "Sulastri", stall: 0, stallName: "" });
  };
  await new Promise((done) => { asked.onsuccess = done; });
  asked.result.close();
}"""

# spoils the dictionary on this phone, or answers whether a spoilt one is there
_WORDS_SPOILT = """async (spoil) => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (!request.url.includes("/lapak/kamus/")) continue;
      const text = await (await cache.match(request)).text();
      if (text.includes("Hari itu")) return true;
      if (spoil) await cache.put(request, new Response(text.replace("Hari ini", "Hari itu")));
    }
  }
  return false;
}"""

_OLD = """async () => {
  const page = () => new Response("", { headers: { "X-Desk-Mark": "of another version" } });
  const [own] = (await caches.keys()).filter((name) => name.startsWith("lapak-orang-"));
  await (await caches.open(own)).put("/lapak/produk/999/", page());
  await (await caches.open("lapak-orang-999-1")).put("/lapak/dulu/", page());
  const db = await new Promise((done) => { indexedDB.open("lapak").onsuccess = ({ target }) => done(target.result); });
  const work = db.transaction("meta", "readwrite");
  const meta = work.objectStore("meta");
  let last;
  meta.get("refreshed").onsuccess = ({ target: { result } }) => {
    last = result?.value;
    if (last) meta.put({ id: "refreshed", value: { ...last, version: "older" } });
  };
  await new Promise((done) => { work.oncomplete = done; });
  db.close();
  return Boolean(last); // it has been looked at once
}"""

_HAS_WORDS = """async () => {
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) if (url.includes("/lapak/kamus/")) return true;
  }
  return false;
}"""


def test_orders_and_goods_are_read_without_a_link_and_money_is_not(pocket: Pocket, link: DroppingProxy) -> None:
    page = pocket.page
    page.goto("/lapak/pesanan/")
    listed = page.locator("article.deed a").evaluate_all("all => all.map((one) => new URL(one.href).pathname)")
    page.goto("/lapak/uang/")
    until(lambda: bool(set(listed) & set(pocket.kept_pages())))
    kept = pocket.kept_pages()
    assert not any("uang" in path for path in kept)
    link.down = True
    page.goto("/lapak/pesanan/")
    expect(page.get_by_text("Tanpa sinyal. Data tersimpan pukul")).to_be_visible()
    still_open = next(path for path in listed if path in kept)  # cards of orders that are over are not kept
    page.locator(f'article.deed a[href="{still_open}"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pesanan")
    page.goto("/lapak/produk/")
    expect(page.locator(".goods > li").first).to_be_visible()
    page.goto("/lapak/uang/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tanpa sinyal")


def test_signing_out_takes_the_kept_pages_along_and_warns_of_what_waits(
    pocket: Pocket, link: DroppingProxy, keys: door.Keys
) -> None:
    page = pocket.page
    keys.pop(door.SULASTRI)  # this session ends here
    link.cut = SENDING
    ask_help(page, "Tolong sebelum keluar")
    page.goto("/lapak/pilih/")
    page.get_by_role("button", name="Keluar", exact=True).click()
    expect(page.get_by_role("heading", name="1 kiriman belum terkirim")).to_be_visible()
    page.get_by_role("button", name="Tetap keluar").click()
    page.wait_for_url(lambda address: "/lapak/" not in address)
    assert pocket.kept_pages() == []
    assert len(pocket.kept().items) == 1
    link.cut = ""
    pocket.let_in(door.SULASTRI, keys)
    page.goto("/lapak/")
    until(lambda: not pocket.kept().items)


def test_making_room_for_another_person_takes_the_kept_pages_along(pocket: Pocket, keys: door.Keys) -> None:
    keys.pop(door.SULASTRI)
    pocket.page.goto("/lapak/orang/")
    pocket.page.get_by_role("button", name="Tambah orang").click()
    pocket.page.wait_for_url("**/masuk/**")
    until(lambda: pocket.kept_pages() == [])


def test_a_pin_or_a_passkey_of_ones_own_leaves_the_kept_pages(pocket: Pocket) -> None:
    page = pocket.page
    for address in ("/lapak/orang/pin/", "/lapak/orang/sidik-jari/soal/", "/lapak/orang/sidik-jari/"):
        page.evaluate("address => fetch(address, { method: 'POST' }).then((answer) => answer.text())", address)
    page.wait_for_timeout(1000)
    assert set(pocket.kept_pages()) >= NEEDED


def test_a_session_that_is_over_takes_the_kept_pages_along_whichever_page_is_opened(pocket: Pocket) -> None:
    pocket.page.context.clear_cookies()
    pocket.page.goto("/lapak/pesanan/")
    pocket.page.wait_for_url("**/masuk/**")
    until(lambda: pocket.kept_pages() == [])


def test_an_updated_app_keeps_no_page_that_names_the_files_of_the_one_before(pocket: Pocket) -> None:
    page = pocket.page
    until(lambda: bool(page.evaluate(_OLD)))
    assert {"/lapak/produk/999/", "/lapak/dulu/"} <= set(pocket.kept_pages())
    page.goto("/lapak/")
    until(lambda: not {"/lapak/produk/999/", "/lapak/dulu/"} & set(pocket.kept_pages()))
    assert set(pocket.kept_pages()) >= NEEDED


def test_the_pages_of_a_stall_whose_consent_was_withdrawn_go_with_the_next_page(pocket: Pocket) -> None:
    page = pocket.page
    page.evaluate("""async () => {
      const [own] = (await caches.keys()).filter((name) => name.startsWith("lapak-orang-"));
      const theirs = await caches.open(own.replace(/-[0-9]+$/, "-999"));
      await theirs.put("/lapak/pesanan/DAHULU/", new Response(""));
    }""")
    assert "/lapak/pesanan/DAHULU/" in pocket.kept_pages()
    page.goto("/lapak/pesanan/")
    until(lambda: "/lapak/pesanan/DAHULU/" not in pocket.kept_pages())
    assert set(pocket.kept_pages()) >= NEEDED


def test_an_act_keeps_its_author_when_another_person_takes_the_phone(
    pocket: Pocket, link: DroppingProxy, keys: door.Keys
) -> None:
    page = pocket.page
    link.down = True
    ask_help(page, "Dari Sulastri")
    before = pocket.kept()
    assert [item["person"] for item in before.items] == [before.people[0]["person"]]
    page.context.clear_cookies()  # the session is over, and with it its CSRF token
    link.down = False
    pocket.let_in(OTHER, keys)
    page.goto("/lapak/")
    until(lambda: not pocket.kept().items)
    [done] = pocket.kept().log
    assert done["person"] == before.items[0]["person"]
    assert {person["person"] for person in pocket.kept().people} >= {done["person"]}
    own = pocket.page.locator("[data-link]").get_attribute("data-person")
    assert str(done["person"]) != own
    names = pocket.page.evaluate("caches.keys()")
    assert not any(name.startswith(f"lapak-orang-{done['person']}-") for name in names)


def test_two_phones_that_price_the_same_pack_see_both_values_and_choose(
    pocket: Pocket, link: DroppingProxy, phone: Stage, keys: door.Keys
) -> None:
    page = pocket.page
    page.goto("/lapak/produk/")
    link.down = True
    mine, theirs = _fresh_price(), _fresh_price()
    _price(page, mine)
    expect(page.locator("form.pack").first.get_by_text("Tersimpan di HP")).to_be_visible()
    other = phone.actor()
    door.let_in(other, door.SULASTRI, keys)
    other.page.goto("/lapak/produk/")
    _price(other.page, theirs)
    expect(other.page.get_by_text("Harga dan stok tersimpan.")).to_be_visible()
    link.down = False
    until(lambda: [item["state"] for item in pocket.kept().items] == ["conflict"], pocket)
    page.goto("/lapak/kiriman/")
    notes: list[str] = []
    looking.note_violations(page, page.url, notes)
    assert notes == []
    expect(page.get_by_role("button", name="Pakai yang sekarang")).to_contain_text(_rupiah(theirs))
    page.get_by_role("button", name="Pakai tulisan saya").click()
    until(lambda: not pocket.kept().items)
    page.goto("/lapak/produk/")
    assert page.locator("form.pack input[name=price]").first.input_value().strip("Rp") == _rupiah(mine).strip("Rp")


def test_what_was_refused_says_why_and_is_mended_with_its_photos(
    pocket: Pocket, link: DroppingProxy, tmp_path: Path
) -> None:
    page = pocket.page
    name = f"Keripik {uuid4().hex[:6]}"
    link.down = True
    page.goto("/lapak/produk/baru/")
    fill_good(page, name, take_photos(tmp_path, 1, seed=1), price="murah")
    page.get_by_role("button", name="Tayangkan").click()
    page.wait_for_url("**/lapak/kiriman/**")
    link.down = False
    page.get_by_role("button", name="Kirim sekarang").click()
    page.get_by_role("link", name="Perbaiki").click()
    expect(page.locator("form [data-told], form .notice--bad").first).to_be_visible()
    assert page.locator("form[data-act='product.new'] [name=name]").input_value() == name
    [refused] = pocket.kept().items
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Berapa harganya?").fill("25rb")
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Tayangkan").click()
    until(lambda: not pocket.kept().items)
    assert [note["title"] for note in pocket.kept().log] == [name]
    assert refused["state"] == "refused" and pocket.kept().photos == []


def test_an_older_apps_database_is_taken_over_with_what_waits_in_it(bare_pocket: Pocket, keys: door.Keys) -> None:
    pocket = bare_pocket
    pocket.page.goto("/masuk/")
    pocket.page.evaluate(_V1)
    pocket.let_in(door.SULASTRI, keys)
    pocket.settle()
    kept = pocket.kept()
    assert [item["title"] for item in kept.items] == ["Dari versi lama"]
    assert kept.log == []


def test_a_browser_that_keeps_nothing_sends_its_forms_as_ever(pocket: Pocket) -> None:
    page = pocket.page
    page.add_init_script("delete Window.prototype.indexedDB; delete globalThis.indexedDB;")
    page.goto("/lapak/produk/")
    price = _fresh_price()
    with page.expect_response(lambda answer: "/lapak/produk/kemasan/" in answer.url):
        _price(page, price)
    page.goto("/lapak/kiriman/")
    expect(page.get_by_text("Di HP ini semua langsung dikirim.").first).to_be_visible()


def test_the_outbox_page_is_used_by_keyboard_alone_and_has_no_barriers(pocket: Pocket, link: DroppingProxy) -> None:
    page = pocket.page
    link.down = True
    ask_help(page, "Hapus saja")
    page.goto("/lapak/kiriman/")
    notes: list[str] = []
    looking.note_violations(page, page.url, notes)
    _tab_to(page, "[data-drop-ask]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    looking.note_violations(page, page.url, notes)
    assert notes == []
    _tab_to(page, "[data-drop-yes]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-outgoing-rows] > li")).to_have_count(0)
    assert pocket.kept().items == []


def _price(page: Page, price: int) -> None:
    form = page.locator("form.pack").first
    form.locator("[name=price]").fill(str(price))
    form.get_by_role("button", name="Simpan").click()


def _fresh_price() -> int:
    return 10_000 + int(uuid4().hex[:6], 16) % 80_000


def _rupiah(price: int) -> str:
    return f"Rp{price:,}".replace(",", ".")


def _tab_to(page: Page, selector: str) -> None:
    for _time in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is out of reach")


def test_an_app_that_got_no_dictionary_works_without_and_gets_it_later(
    bare_pocket: Pocket, link: DroppingProxy, keys: door.Keys
) -> None:
    """As from a Lapak that is being updated, half of which has another one."""
    link.cut = "GET /lapak/kamus/"
    bare_pocket.let_in(door.SULASTRI, keys)
    bare_pocket.settle()
    page = bare_pocket.page
    until(lambda: bool(page.evaluate(_OLD)))
    assert not page.evaluate(_HAS_WORDS)
    link.cut = ""
    page.goto("/lapak/")
    until(lambda: bool(page.evaluate(_HAS_WORDS)))


def test_a_page_that_is_as_it_was_costs_next_to_nothing_and_is_no_old_one(pocket: Pocket, link: DroppingProxy) -> None:
    page = pocket.page
    page.goto("/lapak/pesanan/")
    until(lambda: "/lapak/pesanan/" in pocket.kept_pages())
    page.wait_for_timeout(500)
    before = link.heard.came
    page.goto("/lapak/pesanan/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.kept") is None
    page.wait_for_timeout(500)
    assert link.heard.came - before < 1500  # and the browser's own look at the worker's script
    link.down = True
    page.goto("/lapak/pesanan/")
    expect(page.get_by_text("Tanpa sinyal. Data tersimpan pukul")).to_be_visible()


def test_a_dictionary_that_somebody_changed_on_its_way_is_thrown_away(pocket: Pocket, keys: door.Keys) -> None:
    page = pocket.page
    until(lambda: bool(page.evaluate(_HAS_WORDS)))
    page.evaluate(_WORDS_SPOILT, True)
    assert page.evaluate(_WORDS_SPOILT, False)
    pocket.kill()
    page = pocket.open_again()
    pocket.let_in(door.SULASTRI, keys)
    page.goto("/lapak/pesanan/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pesanan")
    assert page.evaluate("document.documentElement.dataset.kept") is None
    until(lambda: not page.evaluate(_WORDS_SPOILT, False))
