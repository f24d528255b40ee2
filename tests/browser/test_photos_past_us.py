"""A photo that goes straight into a real bucket from a phone."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from django.utils.module_loading import import_string
from PIL import Image
from playwright.sync_api import expect

from tests.browser import door
from tests.browser import system as running
from tests.browser.gateways import Gateways
from tests.browser.pocket import Pocket
from tests.browser.seller import fill_good
from tests.browser.system import ROOT, System
from tests.contracts import weed
from tests.fakes.dropping_proxy import DroppingProxy

SENT_S = 90
server = weed.server


@pytest.fixture(scope="module")
def way_to_bucket(server: str) -> Iterator[DroppingProxy]:
    """What stands between the bucket and everybody else, and hears who asks for what."""
    address = urlsplit(server)
    made = DroppingProxy((address.hostname or "", address.port or 80))
    yield made
    made.close()


@pytest.fixture(scope="module")
def system(
    server: str, way_to_bucket: DroppingProxy, tmp_path_factory: pytest.TempPathFactory, gateways: Gateways
) -> Iterator[System]:
    """A market of its own, whose photos lie in the bucket."""
    port, folder = running.free_port(), tmp_path_factory.mktemp("lapak-s3")
    keys = {"S3_BUCKET": "lapak", "S3_ACCESS_KEY": weed.KEY, "S3_SECRET_KEY": weed.SECRET}
    here = {"LAPAK_DEMO": "1", "LAPAK_VAR": str(folder), "LAPAK_BASE_URL": f"http://127.0.0.1:{port}"}
    for command in (["media", "bucket"], ["prepare"]):  # the pictures of the market need no proxy
        manage = [sys.executable, "manage.py", *command]
        subprocess.run(manage, cwd=ROOT, env=running.clean() | here | keys | {"S3_ENDPOINT_URL": server}, check=True)
    through = {"S3_ENDPOINT_URL": f"http://127.0.0.1:{way_to_bucket.port}", "S3_PUBLIC_URL": f"{server}/lapak"}
    extra = gateways.environment() | keys | through
    started = running.start(folder, port=port, extra=extra)
    yield started
    running.end(started)


@pytest.fixture(scope="module")
def keys() -> door.Keys:
    """Nobody signed in to this market before."""
    return {}


@pytest.fixture(autouse=True)
def open_way(way_to_bucket: DroppingProxy, server: str, pocket: Pocket) -> None:
    """The bucket knows the address the phone's pages come from."""
    import_string("catalog.media.storage.s3.S3")(**weed.options(server)).prepare_bucket(origin=pocket.base)
    way_to_bucket.heard.addresses.clear()


def test_a_small_photo_goes_in_one_request_past_us(
    pocket: Pocket, link: DroppingProxy, way_to_bucket: DroppingProxy, system: System, tmp_path: Path
) -> None:
    held = _listed(pocket, "Keripik Sekali Kirim", tmp_path)
    assert _shown(system, "Keripik Sekali Kirim") == [held]
    assert way_to_bucket.heard.addresses.count("POST /lapak") == 1
    assert _uploads(link) == ["POST", "POST"]  # where to; it is there


def _listed(pocket: Pocket, name: str, folder: Path) -> str:
    """Lists a thing with one photo and waits until the phone has sent it; answers the photo's hash."""
    photo = folder / "foto.jpg"
    Image.frombytes("RGB", (900, 700), Random(name).randbytes(900 * 700 * 3)).save(photo, "JPEG", quality=86)
    page = pocket.page
    page.goto("/lapak/produk/baru/")
    fill_good(page, name, [photo])
    page.context.set_offline(True)  # so that what waits can be looked at
    page.get_by_role("button", name="Tayangkan").click()
    expect(page.get_by_text(name).first).to_be_visible()
    [waiting] = pocket.kept().photos
    assert 2 * 64 * 1024 < waiting["size"] <= 1024 * 1024
    page.context.set_offline(False)
    until = time.monotonic() + SENT_S
    while (kept := pocket.kept()).items:
        assert {item["state"] for item in kept.items} == {"waiting"}, kept.items
        assert time.monotonic() < until, "it still waits"
        time.sleep(0.3)
    return str(waiting["held"])


def _shown(system: System, name: str) -> list[str]:
    asked = "SELECT f.sha256 FROM media_photo f JOIN products_product p ON p.id = f.product_id WHERE p.name = ?"
    with sqlite3.connect(Path(system.environment["LAPAK_VAR"]) / "lapak.sqlite3", timeout=30) as books:
        return [str(found) for (found,) in books.execute(asked, (name,))]


def _uploads(link: DroppingProxy) -> list[str]:
    """How the phone asked for its photo's sake, in order."""
    return [asked.split(" ")[0] for asked in link.heard.addresses if " /lapak/unggahan/" in asked]
