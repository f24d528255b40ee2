"""Signing in with a phone number and a code: the pages answer alike whether a number is known or not."""

import re
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user
from django.test import Client

from sellers.kit import clock
from sellers.messages.models import Message
from sellers.people import consent
from sellers.people.models import Consent, Person
from tests.cast import Cast

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
UNKNOWN = "0812-7777-0001"


def code_in(phone: str) -> str:
    message = Message.objects.filter(to=phone, template="sign_in_code").latest("id")
    found = re.search(r"\b\d{6}\b", message.body)
    assert found
    return found[0]


def signed_in(client: Client) -> bool:
    return get_user(client).is_authenticated


@pytest.mark.parametrize("typed", ["081200001000", "62812-0000-1000", "+62 812 0000 1000"])
def test_sari_signs_in_with_her_number_and_the_code(cast: Cast, client: Client, typed: str) -> None:
    response = client.post("/masuk/", {"phone": typed})
    assert (response.status_code, response["Location"]) == (302, "/masuk/kode/")
    response = client.post("/masuk/kode/", {"code": code_in(cast.sari.phone)})
    assert (response.status_code, response["Location"]) == (302, "/lapak/")
    assert get_user(client) == cast.sari


def test_the_code_message_is_indonesian_secret_and_warns(cast: Cast, client: Client) -> None:
    client.post("/masuk/", {"phone": cast.sari.phone})
    message = Message.objects.get(template="sign_in_code")
    assert "Jangan berikan kode ini kepada siapa pun" in message.body
    assert (message.secret, message.channel, message.person) == (True, "whatsapp", cast.sari)


@pytest.mark.parametrize("spaced", ["{} {}", "{}-{}", " {}{} "])
def test_a_code_may_be_typed_with_gaps(cast: Cast, client: Client, spaced: str) -> None:
    client.post("/masuk/", {"phone": cast.sari.phone})
    code = code_in(cast.sari.phone)
    client.post("/masuk/kode/", {"code": spaced.format(code[:3], code[3:])})
    assert signed_in(client)


def test_signing_in_leads_where_one_wanted_to_go(cast: Cast, client: Client) -> None:
    response = client.post("/masuk/", {"phone": cast.sari.phone, "next": "/lapak/produk/"})
    assert response["Location"] == "/masuk/kode/?next=%2Flapak%2Fproduk%2F"
    response = client.post("/masuk/kode/", {"code": code_in(cast.sari.phone), "next": "/lapak/produk/"})
    assert response["Location"] == "/lapak/produk/"


@pytest.mark.parametrize("address", ["/masuk/", "/masuk/daftar/", "/masuk/kode/"])
def test_every_page_on_the_way_keeps_where_one_wanted_to_go(cast: Cast, client: Client, address: str) -> None:
    if address == "/masuk/kode/":
        client.post("/masuk/", {"phone": cast.sari.phone})
    page = client.get(address, {"next": "/lapak/produk/"}).content
    assert b'name="next"' in page
    assert b'value="/lapak/produk/"' in page


def test_nobody_is_led_to_another_site(cast: Cast, client: Client) -> None:
    client.post("/masuk/", {"phone": cast.sari.phone, "next": "https://evil.example/"})
    response = client.post("/masuk/kode/", {"code": code_in(cast.sari.phone), "next": "https://evil.example/"})
    assert response["Location"] == "/lapak/"


def test_an_unknown_number_gets_the_same_answer_and_a_message_of_its_own(cast: Cast, client: Client) -> None:
    known = client.post("/masuk/", {"phone": cast.sari.phone})
    unknown = Client().post("/masuk/", {"phone": UNKNOWN})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    told = Message.objects.get(to="+6281277770001")
    assert (told.template, "belum terdaftar" in told.body) == ("no_account", True)
    assert not Person.objects.filter(phone="+6281277770001").exists()


def test_the_code_page_looks_alike_for_known_and_unknown_numbers(cast: Cast) -> None:
    pages = []
    for phone in (cast.sari.phone, UNKNOWN):
        client = Client()
        client.post("/masuk/", {"phone": phone})
        for _ in range(2):
            response = client.post("/masuk/kode/", {"code": "000000"})
            assert response.status_code == 422
        pages.append(client.post("/masuk/kode/", {"code": "000000"}))
    assert [(page.status_code, page["Location"]) for page in pages] == [(302, "/masuk/")] * 2


def test_no_code_at_all_never_signs_in_an_unknown_number(db: None, client: Client) -> None:
    client.post("/masuk/", {"phone": UNKNOWN})
    for code in ("", " ", "-"):
        client.post("/masuk/kode/", {"code": code})
        assert not signed_in(client)


