"""A paper says what it was given, on as many pages as it needs, and the same paper is the same file."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from storefront.orders.paper import Paper
from tests.storefront.papers import pages_of, text_of

NOON = datetime(2026, 9, 1, 5, 0, tzinfo=UTC)


def paper(rows: int = 3, **changes: object) -> Paper:
    made = Paper("Laporan uang", "Dapur Sari", made_at=NOON, **changes)  # type: ignore[arg-type]  # keywords of Paper, by name in each test
    made.facts([("Masa", "Agustus 2026")]).heading("Semua catatan")
    lines = [(f"{n} Agu", "Penjualan", f"Rp{n}.000") for n in range(1, rows + 1)]
    return made.table(["Hari", "Untuk apa", "Jumlah"], lines, align="llr", totals=[("", "Jumlah", "Rp6.000")])


def test_all_that_was_given_is_on_the_paper() -> None:
    text = text_of(paper().note("Simpan lembar ini.").bytes()).split("\n")
    for word in ("Laporan uang", "Dapur Sari", "Masa", "Agustus 2026", "Semua catatan", "Untuk apa", "3 Agu",
                 "Rp3.000", "Rp6.000", "Simpan lembar ini.", "Halaman 1 dari 1"):  # fmt: skip
        assert word in text


def test_the_same_paper_is_the_same_file() -> None:
    assert paper().bytes() == paper().bytes()
    assert paper().bytes() != paper(4).bytes()


def test_a_long_table_repeats_its_head_and_numbers_its_pages() -> None:
    pages = pages_of(paper(100).bytes())
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "Untuk apa" in page
        assert f"Halaman {number} dari {len(pages)}" in page
    drawn = [text for page in pages for text in page if text.startswith("Rp")]
    assert drawn == [f"Rp{n}.000" for n in range(1, 101)] + ["Rp6.000"]


def test_the_sum_is_never_alone_on_a_page() -> None:
    for rows in range(30, 75):
        last = pages_of(paper(rows).bytes())[-1]
        assert f"{rows} Agu" in last


def test_it_speaks_the_readers_language() -> None:
    assert "Halaman 1 dari 1" in text_of(paper(language="id").bytes())


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("−Rp5.000", "–Rp5.000"),
        ("“Kue” • 1–2 … don’t", "“Kue” • 1–2 … don’t"),
        ("Café Ñandú €5", "Café Ñandú €5"),
        ("Đăng Ş Kūki", "?ang S Kuki"),
        ("Kopi ☕🙂 enak", "Kopi  enak"),
        ("a(b)c\\d", "a(b)c\\d"),
        ("satu\ndua\ttiga", "satu dua tiga"),
        ("", ""),
    ],
)
def test_signs_the_font_lacks_become_near_ones(given: str, written: str) -> None:
    text = text_of(Paper("Judul", made_at=NOON).note(given).bytes()).split("\n")
    assert written == "" or written in text


def test_a_word_longer_than_its_column_is_cut_and_nothing_is_lost() -> None:
    word = "A" * 400
    drawn = [text for text in text_of(paper().table(["Satu"], [[word]]).bytes()).split("\n") if set(text) == {"A"}]
    assert len(drawn) > 1
    assert "".join(drawn) == word


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 columns"):
        Paper("Judul").table(["Satu", "Dua"], [["1"]])
    with pytest.raises(ValueError, match="2 columns"):
        Paper("Judul").table(["Satu", "Dua"], [], align="lx")


def test_the_library_is_not_loaded_before_the_first_paper() -> None:
    code = "import sys, storefront.orders.paper; sys.exit('fpdf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
