"""Everything people read has its English, and Django finds it."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext

from payments.money import Money
from storefront.config.jinja import environment
from storefront.orders import texts
from storefront.orders.life_table import STATE_WORDS
from storefront.orders.models import Purchase
from tests.cast import Cast
from tools import catalogue

PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")
NAVIGATION = ["Keranjang", "Pesanan", "Cari", "Beranda", "Buka lapak", "Lacak", "Kontak", "Syarat", "Kebijakan"]


@pytest.fixture(autouse=True)
def _indonesian() -> Iterator[None]:
    """A page in English leaves its language to the thread that served it."""
    with translation.override("id", deactivate=True):
        yield


@pytest.fixture(scope="module")
def sentences() -> Catalog:
    return catalogue.merged()


def _pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each Indonesian form with its English, where it has one."""
    if isinstance(message.id, str):
        forms = [(message.id, message.string)]
    else:
        forms = list(zip(message.id, message.string, strict=True))
    yield from (form for form in forms if all(form))


def test_every_sentence_has_english(sentences: Catalog) -> None:
    assert list(catalogue.untranslated(sentences)) == []


def test_english_fills_in_the_same_names(sentences: Catalog) -> None:
    differing = [
        (source, english)
        for message in sentences
        for source, english in _pairs(message)
        if set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(english))
    ]
    assert differing == []


def test_english_keeps_the_line_breaks(sentences: Catalog) -> None:
    assert [s for m in sentences for s, e in _pairs(m) if s.count("\n") != e.count("\n")] == []


def test_the_checked_in_files_are_current(sentences: Catalog) -> None:
    po = catalogue.po_bytes(sentences)
    current = (catalogue.FOLDER / "django.po").read_bytes() == po  # as a whole: pytest takes minutes to compare bytes
    assert current, "run: make messages-en"
    assert (catalogue.FOLDER / "django.mo").read_bytes() == catalogue.mo_bytes(po)


def test_texts_are_indonesian_until_english_is_chosen() -> None:
    assert gettext("Keranjang") == "Keranjang"
    with translation.override("en"):
        assert gettext("Keranjang") == "Basket"


def test_english_tells_one_from_many() -> None:
    with translation.override("en"):
        assert [ngettext("%(n)s hari", "%(n)s hari", n) % {"n": n} for n in (1, 2)] == ["1 day", "2 days"]


def test_a_percent_sign_is_written_once() -> None:
    with translation.override("en"):
        assert gettext("Penjualan naik %(n)s%%") % {"n": 12} == "Sales up 12%"
        assert environment().from_string('{{ _("naik %(n)s%%", n=12) }}').render() == "up 12%"


def test_words_kept_in_tables_follow_the_language_of_the_page() -> None:
    page = environment().from_string("{{ words[state] }}")
    with translation.override("en"):
        assert page.render(words=STATE_WORDS, state="received") == "Delivered"
    assert page.render(words=STATE_WORDS, state="received") == "Sampai tujuan"


def test_a_message_to_an_english_reader_is_english() -> None:
    account = "BRI 0012345678 a.n. Koperasi Mawar"
    bill = texts.ToPay("Koperasi Mawar", Money(85_217, "IDR"), region_code="", account=account, has_digits=True)
    with translation.override("en"):
        body = texts.purchase_placed(
            purchase=Purchase(code="K7PMX2QA", buyer_name="Eko"), to_pay=[bill], link="https://lapak.example/p"
        )
    assert body.startswith("Hello Eko, your order K7PMX2QA is placed.")
    assert "*Transfer Rp85.217* to:" in body
    assert "See and follow the order: https://lapak.example/p" in body


@pytest.mark.parametrize("path", ["/", "/kategori/camilan/", "/keranjang/", "/masuk/", "/tidak-ada/"])
def test_a_page_in_english_has_no_indonesian_way_signs(client: Client, cast: Cast, path: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(path, follow=True)
    shown = re.sub(r"<[^>]*>", " ", answer.content.decode())
    assert 'lang="en"' in answer.content.decode()
    assert [word for word in NAVIGATION if re.search(rf"\b{word}\b", shown)] == []
