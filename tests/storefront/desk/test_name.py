"""Saya: what a person is called."""

from collections.abc import Callable

from django.test import Client

from sellers.people.models import Person
from tests.cast import Cast

At = Callable[[Person], Client]


def test_sari_says_what_to_be_called(cast: Cast, at: At) -> None:
    answer = at(cast.sari).post("/lapak/pilih/nama/", {"nama": "  Sari   Dewi "}, follow=True)
    cast.sari.refresh_from_db()
    assert cast.sari.name == "Sari Dewi"
    assert "Nama disimpan." in answer.content.decode()


def test_a_name_of_one_letter_comes_back_with_a_sentence(cast: Cast, at: At) -> None:
    answer = at(cast.sari).post("/lapak/pilih/nama/", {"nama": "S"})
    assert answer.status_code == 422
    assert "Tulis nama Anda" in answer.content.decode()
    cast.sari.refresh_from_db()
    assert cast.sari.name == "Sari"


def test_a_stranger_and_the_wrong_method_change_no_name(cast: Cast, at: At) -> None:
    assert at(cast.stranger).post("/lapak/pilih/nama/", {"nama": "Siapa Saja"}).status_code == 404
    assert at(cast.sari).get("/lapak/pilih/nama/").status_code == 405
