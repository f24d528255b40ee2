"""Words, roots and slips: the pure half of search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.spelling import distance, forms, is_near
from catalog.search.stems import stems
from catalog.search.words import index_words, meanings, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Enting-enting GÉTI", ("enting", "geti")),
        ("oleh2 khas Blitar", ("oleh", "khas", "blitar")),
        ("Batik tulis & batik cap", ("batik", "tulis", "cap")),
        ("Rumput laut (E. cottonii)", ("rumput", "laut", "e", "cottonii")),
        ("kerupuk untuk oleh-oleh", ("kerupuk", "oleh")),
        ("entingenting", ("enting",)),
        ("   !!! ***", ()),
        ("'; DROP TABLE search_document; --", ("drop", "table", "search", "document")),
        ('telur" OR "1', ("telur", "1")),
    ],
)
def test_text_becomes_plain_words_each_once(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("anyaman", "anyam"), ("menganyam", "anyam"), ("kerajinan", "rajin"), ("pengrajin", "rajin"),
        ("perajin", "rajin"), ("mengeringkan", "kering"), ("pengering", "kering"), ("dikeringkan", "kering"),
        ("mengolah", "olah"), ("olahan", "olah"), ("pengolahan", "olah"), ("memasak", "masak"), ("masakan", "masak"),
        ("memakai", "pakai"), ("pakaian", "pakai"), ("menanam", "tanam"), ("tanaman", "tanam"),
        ("menyulam", "sulam"), ("sulaman", "sulam"), ("pengiriman", "kirim"), ("mengirim", "kirim"),
        ("dikirim", "kirim"), ("kiriman", "kirim"), ("minuman", "minum"), ("makanan", "makan"), ("rajutan", "rajut"),
        ("merajut", "rajut"), ("ukiran", "ukir"), ("mengukir", "ukir"), ("hiasan", "hias"), ("menghias", "hias"),
        ("penghias", "hias"), ("berhias", "hias"), ("kelapanya", "kelapa"), ("kopiku", "kopi"), ("ambillah", "ambil"),
        ("tehnya", "teh"), ("membatik", "batik"), ("pembatik", "batik"), ("dibakar", "bakar"), ("membakar", "bakar"),
        ("gorengan", "goreng"), ("menggoreng", "goreng"), ("eggs", "egg"), ("perikanan", "ikan"),
        ("pertanian", "tani"), ("petani", "tani"), ("kemasan", "kemas"), ("segarnya", "segar"), ("terbaik", "baik"),
    ],
)  # fmt: skip
def test_an_affix_hides_no_root(word: str, root: str) -> None:
    assert root in stems(word)


@pytest.mark.parametrize("word", ["ikan", "kopi", "telur", "beras", "sapi", "koi", "kain", "madu", "batik", "udang"])
def test_a_root_stays_as_it_is(word: str) -> None:
    assert stems(word) == {word}


def test_what_people_call_a_thing_is_one_thing() -> None:
    assert "kerupuk" in meanings("krupuk") and "telur" in meanings("endog") and "cabai" in meanings("lombok")


def test_neighbours_are_found_as_one_word() -> None:
    assert "rumputlaut" in index_words("Dodol rumput laut").split()


ONE_SLIP = [("belimbing", "belimbin"), ("belimbing", "belimbimg"), ("belimbing", "bellimbing"),
            ("belimbing", "belibming"), ("telur", "telor"), ("kopi", "kopu"), ("kerupuk", "kerpuk")]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong"), ONE_SLIP)
def test_one_slip_is_near(right: str, wrong: str) -> None:
    assert distance(right, wrong) == 1
    assert is_near(wrong, right) and forms(right) & forms(wrong)


@pytest.mark.parametrize(("left", "right"), [("kopi", "topi2"), ("batik", "cantik"), ("ubi", "ubin2"), ("teh", "deh")])
def test_other_words_are_not_near(left: str, right: str) -> None:
    assert not is_near(left, right)


LETTERS = st.characters(min_codepoint=97, max_codepoint=122)


@given(st.text(LETTERS, min_size=4, max_size=20), st.integers(0, 19), LETTERS, st.sampled_from("wmes"))
def test_whatever_the_slip_the_forms_meet(word: str, at: int, letter: str, slip: str) -> None:
    at %= len(word)
    slipped = {
        "w": word[:at] + letter + word[at + 1 :],
        "m": word[:at] + word[at + 1 :],
        "e": word[:at] + letter + word[at:],
        "s": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }[slip]
    assert distance(word, slipped) <= 1
    assert forms(word) & forms(slipped)


@given(st.text(max_size=60))
def test_any_text_gives_words_that_are_safe_to_ask_with(text: str) -> None:
    for word in words(text):
        assert word.isalnum() and word == word.lower() and len(word) <= 40
        assert all(meaning for meaning in meanings(word))
