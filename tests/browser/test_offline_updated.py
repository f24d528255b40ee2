"""An app that is updated while acts wait on the phone: the next version takes over, and nothing of it is lost."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from storefront.config.management.commands.prepare import UNUSED
from tests.browser import system as running
from tests.browser.pocket import NEEDED, Pocket, take_photos, until
from tests.browser.seller import ask_help, list_good
from tests.browser.system import ROOT, System, environment_of
from tests.fakes.dropping_proxy import DroppingProxy

ACTS = ["product.new", "help.ask", "variant.price_stock"]
_SETTINGS = """from storefront.config.settings import *
STATICFILES_DIRS = [{static!r}]
STATIC_ROOT = {collected!r}
"""
_END = "];\nlet opened;"  # of the steps of the phone's database
_STEP = "  (db) => { db.createObjectStore('later', { keyPath: 'id' }); },\n"
_TAKEN = """globalThis.taken = false;
navigator.serviceWorker.addEventListener("controllerchange", () => { globalThis.taken = true; });"""
_APP = """async () => {
  const [{ version }] = (await indexedDB.databases()).filter(({ name }) => name === "lapak");
  const names = await caches.keys();
  const scripts = {};
  for (const name of names.filter((one) => one.startsWith("lapak-orang-"))) {
    const cache = await caches.open(name);
    for (const kept of await cache.keys()) {
      const text = await (await cache.match(kept))?.text();
      scripts[new URL(kept.url).pathname] = text?.match(/js\\/desk\\/link\\.\\w+\\.js/)[0] ?? "";
    }
  }
  return { store: version, shells: names.filter((one) => one.startsWith("lapak-shell-")), scripts };
}"""
_DONE = """import json
from sellers.audit.models import AuditEntry
rows = AuditEntry.objects.filter(after__key__in=json.loads({keys!r})).order_by("pk")
print(json.dumps([[row.after["key"], row.verb, row.person_id] for row in rows]))"""


@pytest.fixture
def next_version(system: System, tmp_path: Path) -> Iterator[int]:
    """The port of the same Lapak on the same data, one version on: the phone's database has one store more."""
    static, collected = tmp_path / "next", tmp_path / "collected"
    shutil.copytree(ROOT / "storefront" / "static", static)
    store = static / "js" / "desk" / "store.js"
    assert _END in store.read_text()
    store.write_text(store.read_text().replace(_END, _STEP + _END))
    (tmp_path / "next_version.py").write_text(_SETTINGS.format(static=str(static), collected=str(collected)))
    environment = running.clean() | environment_of(system)
    environment |= {"DJANGO_SETTINGS_MODULE": "next_version", "PYTHONPATH": str(tmp_path)}
    unused = [word for pattern in UNUSED for word in ("-i", pattern)]
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0", *unused]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    port = running.free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws"]
    command += ["--blocking-threads", "3", "--log-level", "warning", "storefront.config.wsgi:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        until(lambda: running.answers(f"http://127.0.0.1:{port}"))
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_an_app_updated_while_acts_wait_loses_nothing_and_its_old_page_still_sends(
    pocket: Pocket, link: DroppingProxy, system: System, next_version: int, tmp_path: Path
) -> None:
    name, old = f"Keripik {uuid4().hex[:6]}", pocket.page
    link.down = True
    list_good(old, name, take_photos(tmp_path, 2, seed=5))
    ask_help(old, "Sebelum diperbarui")
    old.goto("/lapak/produk/")  # stays open, of the version before
    queued, before = pocket.kept(), _app(old)
    [author] = {item["person"] for item in queued.items}
    assert (before["store"], len(before["shells"]), len(queued.items), len(queued.photos)) == (2, 1, 2, 2)

    link.upstream, link.cut, link.down = ("127.0.0.1", next_version), "POST /lapak/", False
    new = old.context.new_page()
    new.add_init_script(_TAKEN)
    new.goto("/lapak/")
    until(lambda: bool(new.evaluate("globalThis.taken")))
    new.goto("/lapak/pesanan/")  # the new worker's first page: it looks for what is older than itself
    until(lambda: not set(_app(new)["shells"]) & set(before["shells"]))
    now, kept = _app(new), pocket.kept()
    [script] = set(now["scripts"].values())
    assert script not in before["scripts"].values() and set(now["scripts"]) >= NEEDED
    assert (now["store"], len(now["shells"])) == (3, 1)
    assert [(item["key"], item["state"]) for item in kept.items] == [(item["key"], "waiting") for item in queued.items]
    assert sorted(photo["held"] for photo in kept.photos) == sorted(photo["sha256"] for photo in queued.photos)
    new.close()

    form = old.locator("form.pack").first
    form.locator("[name=stock]").fill("41")
    form.get_by_role("button", name="Simpan").click()
    expect(form.get_by_text("Tersimpan di HP")).to_be_visible()
    keys = [item["key"] for item in pocket.kept().items]
    link.cut = ""
    old.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: not pocket.kept().items, pocket)
    assert [(note["key"], note["act"]) for note in pocket.kept().log] == list(zip(keys, ACTS, strict=True))
    assert _done(system, keys) == [[key, f"desk.{act}", author] for key, act in zip(keys, ACTS, strict=True)]
    old.goto("/lapak/produk/")
    expect(old.locator(".goods > li", has_text=name)).to_have_count(1)

    link.down = True
    old.goto("/lapak/harga/")
    expect(old.get_by_text("Tanpa sinyal. Data tersimpan pukul")).to_be_visible()  # said by a script of the new shell
    expect(old.locator(f'script[src$="{script}"]')).to_have_count(1)


def _app(page: Page) -> dict[str, Any]:
    """Which version of the app this phone has: its database, its shells, and the script that each kept page names."""
    found: dict[str, Any] = page.evaluate(_APP)
    return found


def _done(system: System, keys: list[str]) -> list[Any]:
    """What Lapak wrote down about these acts: key, act and person, once for each time one was done."""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", _DONE.format(keys=json.dumps(keys))]
    environment = running.clean() | environment_of(system)
    told = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    found: list[Any] = json.loads(told.stdout)
    return found
