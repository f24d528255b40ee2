"""The signed links of papers at the office's door: changed, too old, another's, or of a paper that was taken back."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sellers.accounts.models import Membership
from sellers.kit import clock
from sellers.onboarding.links import LIVES_S, token_of
from sellers.onboarding.models import Document
from sellers.people.models import Person
from tests.cast import Cast
from tests.catalog import pictures
from tests.storefront.cooperative.conftest import Door

pytestmark = pytest.mark.django_db


def send(browser: Client, seed: int = 0) -> Document:
    photo = SimpleUploadedFile("nib.jpg", pictures.jpeg(640 + seed, 480), content_type="image/jpeg")
    sent = browser.post("/lapak/toko/surat/nib/", {"number": "1234567890123", "photo": [photo]})
    assert sent.status_code == 302
    return Document.objects.latest("pk")


@pytest.fixture
def sent(cast: Cast, as_: Door) -> Document:
    return send(as_(cast.sari))


def link(document: Document, person: Person, where: str = "/koperasi/surat/foto/") -> str:
    return f"{where}{token_of(document=document, position=0, person_id=person.pk)}/"


def status(browser: Client, address: str) -> int:
    return browser.get(address).status_code


def test_one_changed_byte_opens_nothing(cast: Cast, as_: Door, sent: Document) -> None:
    dewi, address = as_(cast.dewi), link(sent, cast.dewi)
    assert status(dewi, address) == 200
    token = address.split("/")[-2]
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        assert status(dewi, f"/koperasi/surat/foto/{token[:place]}{other}{token[place + 1 :]}/") == 404, place
    for odd in (token[:-1], token + "A", token.rsplit(":", 1)[0], "x"):
        assert status(dewi, f"/koperasi/surat/foto/{odd}/") == 404, odd


@pytest.mark.parametrize("late_s, opens", [(-5, 200), (1, 404)])
def test_it_opens_for_ten_minutes(
    cast: Cast, as_: Door, sent: Document, monkeypatch: pytest.MonkeyPatch, late_s: int, opens: int
) -> None:
    dewi, address, now = as_(cast.dewi), link(sent, cast.dewi), time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + LIVES_S + late_s)
    assert status(dewi, address) == opens


def test_it_is_of_use_to_nobody_else(cast: Cast, as_: Door, sent: Document) -> None:
    address = link(sent, cast.dewi)
    for person in (cast.hadi, cast.fajar, cast.sari, cast.budi, cast.stranger, cast.operator):
        assert status(as_(person), address) == 404, person
    assert Client().get(address)["Location"].startswith("/masuk/")
    assert status(as_(cast.sari), link(sent, cast.dewi, "/lapak/toko/surat/foto/")) == 404
    assert status(as_(cast.fajar), link(sent, cast.fajar)) == 404  # signed for an officer of another cooperative


@pytest.mark.parametrize("how", ["withdrawn", "replaced"])
def test_what_was_taken_back_opens_no_more(cast: Cast, as_: Door, sent: Document, how: str) -> None:
    sari, dewi, address = as_(cast.sari), as_(cast.dewi), link(sent, cast.dewi)
    assert status(dewi, address) == 200
    if how == "withdrawn":
        assert sari.post("/lapak/toko/surat/nib/penarikan/").status_code == 302
    else:
        assert status(dewi, link(send(sari, seed=7), cast.dewi)) == 200
    assert status(dewi, address) == 404


def test_an_officer_who_left_meanwhile_opens_nothing(cast: Cast, as_: Door, sent: Document) -> None:
    dewi, address = as_(cast.dewi), link(sent, cast.dewi)
    assert status(dewi, address) == 200
    Membership.objects.filter(person=cast.dewi, cooperative=cast.cooperative).update(ended_at=clock.now())
    assert status(dewi, address) == 404


def test_a_paper_renumbered_in_the_link_opens_nothing(cast: Cast, as_: Door, sent: Document) -> None:
    """Who may see two papers signs for one of them: the signature of one is none of the other's."""
    dewi, citras = as_(cast.dewi), send(as_(cast.citra), seed=3)
    ours, theirs = (link(row, cast.dewi).split("/")[-2] for row in (sent, citras))
    mixed = f"{theirs.split(':')[0]}:{':'.join(ours.split(':')[1:])}"
    assert (status(dewi, link(sent, cast.dewi)), status(dewi, link(citras, cast.dewi))) == (200, 200)
    assert status(dewi, f"/koperasi/surat/foto/{mixed}/") == 404
