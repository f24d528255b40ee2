"""Before money changes its way, the phone is asked once more."""

import re
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from sellers.kit import clock
from sellers.messages.models import Message
from sellers.people.fresh_sign_in import fresh_sign_in_required, is_fresh
from tests.cast import Cast
from tests.sellers.freshness import freshen

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
AGAIN = "/masuk/lagi/"


@fresh_sign_in_required
def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"inside {is_fresh(request)}")


urlpatterns = [path("uang-saya/", guarded), path("", include("storefront.config.urls"))]


@pytest.fixture(autouse=True)
def _addresses(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def gita(cast: Cast) -> Client:
    """Signed in, but not lately."""
    client = Client()
    client.force_login(cast.gita)
    return client


def code_sent(phone: str) -> str:
    found = re.search(r"\b\d{6}\b", Message.objects.filter(to=phone, template="fresh_code").latest("id").body)
    assert found
    return found[0]


def test_an_old_sign_in_is_asked_for_a_code_and_then_comes_back(cast: Cast, gita: Client) -> None:
    asked = gita.get("/uang-saya/?bulan=11")
    assert asked["Location"] == "/masuk/lagi/?next=%2Fuang-saya%2F%3Fbulan%3D11"
    page = gita.get(asked["Location"])
    assert (page.status_code, Message.objects.count()) == (200, 0)
    sent = gita.post(AGAIN, {"send": "1", "next": "/uang-saya/?bulan=11"})
    assert sent["Location"] == asked["Location"]
    assert 'name="code"' in gita.get(sent["Location"]).content.decode()
    done = gita.post(AGAIN, {"code": code_sent(cast.gita.phone), "next": "/uang-saya/?bulan=11"})
    assert done["Location"] == "/uang-saya/?bulan=11"
    assert gita.get(done["Location"]).content == b"inside True"


def test_signing_in_is_fresh_for_ten_minutes(cast: Cast) -> None:
    client = Client()
    with clock.frozen(NOON) as time:
        client.post("/masuk/", {"phone": cast.gita.phone})
        message = Message.objects.filter(template="sign_in_code").latest("id")
        client.post("/masuk/kode/", {"code": message.body[:6]})
        time.tick(minutes=9, seconds=59)
        assert client.get("/uang-saya/").status_code == 200
        time.tick(seconds=1)
        assert client.get("/uang-saya/").status_code == 302


def test_a_form_that_came_too_late_leads_back_to_its_page_and_says_that_nothing_was_saved(
    cast: Cast, gita: Client
) -> None:
    late = gita.post("/uang-saya/", {"account": "1"}, headers={"referer": "http://testserver/koperasi/uang/?a=1"})
    assert late["Location"] == "/masuk/lagi/?next=%2Fkoperasi%2Fuang%2F%3Fa%3D1"
    assert "Belum ada yang tersimpan" in gita.get(late["Location"]).content.decode()
    gita.post(AGAIN, {"send": "1"})
    done = gita.post(AGAIN, {"code": code_sent(cast.gita.phone), "next": "/koperasi/uang/?a=1"})
    assert done["Location"] == "/koperasi/uang/?a=1"
    assert gita.get("/masuk/lagi/")["Location"] == "/lapak/"


@pytest.mark.parametrize("referrer", ["", "https://evil.example/koperasi/", "//evil.example/", "javascript:alert(1)"])
def test_a_form_without_a_page_of_ours_leads_to_the_first_page(gita: Client, referrer: str) -> None:
    assert gita.post("/uang-saya/", headers={"referer": referrer})["Location"] == "/masuk/lagi/?next=%2Flapak%2F"


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "x" * 5000])
def test_the_code_leads_to_no_other_site(cast: Cast, gita: Client, evil: str) -> None:
    gita.post(AGAIN, {"send": "1", "next": evil})
    done = gita.post(AGAIN, {"code": code_sent(cast.gita.phone), "next": evil})
    assert done["Location"] in {"/lapak/", "x" * 5000}


