"""Pages of the desk as a phone's service worker asks for them: small, and the very same page once unpacked."""

import os
import re
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from sellers.accounts.models import HelperConsent, Seller
from sellers.people.models import Person
from storefront.desk import dictionary
from storefront.desk.packing import MOST, PACKED
from storefront.orders.models import Order
from tests.cast import Cast
from tests.storefront.desk.selling import sold
from tests.storefront.life.stories import citras_part, placed

ROOT = Path(__file__).resolve().parents[3]
TOKEN = re.compile(r"[A-Za-z0-9]{64}|(?<=value=\")[0-9a-f]{32}")  # of the session, and of one form
ASKS = {"X-Desk-Words": dictionary.version(), "Accept-Encoding": "gzip"}
KEPT = ("desk:today", "desk:orders", "desk:products", "desk:product_new", "desk:prices", "desk:outbox", "desk:kept")


@pytest.fixture
def sari(cast: Cast) -> Client:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.sari)
    return browser


def pages(answer: Any) -> dict[str, tuple[dict[str, str], str]]:
    """Address: headers and page, of all that is packed in one answer."""
    assert answer["Content-Type"] == PACKED
    found, rest = {}, answer.content
    while rest:
        size = int.from_bytes(rest[:4], "big")
        inflate = zlib.decompressobj(-zlib.MAX_WBITS, zdict=dictionary.words())
        stream = inflate.decompress(rest[4 : 4 + size]) + inflate.flush()
        assert inflate.eof and not inflate.unused_data
        rest = rest[4 + size :]
        while stream:
            head, stream = stream.split(b"\n\n", 1)
            lines = (line.partition(": ") for line in head.decode().split("\n"))
            heads = {name: value for name, _colon, value in lines}
            length = int(heads["Content-Length"])
            found[heads.pop("Content-Location")] = heads, stream[:length].decode()
            stream = stream[length:]
    return found


def unpacked(answer: Any) -> tuple[dict[str, str], str]:
    (found,) = pages(answer).values()
    return found


def _card(cast: Cast, at: int) -> str:
    return reverse("desk:order", args=[sold(cast, key=f"beli {at}", quantity=1).code])


def together(browser: Client, *addresses: str) -> Any:
    asked = "&".join(f"halaman={address}" for address in addresses)
    return browser.get(f"{reverse('desk:kept')}?{asked}", headers=ASKS)


@pytest.mark.parametrize("name", KEPT)
def test_a_packed_page_is_the_page_with_every_header_it_has(cast: Cast, sari: Client, name: str) -> None:
    sold(cast)
    plain = sari.get(reverse(name))
    heads, page = unpacked(sari.get(reverse(name), headers=ASKS))
    assert TOKEN.sub("", page) == TOKEN.sub("", plain.content.decode())
    outside = {"Vary", "Set-Cookie"}
    told = {told for told in plain.headers if told not in outside}
    assert "Content-Security-Policy" in told and told <= set(heads)
    same = told - {"Expires", "Content-Security-Policy"}  # of which the order of its parts differs
    assert {told: heads[told] for told in same} == {told: plain[told] for told in same}
    assert sorted(heads["Content-Security-Policy"].split("; ")) == sorted(plain["Content-Security-Policy"].split("; "))


def test_a_packed_page_weighs_a_fraction_and_never_the_same(cast: Cast, sari: Client) -> None:
    code = sold(cast).code
    for address in (reverse("desk:today"), reverse("desk:orders"), reverse("desk:order", args=[code])):
        gzipped = len(sari.get(address, headers={"Accept-Encoding": "gzip"}).content)
        assert max(len(sari.get(address, headers=ASKS).content) for _time in range(5)) < 0.6 * gzipped, address
    lengths = {len(sari.get(reverse("desk:today"), headers=ASKS).content) for _time in range(12)}
    assert len(lengths) > 3, "the length tells what is inside"


def test_the_token_of_a_packed_page_is_good_for_its_forms(cast: Cast, sari: Client) -> None:
    _heads, page = unpacked(sari.get(reverse("desk:products"), headers=ASKS))
    again = sari.get(reverse("desk:products"), headers=ASKS)
    assert "csrftoken" not in again.cookies  # the phone has it
    found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    answer = sari.post(reverse("account_logout"), {"csrfmiddlewaretoken": found[1]})
    assert answer.status_code == 302
    assert sari.post(reverse("account_logout"), {"csrfmiddlewaretoken": "x" * 64}).status_code == 403


