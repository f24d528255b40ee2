"""What a phone goes through: no page open, a clock that is wrong, no room left."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import CDPSession, expect

from tests.browser.pocket import Pocket, take_photos, until
from tests.browser.seller import ask_help, fill_good
from tests.fakes.dropping_proxy import DroppingProxy

SENDING = "POST /lapak/kiriman/"
ROOM = 60_000  # bytes left on the phone: each photo takes 75 KB
_CLOCK = """{
  const Real = Date;
  const shift = () => Number(sessionStorage.getItem("shift") ?? 0);
  globalThis.Date = class extends Real {
    constructor(...given) { super(...(given.length ? given : [Real.now() + shift()])); }
    static now() { return Real.now() + shift(); }
  };
}"""
_ASKED = """{
  const own = StorageManager.prototype.persist;
  StorageManager.prototype.persist = function persist() {
    localStorage.setItem("persist", Number(localStorage.getItem("persist") ?? 0) + 1);
    return own.call(this);
  };
}"""


def test_what_waits_leaves_when_the_link_comes_back_and_no_page_is_open(pocket: Pocket, link: DroppingProxy) -> None:
    page = pocket.page
    link.cut = SENDING
    ask_help(page, "Kirim tanpa dibuka")
    wire = page.context.new_cdp_session(page)
    found: dict[str, str] = {}
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.update(_registered(event)))
    wire.send("ServiceWorker.enable")
    page.goto("about:blank")
    assert not any("/lapak/" in one.url for one in page.context.pages)
    page.wait_for_timeout(500)  # whatever the page had asked for is over
    link.cut = ""
    until(lambda: _sync(wire, pocket.base, found) and f"{SENDING}" in link.heard.addresses)
    page.goto("/tentang/")  # no page of the desk: it would send by itself
    until(lambda: not pocket.kept().items, pocket)
    assert [note["title"] for note in pocket.kept().log] == ["Minta bantuan"]


def test_a_clock_that_jumps_by_days_changes_neither_what_is_taken_nor_its_order(
    pocket: Pocket, link: DroppingProxy
) -> None:
    page = pocket.page
    page.add_init_script(_CLOCK)
    link.down = True
    said = [f"Jam {uuid4().hex[:6]}" for _day in range(3)]
    for text, days in zip(said, (1, -1, 0), strict=True):
        page.evaluate("shift => sessionStorage.setItem('shift', shift)", days * 86_400_000)
        ask_help(page, text)
    queued = pocket.kept().items
    made = [datetime.fromisoformat(item["made_at"]) - datetime.now(UTC) for item in queued]
    assert [round(off / timedelta(days=1)) for off in made] == [1, -1, 0]
    page.goto("/lapak/kiriman/")
    expect(page.locator("[data-outgoing-rows]").get_by_text("Menunggu sinyal")).to_have_count(3)
    link.down = False
    page.get_by_role("button", name="Kirim sekarang").click()
    until(lambda: not pocket.kept().items, pocket)
    assert [(note["key"], note["state"]) for note in pocket.kept().log] == [(item["key"], "done") for item in queued]


def test_a_full_phone_says_so_once_keeps_the_form_and_loses_nothing_that_waits(
    pocket: Pocket, link: DroppingProxy, tmp_path: Path
) -> None:
    page = pocket.page
    page.add_init_script(_ASKED)
    link.cut = "POST /lapak/"
    ask_help(page, "Sebelum penuh")
    assert page.evaluate("localStorage.getItem('persist')") == "1", "the phone was not asked to keep it well"
    waiting = pocket.kept().items
    used = page.evaluate("async () => (await navigator.storage.estimate()).usage")
    pocket.close()
    page = pocket.open_again()  # a browser that runs remembers for a while how much room there was
    wire, origin = page.context.new_cdp_session(page), {"origin": pocket.base}
    wire.send("Storage.overrideQuotaForOrigin", {**origin, "quotaSize": used + ROOM})
    page.goto("/lapak/produk/baru/")
    name = f"Keripik {uuid4().hex[:6]}"
    fill_good(page, name, take_photos(tmp_path, 3, seed=8))
    page.get_by_role("button", name="Tayangkan").click()
    expect(page.get_by_text("HP penuh. Hapus beberapa foto, lalu simpan lagi.")).to_have_count(1)
    assert page.locator("form[data-act='product.new'] [name=name]").input_value() == name
    assert page.evaluate("document.querySelector('[data-photo-input]').files.length") == 3
    assert pocket.kept().items == waiting and pocket.kept().photos == []
    wire.send("Storage.overrideQuotaForOrigin", origin)
    page.get_by_role("button", name="Tayangkan").click()  # room was made
    page.wait_for_url("**/lapak/kiriman/**")
    link.cut = ""
    page.get_by_role("button", name="Kirim sekarang").click()
    until(lambda: not pocket.kept().items, pocket)
    assert [note["act"] for note in pocket.kept().log] == ["help.ask", "product.new"]


def _registered(event: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {
        one["scopeURL"]: one["registrationId"] for one in event["registrations"] if one["scopeURL"].endswith("/lapak/")
    }


def _sync(wire: CDPSession, base: str, found: dict[str, str]) -> bool:
    """The browser tells the worker that there is a link again, as it does by itself some minutes later."""
    number = found.get(f"{base}/lapak/")
    if number:
        event = {"origin": base, "registrationId": number, "tag": "lapak-outbox", "lastChance": False}
        wire.send("ServiceWorker.dispatchSyncEvent", event)
    return bool(number)
