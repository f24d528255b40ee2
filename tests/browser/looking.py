"""What is looked at on every page: its picture, whether it fits the screen, and what axe says."""

import time
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
OPTIONS: dict[str, Any] = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
CONTRAST: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
PATIENCE_S = 10
TALLEST = 6_000  # pixels of a picture

_TOO_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= innerWidth) return [];
  const held = (e) => /(auto|scroll|hidden|clip)/.test(getComputedStyle(e).overflowX);
  const scrolls = (e) => e && (held(e) || scrolls(e.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e.parentElement))
    .slice(0, 5).map((e) => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}px`);
}"""
_PENDING = "() => [...document.images].filter((i) => !i.complete && i.loading !== 'lazy').length"
_BROKEN = "() => [...document.images].filter((i) => i.complete && i.src && !i.naturalWidth).map((i) => i.src)"

_axe = Axe()


def look(page: Page, picture: Path, notes: list[str]) -> None:
    _settle(page)
    wide = too_wide(page)
    _keep(page, picture)
    if wide:
        notes.append(f"{picture.name}: wider than the screen: {wide}")
    for source in page.evaluate(_BROKEN):
        notes.append(f"{picture.name}: picture does not load: {source}")


def too_wide(page: Page) -> list[str]:
    """What stands out of the screen on its right."""
    found: list[str] = page.evaluate(_TOO_WIDE)
    return found


def note_violations(page: Page, address: str, notes: list[str], options: dict[str, Any] = OPTIONS) -> None:
    found = _axe.run(page, options=options).response["violations"]
    for violation in found:
        nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
        notes.append(f"{address}: axe {violation['id']} ({violation['impact']}) ×{len(violation['nodes'])}: {nodes}")


def note_violations_of_text(checker: Page, address: str, html: str, notes: list[str]) -> None:
    """The same page in a browser that runs scripts: axe cannot run without them. The text is served again as it was."""
    plain = address.partition("#")[0]
    checker.route(plain, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    checker.goto(plain)
    note_violations(checker, address, notes)
    checker.unroute(plain)


def _keep(page: Page, picture: Path) -> None:
    """The whole page, with what sticks to the bottom of the screen at its bottom."""
    screen = page.viewport_size
    assert screen
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    page.set_viewport_size({"width": screen["width"], "height": max(height, screen["height"])})
    page.screenshot(path=picture, animations="disabled")
    page.set_viewport_size(screen)


def _settle(page: Page) -> None:
    page.wait_for_load_state()
    until = time.monotonic() + PATIENCE_S
    while page.evaluate(_PENDING) and time.monotonic() < until:
        time.sleep(0.05)