def test_pages_asked_for_together_are_the_pages_and_weigh_little_more_than_one(cast: Cast, sari: Client) -> None:
    cards = [_card(cast, at) for at in range(4)]
    lists = [reverse("desk:orders"), reverse("desk:products")]
    sari.get(lists[0])  # the cookie
    alone = {address: sari.get(address, headers=ASKS) for address in (*cards, *lists)}
    answer = together(sari, *cards, *lists)
    found = pages(answer)
    assert list(found) == [*cards, *lists]
    for address, one in alone.items():
        heads, page = unpacked(one)
        assert TOKEN.sub("", found[address][1]) == TOKEN.sub("", page)
        assert (found[address][0]["X-Desk"], found[address][0]["X-Desk-Mark"]) == (
            heads["X-Desk"],
            heads["X-Desk-Mark"],
        )
        assert found[address][0].keys() == heads.keys()
    assert "csrftoken" not in answer.cookies
    lone, four = (len(together(sari, *some).content) for some in (cards[:1], cards))
    assert four < 2 * lone
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', found[cards[2]][1])
    assert token
    assert sari.post(reverse("account_logout"), {"csrfmiddlewaretoken": token[1]}).status_code == 302


def test_together_comes_nothing_that_would_not_come_alone(cast: Cast, sari: Client) -> None:
    sari.get(reverse("desk:orders"), headers=ASKS)  # the cookie
    foreign = reverse("desk:order", args=[citras_part(cast, placed(cast)).code])
    asked = (foreign, "/lapak/../koperasi/uang/", "/koperasi/uang/", "//evil.example/", "/lapak/sw.js", "/lapak/?a=1")
    odd = ("/lapak/%E2%98%83", "/lapak/pesanan/A%0AX-Desk: 1/", reverse("desk:money"))
    assert list(pages(together(sari, *odd))) == [reverse("desk:kept")]
    assert pages(together(sari, *asked)) == {}
    today = reverse("desk:today")
    assert list(pages(together(sari, reverse("desk:kept"), today, today, foreign))) == [today]
    other = Client()
    other.cookies["csrftoken"] = sari.cookies["csrftoken"].value
    assert pages(together(other, today)) == {}


def test_no_more_than_a_few_pages_come_together(cast: Cast, sari: Client) -> None:
    cards = [_card(cast, at) for at in range(MOST + 1)]
    sari.get(cards[0], headers=ASKS)
    assert list(pages(together(sari, *cards))) == cards[:MOST]


def test_a_phone_without_the_cookie_of_its_forms_gets_the_list_and_asks_page_by_page(sari: Client) -> None:
    assert "csrftoken" not in sari.cookies
    assert list(pages(together(sari, reverse("desk:today")))) == [reverse("desk:kept")]


@pytest.mark.parametrize("name", [*(name for name in KEPT if name != "desk:product_new"), "desk:order"])
def test_a_page_that_the_phone_has_is_not_sent_again(cast: Cast, sari: Client, name: str) -> None:
    code = sold(cast).code
    address = reverse(name, args=[code] if name == "desk:order" else [])
    sari.get(reverse("desk:orders"))  # the cookie
    heads, _page = unpacked(sari.get(address, headers=ASKS))
    same = sari.get(address, headers={**ASKS, "If-None-Match": heads["ETag"]})
    assert (same.status_code, same.content, list(same.cookies)) == (304, b"", [])
    told = {"ETag", "X-Desk", "X-Desk-Mark", "X-Desk-Stalls"} & set(heads)
    assert {name: same[name] for name in told} == {name: heads[name] for name in told}
    Person.objects.update(name="Sari Wulandari")
    Seller.objects.update(name="Dapur Sari")
    sold(cast, key="lagi")
    Order.objects.filter(code=code).update(note="Tolong dibungkus rapat.")
    changed = sari.get(address, headers={**ASKS, "If-None-Match": heads["ETag"]})
    assert changed.status_code == 200
    assert unpacked(changed)[0]["ETag"] != heads["ETag"]


def test_a_form_that_is_sent_once_is_always_sent_anew(cast: Cast, sari: Client) -> None:
    sari.get(reverse("desk:product_new"))
    first, again = (unpacked(sari.get(reverse("desk:product_new"), headers=ASKS))[0]["ETag"] for _time in range(2))
    assert first != again  # its key is another


