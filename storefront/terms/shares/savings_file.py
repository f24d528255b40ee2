"""A cooperative's list of savings as its officers keep it, read leniently: each row is used, or said why not.

Pure. One row a member: a phone number or a name, the savings, and if there is a third figure column the transactions.
Columns are found by their headings; separators, quotes, encodings, thousands marks and empty rows differ from office
to office.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sellers.kit.errors import Expected
from sellers.people.phones import parse_phone
from storefront.terms.shares.amounts import parse_amount

MOST_BYTES = 1_000_000
MOST_ROWS = 5_000
HEADINGS = {
    "phone": ("hp", "no hp", "nomor hp", "telepon", "no telepon", "telp", "wa", "whatsapp", "phone", "handphone"),
    "name": ("nama", "nama anggota", "anggota", "name"),
    "savings": ("simpanan", "jumlah simpanan", "total simpanan", "saldo simpanan", "saldo", "savings"),
    "transactions": ("transaksi", "jumlah transaksi", "total transaksi", "jasa usaha", "transactions"),
}


class UnreadableFile(Expected):
    """Nothing in the file can be used."""

    code = "unreadable_file"


@dataclass(frozen=True)
class KnownMember:
    person_id: int
    name: str
    phone: str  # E.164


@dataclass(frozen=True)
class SavingsRow:
    """One row of the file: `problem` is a sentence, and empty when the row can be used. `number` counts from 1."""

    number: int
    text: str
    person_id: int | None = None
    name: str = ""
    savings: int | None = None
    transactions: int | None = None
    problem: str = ""


def decode(content: bytes) -> str:
    """Text of a file saved by whatever: UTF-8 with or without its mark, UTF-16, else Windows-1252."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile(_("Berkasnya terlalu besar. Simpan lembar simpanan saja."), field="berkas")
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(_("Ini berkas Excel. Simpan sebagai CSV dulu."), field="berkas")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def read(text: str, *, members: Sequence[KnownMember], currency: str) -> list[SavingsRow]:
    """Every row under the headings, in order. Raises UnreadableFile when there are no headings to go by."""
    lines = _table(text.replace("\0", ""))
    at = next((n for n, cells in enumerate(lines[:20]) if _columns(cells)), None)
    if at is None:
        raise UnreadableFile(
            _("Judul kolom tidak ditemukan. Pakai judul: HP, Nama, Simpanan, Transaksi."), field="berkas"
        )
    columns = _columns(lines[at])
    by_phone, by_name = _known(members)
    rows, seen = [], set()
    for number, cells in enumerate(lines[at + 1 :], start=at + 2):
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(number, cells, columns, by_phone, by_name, currency)
        if row.person_id is not None and row.person_id in seen and not row.problem:
            row = SavingsRow(number, row.text, name=row.name, problem=_("Anggota ini sudah ada di baris lain."))
        seen.add(row.person_id)
        rows.append(row)
    if not rows:
        raise UnreadableFile(_("Tidak ada baris di bawah judul kolom."), field="berkas")
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(_("Barisnya terlalu banyak. Bagi menjadi beberapa berkas."), field="berkas")
    return rows


def _table(text: str) -> list[list[str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff\n").split("\n")
    head = "\n".join(lines[:20])
    separator = max(";\t,|", key=lambda sign: (head.count(sign), -";\t,|".index(sign)))
    try:
        return list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator, skipinitialspace=True))
    except csv.Error:  # a cell longer than any cell is
        return []


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Where what stands; empty unless there is somebody and a figure."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        plain = re.sub(r"\(.*\)", " ", cell.lower())  # "Simpanan (Rp)"
        word = " ".join(re.sub(r"[^a-z]", " ", plain).split())
        for column, headings in HEADINGS.items():
            if word in headings:
                found.setdefault(column, at)
    whole = found.keys() & {"phone", "name"} and found.keys() & {"savings", "transactions"}
    return found if whole else {}


def _known(members: Sequence[KnownMember]) -> tuple[dict[str, KnownMember], dict[str, KnownMember | None]]:
    by_name: dict[str, KnownMember | None] = {}
    for member in members:
        word = _word(member.name)
        by_name[word] = None if word in by_name else member  # two of one name are told apart by phone only
    return {member.phone: member for member in members}, by_name


def _row(
    number: int, cells: Sequence[str], columns: Mapping[str, int], by_phone: Mapping[str, KnownMember],
    by_name: Mapping[str, KnownMember | None], currency: str,
) -> SavingsRow:  # fmt: skip
    given = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
    text = " · ".join(cell.strip() for cell in cells if cell.strip())[:120]
    phone, called = given.get("phone", ""), given.get("name", "")
    try:
        member = _find(phone, called, by_phone, by_name)
        figures = {
            column: _amount(given[column], currency) for column in ("savings", "transactions") if column in given
        }
    except Expected as refused:
        return SavingsRow(number, text, name=called, problem=refused.sentence)
    if all(minor is None for minor in figures.values()):
        return SavingsRow(number, text, name=member.name, problem=_("Angkanya kosong."))
    return SavingsRow(number, text, member.person_id, member.name, figures.get("savings"), figures.get("transactions"))


def _find(
    phone: str, name: str, by_phone: Mapping[str, KnownMember], by_name: Mapping[str, KnownMember | None]
) -> KnownMember:
    if phone:
        number = parse_phone(phone)  # a spreadsheet may have dropped its zero; that is read too
        if number in by_phone:
            return by_phone[number]
        raise Expected(_("Nomor HP ini bukan anggota. Tambahkan dulu."))
    if not name:
        raise Expected(_("Nomor HP dan nama kosong."))
    word = _word(name)
    if word not in by_name:
        raise Expected(_("Nama ini bukan anggota. Tambahkan dulu."))
    member = by_name[word]
    if member is None:
        raise Expected(_("Ada dua anggota bernama ini. Pakai nomor HP."))
    return member


def _amount(text: str, currency: str) -> int | None:
    """None for an empty cell: it leaves what stands."""
    return None if text in ("", "-", "–") else parse_amount(text, currency=currency)


def _word(name: str) -> str:
    return " ".join(name.casefold().split())
