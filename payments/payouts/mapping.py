"""The columns a bank wants, or gives: a saved description of a file, checked when it is saved. Pure.

Saved as JSON in FileMapping.columns, so that another bank is another row and no new code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from payments.payouts.errors import BadMapping

FORMATS = ("csv", "xlsx")
SEPARATORS = {";": _later("titik koma ;"), ",": _later("koma ,"), "tab": _later("tab"), "|": _later("garis tegak |")}
ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 (Excel)", "cp1252": "Windows-1252"}
AMOUNTS = {"plain": "25000", "dot2": "25000.00", "comma2": "25000,00", "grouped": "25.000"}
TEXT = "text"
FIELDS: dict[str, Promise] = {
    "number": _later("Nomor rekening"),
    "holder": _later("Nama pemilik rekening"),
    "amount": _later("Jumlah"),
    "code": _later("Kode pencairan"),
    "bank_code": _later("Kode bank, 3 angka"),
    "bank_name": _later("Nama bank"),
    "remark": _later("Berita transfer"),
    "currency": _later("Mata uang"),
    "date": _later("Tanggal, 2026-11-22"),
    "date_compact": _later("Tanggal, 20261122"),
    "position": _later("Nomor urut"),
    TEXT: _later("Teks tetap"),
    "empty": _later("Kosong"),
}
CARRIES_CODE = ("code", "remark")
MOST_COLUMNS, LONGEST = 40, 60


@dataclass(frozen=True)
class Column:
    title: str
    field: str
    text: str = ""  # of a fixed text


@dataclass(frozen=True)
class OutMapping:
    columns: tuple[Column, ...]
    format: str = "csv"
    separator: str = ";"
    encoding: str = "utf-8"
    amount: str = "plain"
    header: bool = True

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "columns": [asdict(one) for one in self.columns]}


@dataclass(frozen=True)
class BackMapping:
    """How the bank's confirmation is read: titles of columns, and the words that mean yes and no.

    The code is looked for in every cell when `code` is empty. Without `status` every line that is listed was paid.
    """

    code: str = ""
    amount: str = ""
    status: str = ""
    reference: str = ""
    reason: str = ""
    good: tuple[str, ...] = field(default=("berhasil", "sukses", "success", "ok", "completed"))
    bad: tuple[str, ...] = field(default=("gagal", "ditolak", "failed", "reject", "retur", "return"))

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "good": list(self.good), "bad": list(self.bad)}


@dataclass(frozen=True)
class Preset:
    """A start for one bank. None of them was tried with the bank: the page says so until somebody did."""

    name: str
    out: OutMapping


def out_mapping(given: Mapping[str, Any]) -> OutMapping:
    """Raises BadMapping, with a sentence, for what makes no file the bank or we could use."""
    rows = given.get("columns")
    columns = tuple(_column(row) for row in rows[:MOST_COLUMNS]) if isinstance(rows, list) else ()
    fields = {column.field for column in columns}
    if not fields.issuperset({"number", "amount"}):
        raise BadMapping(_("Berkas perlu kolom nomor rekening dan jumlah."), field="field")
    if not fields.intersection(CARRIES_CODE):
        raise BadMapping(_("Tambah kolom kode atau berita, supaya konfirmasi bisa dicocokkan."), field="field")
    return OutMapping(
        columns,
        _one_of(given, "format", FORMATS),
        _one_of(given, "separator", SEPARATORS),
        _one_of(given, "encoding", ENCODINGS),
        _one_of(given, "amount", AMOUNTS),
        bool(given.get("header")),
    )


def back_mapping(given: Mapping[str, Any]) -> BackMapping:
    names = {name: _text(given.get(name, "")) for name in ("code", "amount", "status", "reference", "reason")}
    good, bad = _words(given.get("good", ())), _words(given.get("bad", ()))
    if names["status"] and not good:
        raise BadMapping(_("Tulis kata yang berarti berhasil."), field="good")
    if set(good) & set(bad):
        raise BadMapping(_("Satu kata tidak bisa berarti berhasil dan gagal."), field="bad")
    return BackMapping(**names, good=good, bad=bad)


def _column(row: Any) -> Column:
    name = row.get("field") if isinstance(row, Mapping) else None
    if name not in FIELDS:
        raise BadMapping(_("Pilih isi kolom dari daftar."), field="field")
    return Column(_text(row.get("title", "")), str(name), _text(row.get("text", "")))


def _one_of(given: Mapping[str, Any], name: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    value = given.get(name)
    if not isinstance(value, str) or value not in known:
        raise BadMapping(_("Pilih dari daftar yang ada."), field=name)
    return value


def _text(value: Any) -> str:
    return " ".join(str(value).replace("\0", "").split())[:LONGEST]


def _words(value: Any) -> tuple[str, ...]:
    """ "Berhasil, SUKSES" or a list of such, in small letters."""
    given = value.split(",") if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
    return tuple(dict.fromkeys(word for one in given if (word := _text(one).casefold())))


def _preset(name: str, *columns: tuple[str, str], **how: Any) -> Preset:
    return Preset(name, OutMapping(tuple(Column(title, what) for title, what in columns), **how))


# our reading of what bulk-transfer forms commonly ask; no bank has confirmed any of it
PRESETS: dict[str, Preset] = {
    "umum": _preset(
        "Umum", ("Nomor Rekening", "number"), ("Nama", "holder"), ("Bank", "bank_name"), ("Kode Bank", "bank_code"),
        ("Jumlah", "amount"), ("Berita", "remark"), ("Kode", "code"),
    ),
    "bri": _preset(
        "BRI", ("NO", "position"), ("NAMA", "holder"), ("NO REKENING", "number"), ("NOMINAL", "amount"),
        ("KETERANGAN", "remark"), separator=",", amount="dot2",
    ),
    "bca": _preset(
        "BCA", ("Trx ID", "code"), ("Credited Account", "number"), ("Receiver Name", "holder"), ("Amount", "amount"),
        ("BCA Code", "bank_code"), ("Remark", "remark"), separator=",", amount="dot2",
    ),
    "mandiri": _preset(
        "Mandiri", ("Rekening Tujuan", "number"), ("Nama Penerima", "holder"), ("Mata Uang", "currency"),
        ("Jumlah", "amount"), ("Keterangan", "remark"), ("Bank", "bank_name"), ("No Referensi", "code"),
    ),
    "bni": _preset(
        "BNI", ("Account No", "number"), ("Beneficiary Name", "holder"), ("Amount", "amount"), ("Remark", "remark"),
        ("Bank Code", "bank_code"), ("Ref No", "code"), separator=",", format="xlsx",
    ),
}  # fmt: skip
