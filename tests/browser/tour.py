"""A seller's phone taken to every address of the seller's surfaces, once; what is wrong on any page is kept by kind."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import APIResponse, Page

from tests.browser import keyboard, looking
from tests.browser.stage import Actor, Stage
from tests.browser.system import ROOT, System, environment_of

MARKET = "from tests.browser import seller_market; seller_market.show()"
READY_S = 180
LETTERS = "([name, on]) => document.documentElement.classList.toggle(name, on)"
LISTEN = """() => {
  const doors = [...document.querySelectorAll('[data-listen]')];
  if (doors.length !== 1) return `${doors.length} of them`;
  const box = doors[0].getBoundingClientRect();
  return `${Math.round(box.top + scrollY)} from the top, ${Math.round(innerWidth - box.right)} from the right`;
}"""


@dataclass
class Tour:
    """What was seen: `faults` by kind, where "Dengarkan" stands, and what answered otherwise than with a page."""

    pages: list[str] = field(default_factory=list)
    others: dict[str, tuple[int, str]] = field(default_factory=dict)
    listen: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def take(stage: Stage, system: System) -> Tour:
    market = _market(system)
    tour, actors = Tour(), {}
    for who, cookies in market["cookies"].items():
        actors[who] = actor = stage.actor()
        actor.context.add_cookies(
            [{"name": name, "value": value, "url": system.base} for name, value in cookies.items()]
        )
    for name, who, address in market["pages"]:
        answer = actors[who].context.request.get(address, max_redirects=0)
        if _is_page(answer):
            _visit(tour, actors[who], name, address, stage.folder)
        else:
            tour.others[name] = (answer.status, answer.headers.get("location", ""))
    tour.faults["console"] = stage.notes
    return tour


def _market(system: System) -> dict[str, Any]:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", MARKET]
    environment = dict(os.environ) | environment_of(system)
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=READY_S
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    read: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return read


def _is_page(answer: APIResponse) -> bool:
    kind = answer.headers.get("content-type", "")
    return answer.status == 200 and kind.startswith("text/html") and "<!doctype html>" in answer.text()[:200].lower()


def _visit(tour: Tour, actor: Actor, name: str, address: str, folder: Path) -> None:
    page = actor.page
    page.goto(address)
    tour.pages.append(name)
    tour.listen[name] = page.evaluate(LISTEN)
    looking.look(page, folder / f"{_file(name)}.png", tour.faults["width"])
    looking.note_violations(page, name, tour.faults["axe"])
    tour.faults["touch"] += [f"{name}: {fault}" for fault in keyboard.too_small(page)]
    tour.faults["keyboard"] += [f"{name}: {fault}" for fault in keyboard.walk(page)]
    _in_other_looks(tour, page, name)


def _in_other_looks(tour: Tour, page: Page, name: str) -> None:
    """Larger letters, then black on white: both as chosen on "Saya"."""
    page.evaluate(LETTERS, ["big", True])
    tour.faults["width"] += [f"{name} in large letters: {wide}" for wide in looking.too_wide(page)]
    page.evaluate(LETTERS, ["bright", True])
    looking.note_violations(page, f"{name} in the sun", tour.faults["axe"], looking.CONTRAST)


def _file(name: str) -> str:
    return name.replace("desk:", "").replace("_", "-").replace(":", "-")