def test_the_message_says_what_the_code_is_for_and_is_secret(cast: Cast, gita: Client) -> None:
    gita.post(AGAIN, {"send": "1"})
    message = Message.objects.get(template="fresh_code")
    assert "mengubah data uang" in message.body
    assert (message.secret, message.to, message.person) == (True, cast.gita.phone, cast.gita)


def test_three_tries_for_one_code(cast: Cast, gita: Client) -> None:
    gita.post(AGAIN, {"send": "1"})
    code = code_sent(cast.gita.phone)
    wrong = "000000" if code != "000000" else "000001"
    assert [gita.post(AGAIN, {"code": wrong}).status_code for _ in range(4)] == [422] * 4
    assert gita.post(AGAIN, {"code": code}).status_code == 200
    assert gita.get("/uang-saya/").status_code == 302


def test_a_code_is_good_for_ten_minutes_and_once(cast: Cast, gita: Client) -> None:
    with clock.frozen(NOON) as time:
        gita.post(AGAIN, {"send": "1"})
        time.tick(minutes=10)
        gita.post(AGAIN, {"code": code_sent(cast.gita.phone)})
        assert gita.get("/uang-saya/").status_code == 302
        gita.post(AGAIN, {"send": "1"})
        code = code_sent(cast.gita.phone)
        gita.post(AGAIN, {"code": code})
        time.tick(minutes=10)
        gita.post(AGAIN, {"code": code})
        assert gita.get("/uang-saya/").status_code == 302


def test_codes_are_limited(gita: Client, settings: LazySettings) -> None:
    settings.DEMO = False
    with clock.frozen(NOON) as time:
        assert [gita.post(AGAIN, {"send": "1"}).status_code for _ in range(6)] == [302] * 5 + [429]
        for _ in range(10):
            time.tick(minutes=11)
            assert gita.post(AGAIN, {"send": "1"}).status_code == 302
        time.tick(minutes=11)
        assert gita.post(AGAIN, {"send": "1"}).status_code == 429


def test_a_stranger_who_asks_for_codes_closes_no_page_of_money(cast: Cast, gita: Client) -> None:
    with clock.frozen(NOON):
        for _ in range(6):
            stranger = Client()
            stranger.post("/masuk/", {"phone": cast.gita.phone})
            for _ in range(3):
                stranger.post("/masuk/kode/", {"code": "1"})
        assert gita.post(AGAIN, {"send": "1"}).status_code == 302
        gita.post(AGAIN, {"code": code_sent(cast.gita.phone)})
        assert gita.get("/uang-saya/").status_code == 200


def test_the_code_of_another_person_is_of_no_use(cast: Cast, gita: Client) -> None:
    hadi = Client()
    hadi.force_login(cast.hadi)
    gita.post(AGAIN, {"send": "1"})
    hadi.post(AGAIN, {"code": code_sent(cast.gita.phone)})
    assert hadi.get("/uang-saya/").status_code == 302


def test_another_person_in_the_same_browser_is_not_fresh(cast: Cast, gita: Client) -> None:
    freshen(gita)
    assert gita.get("/uang-saya/").status_code == 200
    gita.force_login(cast.hadi)
    assert gita.get("/uang-saya/").status_code == 302


def test_a_guest_is_sent_to_sign_in(cast: Cast, client: Client) -> None:
    assert client.get("/uang-saya/")["Location"] == "/masuk/?next=%2Fuang-saya%2F"
    assert client.get("/masuk/lagi/?next=/uang-saya/")["Location"] == "/masuk/?next=%2Fuang-saya%2F"


def test_whoever_is_fresh_already_goes_on(gita: Client) -> None:
    freshen(gita)
    assert gita.get("/masuk/lagi/?next=/uang-saya/")["Location"] == "/uang-saya/"


def test_a_wrong_method_is_refused(gita: Client) -> None:
    assert gita.delete(AGAIN).status_code == 405
