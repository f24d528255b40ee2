"""The phone's token: asked for while signed in, one a session, ended with it, and good for nothing else."""

import json
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from sellers.people import devices
from sellers.people.models import Device, Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]


def ask(browser: Client, body: str = '{"label": "Android, Chrome"}') -> HttpResponse:
    return browser.post("/lapak/perangkat/", body, content_type="application/json")  # type: ignore[return-value]  # the client's answer is an HttpResponse


def test_a_person_who_is_signed_in_gets_a_token_and_the_stalls(cast: Cast, at: At) -> None:
    answer = ask(at(cast.budi))
    told = answer.json()
    assert (answer.status_code, told["person"], told["name"]) == (201, cast.budi.pk, "Budi")
    assert told["stalls"] == [{"id": cast.saris.seller.pk, "name": "Dapur Sari"}]
    device = devices.find(told["token"])
    assert device is not None
    assert (device.person, device.label) == (cast.budi, "Android, Chrome")
    assert told["token"] not in device.token_hash
    assert answer["Cache-Control"].find("no-store") >= 0


def test_a_guest_gets_none(cast: Cast) -> None:
    assert ask(Client()).status_code == 401
    assert not Device.objects.exists()


def test_a_form_of_another_site_gets_none(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.sari)
    assert ask(browser).status_code == 403
    assert not Device.objects.exists()


def test_asking_again_in_one_session_ends_the_former(cast: Cast, at: At) -> None:
    browser = at(cast.sari)
    first, second = (ask(browser).json()["token"] for _ in range(2))
    assert devices.find(first) is None
    assert devices.find(second) is not None


def test_another_phone_keeps_its_token(cast: Cast, at: At) -> None:
    first, second = (ask(at(cast.sari)).json()["token"] for _ in range(2))
    assert devices.find(first) is not None
    assert devices.find(second) is not None


def test_signing_out_ends_it(cast: Cast, at: At) -> None:
    browser = at(cast.sari)
    token = ask(browser).json()["token"]
    browser.post("/keluar/")
    assert devices.find(token) is None


def test_only_its_own_person_revokes_it(cast: Cast) -> None:
    device, token = devices.issue(person=cast.sari, label="")
    assert devices.revoke(person=cast.budi, device_id=device.pk) is False
    assert devices.find(token) is not None
    assert devices.revoke(person=cast.sari, device_id=device.pk) is True
    assert devices.find(token) is None


def test_it_opens_no_page_and_no_api(cast: Cast) -> None:
    _device, token = devices.issue(person=cast.sari, label="")
    said = {"Authorization": f"Bearer {token}"}
    assert Client().get("/lapak/", headers=said).status_code == 302
    query = json.dumps({"query": "{ me { name } }"})
    answer = Client().post("/graphql/", query, content_type="application/json", headers=said)
    assert "Sari" not in answer.text


@pytest.mark.parametrize("body", ["[]", '{"label": {}}', '{"label": "\\u0000"}'])
def test_nonsense_gets_none(cast: Cast, at: At, body: str) -> None:
    assert ask(at(cast.sari), body).status_code == 422
    assert not Device.objects.exists()


def test_only_a_post_asks(cast: Cast, at: At) -> None:
    assert at(cast.sari).get("/lapak/perangkat/").status_code == 405
