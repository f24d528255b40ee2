"""Ways in with a key made of software, through the real addresses."""

from typing import Any

from django.contrib.auth import get_user
from django.http import HttpResponse
from django.test import Client

from sellers.people.models import Person
from tests.sellers.soft_key import SoftKey
from tests.sellers.test_sign_in import code_in

REFUSED = "Kunci ini tidak bisa dipakai. Masuk dengan kode."
LATE = "Waktunya habis. Coba sekali lagi."


def browser(**more: Any) -> Client:
    return Client(HTTP_HOST="localhost:8000", HTTP_USER_AGENT="Android Chrome", **more)


def signed_in(person: Person) -> Client:
    """By the code, on a browser of its own."""
    client = browser()
    sign_in(client, person)
    return client


def sign_in(client: Client, person: Person) -> None:
    client.post("/masuk/", {"phone": person.phone})
    client.post("/masuk/kode/", {"code": code_in(person.phone)})
    assert get_user(client) == person


def asked(client: Client, where: str = "/masuk/sidik-jari/soal/") -> dict[str, Any]:
    reply = client.post(where)
    assert reply.status_code == 200, reply.content
    options: dict[str, Any] = reply.json()
    return options


def add(client: Client, key: SoftKey, name: str = "HP Sari") -> Any:
    given = key.make(asked(client, "/lapak/orang/sidik-jari/soal/"))
    return client.post("/lapak/orang/sidik-jari/", {"nama": name, "credential": given})


def with_key(person: Person, **said: Any) -> SoftKey:
    key = SoftKey(**said)
    client = signed_in(person)
    assert add(client, key)["Location"] == "/lapak/orang/hp/"
    client.post("/keluar/")
    return key


def enter(client: Client, answer: str, back: str = "") -> Any:
    return client.post("/masuk/sidik-jari/", {"credential": answer, "next": back})


def come_in(key: SoftKey, client: Client | None = None) -> Client:
    client = client or browser()
    answer = enter(client, key.sign(asked(client)))
    assert answer.status_code == 302, answer.content.decode()
    return client


def is_refused(client: Client, answer: HttpResponse, sentence: str = REFUSED) -> None:
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not get_user(client).is_authenticated