def test_after_three_wrong_codes_even_the_right_one_is_too_late(cast: Cast, client: Client) -> None:
    client.post("/masuk/", {"phone": cast.sari.phone})
    code = code_in(cast.sari.phone)
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(3):
        client.post("/masuk/kode/", {"code": wrong})
    client.post("/masuk/kode/", {"code": code})
    assert not signed_in(client)


def test_a_new_code_makes_the_old_one_worthless(cast: Cast, client: Client) -> None:
    client.post("/masuk/", {"phone": cast.sari.phone})
    old = code_in(cast.sari.phone)
    client.post("/masuk/", {"phone": cast.sari.phone})
    if old != code_in(cast.sari.phone):
        client.post("/masuk/kode/", {"code": old})
        assert not signed_in(client)
    client.post("/masuk/kode/", {"code": code_in(cast.sari.phone)})
    assert signed_in(client)


def test_the_code_page_without_a_pending_code_leads_back(db: None, client: Client) -> None:
    assert client.get("/masuk/kode/")["Location"] == "/masuk/"


def test_a_wrong_number_can_be_corrected(cast: Cast, client: Client) -> None:
    client.post("/masuk/", {"phone": UNKNOWN})
    assert client.get("/masuk/").status_code == 200
    client.post("/masuk/", {"phone": cast.sari.phone})
    client.post("/masuk/kode/", {"code": code_in(cast.sari.phone)})
    assert signed_in(client)


@pytest.mark.parametrize("typed", ["", "halo", "0812", "<script>"])
def test_what_is_no_number_gets_a_sentence_and_the_form_back(db: None, client: Client, typed: str) -> None:
    response = client.post("/masuk/", {"phone": typed})
    assert response.status_code == 422
    assert b"<script>" + b'"' not in response.content
    assert Message.objects.count() == 0


def test_codes_for_one_number_are_limited_and_known_and_unknown_alike(cast: Cast) -> None:
    for phone in (cast.sari.phone, UNKNOWN):
        with clock.frozen(NOON) as time:
            statuses = [Client().post("/masuk/", {"phone": phone}).status_code for _ in range(7)]
            assert statuses == [302] * 5 + [429] * 2
            time.tick(minutes=10)
            assert Client().post("/masuk/", {"phone": phone}).status_code == 302
    assert Message.objects.filter(to=cast.sari.phone).count() == 6


def test_codes_for_one_number_are_limited_over_the_day(cast: Cast, settings: LazySettings) -> None:
    settings.DEMO = False
    with clock.frozen(NOON) as time:
        for _ in range(18):
            Client().post("/masuk/", {"phone": cast.sari.phone})
            time.tick(minutes=11)
    assert Message.objects.filter(to=cast.sari.phone).count() == 15


def test_codes_asked_from_one_address_are_limited(cast: Cast, client: Client) -> None:
    with clock.frozen(NOON):
        statuses = [client.post("/masuk/", {"phone": f"0812777700{n:02}"}).status_code for n in range(22)]
    assert statuses == [302] * 20 + [429] * 2


def test_guessing_on_and_on_ends_even_from_many_browsers(cast: Cast, settings: LazySettings) -> None:
    """Fifteen codes a day, three tries each."""
    settings.DEMO = False
    with clock.frozen(NOON) as time:
        for _ in range(15):
            client = Client()
            client.post("/masuk/", {"phone": cast.sari.phone})
            for _ in range(3):
                client.post("/masuk/kode/", {"code": "12345"})
            time.tick(minutes=11)
        assert client.post("/masuk/", {"phone": cast.sari.phone}).status_code == 429
        assert client.post("/masuk/kode/", {"code": code_in(cast.sari.phone)})["Location"] == "/masuk/"
        assert not signed_in(client)


def test_a_stranger_elsewhere_does_not_close_the_way_in(cast: Cast, settings: LazySettings) -> None:
    settings.DEMO = False
    with clock.frozen(NOON) as time:
        for _ in range(16):
            stranger = Client(REMOTE_ADDR="198.51.100.1")
            stranger.post("/masuk/", {"phone": cast.sari.phone})
            for _ in range(3):
                stranger.post("/masuk/kode/", {"code": "12345"})
            time.tick(minutes=11)
        sari = Client(REMOTE_ADDR="203.0.113.7")
        sari.post("/masuk/", {"phone": cast.sari.phone})
        sari.post("/masuk/kode/", {"code": code_in(cast.sari.phone)})
        assert signed_in(sari)


