"""Codes in wrong hands: replayed, guessed, taken from another number, or asked for to learn who is here."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sellers.messages.models import Message
from tests.cast import Cast
from tests.sellers.test_sign_in import UNKNOWN, code_in, signed_in

pytestmark = pytest.mark.django_db
WRONG = "000000"


def other(code: str) -> str:
    return WRONG if code != WRONG else "000001"


def plain(answer: HttpResponse) -> str:
    """The page without what differs from one request to the next, and without the number that was typed."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value|data-csrf)="[^"]+"', "", answer.content.decode())
    return re.sub(r"\+?62[\d -]+|0?8\d[\d -]{7,}", "", text)


def test_a_code_opens_one_session_and_no_second(cast: Cast, client: Client) -> None:
    client.post("/masuk/", {"phone": cast.sari.phone})
    before = client.cookies["sessionid"].value
    code = code_in(cast.sari.phone)
    client.post("/masuk/kode/", {"code": code})
    assert signed_in(client)
    again = Client()
    again.cookies["sessionid"] = before  # the session that waited for the code, copied before it was typed
    again.post("/masuk/kode/", {"code": code})
    assert not signed_in(again)
    thief = Client()
    thief.post("/masuk/", {"phone": cast.sari.phone})
    if code_in(cast.sari.phone) != code:
        thief.post("/masuk/kode/", {"code": code})
    assert not signed_in(thief)


def test_two_browsers_with_one_waiting_session_use_a_code_once(cast: Cast, client: Client) -> None:
    client.post("/masuk/", {"phone": cast.sari.phone})
    kept = dict(client.session.items())
    code = code_in(cast.sari.phone)
    client.post("/masuk/kode/", {"code": code})
    assert signed_in(client)
    late = Client()
    copied = late.session  # as another worker read it before the first one wrote
    copied.update(kept)
    copied.save()
    late.cookies["sessionid"] = copied.session_key or ""
    answer = late.post("/masuk/kode/", {"code": code})
    assert (answer.status_code, "Kode ini sudah dipakai. Minta kode baru." in answer.text) == (422, True)
    assert not signed_in(late)


def test_five_wrong_tries_leave_nothing_to_guess(cast: Cast, client: Client) -> None:
    client.post("/masuk/", {"phone": cast.sari.phone})
    code = code_in(cast.sari.phone)
    for _ in range(5):
        client.post("/masuk/kode/", {"code": other(code)})
    client.post("/masuk/kode/", {"code": code})
    assert not signed_in(client)


def test_the_code_of_another_number_opens_nothing(cast: Cast, client: Client) -> None:
    citra = Client()
    citra.post("/masuk/", {"phone": cast.citra.phone})
    client.post("/masuk/", {"phone": cast.sari.phone})
    if code_in(cast.citra.phone) != code_in(cast.sari.phone):
        client.post("/masuk/kode/", {"code": code_in(cast.citra.phone)})
        assert not signed_in(client)
    citra.post("/masuk/kode/", {"code": code_in(cast.citra.phone)})
    assert get_user(citra) == cast.citra


Ask = Callable[[Client, str], HttpResponse]


def sign_in(client: Client, phone: str) -> HttpResponse:
    return client.post("/masuk/", {"phone": phone}, follow=True)


def sign_up(client: Client, phone: str) -> HttpResponse:
    return client.post("/masuk/daftar/", {"phone": phone, "consent": "on"}, follow=True)


def guess(client: Client, phone: str) -> HttpResponse:
    client.post("/masuk/", {"phone": phone})
    return client.post("/masuk/kode/", {"code": "nol"})


def by_helper(client: Client, phone: str) -> HttpResponse:
    return client.post("/masuk/bantuan/", {"phone": phone, "code": "12345678"})


@pytest.mark.parametrize("ask", [sign_in, sign_up, guess, by_helper])
def test_no_answer_tells_whether_a_number_is_known(cast: Cast, ask: Ask) -> None:
    known, unknown = ask(Client(), cast.sari.phone), ask(Client(), "+6281277770001")
    assert known.status_code == unknown.status_code
    assert known.redirect_chain == unknown.redirect_chain if hasattr(known, "redirect_chain") else True
    assert plain(known) == plain(unknown)
    assert set(known.cookies) == set(unknown.cookies)


def test_typing_a_number_into_the_own_stall_does_not_tell_whose_it_is(cast: Cast) -> None:
    told = []
    for phone in (cast.citra.phone, "+6281277770001"):
        with transaction.atomic():
            sari = Client()
            sari.force_login(cast.sari)
            given = {"phone": phone, "name": "Tono", "role": "anggota"}
            answer = sari.post("/lapak/toko/anggota/", given, follow=True)
            pages = [answer, sari.get("/lapak/toko/anggota/"), sari.get("/lapak/toko/catatan/")]
            told.append((answer.status_code, [re.sub(r"/\d+/", "/1/", plain(page)) for page in pages]))
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert "Tono" in told[0][1][1]
    assert "Citra" not in "".join(told[0][1])


@pytest.mark.parametrize("ask", [sign_in, by_helper])
def test_known_and_unknown_numbers_take_the_database_about_as_long(cast: Cast, ask: Ask) -> None:
    ask(Client(), cast.citra.phone)  # whoever comes first opens the counters of this address
    counts = []
    for phone in (cast.sari.phone, "+6281277770001"):
        client = Client()
        client.get("/masuk/")
        with CaptureQueriesContext(connection) as asked:
            ask(client, phone)
        counts.append(len(asked))
    assert abs(counts[0] - counts[1]) <= 5, counts  # the session of a known one names its person


def test_each_asking_writes_one_message_whoever_it_is(cast: Cast) -> None:
    for phone in (cast.sari.phone, UNKNOWN):
        Client().post("/masuk/", {"phone": phone})
    assert Message.objects.count() == 2


def test_a_code_is_digits_and_no_page_asks_for_an_email(cast: Cast, client: Client) -> None:
    client.post("/masuk/", {"phone": cast.sari.phone})
    assert re.fullmatch(r"\d{6}", code_in(cast.sari.phone))
    for address in ("/masuk/", "/masuk/daftar/", "/masuk/kode/", "/masuk/bantuan/"):
        page = client.get(address).content.decode()
        assert 'type="email"' not in page
        assert 'name="email"' not in page
