"""A finger in place of the code, on a phone whose lock is Chromium's own stand-in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import door
from tests.browser.stage import DESKTOP, PHONE, Actor, Screen, Stage
from tests.browser.system import System

LOCK = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(params=[PHONE, DESKTOP], ids=lambda screen: screen.name)
def own_phone(request: pytest.FixtureRequest, browser: Browser, system: System, screenshots: Path) -> Iterator[Stage]:
    """Under the name localhost: no browser makes a passkey for a bare address."""
    screen: Screen = request.param
    base = system.base.replace("127.0.0.1", "localhost")
    made = Stage(browser, base, screen, screenshots / f"passkey-{screen.width}")
    yield made
    made.close()


def give_lock(actor: Actor) -> None:
    link = actor.context.new_cdp_session(actor.page)
    link.send("WebAuthn.enable")
    link.send("WebAuthn.addVirtualAuthenticator", {"options": LOCK})


def test_a_finger_signs_in_and_confirms_until_it_is_removed(own_phone: Stage) -> None:
    actor = own_phone.actor()
    page = actor.page
    give_lock(actor)
    door.sign_in(actor, door.SULASTRI, where="/masuk/?next=/lapak/orang/hp/")
    actor.look("phones-without")

    page.get_by_role("link", name="Pasang di HP ini").click()
    expect(page.get_by_role("button", name="Pakai sidik jari")).to_be_visible()
    actor.look("new")
    page.get_by_label("Nama HP ini").fill("HP Bu Sulastri")
    page.get_by_role("button", name="Pakai sidik jari").click()
    expect(page.get_by_role("status")).to_contain_text("Lain kali masuk dengan sidik jari.")
    actor.look("phones-with")

    page.get_by_role("link", name="Pasang di HP ini").click()
    page.get_by_role("button", name="Pakai sidik jari").click()
    expect(page.get_by_role("alert")).to_have_text("HP ini sudah bisa masuk dengan sidik jari.")
    actor.look("twice")

    page.goto("/keluar/")
    page.get_by_role("button", name="Keluar").click()
    page.goto("/masuk/?next=/lapak/orang/hp/")
    expect(page.get_by_role("button", name="Masuk dengan sidik jari")).to_be_visible()
    actor.look("sign-in")
    page.get_by_role("button", name="Masuk dengan sidik jari").click()
    page.wait_for_url("**/lapak/orang/hp/")
    expect(page.get_by_text("HP Bu Sulastri")).to_be_visible()

    page.get_by_role("link", name="Hapus sidik jari HP Bu Sulastri").click()
    actor.look("remove")
    page.get_by_role("button", name="Ya, hapus").click()
    expect(page.get_by_text("HP Bu Sulastri")).to_have_count(0)
    page.goto("/keluar/")
    page.get_by_role("button", name="Keluar").click()
    page.goto("/masuk/")
    page.get_by_role("button", name="Masuk dengan sidik jari").click()
    expect(page.get_by_role("alert").first).to_contain_text("Kunci ini tidak bisa dipakai. Masuk dengan kode.")
    actor.look("refused")
    assert own_phone.notes == []


def test_where_the_browser_cannot_only_the_code_is_offered(own_phone: Stage, system: System) -> None:
    actor = own_phone.actor()
    actor.page.add_init_script("delete window.PublicKeyCredential")
    actor.page.goto("/masuk/")
    expect(actor.page.get_by_role("button", name="Kirim kode")).to_be_visible()
    expect(actor.page.get_by_role("button", name="Masuk dengan sidik jari")).to_be_hidden()
    actor.page.goto(f"{system.base}/masuk/")
    expect(actor.page.get_by_role("button", name="Kirim kode")).to_be_visible()
    if "127.0.0.1" in system.base:
        expect(actor.page.locator("[data-passkey]")).to_have_count(0)
    assert [note for note in own_phone.notes if "left the machine" not in note] == []
