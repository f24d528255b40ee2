"""The columns of a sheet of goods: what they are called, by which other names they are known, what belongs in them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from sellers.kit.sheets.cells import Cell, shown, tidy

LOOKED_AT = 40  # lines in which the headings are looked for
LONGEST_HEADING = 60
SEEN = "seen"  # how the pack stood when the file was taken; nobody types it
FEWEST = 2  # columns that must be known before a line is one of headings


@dataclass(frozen=True)
class Column:
    """`also` are other names, lower case, words only; a heading that begins with one of `begins` is meant as well."""

    key: str
    heading: Promise
    explained: Promise
    example: str
    also: tuple[str, ...]
    begins: tuple[str, ...] = ()
    longest: int = 120


# fmt: off
COLUMNS: tuple[Column, ...] = (
    Column("product", _("Nomor barang"), _("Jangan diubah. Kosongkan untuk barang baru."), "",
           ("id", "id barang", "id produk", "nomor produk", "no barang", "product id", "kode barang"), longest=20),
    Column("variant", _("Nomor kemasan"), _("Jangan diubah. Kosongkan untuk kemasan baru."), "",
           ("id kemasan", "no kemasan", "variant id", "id varian", "nomor varian", "pack number"), longest=20),
    Column("name", _("Nama barang"), _("Nama yang dibaca pembeli."), "Opak Gambir",
           ("nama", "nama produk", "produk", "barang", "nama item", "item", "name", "product name", "product", "title",
            "jenis barang"), longest=200),
    Column("category", _("Kategori"), _("Pilih dari daftar. Boleh kosong."), "",
           ("kategori produk", "kelompok", "category", "golongan", "jenis", "kind"), ("kategori",)),
    Column("unit", _("Satuan"), _("Pilih dari daftar, misalnya kg atau bungkus."), "bungkus",
           ("unit", "uom", "sat", "unit of measure", "dijual per", "selling unit"), ("satuan",)),
    Column("content", _("Isi kemasan"), _("Isi satu kemasan, misalnya 250 g atau 30 butir."), "250 g",
           ("isi", "netto", "isi per kemasan", "ukuran kemasan", "berat bersih", "pack contents", "contents", "neto")),
    Column("price", _("Harga"), _("Harga satu satuan, misalnya 25000 atau 25rb."), "11000",
           ("price", "unit price", "hrg", "harga jual", "harga satuan"), ("harga",), longest=40),
    Column("stock", _("Stok"), _("Jumlah yang siap dijual, dalam satuan tadi."), "20",
           ("stock", "qty", "jumlah", "jumlah stok", "persediaan", "sisa", "quantity", "jml"), ("stok",), longest=40),
    Column("weight_g", _("Berat kirim (gram)"), _("Berat satu kemasan dengan bungkusnya, dalam gram."), "270",
           ("berat gram", "berat", "berat kirim", "berat g", "weight", "weight g", "bobot", "shipping weight grams"),
           ("berat",), longest=40),
    Column("description", _("Keterangan"), _("Cerita barang untuk pembeli. Boleh beberapa baris."), "Renyah dan gurih.",
           ("deskripsi", "description", "uraian", "cerita", "catatan", "detail"), ("keterangan", "deskripsi"),
           longest=4_100),
    Column("halal", _("Halal"), _("Bersertifikat, sedang diurus, tidak halal, bukan makanan, atau kosong."), "",
           ("status halal", "halal status")),
    Column("perishable", _("Mudah rusak"), _("Tulis ya atau tidak."), "tidak",
           ("cepat rusak", "perishable", "spoils easily", "segar")),
    Column("lead_time_days", _("Siap dalam (hari)"), _("Lama membuat setelah dipesan. 0 berarti siap."), "0",
           ("siap dalam", "siap hari", "hari siap", "lama pembuatan", "waktu proses", "ready days", "lead time",
            "ready in days", "po hari"), longest=20),
    Column("maker", _("Pembuat"), _("Nama pembuatnya. Di lapak kelompok, nama anggota."), "",
           ("dibuat oleh", "maker", "pengrajin", "perajin", "made by")),
    Column("harvest_from", _("Dijual mulai"), _("Hari pertama dijual, misalnya 01/12/2026."), "",
           ("panen dari", "mulai panen", "awal panen", "tanggal panen", "panen mulai", "harvest from", "sold from"),
           longest=40),
    Column("harvest_until", _("Dijual sampai"), _("Hari terakhir dijual."), "",
           ("panen sampai", "akhir panen", "harvest until", "sold until"), longest=40),
    Column("batch", _("Kode produksi"), _("Kode yang tercetak di kemasan."), "",
           ("batch", "no batch", "kode batch", "nomor produksi", "batch code"), longest=60),
    Column("best_before", _("Baik sebelum"), _("Tanggal kedaluwarsa di kemasan."), "",
           ("kedaluwarsa", "kadaluarsa", "kadaluwarsa", "exp", "expired", "best before", "tgl exp",
            "tanggal kedaluwarsa", "tanggal kadaluarsa"), longest=40),
    Column("shown", _("Tayang"), _("Tulis ya agar pembeli melihatnya, atau tidak."), "ya",
           ("aktif", "tampil", "dijual", "published", "status tayang", "on show"), longest=20),
    Column("photos", _("Foto"), _("Nama berkas foto di ZIP, dipisah titik koma."), "opak1.jpg; opak2.jpg",
           ("gambar", "nama foto", "photo", "photos", "image", "images", "file foto", "berkas foto"),
           ("foto", "gambar"), longest=600),
    Column(SEEN, _("Saat diunduh"), _("Jangan diubah. Kosongkan untuk barang baru."), "", (), longest=400),
)
# fmt: on
BY_KEY = {column.key: column for column in COLUMNS}
# what begins like one of ours and is something else: what it cost the seller, when to buy again
NOT_OURS = {"beli", "modal", "pokok", "grosir", "minimum", "min", "coret", "lama", "total", "asal", "awal", "akhir"}
_KNOWN = {name: column.key for column in COLUMNS for name in (str(column.key), *column.also)}
_BEGINS = {begin: column.key for column in COLUMNS for begin in column.begins}


@dataclass(frozen=True)
class Layout:
    """Where the headings stand (their place among the rows), and which column holds what."""

    at: int
    keys: dict[int, str]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]


def key_of(heading: str) -> str:
    """The column a heading means, or ""."""
    words = _words(heading)
    if not words or len(heading) > LONGEST_HEADING:
        return ""
    text = " ".join(words)
    if text in _KNOWN:
        return _KNOWN[text]
    if text in _headings():
        return _headings()[text]
    return "" if NOT_OURS.intersection(words) else _BEGINS.get(words[0], "")


def layout(rows: Sequence[tuple[int, tuple[Cell, ...]]]) -> Layout | None:
    """The line of headings, wherever it stands; None when no line is one."""
    best: Layout | None = None
    above: tuple[str, ...] = ()
    for at, (_line, cells) in enumerate(rows[:LOOKED_AT]):
        texts = tuple(tidy(shown(cell)) for cell in cells)
        found = _laid(at, texts, above)
        if len(found.keys) >= FEWEST and (best is None or len(found.keys) > len(best.keys)):
            best = found
        above = texts
    return best if best is not None and {"name", "product", "variant"}.intersection(best.keys.values()) else None


def _laid(at: int, texts: tuple[str, ...], above: tuple[str, ...]) -> Layout:
    keys: dict[int, str] = {}
    unknown: list[str] = []
    twice: list[str] = []
    spanning = ""
    for index, text in enumerate(texts):
        over = above[index] if index < len(above) else ""
        spanning = over or spanning  # a merged heading stands in its first cell only
        key = key_of(text) or (key_of(f"{spanning} {text}") if text and spanning else "")
        if not key and not text:
            key = key_of(over)  # merged over both lines
        if key and key in keys.values():
            twice.append(text or over)
        elif key:
            keys[index] = key
        elif text:
            unknown.append(text[:LONGEST_HEADING])
    return Layout(at, keys, tuple(unknown), tuple(twice))


@cache
def _headings() -> dict[str, str]:
    """Our own headings, in every language of the pages: whoever reads them in one may bring a file of another."""
    known: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            known |= {" ".join(_words(str(column.heading))): column.key for column in COLUMNS}
    return known


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKC", text).casefold())