def test_opening_an_account_proves_the_number_and_writes_the_consent(db: None, client: Client) -> None:
    answer = client.post("/masuk/daftar/", {"phone": UNKNOWN, "consent": "on", "next": "/lapak/buka/"})
    assert answer["Location"] == "/masuk/kode/?next=%2Flapak%2Fbuka%2F"
    assert (Person.objects.count(), Consent.objects.count()) == (0, 0)  # whose number it is nobody knows yet
    answer = client.post("/masuk/kode/", {"code": code_in("+6281277770001"), "next": "/lapak/buka/"})
    assert answer["Location"] == "/lapak/buka/"
    person = Person.objects.get()
    assert person.phone_verified
    assert get_user(client) == person
    assert consent.missing(person) == ()


def test_a_wrong_code_takes_no_number(db: None, client: Client) -> None:
    client.post("/masuk/daftar/", {"phone": UNKNOWN, "consent": "on"})
    code = code_in("+6281277770001")
    for _ in range(3):
        client.post("/masuk/kode/", {"code": "000000" if code != "000000" else "000001"})
    client.post("/masuk/kode/", {"code": code})
    assert not signed_in(client)
    assert not Person.objects.exists()


def test_two_browsers_that_sign_up_one_number_are_one_person(db: None) -> None:
    browsers, codes = [Client(), Client()], []
    for browser in browsers:
        browser.post("/masuk/daftar/", {"phone": UNKNOWN, "consent": "on"})
        codes.append(code_in("+6281277770001"))
    for browser, code in zip(browsers, codes, strict=True):
        browser.post("/masuk/kode/", {"code": code})
    assert [get_user(browser) for browser in browsers] == [Person.objects.get()] * 2


def test_without_consent_no_account_and_no_code(db: None, client: Client) -> None:
    assert client.post("/masuk/daftar/", {"phone": UNKNOWN}).status_code == 422
    assert (Person.objects.count(), Message.objects.count()) == (0, 0)


def test_signing_up_with_a_known_number_signs_in_and_looks_the_same(cast: Cast, client: Client) -> None:
    known = client.post("/masuk/daftar/", {"phone": cast.sari.phone, "consent": "on"})
    new = Client().post("/masuk/daftar/", {"phone": UNKNOWN, "consent": "on"})
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    client.post("/masuk/kode/", {"code": code_in(cast.sari.phone)})
    assert get_user(client) == cast.sari


def test_a_tick_for_one_number_is_no_consent_of_another(cast: Cast, client: Client) -> None:
    client.post("/masuk/daftar/", {"phone": UNKNOWN, "consent": "on"})
    client.post("/masuk/", {"phone": cast.sari.phone})
    client.post("/masuk/kode/", {"code": code_in(cast.sari.phone)})
    assert consent.missing(cast.sari) == consent.TEXTS


@pytest.mark.parametrize("address", ["/masuk/", "/masuk/daftar/"])
def test_a_closed_account_gets_no_code_and_the_page_does_not_tell(cast: Cast, client: Client, address: str) -> None:
    Person.objects.filter(pk=cast.sari.pk).update(is_active=False)
    response = client.post(address, {"phone": cast.sari.phone, "consent": "on"})
    assert response["Location"] == "/masuk/kode/"
    assert Message.objects.get().template == "no_account"


def test_who_is_signed_in_is_led_on(cast: Cast, client: Client) -> None:
    client.force_login(cast.sari)
    for address in ("/masuk/", "/masuk/daftar/"):
        assert client.get(address)["Location"] == "/lapak/"


def test_signing_out_takes_a_post(cast: Cast, client: Client) -> None:
    client.force_login(cast.sari)
    assert client.get("/keluar/").status_code == 200
    assert signed_in(client)
    assert client.post("/keluar/")["Location"] == "/"
    assert not signed_in(client)


@pytest.mark.parametrize("address", ["/masuk/", "/masuk/daftar/"])
def test_the_pages_open_and_other_methods_are_refused(db: None, client: Client, address: str) -> None:
    assert client.get(address).status_code == 200
    assert client.delete(address).status_code == 405


@pytest.mark.parametrize("address", ["/masuk/login/", "/accounts/login/", "/masuk/password/reset/", "/masuk/email/"])
def test_no_password_or_email_page_exists(db: None, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_no_form_without_the_csrf_token(cast: Cast) -> None:
    assert Client(enforce_csrf_checks=True).post("/masuk/", {"phone": cast.sari.phone}).status_code == 403
