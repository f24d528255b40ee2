"""A cooperative's savings as offices keep them: every row is used, or says why not."""

import pytest

from sellers.kit.errors import Expected
from storefront.terms.shares.amounts import parse_amount, typed_amount
from storefront.terms.shares.savings_file import KnownMember, SavingsRow, UnreadableFile, decode, read

SARI = KnownMember(1, "Sari Dewi", "+6281200001001")
EKO = KnownMember(2, "Eko", "+6281200001004")
TWINS = (KnownMember(3, "Wati", "+6281200001062"), KnownMember(4, "Wati", "+6281200001063"))


def rows(text: str, currency: str = "IDR") -> list[SavingsRow]:
    return read(text, members=[SARI, EKO, *TWINS], currency=currency)


def test_a_messy_list_gives_a_sentence_for_every_row_it_cannot_use() -> None:
    text = (
        "KOPERASI MAWAR;;;\nDaftar simpanan per 31 Desember;;;\n;;;\n"
        "No;Nama Anggota;No. HP;Jumlah Simpanan (Rp)\n"
        "1;Sari Dewi;0812-0000-1001;Rp1.500.000,-\n"
        "2;eko;;500.000,00\n"
        "3;Wati;;250000\n"
        "4;Wati;812 0000 1062;250000\n"
        "5;Bukan Siapa;;1\n"
        "6;Orang lain;081234567890;1\n"
        "7;Sari Dewi;62 812 0000 1001;9\n"
        "8;;;\n"
        "9;Wati;+62 812-0000-1063;dua juta\n"
        "10;Wati;081200001063;\n"
        ";;;\n"
    )
    found = rows(text)
    assert [(row.number, row.person_id, row.savings, row.problem) for row in found] == [
        (5, 1, 1_500_000, ""),
        (6, 2, 500_000, ""),
        (7, None, None, "Ada dua anggota bernama ini. Pakai nomor HP."),
        (8, 3, 250_000, ""),
        (9, None, None, "Nama ini bukan anggota. Tambahkan dulu."),
        (10, None, None, "Nomor HP ini bukan anggota. Tambahkan dulu."),
        (11, None, None, "Anggota ini sudah ada di baris lain."),
        (12, None, None, "Nomor HP dan nama kosong."),
        (13, None, None, "Tulis jumlah dengan angka, misalnya 150.000."),
        (14, None, None, "Angkanya kosong."),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings_differ(separator: str, encoding: str) -> None:
    lines = [["HP", "Simpanan", "Transaksi"], ["081200001001", "1000", "2000"]]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    (row,) = rows(decode(content))
    assert (row.person_id, row.savings, row.transactions) == (1, 1_000, 2_000)


def test_quotes_line_breaks_and_columns_in_any_order() -> None:
    (row,) = rows('Simpanan,"Nama\nanggota"\n"1,500,000","Sari Dewi"\n')
    assert (row.person_id, row.savings) == (1, 1_500_000)


@pytest.mark.parametrize("content", [b"", b"\x00\x00", b"halo", b"HP;Alamat\n0812;x", b"HP;Simpanan\n", b"PK\x03\x04xx",
                                     b"x" * 1_000_001, b"HP;Simpanan\n\xff\xfe;;;"])  # fmt: skip
def test_a_file_that_is_no_list_is_refused_with_a_sentence(content: bytes) -> None:
    try:
        found = rows(decode(content))
    except UnreadableFile as refused:
        assert refused.sentence
    else:
        assert all(row.problem for row in found)


@pytest.mark.parametrize(("text", "currency", "minor"), [
    ("1.500.000", "IDR", 1_500_000), ("1,500,000.00", "IDR", 1_500_000), ("Rp 25rb", "IDR", 25_000),
    ("1,5jt", "IDR", 1_500_000), ("0", "IDR", 0), ("1.500,25", "MYR", 150_025), ("1,500.2", "USD", 150_020),
    ("12", "USD", 1_200), ("1 500 000", "IDR", 1_500_000), ("1.500", "USD", 150_000),
])  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency=currency) == minor
    assert parse_amount(typed_amount(minor, currency), currency=currency) == minor


@pytest.mark.parametrize(
    "text", ["", "-5", "1.5.00", "1.50.000", "1,2,3", "satu", "²", "9" * 4500, "1e9", "0,5", "12,34,56"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Expected):
        parse_amount(text, currency="IDR")
