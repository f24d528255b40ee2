"""Every screen of the desk says aloud what it is for, in words the sound file really says."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from storefront.desk import spoken
from tests.cast import Cast

TEMPLATES = settings.ROOT / "storefront" / "templates"
SOUNDS = settings.ROOT / "storefront" / "static" / "sound"
LAYOUTS = ("desk/_layout.html", "desk/_own.html", "desk/open/_layout.html", "account/_layout.html")
SILENT = {"account/outbox.html"}  # a page of the demo alone
MOST_BYTES = 30_000
MOST_WORDS = 12


def screens() -> list[str]:
    of_layout = r'{%\s*extends\s+"(' + "|".join(LAYOUTS) + r')"'
    speaks = re.compile(of_layout + r'|{%\s*include\s+"desk/_listen.html"')
    found = [file for folder in ("desk", "account", "helper") for file in (TEMPLATES / folder).rglob("*.html")]
    found.append(TEMPLATES / "429.html")
    names = {str(file.relative_to(TEMPLATES)) for file in found if speaks.search(file.read_text(encoding="utf-8"))}
    return sorted(names - SILENT - set(LAYOUTS))


def test_every_screen_of_the_seller_says_what_it_is_for() -> None:
    assert [name for name in screens() if name not in spoken.SCREENS] == []
    assert sorted(spoken.SCREENS.keys() - set(screens())) == []


@pytest.mark.parametrize("template", sorted(spoken.SCREENS))
def test_the_sound_says_the_words_that_stand_there_now(template: str) -> None:
    sound = SOUNDS / Path(spoken.sound_of(template)).name
    assert sound.exists(), "the words changed: run `make sounds`"
    assert sound.read_bytes()[:4] == b"OggS" and sound.stat().st_size <= MOST_BYTES


def test_no_sound_of_a_text_that_is_gone_is_left_over() -> None:
    wanted = {Path(spoken.sound_of(name)).name for name in spoken.SCREENS}
    assert {file.name for file in SOUNDS.iterdir()} == wanted


@pytest.mark.parametrize("template", sorted(spoken.SCREENS))
def test_what_is_said_is_short(template: str) -> None:
    sentences = re.findall(r"[^.!?]+[.!?]", spoken.indonesian(template))
    assert 1 <= len(sentences) <= 4
    assert [sentence for sentence in sentences if len(sentence.split()) > MOST_WORDS] == []


@pytest.mark.django_db
def test_the_button_stands_in_the_same_place_of_a_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.sari)
    page = client.get("/lapak/").content.decode()
    assert f'data-listen="{spoken.of("desk/today.html")}"' in page
    assert Path(spoken.sound_of("desk/today.html")).stem in page
    assert page.index("desk-top__listen") < page.index('id="isi"')


@pytest.mark.django_db
def test_what_went_wrong_at_the_desk_is_said_aloud_too_and_leads_back_to_today(cast: Cast, client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    for browser in (client, strict):
        browser.force_login(cast.sari)
    for answer in (client.get("/lapak/pesanan/TIDAKADA/"), strict.post("/lapak/pilih/")):
        assert answer.status_code in (403, 404)
        assert f'data-listen="{spoken.of("desk/wrong.html")}"' in answer.text
        assert "Buka Hari ini" in answer.text
    assert "data-listen" not in client.get("/p/tidak-ada/").text
    assert f'data-listen="{spoken.of("desk/stall_preview.html")}"' in client.get("/lapak/toko/pratinjau/").text
    assert "data-listen" not in client.get(f"/toko/{cast.saris.seller.slug}/").text


@pytest.mark.django_db
@pytest.mark.parametrize(("word", "css"), [("besar", "big"), ("terang", "bright")])
def test_larger_letters_and_more_contrast_stay_on_this_phone(cast: Cast, client: Client, word: str, css: str) -> None:
    client.force_login(cast.sari)
    assert f'class="{css}"' not in client.get("/lapak/").content.decode()
    assert client.post("/lapak/tampilan/", {"tampilan": word, "hidup": "1"}).status_code == 302
    assert f'class="{css}"' in client.get("/lapak/").content.decode()
    client.post("/keluar/")
    assert f'class="{css}"' in client.get("/masuk/").content.decode()  # it is the phone's, whoever signs in
    client.force_login(cast.sari)
    client.post("/lapak/tampilan/", {"tampilan": word, "hidup": "0"})
    assert f'class="{css}"' not in client.get("/lapak/").content.decode()


@pytest.mark.django_db
def test_an_unknown_look_is_not_there(cast: Cast, client: Client) -> None:
    client.force_login(cast.sari)
    assert client.post("/lapak/tampilan/", {"tampilan": "x", "hidup": "1"}).status_code == 404
    assert client.get("/lapak/tampilan/").status_code == 405
