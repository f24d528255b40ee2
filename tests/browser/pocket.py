"""A seller's phone that can be switched off in the middle: Chromium with a profile on disk, behind a bad link."""

import json
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests.browser import cookies, door
from tests.browser.stage import SLOWEST_MS

SOON_S = 60
NEEDED = {f"/lapak/{page}" for page in ("", "pesanan/", "produk/", "produk/baru/", "harga/", "kiriman/")}

_STORES = """async (work) => {
  const db = await new Promise((done, fail) => {
    const asked = indexedDB.open("lapak");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const all = (name) => new Promise((done) => {
    db.transaction(name).objectStore(name).getAll().onsuccess = ({ target }) => done(target.result);
  });
  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const found = { items: await all("items"), log: await all("log"), people: await all("people"), photos: [] };
  for (const { blob, ...photo } of await all("photos")) {
    const held = hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
    found.photos.push({ ...photo, held });
  }
  db.close();
  return JSON.stringify(found);
}"""


@dataclass
class Kept:
    """What stands in the phone's own database."""

    items: list[dict[str, Any]] = field(default_factory=list)
    photos: list[dict[str, Any]] = field(default_factory=list)  # `held`: the hash of the bytes as they lie there
    log: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)

    def waiting(self) -> list[dict[str, Any]]:
        return [item for item in self.items if item["state"] == "waiting"]


class Pocket:
    def __init__(
        self, playwright: Playwright, profile: Path, base: str, *, chromium: str, arguments: list[str]
    ) -> None:
        self.playwright, self.profile, self.base = playwright, profile, base
        self.chromium, self.arguments = chromium, arguments
        self.errors: list[str] = []
        self.context: BrowserContext = self._start()

    @property
    def page(self) -> Page:
        return self.context.pages[-1]

    def sign_in(self, phone: str) -> Page:
        self.page.goto("/masuk/")
        self.page.get_by_label("Nomor WhatsApp").fill(phone)
        self.page.get_by_role("button", name="Kirim kode").click()
        other = self.context.new_page()
        other.goto("/kotak-keluar/")
        code = other.locator(".letter__code").first.inner_text()
        other.close()
        self.page.get_by_label("Kode", exact=True).fill(code)
        self.page.get_by_role("button", name="Masuk", exact=True).click()
        self.page.wait_for_url(lambda address: "/masuk/" not in address)
        return self.page

    def let_in(self, phone: str, keys: door.Keys) -> None:
        """Signed in, by the key of an earlier time where there is one: codes are limited."""
        if phone not in keys:
            self.sign_in(phone)
            keys[phone] = cookies.session(self.context)
        cookies.put(self.context, keys[phone])

    def settle(self) -> None:
        """Until the service worker reigns and has kept the pages, and the phone has its token."""
        until = time.monotonic() + 90
        self.page.goto("/lapak/")
        while not self._reigned():
            assert time.monotonic() < until, "no service worker"
            self.page.reload()
        self.page.reload()
        while NEEDED - set(self.kept_pages()) or not any(person["token"] for person in self.kept().people):
            assert time.monotonic() < until, (self.kept_pages(), self.kept().people)
            time.sleep(0.3)

    def _reigned(self) -> bool:
        for _time in range(25):
            if self.page.evaluate("Boolean(navigator.serviceWorker.controller)"):
                return True
            time.sleep(0.2)
        return False

    def kept(self) -> Kept:
        for _time in range(5):
            with suppress(Error):  # the page went elsewhere meanwhile
                return Kept(**json.loads(self.page.evaluate(_STORES)))
            self.page.wait_for_load_state()
        raise AssertionError("the page does not come to rest")

    def kept_pages(self) -> list[str]:
        """Addresses of the pages kept for somebody."""
        script = """async () => {
          const found = [];
          for (const name of (await caches.keys()).filter((one) => one.startsWith("lapak-orang-"))) {
            found.push(...(await (await caches.open(name)).keys()).map((kept) => new URL(kept.url).pathname));
          }
          return found;
        }"""
        return list(self.page.evaluate(script))

    def kill(self) -> None:
        """As a phone whose battery falls out: no goodbye, every process at once."""
        leader = self._leader()
        os.killpg(os.getpgid(leader), signal.SIGKILL)
        with suppress(Error):
            self.context.close()
        while Path(f"/proc/{leader}/exe").exists():
            time.sleep(0.05)

    def open_again(self) -> Page:
        self.context = self._start()
        return self.page

    def close(self) -> None:
        with suppress(Error):
            self.context.close()

    def _start(self) -> BrowserContext:
        context = self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=self.chromium,
            args=self.arguments,
            base_url=self.base,
            viewport={"width": 360, "height": 640},
            has_touch=True,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
        )
        context.set_default_timeout(SLOWEST_MS)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        return context

    def _leader(self) -> int:
        """The browser's first process: the one that has the profile and is no helper of it."""
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with suppress(OSError):
                words = (entry / "cmdline").read_bytes().split(b"\0")
                profile = f"--user-data-dir={self.profile}".encode()
                helper = any(word.startswith(b"--type=") for word in words)
                if profile in words and not helper and b"chromium" in words[0]:
                    return int(entry.name)
        raise AssertionError("Chromium is not there")


def take_photos(folder: Path, many: int, *, seed: int) -> list[Path]:
    """Photos of about 75 KB, each with bytes of its own."""
    taken = []
    for at in range(many):
        noise = random.Random(f"{seed} {at}").randbytes(260 * 200 * 3)
        taken.append(folder / f"foto-{seed}-{at}.jpg")
        Image.frombytes("RGB", (260, 200), noise).save(taken[-1], "JPEG", quality=86)
    return taken


def until(holds: Callable[[], bool], pocket: Pocket | None = None) -> None:
    """Waits for what comes soon; `pocket`: whose database is shown when it does not."""
    latest = time.monotonic() + SOON_S
    while not holds():
        assert time.monotonic() < latest, pocket and pocket.kept()
        time.sleep(0.3)
