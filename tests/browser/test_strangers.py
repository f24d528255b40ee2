"""What is not yours is not there."""

import csv
from io import StringIO

import pytest

from tests.browser import door
from tests.browser.stage import Actor, Stage

HERS = "KWT Melati Srengat"


@pytest.fixture(scope="module")
def officer(phone: Stage, keys: door.Keys) -> Actor:
    made = phone.actor()
    door.let_in(made, door.OFFICER, keys)
    return made


def test_a_strangers_order_code_shows_nothing(phone: Stage, officer: Actor) -> None:
    code = _column(officer, "/koperasi/transfer/?format=csv", "Pembelian")[0]
    stranger = phone.actor()
    for address in (f"/pesanan/{code}/", f"/pesanan/{code}/?t=1u:{'x' * 43}", "/pesanan/ZZZZZZZZ/"):
        answer = stranger.page.goto(address)
        assert answer and answer.status == 404, address
        assert "Jl." not in stranger.page.locator("main").inner_text()
    stranger.visit(f"/pesanan/{code}/", "orang-asing")


def test_another_sellers_order_is_not_found_at_the_desk(phone: Stage, officer: Actor, keys: door.Keys) -> None:
    sheet = "/koperasi/pesanan/?hari=30&format=csv"
    rows = zip(_column(officer, sheet, "No. Pesanan"), _column(officer, sheet, "Lapak"), strict=True)
    code = next(code for code, stall in rows if stall != HERS)
    sulastri = phone.actor()
    door.let_in(sulastri, door.SULASTRI, keys)
    answer = sulastri.page.goto(f"/lapak/pesanan/{code}/")
    assert answer and answer.status == 404
    sulastri.look("pesanan-orang-lain")
    token = {"csrfmiddlewaretoken": _csrf(sulastri)}
    for act in ("penerimaan", "pengiriman", "pembatalan"):
        posted = sulastri.context.request.post(f"/lapak/pesanan/{code}/{act}/", form=token)
        assert posted.status == 404, act


def test_a_seller_does_not_find_the_office(phone: Stage, keys: door.Keys) -> None:
    sulastri = phone.actor()
    door.let_in(sulastri, door.SULASTRI, keys)
    answer = sulastri.page.goto("/koperasi/")
    assert answer and answer.status == 404


def _column(officer: Actor, address: str, name: str) -> list[str]:
    sheet = officer.context.request.get(address).body().decode("utf-8-sig")
    return [row[name] for row in csv.DictReader(StringIO(sheet))]


def _csrf(actor: Actor) -> str:
    actor.page.goto("/lapak/pilih/")
    return actor.page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
