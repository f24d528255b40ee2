"""An operator's own list of which product is whose, read leniently: each row is used, or says in a sentence why not.

Pure. One row a product: its SKU, its address (slug) or its external reference, and the seller's name or address. With
headings in any order, or without: then the product comes first. Marks, separators and empty rows differ from office to
office.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from sellers.kit.errors import Expected

MOST_BYTES = 2_000_000
MOST_ROWS = 20_000
_PRODUCT = frozenset({"sku", "kode", "kode produk", "slug", "produk", "product", "alamat", "referensi", "reference",
                      "external reference", "externalreference", "external_reference"})  # fmt: skip
_SELLER = frozenset({"penjual", "seller", "lapak", "toko", "pelapak", "vendor"})


class UnreadableList(Expected):
    """Nothing in it can be used."""

    code = "unreadable_list"


@dataclass(frozen=True)
class Offered:
    """A product of the shop, and all the words it may be called by. `seller`: whose it is already."""

    found_id: int
    name: str
    words: tuple[str, ...]
    seller: str = ""


@dataclass(frozen=True)
class KnownSeller:
    seller_id: int
    name: str
    slug: str


@dataclass(frozen=True)
class ListRow:
    """`problem` is a sentence, empty when the row can be used. `number` counts the lines of the file from 1."""

    number: int
    text: str
    found_id: int | None = None
    name: str = ""
    seller_id: int | None = None
    seller: str = ""
    problem: str = ""


def decode(content: bytes) -> str:
    """Text of a file saved by whatever: UTF-8 with or without its mark, UTF-16, else Windows-1252."""
    if len(content) > MOST_BYTES:
        raise UnreadableList(_("Berkasnya terlalu besar. Bagi menjadi beberapa berkas."), field="berkas")
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise UnreadableList(_("Ini berkas Excel. Simpan sebagai CSV dulu."), field="berkas")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read(text: str, *, offered: Iterable[Offered], sellers: Iterable[KnownSeller]) -> list[ListRow]:
    """Every row, in order. Raises UnreadableList when there is none."""
    rows = _table(text.replace("\0", "").lstrip("\ufeff"))
    if not rows:
        raise UnreadableList(_("Daftarnya kosong. Isi kode produk dan penjualnya."), field="berkas")
    product_at, seller_at, has_headings = _columns(rows[0][1])
    by_word = _by_word(offered)
    by_name = _by_name(sellers)
    result: list[ListRow] = []
    used: dict[int, ListRow] = {}
    for number, cells in rows[1:] if has_headings else rows:
        row = ListRow(number, ", ".join(cell for cell in cells if cell)[:120])
        row = _seller(_product(row, _cell(cells, product_at), by_word), _cell(cells, seller_at), by_name)
        row = _again(row, used)
        if row.found_id is not None and not row.problem:
            used[row.found_id] = row
        result.append(row)
    return result


def wanted(rows: Iterable[ListRow]) -> dict[int, int]:
    """Products and sellers of the rows that can be used."""
    return {row.found_id: row.seller_id for row in rows if row.found_id and row.seller_id and not row.problem}


def _table(text: str) -> list[tuple[int, list[str]]]:
    lines = text.splitlines()[: MOST_ROWS + 1]
    if len(lines) > MOST_ROWS:
        raise UnreadableList(_("Terlalu banyak baris. Bagi menjadi beberapa berkas."), field="berkas")
    separator = max(";,\t", key=lambda mark: sum(mark in line for line in lines[:20]))
    numbered = ((number, next(csv.reader([line], delimiter=separator), [])) for number, line in enumerate(lines, 1))
    cleaned = ((number, [cell.strip() for cell in cells]) for number, cells in numbered)
    return [(number, cells) for number, cells in cleaned if any(cells)]


def _columns(first: Sequence[str]) -> tuple[int, int, bool]:
    """Where the product and the seller stand, and whether the first row says so."""
    titles = [cell.lower().strip(' "') for cell in first]
    products = [at for at, title in enumerate(titles) if title in _PRODUCT]
    sellers = [at for at, title in enumerate(titles) if title in _SELLER]
    if products and sellers:
        return products[0], sellers[0], True
    return 0, 1, False


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].lower() if at < len(cells) else ""


def _by_word(offered: Iterable[Offered]) -> Mapping[str, list[Offered]]:
    found: dict[str, list[Offered]] = defaultdict(list)
    for one in offered:
        for word in {word.strip().lower() for word in one.words if word.strip()}:
            found[word].append(one)
    return found


def _by_name(sellers: Iterable[KnownSeller]) -> Mapping[str, list[KnownSeller]]:
    found: dict[str, list[KnownSeller]] = defaultdict(list)
    for one in sellers:
        for word in {one.slug.lower(), one.name.lower().strip()}:
            found[word].append(one)
    return found


def _product(row: ListRow, word: str, by_word: Mapping[str, list[Offered]]) -> ListRow:
    found = by_word.get(word, [])
    if not word:
        return replace(row, problem=_("Isi kode, alamat, atau referensi produknya."))
    if not found:
        return replace(row, problem=_("Produk ini tidak ada di toko Saleor. Periksa kodenya."))
    if len(found) > 1:
        return replace(row, problem=_("Kode ini dipakai beberapa produk. Pakai alamat (slug) produknya."))
    (one,) = found
    if one.seller:
        return replace(row, name=one.name, problem=_("Sudah milik %(seller)s.") % {"seller": one.seller})
    return replace(row, found_id=one.found_id, name=one.name)


def _seller(row: ListRow, word: str, by_name: Mapping[str, list[KnownSeller]]) -> ListRow:
    if row.problem:
        return row
    found = by_name.get(word, [])
    if not word:
        return replace(row, problem=_("Isi penjualnya."))
    if not found:
        return replace(row, problem=_("Penjual ini tidak dikenal. Pakai nama lapaknya."))
    if len(found) > 1:
        return replace(row, problem=_("Nama ini dipakai beberapa lapak. Pakai alamat lapaknya."))
    return replace(row, seller_id=found[0].seller_id, seller=found[0].name)


def _again(row: ListRow, used: Mapping[int, ListRow]) -> ListRow:
    before = used.get(row.found_id or 0)
    if before is None or row.problem:
        return row
    if before.seller_id == row.seller_id:
        return replace(row, problem=_("Sama dengan baris %(n)s. Baris ini dilewati.") % {"n": before.number})
    said = {"n": before.number, "seller": before.seller}
    return replace(row, problem=_("Baris %(n)s sudah memberi produk ini ke %(seller)s.") % said)
