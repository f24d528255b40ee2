"""The system under test, once for all; Chromium as Debian packs it; a stage a screen size."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import door
from tests.browser import system as running
from tests.browser.gateways import Gateways
from tests.browser.stage import DESKTOP, PHONE, SLOWEST_MS, Screen, Stage
from tests.browser.system import ROOT, System

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=SLOWEST_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium here; run: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def port() -> int:
    return running.free_port()


@pytest.fixture(scope="session")
def gateways(port: int) -> Iterator[Gateways]:
    """Stand-ins for the card and the online gateway, where the demo's cooperative in Blitar has accounts."""
    made = Gateways(hook=f"http://127.0.0.1:{port}/kait/")
    yield made
    made.close()


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory, port: int, gateways: Gateways) -> Iterator[System]:
    started = running.start(tmp_path_factory.mktemp("lapak"), port=port, extra=gateways.environment())
    yield started
    running.end(started)


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Emptied once, so that what lies there is of this run."""
    folder = ROOT / "var" / "screenshots"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="module", params=[PHONE, DESKTOP], ids=lambda screen: screen.name)
def stage(request: pytest.FixtureRequest, browser: Browser, system: System, screenshots: Path) -> Iterator[Stage]:
    """One screen size, and everybody's browsers on it."""
    screen: Screen = request.param
    made = Stage(browser, system.base, screen, screenshots / str(screen.width))
    yield made
    made.close()


@pytest.fixture(scope="session")
def keys() -> door.Keys:
    """Who signed in before stays signed in: codes are limited, and asking for them is tested in the main job."""
    return {}


@pytest.fixture(scope="module")
def phone(browser: Browser, system: System, screenshots: Path) -> Iterator[Stage]:
    """A phone for what is looked at once only."""
    made = Stage(browser, system.base, PHONE, screenshots / "other")
    yield made
    made.close()


@pytest.fixture(scope="module")
def desktop(browser: Browser, system: System, screenshots: Path) -> Iterator[Stage]:
    made = Stage(browser, system.base, DESKTOP, screenshots / "other")
    yield made
    made.close()
