"""Every file is chosen through one component; the browser's own button speaks its own language."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from sellers.people.models import Person
from tests.cast import Cast

TEMPLATES = settings.ROOT / "storefront" / "templates"
BARE = re.compile(r'<input[^>]*type="file"')
COMPONENT = "_components/field.html"
At = Callable[[Person], Client]


def test_no_page_draws_a_file_input_of_its_own() -> None:
    drawn = {
        str(path.relative_to(TEMPLATES)): len(found)
        for path in TEMPLATES.rglob("*.html")
        if (found := BARE.findall(path.read_text()))
    }
    # the gallery beside the camera's frame: a second door to the same photos, with a label of its own
    assert drawn == {COMPONENT: 2, "desk/product_new.html": 1}


@pytest.mark.django_db
def test_the_word_on_the_button_is_that_of_what_is_chosen(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    product = cast.saris.product.pk
    for address, name, words in (
        (f"/lapak/produk/{product}/", "photo", "Pilih foto"),
        ("/lapak/produk/berkas/", "berkas", "Pilih berkas"),
    ):
        page = sari.get(address).text
        button = re.search(rf'<label class="button file__button" for="f-{name}">.*?<span>(.*?)</span>', page, re.S)
        assert button
        assert button[1].strip() == words, address
