"""One phone, several people: who is known there, who comes back by PIN, and what signing out ends."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client

from sellers.kit import clock
from sellers.people import devices, fresh, handsets, pins
from sellers.people.models import Device, Handset, Person
from tests.cast import Cast
from tests.sellers.test_sign_in import code_in

pytestmark = pytest.mark.django_db
PIN = "7294"


def come_in(client: Client, person: Person) -> None:
    client.post("/masuk/", {"phone": person.phone})
    client.post("/masuk/kode/", {"code": code_in(person.phone)})


def shared(cast: Cast) -> Client:
    """A phone on which Sari and then Citra signed in, both with a PIN; Citra is at work."""
    for person in (cast.sari, cast.citra):
        pins.set_pin(person=person, pin=PIN, again=PIN)
    client = Client()
    come_in(client, cast.sari)
    hand_on(client)
    come_in(client, cast.citra)
    return client


def hand_on(client: Client) -> None:
    """Whoever is at work makes room for somebody new; the phone still knows its people."""
    assert client.post("/lapak/orang/baru/")["Location"] == "/masuk/"
    assert not get_user(client).is_authenticated


def row(person: Person) -> Handset:
    return Handset.objects.get(person=person)


def switch(client: Client, person: Person, pin: str = PIN) -> int:
    return client.post(f"/lapak/orang/{row(person).pk}/", {"pin": pin}).status_code


def test_the_pin_makes_the_session_really_the_other_persons(cast: Cast) -> None:
    client = shared(cast)
    before = client.session.session_key
    client.get("/lapak/orang/")
    csrf = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    assert switch(client, cast.sari) == 302
    assert get_user(client) == cast.sari
    assert client.session.session_key != before
    assert client.cookies["csrftoken"].value != csrf
    assert fresh.KEY not in client.session
    assert client.get("/lapak/uang/rekening/baru/")["Location"].startswith("/masuk/lagi/")


def test_the_former_session_is_gone(cast: Cast) -> None:
    client = shared(cast)
    copied = Client()
    copied.cookies["sessionid"] = client.session.session_key or ""
    switch(client, cast.sari)
    assert not get_user(copied).is_authenticated


def test_only_those_who_signed_in_on_this_phone_are_shown(cast: Cast) -> None:
    client = shared(cast)
    page = client.get("/lapak/orang/").text
    assert "Sari" in page
    assert "Citra" in page
    assert "Dewi" not in page
    elsewhere = Client()
    come_in(elsewhere, cast.dewi)
    assert "Sari" not in elsewhere.get("/lapak/orang/").text
    assert "Sari" not in Client().get("/lapak/orang/").text
    assert elsewhere.post(f"/lapak/orang/{row(cast.sari).pk}/", {"pin": PIN}).status_code == 404
    assert Client().post(f"/lapak/orang/{row(cast.sari).pk}/", {"pin": PIN}).status_code == 404


def test_a_cookie_with_one_changed_byte_knows_nobody(cast: Cast) -> None:
    client = shared(cast)
    good = client.cookies[handsets.COOKIE].value
    client.cookies[handsets.COOKIE] = ("A" if good[0] != "A" else "B") + good[1:]
    assert "Sari" not in client.get("/lapak/orang/").text


def test_five_wrong_pins_leave_only_the_code_on_that_phone(cast: Cast) -> None:
    client = shared(cast)
    for _ in range(5):
        assert switch(client, cast.sari, "8305") == 422
    assert switch(client, cast.sari) == 422
    assert get_user(client) == cast.citra
    client.post("/keluar/")
    come_in(client, cast.sari)
    assert row(cast.sari).wrong_pins == 0


def test_a_right_pin_starts_the_count_anew(cast: Cast) -> None:
    client = shared(cast)
    for _ in range(4):
        switch(client, cast.sari, "8305")
    assert switch(client, cast.sari) == 302
    assert row(cast.sari).wrong_pins == 0


def test_without_a_pin_only_the_code(cast: Cast) -> None:
    client = shared(cast)
    pins.forget_pin(person=cast.sari)
    assert "Masuk dengan kode" in client.get(f"/lapak/orang/{row(cast.sari).pk}/").text
    assert switch(client, cast.sari, "") == 422


def test_a_closed_account_has_no_card(cast: Cast) -> None:
    client = shared(cast)
    address = f"/lapak/orang/{row(cast.sari).pk}/"
    Person.objects.filter(pk=cast.sari.pk).update(is_active=False)
    assert client.post(address, {"pin": PIN}).status_code == 404


def test_signing_out_takes_the_person_off_this_phone(cast: Cast) -> None:
    client = shared(cast)
    client.post("/keluar/")
    assert "Citra" not in client.get("/lapak/orang/").text
    assert "Sari" in client.get("/lapak/orang/").text


def test_what_waits_keeps_its_authors_token_while_another_works(cast: Cast) -> None:
    client = shared(cast)
    citras, token = devices.issue(person=cast.citra, label="HP")
    session = client.session
    session[handsets.DEVICE] = citras.pk
    session.save()
    switch(client, cast.sari)
    assert handsets.DEVICE not in client.session
    assert devices.find(token) == citras
    switch(client, cast.citra)
    assert client.session[handsets.DEVICE] == citras.pk


def test_a_phone_is_taken_away_with_one_tap(cast: Cast) -> None:
    lost, kept = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 13) Chrome/120"}), Client()
    come_in(lost, cast.sari)
    come_in(kept, cast.sari)
    device, token = devices.issue(person=cast.sari, label="HP")
    session = lost.session
    session[handsets.DEVICE] = device.pk
    session.save()
    page = kept.get("/lapak/orang/hp/").text
    assert "Android, Chrome" in page
    assert "HP ini" in page
    gone = Handset.objects.get(label="Android, Chrome")
    assert kept.post("/lapak/orang/hp/", {"hp": gone.pk}).status_code == 302
    assert not get_user(lost).is_authenticated
    assert devices.find(token) is None
    assert get_user(kept) == cast.sari


@pytest.mark.parametrize("field", ["hp", "token"])
def test_nobody_takes_away_the_phone_of_another(cast: Cast, field: str) -> None:
    client = Client()
    come_in(client, cast.sari)
    devices.issue(person=cast.sari, label="HP")
    citra = Client()
    citra.force_login(cast.citra)
    wanted = row(cast.sari).pk if field == "hp" else Device.objects.get().pk
    for value in (wanted, "9" * 4500, "²", ""):
        assert citra.post("/lapak/orang/hp/", {field: value}).status_code == 404
    assert get_user(client) == cast.sari


def test_signing_out_everywhere_ends_sessions_tokens_and_pins(cast: Cast) -> None:
    client, other = shared(cast), Client()
    come_in(other, cast.citra)
    _device, token = devices.issue(person=cast.citra, label="HP")
    client.post("/lapak/orang/hp/", {"semua": "1"})
    assert not get_user(client).is_authenticated
    assert not get_user(other).is_authenticated
    assert devices.find(token) is None
    assert "Citra" not in client.get("/lapak/orang/").text
    assert "Sari" in client.get("/lapak/orang/").text


def test_a_session_of_before_still_stands(cast: Cast, client: Client) -> None:
    """Django's own hash is kept while no salt is set, so that nobody is signed out by the change."""
    client.force_login(cast.sari)
    plain = super(Person, cast.sari).get_session_auth_hash()
    assert cast.sari.get_session_auth_hash() == plain


