"""What a page costs: bytes over the wire by CDP, and when its largest part is painted on a slow phone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.browser.stage import Actor

KB = 1024
Say = Callable[[str, float, str, float], None]  # name, value, unit, the most it may be
SLOW_BITS, SLOW_TRIP_MS, SLOW_CPU = 400_000, 400, 4
TRIES = 3  # the quietest counts: what else runs on the machine is not the page's weight

_LCP = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true});
})"""


@dataclass
class Transfer:
    """Bytes that came for one page, headers included, compressed as they were; pictures apart from the rest."""

    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def images(self) -> int:
        return sum(size for request, size in self.sizes.items() if self.kinds.get(request) == "Image")

    @property
    def all(self) -> int:
        return sum(self.sizes.values())


def transfer(actor: Actor, address: str) -> Transfer:
    """A first view: nothing in the cache."""
    found = Transfer()
    wire = actor.context.new_cdp_session(actor.page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.on("Network.responseReceived", lambda event: found.kinds.update({event["requestId"]: event["type"]}))
    wire.on("Network.loadingFinished", lambda event: found.sizes.update(_size(event)))
    actor.page.goto(address, wait_until="networkidle")
    wire.detach()
    return found


def largest_paint_s(actor: Actor, address: str, good_enough_s: float) -> float:
    """Seconds until the largest part of the page is painted, at 400 kbit/s, 400 ms away, on a CPU a quarter as fast."""
    wire = actor.context.new_cdp_session(actor.page)
    _slow_down(wire)
    best = float("inf")
    for _try in range(TRIES):
        actor.page.goto(address, wait_until="load", timeout=120_000)
        best = min(best, _painted_s(actor.page))
        if best <= good_enough_s:
            break
    wire.detach()
    return best


def line(name: str, value: float, unit: str, limit: float) -> str:
    shown = f"{value:.2f}" if unit == "s" else f"{value:.0f}"
    return f"figure {name} {shown} {unit} <={limit:g} {'ok' if value <= limit else 'short'}"


def _slow_down(wire: CDPSession) -> None:
    speed = SLOW_BITS / 8
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    slow = {"offline": False, "latency": SLOW_TRIP_MS, "downloadThroughput": speed, "uploadThroughput": speed}
    wire.send("Network.emulateNetworkConditions", slow)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})


def _painted_s(page: Page) -> float:
    return float(page.evaluate(_LCP)) / 1000


def _size(event: dict[str, Any]) -> dict[str, int]:
    return {event["requestId"]: int(event["encodedDataLength"])}
