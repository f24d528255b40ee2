"""The system under test, once for all; Chromium as Debian packs it; a stage a screen size."""

import shutil
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser import door, last_seen, measuring, saleor
from tests.browser import system as running
from tests.browser.gateways import Gateways
from tests.browser.measuring import Say
from tests.browser.pocket import Pocket
from tests.browser.stage import DESKTOP, PHONE, SLOWEST_MS, Screen, Stage
from tests.browser.system import ROOT, System
from tests.fakes.dropping_proxy import DroppingProxy

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and report.when == "call" and isinstance(item, pytest.Function):
        report.sections.append(("pages that were open", last_seen.told(item.funcargs)))
    return report


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
    stand_in = saleor.StandIn() if saleor.WANTED else None
    extra = gateways.environment() | (stand_in.environment() if stand_in else {})
    started = running.start(tmp_path_factory.mktemp("lapak"), port=port, extra=extra)
    if stand_in:
        stand_in.join(started)
    yield started
    running.end(started)
    if stand_in:
        stand_in.close()


@pytest.fixture(autouse=True)
def fresh_ten_minutes(request: pytest.FixtureRequest) -> None:
    """Codes are limited by the clock and by address: a quick machine asks for too many in ten minutes."""
    if "system" in request.fixturenames:
        running.forget_limits(request.getfixturevalue("system"))


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


@pytest.fixture
def link(system: System) -> Iterator[DroppingProxy]:
    address = urlsplit(system.base)
    made = DroppingProxy((address.hostname or "", address.port or 80))
    yield made
    made.close()


@pytest.fixture
def bare_pocket(playwright: Playwright, tmp_path: Path, link: DroppingProxy) -> Iterator[Pocket]:
    """A phone that nobody signed in on yet, behind `link`."""
    base = f"http://127.0.0.1:{link.port}"
    made = Pocket(playwright, tmp_path / "phone", base, chromium=CHROMIUM or "", arguments=ARGUMENTS)
    yield made
    made.close()
    assert made.errors == []


@pytest.fixture
def pocket(bare_pocket: Pocket, keys: door.Keys) -> Pocket:
    """Sulastri's phone, signed in, its pages kept."""
    bare_pocket.let_in(door.SULASTRI, keys)
    bare_pocket.settle()
    return bare_pocket


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Prints a figure for people and scripts alike, and fails above its limit."""

    def said(name: str, value: float, unit: str, limit: float) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{measuring.line(name, value, unit, limit)}\n")
        assert value <= limit, name

    return said
