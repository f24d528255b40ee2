"""A NUL in a request is refused before a view sees it, the same on every database."""

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.mark.parametrize("address", ["/cari/?q=%00", "/cari/?%00=a", "/pesanan/%00/"])
def test_a_nul_in_an_address_is_refused(cast: Cast, client: Client, address: str) -> None:
    assert client.get(address).status_code == 400


def test_a_nul_in_a_form_is_refused_with_a_page(cast: Cast, client: Client) -> None:
    answer = client.post("/pesanan/", {"code": "\0", "phone": "081200001004"})
    assert answer.status_code == 400
    assert "Permintaan ditolak" in answer.content.decode()


def test_what_people_type_passes(cast: Cast, client: Client) -> None:
    assert client.get("/cari/?q=opak%20%E2%98%83").status_code == 200