def test_a_page_is_sent_again_after_its_tokens_were_made_void(cast: Cast, sari: Client) -> None:
    address = reverse("desk:today")
    assert "ETag" not in unpacked(sari.get(address, headers=ASKS))[0]  # its secret comes with it
    heads, _page = unpacked(sari.get(address, headers=ASKS))
    sari.cookies["csrftoken"] = "a" * 32
    assert sari.get(address, headers={**ASKS, "If-None-Match": heads["ETag"]}).status_code == 200
    sari.cookies.pop("csrftoken")
    for _time in range(2):
        assert sari.get(address, headers={**ASKS, "If-None-Match": '""'}).status_code == 200
        sari.cookies.pop("csrftoken")


def test_what_the_phone_fetches_by_itself_moves_nobody_to_another_stall(cast: Cast) -> None:
    """Budi helps two stalls and is at the other one."""
    order, other = sold(cast), cast.citras.seller
    seller = order.seller
    HelperConsent.objects.create(seller=other, helper=cast.budi, given_by=cast.citra, verbs=["products", "orders"])
    browser = Client()
    browser.force_login(cast.budi)
    browser.get(reverse("desk:today"))
    session = browser.session
    session["desk_stall"] = other.pk
    session.save()
    card, today = reverse("desk:order", args=[order.code]), reverse("desk:today")
    found = pages(together(browser, card, today))
    assert {address: heads["X-Desk"] for address, (heads, _page) in found.items()} == {
        today: f"{cast.budi.pk}-{other.pk}"
    }
    assert browser.session["desk_stall"] == other.pk
    browser.get(card)  # and a person who opens it goes there
    assert browser.session["desk_stall"] == seller.pk


def test_what_waits_to_be_told_is_told_on_a_page_that_is_looked_at(cast: Cast, sari: Client) -> None:
    today = reverse("desk:today")
    sari.get(today, headers=ASKS)
    request = RequestFactory().get("/")
    storage = CookieStorage(request)
    storage.add(messages.SUCCESS, "Kartu dikirim.")
    answer = HttpResponse()
    storage.update(answer)
    sari.cookies["messages"] = answer.cookies["messages"].value
    assert "Kartu dikirim." not in pages(together(sari, today))[today][1]
    assert "Kartu dikirim." in unpacked(sari.get(today, headers=ASKS))[1]
    assert not sari.cookies["messages"].value


def test_whoever_keeps_another_dictionary_gets_the_page_as_ever(sari: Client) -> None:
    answer = sari.get(reverse("desk:today"), headers={"X-Desk-Words": "another"})
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "X-Desk-Mark" in answer


def test_a_guest_is_sent_to_sign_in_and_a_missing_page_is_said_as_ever(client: Client, sari: Client) -> None:
    assert client.get(reverse("desk:today"), headers=ASKS).status_code == 302
    large = sari.get(reverse("desk:order", args=["NOTTHERE"]), headers=ASKS)
    assert large["Content-Encoding"] == "gzip"
    missing = sari.get(reverse("desk:order", args=["NOTTHERE"]), headers=ASKS)
    assert (missing.status_code, missing["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "Content-Security-Policy" in missing


def test_only_pages_of_the_desk_are_packed(sari: Client) -> None:
    assert sari.get(reverse("shop:home"), headers=ASKS)["Content-Type"] == "text/html; charset=utf-8"
    assert sari.get(reverse("desk:worker"), headers=ASKS)["Content-Type"].startswith("text/javascript")


def test_the_dictionary_is_kept_for_ever_and_another_one_is_not_there(client: Client) -> None:
    answer = client.get(reverse("desk:words", args=[dictionary.version()]))
    assert answer.content == dictionary.words()
    assert "immutable" in answer["Cache-Control"]
    assert 20_000 < len(answer.content) <= dictionary.MOST
    assert client.get(reverse("desk:words", args=["another"])).status_code == 404


def test_the_dictionary_is_the_same_in_every_process_and_whichever_language_asks_first() -> None:
    dictionary.words.cache_clear()
    dictionary.version.cache_clear()
    with translation.override("en"):
        assert dictionary.version() == ASKS["X-Desk-Words"]
    code = "from storefront.desk import dictionary; print(dictionary.version())"
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
        said = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout
        assert said.strip() == ASKS["X-Desk-Words"]
