"""What a seller reads is short and plain: sentences of at most 12 words, and no words of machines and offices."""

import re
from collections.abc import Iterator
from importlib import util
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).resolve().parents[2]
MOST_WORDS = 12
# in each folder, what of it a seller reads: pages, and messages and refusals made where the work is done
SELLERS_OWN = {
    "storefront": (
        "templates/desk", "templates/account", "templates/helper", "templates/_", "templates/429", "desk/", "orders/",
        "stalls/", "delivery/",
    ),
    "sellers": ("",),
    "catalog": ("",),
}  # fmt: skip
# what the seller would have to look up → what to say instead
HARD = {
    "verifikasi": "periksa", "autentikasi": "masuk", "otentikasi": "masuk", "submit": "kirim", "upload": "kirim",
    "unggah": "kirim", "download": "simpan", "login": "masuk", "logout": "keluar", "checkout": "pesan",
    "dashboard": "halaman", "error": "salah", "invalid": "salah", "valid": "benar", "konfigurasi": "aturan",
    "parameter": "isi", "input": "isi", "sinkronisasi": "kirim", "kredensial": "kode", "notifikasi": "pesan",
    "server": "Lapak", "cache": "simpanan", "browser": "HP", "otorisasi": "izin", "fitur": "",
    "implementasi": "", "proses": "kerjakan", "transaksi": "uang masuk dan keluar", "opsi": "pilihan",
    "inisiasi": "mulai", "validasi": "periksa", "eksekusi": "kerjakan", "klik": "tekan", "outlet": "lapak",
}  # fmt: skip


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence of the seller's pages with the file it stands in, its blanks counted as one word."""
    spec = util.spec_from_file_location("catalogue", ROOT / "tools" / "catalogue.py")
    assert spec and spec.loader
    catalogue = util.module_from_spec(spec)
    spec.loader.exec_module(catalogue)
    options = {"**/templates/**": {"trimmed": "true", "newstyle_gettext": "true"}}
    for folder, own in SELLERS_OWN.items():
        found = extract_from_dir(
            ROOT / folder, catalogue.METHODS, options, catalogue.KEYWORDS, strip_comment_tags=True,
            directory_filter=catalogue._not_hidden,
        )  # fmt: skip
        for file, line, message, _comments, _context in found:
            if not str(file).startswith(own):
                continue
            for text in [message] if isinstance(message, str) else message:
                for sentence in re.split(r"(?<=[.!?:])\s+|\n", text):
                    yield f"{folder}/{file}:{line}", re.sub(r"%\(\w+\)s", "x", sentence)


@pytest.fixture(scope="module")
def told() -> list[tuple[str, str]]:
    return list(sentences())


def test_what_a_seller_reads_is_found(told: list[tuple[str, str]]) -> None:
    assert len(told) > 1000


def test_sentences_are_short(told: list[tuple[str, str]]) -> None:
    long = [(where, text) for where, text in told if len(text.split()) > MOST_WORDS]
    assert long == [], "\n".join(f"{where}: {text}" for where, text in long)


def test_no_word_has_to_be_looked_up(told: list[tuple[str, str]]) -> None:
    hard = re.compile(r"\b(" + "|".join(HARD) + r")(nya|kan)?\b", re.IGNORECASE)
    found = [(where, match[0], text) for where, text in told for match in hard.finditer(text)]
    assert found == [], "\n".join(f"{where}: {word} ({HARD.get(word.lower())}?): {text}" for where, word, text in found)
