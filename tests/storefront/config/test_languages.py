"""A language is added by filling in a catalogue: Javanese with two words is offered, and the rest stays Indonesian."""

import io
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client, override_settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import trans_real as django_translation

from storefront.config import languages
from tools import catalogue

OURS = Path(settings.LOCALE_PATHS[0])


@pytest.fixture
def javanese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of catalogues with two Javanese words beside Indonesian."""
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    begun = catalogue.merged("jv")
    for indonesian, word in (("Pesanan", "Pesenan"), ("Hari ini", "Dina iki")):
        message = begun.get(indonesian)
        assert message is not None
        message.string = word
    folder = catalogue.folder_of("jv")
    folder.mkdir(parents=True)
    po = catalogue.po_bytes(begun, "jv")
    (folder / "django.po").write_bytes(po)
    (folder / "django.mo").write_bytes(catalogue.mo_bytes(po))
    return tmp_path


def test_indonesian_and_english_are_offered() -> None:
    assert languages.offered(OURS) == [("id", "Bahasa Indonesia"), ("en", "English")]


def test_a_language_without_a_catalogue_is_not_offered(tmp_path: Path) -> None:
    (tmp_path / "jv" / "LC_MESSAGES").mkdir(parents=True)
    assert languages.offered(tmp_path) == [languages.WRITTEN_IN]


def test_the_words_that_stand_are_javanese_and_the_others_indonesian(javanese: Path) -> None:
    assert languages.offered(javanese) == [languages.WRITTEN_IN, ("jv", "Basa Jawa")]
    with override_settings(LOCALE_PATHS=[javanese, OURS], LANGUAGES=languages.offered(javanese)):
        django_translation._translations.pop("jv", None)
        with translation.override("jv"):
            assert (gettext("Pesanan"), gettext("Keranjang")) == ("Pesenan", "Keranjang")
    django_translation._translations.pop("jv", None)


def test_what_was_translated_stays_when_the_pages_change(javanese: Path) -> None:
    again = catalogue.merged("jv")
    said = again.get("Pesanan")
    assert said is not None and said.string == "Pesenan"
    kept = read_po(io.BytesIO((catalogue.folder_of("jv") / "django.po").read_bytes()), locale="en")
    assert len(kept) == len(again)


@pytest.mark.django_db
def test_the_switch_offers_what_there_is(client: Client) -> None:
    page = client.get("/masuk/", follow=True).content.decode() + client.get("/").content.decode()
    assert 'value="id"' in page and 'value="en"' in page and 'value="jv"' not in page
