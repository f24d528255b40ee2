"""What a column's heading says it holds, in the words banks and people use. Pure."""

import re
from enum import StrEnum


class Role(StrEnum):
    DATE = "date"
    TEXT = "text"
    AMOUNT = "amount"
    INCOMING = "incoming"
    OUTGOING = "outgoing"
    MARK = "mark"
    BALANCE = "balance"


_IN = {"kredit", "credit", "credits", "masuk", "cr", "penerimaan", "pemasukan", "setoran", "deposit"}
_OUT = {"debit", "debet", "debits", "keluar", "db", "dr", "pengeluaran", "penarikan", "withdrawal"}
_BALANCE = {"saldo", "balance"}
_AMOUNT = {"jumlah", "nominal", "amount", "nilai", "mutasi", "rupiah", "idr"}
_DATE = {"tanggal", "tgl", "date", "waktu", "hari"}
_MARK = {"dk", "dc", "tipe", "type", "jenis", "sandi"}
_TEXT = {
    "keterangan", "uraian", "deskripsi", "description", "remark", "remarks", "berita", "detail", "details", "catatan",
    "transaksi", "transaction", "narasi", "narrative", "ket", "nama", "memo", "perihal",
}  # fmt: skip
_NUMBERS = {"no", "nomor", "number", "code", "kode", "ref", "reference", "referensi", "id"}  # of a row, not its money
_LONGEST = 40  # a heading is short; a sentence of the title is not one


def role_of(heading: str) -> Role | None:
    """The role a heading names; "Debit/Kredit" is a mark, "Mutasi Debet" money out, "Saldo Akhir" the balance."""
    if len(heading) > _LONGEST:
        return None
    words = set(re.findall(r"[a-z]+", heading.casefold()))
    if {"d", "k"} <= words or {"d", "c"} <= words or (words & _IN and words & _OUT):
        return Role.MARK
    if words & _NUMBERS:
        return None
    order = (
        (_BALANCE, Role.BALANCE),
        (_OUT, Role.OUTGOING),
        (_IN, Role.INCOMING),
        (_DATE, Role.DATE),
        (_AMOUNT, Role.AMOUNT),
        (_MARK, Role.MARK),
        (_TEXT, Role.TEXT),
    )
    return next((role for known, role in order if words & known), None)


def joined(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """Two lines of headings as one: the lower where there is one, else the upper."""
    width = max(len(above), len(below))
    upper, lower = above + ("",) * (width - len(above)), below + ("",) * (width - len(below))
    return tuple(low or high for high, low in zip(upper, lower, strict=True))
