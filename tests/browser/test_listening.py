"""Dengarkan by itself: the voice of the phone, stopped by a second tap; the sound file only where the voice fails."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from storefront.desk.shell_files import SCRIPTS

BASE = "http://127.0.0.1:9"  # nobody listens there: every request is answered below
PAGE = """<!doctype html><html lang="id"><a href="/suara.opus" data-listen="Ini halaman hari ini.">Dengarkan</a>
  <script type="module" src="/js/listen.js"></script>"""
VOICE = """(() => {
  window.played = 0;
  HTMLMediaElement.prototype.play = () => { window.played += 1; return Promise.resolve(); };
  let spoken = null;
  const voices = {
    getVoices: () => [{ lang: "id-ID" }],
    speak: (words) => { spoken = words; window.fail = (error) => words.onerror({ error }); },
    cancel: () => { spoken?.onerror({ error: "interrupted" }); spoken = null; },
  };
  Object.defineProperty(window, "speechSynthesis", { value: voices });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
})()"""


def answer(route: Route) -> None:
    path = route.request.url.removeprefix(BASE)
    if path == "/js/listen.js":
        route.fulfill(body=(SCRIPTS / "listen.js").read_text(), content_type="text/javascript")
    else:
        route.fulfill(body=PAGE, content_type="text/html")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=BASE)
    opened = context.new_page()
    opened.add_init_script(VOICE)
    opened.route("**/*", answer)
    opened.goto("/")
    expect(opened.get_by_role("button")).to_have_attribute("aria-pressed", "false")
    yield opened
    context.close()


def test_a_second_tap_stops_the_voice(page: Page) -> None:
    button = page.get_by_role("button")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.played") == 0


def test_a_voice_that_fails_is_followed_by_the_sound(page: Page) -> None:
    page.get_by_role("button").click()
    page.evaluate("window.fail('synthesis-failed')")
    assert page.evaluate("window.played") == 1
