"""Every address of the seller on a small phone: the right person opens it, and it is looked at.

The addresses are walked from the URL patterns (seller_market.py knows whose each is), so that a new page is looked at
from its first day, or fails here for want of an example.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.stage import PHONE, Stage
from tests.browser.system import System
from tests.browser.tour import Tour, take

ACT = 405  # only a form sends it
LEADS_ON = {
    "desk:open": "/lapak/buka/bayar/",  # to the first question without an answer
    "account_confirm_login_code": "/masuk/",  # no code was asked for
    "account_passkey": "/masuk/",  # only a form sends it
    "account_fresh_sign_in": "/lapak/",  # the code was entered a moment ago
}
NOTHING_THERE = {
    "desk:courier_remittance": "no stall of the demo market has a contract with a courier of its own",
    "desk:incoming_proof": "a picture",
    "desk:labels_print": "a PDF of the labels that are ticked",
    "desk:open_photo": "a picture",
    "desk:order_proof": "a picture",
    "desk:passkey_new": "a finger needs a named host: test_passkey.py looks at it",
    "desk:passkey_removal": "a finger needs a named host: test_passkey.py looks at it",
    "desk:sheet_file": "a file to fill in",
    "desk:paper_picture": "a picture behind a link that expires",
    "desk:tax": "only a market that was designated to withhold tax has it",
    "desk:connect": "only a market with Stripe has it",
    "desk:connect_begin": "only a market with Stripe has it",
    "desk:words": "no page but what pages are packed against, under a name that only the running Lapak knows",
    "desk:connect_go": "leads to the gateway's own site",
}
BY_TOKEN = {"desk:upload": 401}  # a phone asks for it with its token


@pytest.fixture(scope="module")
def tour(browser: Browser, system: System, screenshots: Path) -> Iterator[Tour]:
    stage = Stage(browser, system.base, PHONE, screenshots / "penjual")
    yield take(stage, system)
    stage.close()


def test_every_address_of_the_seller_is_opened_by_somebody(tour: Tour) -> None:
    assert len(tour.pages) > 80
    explained = {
        *NOTHING_THERE,
        *BY_TOKEN,
        *(name for name, to in LEADS_ON.items() if tour.others.get(name) == (302, to)),
    }
    unseen = {name: answer for name, answer in tour.others.items() if answer[0] not in (200, ACT)}
    assert {name: answer for name, answer in unseen.items() if name not in explained} == {}


def test_no_page_breaks_a_rule_of_accessibility_not_even_in_the_sun(tour: Tour) -> None:
    assert not tour.faults["axe"], "\n".join(tour.faults["axe"])


def test_every_page_fits_a_small_phone_in_large_letters_too(tour: Tour) -> None:
    assert not tour.faults["width"], "\n".join(tour.faults["width"])


def test_listening_stands_at_the_same_place_on_every_page(tour: Tour) -> None:
    usual = tour.listen["desk:today"]
    others = {name: place for name, place in tour.listen.items() if place != usual}
    assert others == {}


def test_everything_to_tap_is_as_large_as_a_thumb(tour: Tour) -> None:
    assert not tour.faults["touch"], "\n".join(tour.faults["touch"])


def test_every_page_is_gone_through_by_keyboard_alone(tour: Tour) -> None:
    assert not tour.faults["keyboard"], "\n".join(tour.faults["keyboard"])


def test_no_page_complains_to_the_console_or_asks_another_machine(tour: Tour) -> None:
    assert not tour.faults["console"], "\n".join(tour.faults["console"])
