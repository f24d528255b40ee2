"""Signing in as people see it, and the outbox that only the demo has."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from sellers.messages.models import Message
from sellers.people.models import Consent, Person
from storefront.demo.people import rows as first_rows
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def code_on_the_outbox(client: Client) -> str:
    found = re.search(r'class="letter__code"[^>]*>(\d{6})<', client.get("/kotak-keluar/").text)
    assert found
    return found[1]


def test_sari_signs_in_with_phone_and_code_and_out_again(cast: Cast, client: Client) -> None:
    asked = client.post("/masuk/", {"phone": "0812-0000-1000", "next": "/lapak/produk/"}, follow=True)
    assert "Tulis kode dari pesan" in asked.text
    done = client.post("/masuk/kode/", {"code": code_on_the_outbox(client), "next": "/lapak/produk/"})
    assert done["Location"] == "/lapak/produk/"
    assert client.get("/lapak/produk/").status_code == 200
    assert client.get("/keluar/").status_code == 200
    client.post("/keluar/")
    assert client.get("/lapak/produk/").status_code == 302


def test_a_newcomer_registers_agrees_and_is_led_to_the_questions(cast: Cast, client: Client) -> None:
    client.post("/masuk/daftar/", {"phone": "0813 9999 0001", "consent": "on", "next": "/lapak/buka/"})
    done = client.post("/masuk/kode/", {"code": code_on_the_outbox(client), "next": "/lapak/buka/"})
    assert done["Location"] == "/lapak/buka/"
    newcomer = Person.objects.get(phone="+6281399990001")
    assert Consent.objects.filter(person=newcomer).count() == 2


def test_who_was_invited_signs_up_to_join_and_hears_of_no_questions(cast: Cast, client: Client) -> None:
    invited = {"next": "/gabung/K7QX29MBA/"}
    door = client.get("/masuk/", invited).text
    assert "/masuk/daftar/?next=%2Fgabung%2FK7QX29MBA%2F" in door
    for page in (door, client.get("/masuk/daftar/", invited).text):
        assert "Gabung ke lapak" in page
        assert "Buka lapak" not in page
        assert "lima pertanyaan" not in page
    client.post("/masuk/daftar/", {"phone": "0813 9999 0001", "consent": "on", **invited})
    done = client.post("/masuk/kode/", {"code": code_on_the_outbox(client), **invited})
    assert done["Location"] == invited["next"]


def test_without_agreeing_no_code_is_sent(cast: Cast, client: Client) -> None:
    answer = client.post("/masuk/daftar/", {"phone": "0813 9999 0001"})
    assert (answer.status_code, Message.objects.count()) == (422, 0)
    assert "0813 9999 0001" in answer.text


def test_the_box_is_never_ticked_beforehand(client: Client) -> None:
    box = client.get("/masuk/daftar/").text.split('id="id_consent"')[1].split(">")[0]
    assert "checked" not in box


@pytest.mark.parametrize("phone", ["", "12345", "halo"])
def test_a_phone_that_is_none_is_told_at_the_field(cast: Cast, client: Client, phone: str) -> None:
    answer = client.post("/masuk/", {"phone": phone})
    assert answer.status_code == 422
    assert 'id="phone-error"' in answer.text


def test_a_wrong_code_is_told(cast: Cast, client: Client) -> None:
    client.post("/masuk/", {"phone": "081200001000"})
    right = code_on_the_outbox(client)
    answer = client.post("/masuk/kode/", {"code": "000000" if right != "000000" else "111111"})
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text


def test_the_demo_says_who_can_come_in(client: Client) -> None:
    Person.objects.create_user(first_rows()[0].phone, "Bu Contoh")
    assert "Bu Contoh" in client.get("/masuk/").text


def test_outside_the_demo_there_is_no_outbox_and_no_list(cast: Cast, client: Client, settings: LazySettings) -> None:
    settings.DEMO = False
    assert client.get("/kotak-keluar/").status_code == 404
    assert "Orang contoh" not in client.get("/masuk/").text


def test_the_outbox_is_only_read(client: Client) -> None:
    assert client.post("/kotak-keluar/").status_code == 405
