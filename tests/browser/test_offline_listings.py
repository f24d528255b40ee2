"""Ten listings made without a link, a phone that dies, and a link that loses answers: nothing lost, nothing twice."""

import os
import sqlite3
import time
from pathlib import Path
from uuid import UUID, uuid4

from playwright.sync_api import expect

from tests.browser.measuring import Say
from tests.browser.pocket import Kept, Pocket, take_photos
from tests.browser.seller import list_good
from tests.browser.system import System
from tests.fakes.dropping_proxy import DroppingProxy

LISTINGS, PHOTOS = 10, 3
SLOW_BITS, LOST = 400_000, 0.3
ALL_SENT_S = 240
_PUT_BACK = """async () => {
  const open = (name) => new Promise((done) => {
    indexedDB.open(name).onsuccess = ({ target }) => done(target.result);
  });
  const [db, copy] = [await open("lapak"), await open("lapak-copy")];
  const all = (name) => new Promise((done) => {
    copy.transaction(name).objectStore(name).getAll().onsuccess = ({ target }) => done(target.result);
  });
  const items = await all("items");
  const photos = await all("photos");
  copy.close();
  await new Promise((done) => {
    const work = db.transaction(["items", "photos"], "readwrite");
    for (const { seq, ...item } of items) work.objectStore("items").add(item);
    for (const photo of photos) work.objectStore("photos").put({ ...photo, whole: false });
    work.oncomplete = done;
  });
  db.close();
  dispatchEvent(new Event("lapak-queued"));
}"""
_COPY = """async () => {
  const db = await new Promise((done) => { indexedDB.open("lapak").onsuccess = ({ target }) => done(target.result); });
  const all = (name) => new Promise((done) => {
    db.transaction(name).objectStore(name).getAll().onsuccess = ({ target }) => done(target.result);
  });
  const items = await all("items");
  const photos = await all("photos");
  db.close();
  const copy = await new Promise((done) => {
    const asked = indexedDB.open("lapak-copy", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("items", { keyPath: "seq" });
      asked.result.createObjectStore("photos", { keyPath: "key" });
    };
    asked.onsuccess = () => done(asked.result);
  });
  await new Promise((done) => {
    const work = copy.transaction(["items", "photos"], "readwrite");
    for (const item of items) work.objectStore("items").put(item);
    for (const photo of photos) work.objectStore("photos").put(photo);
    work.oncomplete = done;
  });
  copy.close();
}"""


def test_ten_listings_made_offline_arrive_once_each_whatever_the_link_loses(
    pocket: Pocket, link: DroppingProxy, system: System, tmp_path: Path, say: Say
) -> None:
    mark = uuid4().hex[:6]
    link.down = True
    for at in range(LISTINGS):
        list_good(pocket.page, f"Keripik {mark} {at}", take_photos(tmp_path, PHOTOS, seed=at))
    queued = pocket.kept()
    assert len(queued.items) == LISTINGS and len(queued.photos) == LISTINGS * PHOTOS

    pocket.kill()
    page = pocket.open_again()
    page.goto("/lapak/kiriman/")
    expect(page.locator("[data-outgoing-rows] > li")).to_have_count(LISTINGS)
    after = pocket.kept()
    assert _keys(after) == _keys(queued), "the phone that died lost something"
    assert all(photo["held"] == photo["sha256"] for photo in after.photos)
    page.evaluate(_COPY)

    link.bits_per_s, link.drops, link.down = SLOW_BITS, LOST, False
    page.get_by_role("button", name="Kirim sekarang").click()
    _until_all_sent(pocket)
    assert link.heard.dropped > LISTINGS, "the link lost too little to show anything"
    _once_each(system, mark, queued, say)

    link.bits_per_s, link.drops = 0, 0.0
    for _time in range(2):
        page.evaluate(_PUT_BACK)
        _until_all_sent(pocket)
    assert len(pocket.kept().log) == 3 * LISTINGS
    _once_each(system, mark, queued, say)


def _until_all_sent(pocket: Pocket) -> None:
    until = time.monotonic() + ALL_SENT_S
    while (kept := pocket.kept()).items:
        assert {item["state"] for item in kept.items} == {"waiting"}, kept.items
        assert time.monotonic() < until, f"{len(kept.items)} still wait"
        time.sleep(0.5)


def _keys(kept: Kept) -> set[str]:
    return {item["key"] for item in kept.items} | {photo["key"] for photo in kept.photos}


def _once_each(system: System, mark: str, queued: Kept, say: Say) -> None:
    with sqlite3.connect(_var(system) / "lapak.sqlite3", timeout=30) as books:
        asked = "SELECT id, client_key FROM products_product WHERE name LIKE ?"
        hung = "SELECT f.sha256 FROM media_photo f JOIN products_product p ON p.id = f.product_id WHERE p.name LIKE ?"
        made = [(number, str(UUID(key))) for number, key in books.execute(asked, (f"Keripik {mark} %",))]
        hashes = books.execute(hung, (f"Keripik {mark} %",)).fetchall()
    wanted, photos = {item["key"] for item in queued.items}, sorted(photo["held"] for photo in queued.photos)
    lost = len(wanted - {key for _number, key in made}) + len(set(photos) - {one for (one,) in hashes})
    say("offline_lost", lost, "items", 0)
    say("offline_doubled", max(0, len(made) - LISTINGS) + max(0, len(hashes) - LISTINGS * PHOTOS), "items", 0)
    assert sorted(key for _number, key in made) == sorted(wanted)
    assert sorted(one for (one,) in hashes) == photos


def _var(system: System) -> Path:
    return Path(system.environment.get("LAPAK_VAR") or os.environ["LAPAK_VAR"])
