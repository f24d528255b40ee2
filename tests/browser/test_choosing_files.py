"""A file is chosen with our own button: its words are ours, and so is what is told of the choice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from storefront.desk.shell_files import SCRIPTS

BASE = "http://127.0.0.1:9"  # nobody listens there: every request is answered below
PAGE = """<!doctype html><html lang="id">
<link rel="stylesheet" href="/css/tokens.css"><link rel="stylesheet" href="/css/button.css">
<link rel="stylesheet" href="/css/field.css"><script type="module" src="/js/page.js"></script>
{% from "_components/field.html" import field with context %}<form><a href="#">Sebelumnya</a>
{{ field("bukti", "Bukti", type="file", attrs={"accept": "image/*"}) }}
{{ field("berkas", "Berkas", type="file", required=false, attrs={"accept": ".csv", "multiple": ""}) }}</form>"""
STATIC = SCRIPTS.parent.parent
THUMB = 48


def answer(route: Route) -> None:
    path = route.request.url.removeprefix(BASE)
    if path == "/":
        route.fulfill(body=engines["jinja2"].from_string(PAGE).render({}), content_type="text/html; charset=utf-8")
    elif path.startswith(("/css/", "/js/")):
        kind = "text/css" if path.startswith("/css/") else "text/javascript"
        route.fulfill(body=(STATIC / path.removeprefix("/")).read_text(), content_type=kind)
    else:
        route.fulfill(status=404)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        base_url=BASE, viewport={"width": 360, "height": 640}, java_script_enabled=request.param, locale="de-DE"
    )
    opened = context.new_page()
    opened.route("**/*", answer)
    opened.goto("/")
    yield opened
    context.close()


def csv(name: str) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": b"a;b"}


def test_the_button_says_what_is_wanted_and_opens_the_picker(page: Page) -> None:
    assert page.locator(".file__button").all_inner_texts() == ["Pilih foto", "Pilih berkas"]
    for word in ("Pilih foto", "Pilih berkas"):
        with page.expect_file_chooser():
            page.get_by_text(word).click(force=True)  # whatever lies over it: a thumb does not ask either


def test_the_button_is_as_large_as_a_thumb_and_shows_the_focus_of_the_keyboard(page: Page) -> None:
    button = page.locator(".file__button").first
    box = button.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= THUMB
    page.get_by_role("link").focus()
    page.keyboard.press("Tab")
    assert page.locator("#f-bukti:focus").count() == 1
    expect(button).to_have_css("outline-width", "3px")


@pytest.mark.parametrize("page", [True], indirect=True)
def test_the_names_of_what_was_chosen_are_told_and_those_of_a_later_choice_instead(page: Page) -> None:
    field, told = page.locator("#f-berkas"), page.locator("output[for=f-berkas] > span")
    field.set_input_files([csv("mei.csv"), csv("juni.csv")])
    expect(told).to_have_text(["mei.csv", "juni.csv"])
    field.set_input_files([csv("juli.csv")])
    expect(told).to_have_text(["juli.csv"])
    field.set_input_files([])
    expect(told).to_have_count(0)


@pytest.mark.parametrize("page", [True], indirect=True)
def test_a_photo_is_shown_and_one_that_this_browser_cannot_read_is_named_alone(page: Page, tmp_path: Path) -> None:
    Image.new("RGB", (60, 40), "green").save(tmp_path / "struk.jpg")
    told = page.locator("output[for=f-bukti]")
    page.locator("#f-bukti").set_input_files(tmp_path / "struk.jpg")
    expect(told).to_have_text("struk.jpg")
    expect(told.locator("img")).to_have_js_property("naturalWidth", 60)
    page.locator("#f-bukti").set_input_files({"name": "struk.heic", "mimeType": "image/heic", "buffer": b"?"})
    expect(told).to_have_text("struk.heic")
    expect(told.locator("img")).to_have_count(0)


@pytest.mark.parametrize("page", [False], indirect=True)
def test_without_scripts_the_browser_tells_itself_what_was_chosen(page: Page) -> None:
    field = page.locator("#f-berkas")
    field.set_input_files([csv("mei.csv")])
    expect(field).to_have_css("opacity", "1")
    assert page.locator("#f-berkas").evaluate("e => getComputedStyle(e, '::file-selector-button').display") == "none"