def test_a_loose_token_stands_in_the_list_and_can_be_ended(cast: Cast) -> None:
    client = Client()
    come_in(client, cast.sari)
    _device, token = devices.issue(person=cast.sari, label="HP lama")
    assert "HP lama" in client.get("/lapak/orang/hp/").text
    client.post("/lapak/orang/hp/", {"token": Device.objects.get().pk})
    assert devices.find(token) is None


def test_the_list_says_when_a_phone_was_last_used(cast: Cast) -> None:
    client = Client()
    come_in(client, cast.sari)
    session = client.session
    session[handsets.SEEN] = (clock.now() - timedelta(hours=2)).timestamp()
    session.save()
    long_ago = clock.now() - timedelta(days=3)
    Handset.objects.update(seen_at=long_ago)
    client.get("/lapak/")
    assert row(cast.sari).seen_at > long_ago


def test_the_pin_is_set_behind_a_fresh_code(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.sari)
    assert client.get("/lapak/orang/pin/")["Location"].startswith("/masuk/lagi/")
    come_in(client := Client(), cast.sari)
    assert client.post("/lapak/orang/pin/", {"pin": "1234", "again": "1234"}).status_code == 422
    assert client.post("/lapak/orang/pin/", {"pin": PIN, "again": PIN}).status_code == 302
    assert pins.fits(Person.objects.get(pk=cast.sari.pk), PIN)
    client.post("/lapak/orang/pin/", {"hapus": "1"})
    assert Person.objects.get(pk=cast.sari.pk).pin == ""


def test_whoever_runs_the_market_has_no_pin(cast: Cast) -> None:
    come_in(client := Client(), cast.operator)
    assert client.get("/lapak/orang/pin/").status_code == 404


def test_another_method_is_refused(cast: Cast, client: Client) -> None:
    for address in ("/lapak/orang/", "/lapak/orang/pin/", "/lapak/orang/hp/", "/lapak/orang/1/"):
        assert client.put(address).status_code == 405
    assert client.post("/lapak/orang/").status_code == 405
    assert client.get("/lapak/orang/nomor/pembatalan/").status_code == 405
    assert client.get("/lapak/orang/baru/").status_code == 405
