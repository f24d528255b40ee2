"""Files as strangers bring them become tables, or a sentence that says what to do."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from time import process_time

import pytest

from payments.statements import guessing, movements, presets, reading, titles
from payments.statements import mapping as mappings
from payments.statements.errors import FileTooLarge, NotAStatement
from payments.statements.movements import HARMLESS, Reading, Why
from tests.payments.statements.files import BANK_STYLES, MERGED, Cells, plain, workbook

TODAY = date(2026, 11, 22)


def understood(data: bytes) -> Reading:
    """The rows as the guess reads them."""
    table = reading.read(data)
    mapping = guessing.guess(table, TODAY).mapping
    assert mapping is not None
    start = mappings.start_of(mapping, table)
    assert start is not None
    upto = titles.last_day(table, start=start, order=mapping.order, today=TODAY)
    return movements.read(table, mapping, digits=0, upto=upto, today=TODAY)


def amounts(found: Reading) -> list[int]:
    return [one.amount_minor for one in found.movements]


@pytest.mark.parametrize("bank", BANK_STYLES)
def test_each_banks_habits_are_guessed(bank: str) -> None:
    found = understood(BANK_STYLES[bank].encode())
    assert len(found.movements) == 2
    assert 85_217 in amounts(found) and min(amounts(found)) < 0
    assert [one for one in found.troubles if one.why not in HARMLESS] == []
    assert found.is_trusted


@pytest.mark.parametrize("bank", BANK_STYLES)
def test_each_preset_finds_its_columns_and_is_marked_unverified(bank: str) -> None:
    preset = presets.BY_KEY[bank]
    table = reading.read(BANK_STYLES[bank].encode())
    mapping = presets.applied(preset, table)
    assert mapping is not None and not preset.is_verified
    found = movements.read(table, mapping.checked(), digits=0, upto=TODAY, today=TODAY)
    assert 85_217 in amounts(found) and len(found.movements) == 2


def test_seven_banks_have_a_preset_and_none_is_verified() -> None:
    assert {one.name for one in presets.PRESETS} == {
        "BCA", "BRI", "BNI", "Mandiri", "BSI", "Bank Jatim", "Bankaltimtara",
    }  # fmt: skip
    assert not any(one.is_verified for one in presets.PRESETS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_encodings_and_separators_make_no_difference(encoding: str, separator: str) -> None:
    rows: Cells = [["Tanggal", "Keterangan", "Debet", "Kredit"], ["22/11/2026", "TRF JOSÉ", "", "85217"]]
    text = "\r\n".join(separator.join(row) for row in rows)
    found = understood(text.encode(encoding))
    assert [(one.text, one.amount_minor) for one in found.movements] == [("TRF JOSÉ", 85_217)]


def test_lines_that_a_spreadsheet_put_into_quotes_whole_are_cut_again() -> None:
    data = b'"Tanggal,Keterangan,Jumlah,Tipe"\n"22/11/2026,TRF ""EKO"",85217,CR"\n"22/11/2026,BIAYA,2500,DB"\n'
    assert amounts(understood(data)) == [85_217, -2_500]


def test_a_quote_that_is_never_closed_swallows_no_rows() -> None:
    rows = "".join(f"{day:02}/11/2026;TRF;5.000;\n" for day in range(1, 20))
    data = f'Tanggal;Keterangan;Kredit;Debet\n20/11/2026;"TRF SITI;6.000;\n{rows}'.encode()
    assert len(understood(data).movements) == 20


def test_the_separator_that_excel_names_is_no_row() -> None:
    found = understood(b"sep=;\nTanggal;Keterangan;Debet;Kredit\n22/11/2026;TRF;;85217\n")
    assert amounts(found) == [85_217]


def test_a_workbook_with_merged_titles_two_lines_of_headings_and_merged_days() -> None:
    found = understood(workbook(MERGED, merge=["A1:E1", "C3:D3", "A5:A6"]))
    assert [(one.line, one.booked_on.day, one.amount_minor) for one in found.movements] == [
        (5, 20, 85_217), (6, 20, 42_500), (7, 21, -6_500),
    ]  # fmt: skip
    assert found.is_trusted
    assert found.troubles[-1].why == Why.TOTAL


def test_days_that_lost_their_format_are_numbers_and_still_days() -> None:
    rows: Cells = [["Tanggal", "Keterangan", "Debet", "Kredit"], [46348, "TRF EKO", None, 85217]]
    found = understood(workbook(rows))
    assert found.movements[0].booked_on == TODAY


def test_a_formula_nobody_reckoned_is_reported_and_not_lost() -> None:
    rows: Cells = [
        ["Tanggal", "Keterangan", "Debet", "Kredit"],
        [date(2026, 11, 22), "TRF EKO", None, 85217],
        [date(2026, 11, 22), "TRF SITI", None, "=D2+1"],
    ]
    found = understood(workbook(rows))
    assert amounts(found) == [85_217]
    assert [(one.line, one.why) for one in found.troubles[-1:]] == [(3, Why.FORMULA)]


def test_a_bad_row_in_the_middle_is_told_and_the_others_are_read() -> None:
    data = plain([("2026-11-20", "A", 1_000), ("2026-31-20", "B", 2_000), ("2026-11-21", "C", 3_000)])
    found = understood(data)
    assert amounts(found) == [1_000, 3_000]
    assert [(one.line, one.why) for one in found.troubles if one.why not in HARMLESS] == [(3, Why.NO_DAY)]


def test_every_line_with_something_in_it_is_a_row_or_told_why_not() -> None:
    for text in BANK_STYLES.values():
        table = reading.read(text.encode())
        found = understood(text.encode())
        told = sorted([one.line for one in found.movements] + [one.line for one in found.troubles])
        assert told == [line for line, _cells in table.rows]


def test_both_columns_filled_and_sen_and_days_to_come_are_for_a_person() -> None:
    data = (
        b"Tanggal;Keterangan;Debet;Kredit\n22/11/2026;A;1.000;1.000\n22/11/2026;BUNGA;;12,34\n"
        b"23/11/2026;C;;5.000\n22/11/2026;D;;1.2.3\n22/11/2026;E;;9.000\n21/11/2026;F;;9.000\n"
    )
    found = understood(data)
    assert amounts(found) == [9_000, 9_000]
    whys = [one.why for one in found.troubles if one.why not in HARMLESS]
    assert whys == [Why.BOTH_WAYS, Why.TOO_FINE, Why.FUTURE, Why.NO_AMOUNT]


def test_balances_that_add_up_only_the_other_way_round_speak_against_the_columns() -> None:
    swapped = (
        b"Tanggal;Keterangan;Kredit;Debet;Saldo\n20/11/2026;A;;85217;1085217\n21/11/2026;B;6500;;1078717\n"
        b"22/11/2026;C;;1000;1079717\n"
    )
    assert not understood(swapped).is_trusted


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7 ...", "CSV atau Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xlsx"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "halaman web"),
        (b"\xff\xd8\xff\xe0 JFIF", "foto"),
        (b"\x1f\x8b\x08 gzip", "dipadatkan"),
        (b"", "kosong"),
        (b" \r\n ", "kosong"),
        (b"PK\x03\x04 broken", "tidak bisa dibaca"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(NotAStatement) as refused:
        reading.read(data)
    assert says in refused.value.sentence


def packed(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, content)
    return out.getvalue()


def test_a_workbook_that_unpacks_to_far_too_much_is_refused_unopened() -> None:
    with pytest.raises(FileTooLarge):
        reading.read(packed("xl/worksheets/sheet1.xml", b"0" * (130 * 1024 * 1024)))


def test_a_zip_of_something_else_and_a_broken_workbook_are_refused() -> None:
    for data in (packed("foto.jpg", b"x"), packed("xl/workbook.xml", b"<workbook><nonsense")):
        with pytest.raises(NotAStatement):
            reading.read(data)


def test_a_file_of_too_many_rows_is_refused() -> None:
    with pytest.raises(FileTooLarge):
        reading.read(b"1;2\n" * (reading.MOST_ROWS + 1))


def test_numbers_of_a_workbook_keep_their_value_whatever_they_look_like() -> None:
    found = reading.read(workbook([[0.1 + 0.2, 1_234_567, True, None, "'0012"]])).rows[0][1]
    assert found == (Decimal("0.3"), Decimal(1_234_567), "TRUE", "", "0012")


@pytest.mark.parametrize(
    ("title", "another"),
    [
        ("No. rekening;0012345678", False),
        ("No. rekening : 001-2345-678", False),
        ("Rekening;******5678", False),
        ("No. rekening;9912345670", True),
        ("Rekening;******9999", True),
        ("Periode;01/11/2026 - 22/11/2026", False),
    ],
)
def test_a_file_that_names_another_account_is_noticed(title: str, another: bool) -> None:
    table = reading.read(f"{title}\nTanggal;Keterangan;Debet;Kredit\n22/11/2026;A;;1\n".encode())
    assert titles.is_of_another(table, start=2, number="0012345678") is another


def test_the_period_says_which_december_is_meant() -> None:
    table = reading.read(b"Periode;Desember 2025\nTanggal;Keterangan;Debet;Kredit\n22/12;A;;1\n")
    mapping = guessing.guess(table, TODAY).mapping
    assert mapping is not None
    assert titles.last_day(table, start=2, order=mapping.order, today=TODAY) == date(2025, 12, 31)


def test_thousands_of_rows_are_read_and_it_is_said_how_fast(
    record_property: Callable[[str, object], None],
) -> None:
    rows = [(f"2026-{n % 10 + 1:02}-{n % 28 + 1:02}", f"TRSF {n}", n + 1) for n in range(3_000)]
    for kind, data in (
        ("csv", plain(rows, 0)),
        ("xlsx", workbook([["Tanggal", "Keterangan", "Kredit"], *map(list, rows)])),
    ):
        started = process_time()
        assert len(understood(data).movements) == 3_000
        record_property(f"{kind}_s", round(process_time() - started, 2))
