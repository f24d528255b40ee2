"""A page gone through by the keyboard alone, and what a thumb has to hit: read from the page as it stands."""

from typing import Any

from playwright.sync_api import Page

TOUCH_PX = 48
CLOSE_PX = 1  # a border drawn between two pixels
PARTS_OF_DATES = 12  # more presses than things to press

# Tab goes on from where the focus was last, even after it is gone: so it is put before everything.
_TO_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  scrollTo(0, 0);
}"""

# What Tab should stop at: the focusable things that are shown, one of each group of radio buttons.
_TABBABLE = """() => {
  const of = 'a[href], button, input, select, textarea, summary, [tabindex], audio[controls], video[controls]';
  const shown = (e) => e.checkVisibility({visibilityProperty: true}) && !e.closest('[inert]');
  const groups = new Set();
  const own = [...document.querySelectorAll(of)].filter((e) => {
    if (e.disabled || e.tabIndex < 0 || e.type === 'hidden' || !shown(e)) return false;
    if (e.tagName === 'SUMMARY' && e.parentElement.querySelector('summary') !== e) return false;
    if (e.type !== 'radio') return true;
    const group = `${e.form ? [...document.forms].indexOf(e.form) : ''} ${e.name}`;
    if (groups.has(group)) return false;
    return groups.add(group);
  });
  return own.length;
}"""

# Where the focus stands: its place among everything on the page, whether it shows, and whether it is in view.
_FOCUS = """async () => {
  await new Promise((done) => requestAnimationFrame(done)); // its ring and its place are those of the next frame
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const ring = (n, part) => {
    const s = getComputedStyle(n, part);
    return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow.includes('0px 0px 0px');
  };
  const label = e.labels && e.labels[0];
  const box = e.getBoundingClientRect();
  const seen = box.width <= 2 && label ? label.getBoundingClientRect() : box;
  const middle = [seen.left + seen.width / 2, seen.top + Math.min(seen.height / 2, innerHeight / 2)];
  const top = document.elementFromPoint(...middle);
  const own = top && (e.contains(top) || top.contains(e) || (label && label.contains(top)));
  const over = top && !own;
  return {
    place: [...document.querySelectorAll('*')].indexOf(e),
    name: `${e.tagName.toLowerCase()}.${e.className} ${(e.innerText || e.name || '').trim().slice(0, 40)}`,
    ring: [e, label, e.parentElement, e.closest('li, .card')].some((n) => n && ring(n)) || ring(e, '::after'),
    inside: seen.right > 0 && seen.left < innerWidth && seen.bottom > 0 && seen.top < innerHeight,
    covered: over ? `${top.tagName.toLowerCase()}.${top.className}` : '',
  };
}"""

# Smaller than a thumb: a link in the middle of a sentence may be, and so may what is hit through its label.
_SMALL = """([touch]) => {
  const inline = (e) => {
    if (e.tagName !== 'A' || getComputedStyle(e).display !== 'inline') return false;
    return [...e.parentElement.childNodes].some((n) => n !== e && n.nodeType === 3 && n.textContent.trim().length > 2);
  };
  const box = (e) => {
    const stretched = getComputedStyle(e, '::after').position === 'absolute' && e.closest('article, li');
    const label = ['radio', 'checkbox', 'file'].includes(e.type) && e.labels && e.labels[0];
    const boxes = [e, stretched, label].filter(Boolean).map((n) => n.getBoundingClientRect());
    return {width: Math.max(...boxes.map((b) => b.width)), height: Math.max(...boxes.map((b) => b.height))};
  };
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.classList.contains('skip-link') && !inline(e))
    .map((e) => [e, box(e)])
    .filter(([e, b]) => b.width > 0 && b.height > 0 && (b.height < touch || b.width < touch))
    .map(([e, b]) => `${e.tagName.toLowerCase()}.${e.className} “${(e.innerText || e.name || '').trim().slice(0, 30)}” `
      + `${Math.round(b.width)}×${Math.round(b.height)}`);
}"""


def too_small(page: Page) -> list[str]:
    """What is tapped and smaller than 48 by 48 pixels."""
    found: list[str] = page.evaluate(_SMALL, [TOUCH_PX - CLOSE_PX])
    return found


def walk(page: Page) -> list[str]:
    """Tab through the page from its top until the focus leaves it; what is wrong on the way, in words."""
    wrong: list[str] = []
    awaited: int = page.evaluate(_TABBABLE)
    page.evaluate(_TO_THE_TOP)
    seen: list[int] = []
    for _press in range(awaited + PARTS_OF_DATES):
        page.keyboard.press("Tab")
        stop: dict[str, Any] | None = page.evaluate(_FOCUS)
        if seen and stop and stop["place"] == seen[-1]:
            continue  # day, month and year of one date
        if stop is None or stop["place"] in seen:
            break
        if seen and stop["place"] < seen[-1]:
            wrong.append(f"focus jumps back to {stop['name']}")
        seen.append(stop["place"])
        wrong += [f"{stop['name']}: {fault}" for fault in _faults(stop)]
    if len(seen) != awaited:
        wrong.append(f"{len(seen)} stops for {awaited} things to press")
    return wrong


def _faults(stop: dict[str, Any]) -> list[str]:
    faults = [] if stop["ring"] else ["its focus does not show"]
    if not stop["inside"]:
        return [*faults, "is out of view when it has the focus"]
    return [*faults, f"lies under {stop['covered']} when it has the focus"] if stop["covered"] else faults
