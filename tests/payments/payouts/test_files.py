"""The file that leaves for the bank, and the confirmation that comes back, however messy."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from payments.ledger.models import Posting
from payments.money import Money
from payments.payouts import actions, mapping, reading
from payments.payouts.answers import Says, reads_as, verdicts
from payments.payouts.confirming_file import Outcome, RowReport, confirm_file
from payments.payouts.errors import BadMapping, BatchNotFound, FileUnreadable, NoMapping, WrongBatchState
from payments.payouts.exporting import OutLine, amount_text, table_of
from payments.payouts.mapping import BackMapping, out_mapping
from payments.payouts.mappings import save_mapping
from payments.payouts.models import Payout, PayoutBatch
from sellers.accounts.asking import scope_of
from sellers.audit.models import AuditEntry
from tests.cast import Cast
from tests.payments.payouts import world
from tests.payments.payouts.world import RP


@pytest.fixture
def left(cast: Cast) -> PayoutBatch:
    """Two payouts that left: Sari's 81000 and Citra's 500000."""
    world.owe(cast, cast.saris.seller, 81_000)
    world.owe(cast, cast.citras.seller, 500_000)
    world.account(cast.saris.seller, number="0012345678", holder='=HYPERLINK("x";"Sari")')
    world.account(cast.citras.seller, number="9876543210", holder="Citra; Ningsih")
    return world.sent(cast)


def save(cast: Cast, purpose: str, columns: dict[str, Any]) -> None:
    save_mapping(
        scope=scope_of(cast.gita), person=cast.gita, cooperative_id=cast.cooperative.pk, purpose=purpose, name="Bank",
        columns=columns,
    )  # fmt: skip


def take(cast: Cast, batch: PayoutBatch, text: str | bytes) -> list[RowReport]:
    content = text if isinstance(text, bytes) else text.encode()
    return confirm_file(scope=scope_of(cast.gita), person=cast.gita, batch_code=batch.code, content=content)


def outcomes(reports: list[RowReport]) -> list[str]:
    return [one.outcome.value for one in reports]


def code_of(batch: PayoutBatch, name: str) -> str:
    return Payout.objects.get(batch=batch, seller__name=name).code


@pytest.mark.parametrize("preset", sorted(mapping.PRESETS))
def test_every_preset_makes_a_file_that_its_bank_columns_describe(cast: Cast, left: PayoutBatch, preset: str) -> None:
    save(cast, "out", mapping.PRESETS[preset].out.as_json())
    file = actions.export(**world.who(cast.gita), batch_code=left.code)
    table = reading.table(file.content)
    assert (file.rows, len(table)) == (2, 3)
    cells = " ".join(table[1])
    assert "0012345678" in cells and code_of(left, "Dapur Sari") in cells


def test_a_csv_keeps_zeros_and_separators_and_runs_no_formula(cast: Cast, left: PayoutBatch) -> None:
    save(cast, "out", mapping.PRESETS["umum"].out.as_json())
    text = actions.export(**world.who(cast.gita), batch_code=left.code).content.decode()
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[1][0] == "0012345678"
    assert rows[1][1] == 'HYPERLINK("x";"Sari")'
    assert rows[2][1] == "Citra; Ningsih"
    assert rows[2][4] == "500000"


def test_an_xlsx_holds_texts_only(cast: Cast, left: PayoutBatch) -> None:
    save(cast, "out", mapping.PRESETS["bni"].out.as_json())
    content = actions.export(**world.who(cast.gita), batch_code=left.code).content
    cells = [cell for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert not any(str(cell.value).startswith("=") for cell in cells)
    assert "0012345678" in {cell.value for cell in cells}


def test_only_what_is_still_awaited_stands_in_the_file_and_each_taking_in_the_audit(
    cast: Cast, left: PayoutBatch
) -> None:
    save(cast, "out", mapping.PRESETS["umum"].out.as_json())
    world.confirm(cast, code_of(left, "Dapur Sari"))
    assert actions.export(**world.who(cast.gita), batch_code=left.code).rows == 1
    assert AuditEntry.objects.filter(verb="payout_exported").count() == 1


def test_without_columns_there_is_no_file(cast: Cast, left: PayoutBatch) -> None:
    with pytest.raises(NoMapping):
        actions.export(**world.who(cast.gita), batch_code=left.code)


@pytest.mark.parametrize(
    ("how", "idr", "usd"),
    [
        ("plain", "1234567", "12345.67"),
        ("dot2", "1234567.00", "12345.67"),
        ("comma2", "1234567,00", "12345,67"),
        ("grouped", "1.234.567", "12.345,67"),
    ],
)
def test_amounts_are_written_as_the_bank_wants_them(how: str, idr: str, usd: str) -> None:
    assert amount_text(Money(1_234_567, "IDR"), how) == idr
    assert amount_text(Money(1_234_567, "USD"), how) == usd


def test_columns_that_make_no_use_are_refused(cast: Cast) -> None:
    good = mapping.PRESETS["umum"].out.as_json()
    for broken in (
        {**good, "columns": []},
        {**good, "columns": [{"title": "A", "field": "number"}, {"title": "B", "field": "amount"}]},
        {**good, "columns": [{"title": "A", "field": "nonsense"}]},
        {**good, "format": "pdf"},
        {**good, "separator": "xx"},
    ):
        with pytest.raises(BadMapping):
            save(cast, "out", broken)
    with pytest.raises(BadMapping):
        save(cast, "back", {"status": "Status", "good": "", "bad": ""})
    with pytest.raises(BatchNotFound):
        save_mapping(
            scope=scope_of(cast.dewi), person=cast.dewi, cooperative_id=cast.cooperative.pk, purpose="out", name="X",
            columns=good,
        )  # fmt: skip


def test_a_fixed_text_and_a_position_stand_in_their_columns() -> None:
    wanted = out_mapping(
        {
            **mapping.PRESETS["umum"].out.as_json(),
            "columns": [
                {"title": "No", "field": "position"}, {"title": "Ke", "field": "number"},
                {"title": "Rp", "field": "amount"}, {"title": "Berita", "field": "remark"},
                {"title": "Tgl", "field": "date_compact"}, {"title": "Jenis", "field": "text", "text": "BIFAST"},
            ],
        }
    )  # fmt: skip
    line = OutLine("K7QX29MB", "refund", "", "014", "123456", "Eko", Money(5_000, RP), "sending")
    table = table_of(wanted, [line], date(2026, 11, 22))
    assert table[1] == ["1", "123456", "5000", "Kembali K7QX29MB", "20261122", "BIFAST"]


def test_a_messy_confirmation_is_read_row_by_row(cast: Cast, left: PayoutBatch) -> None:
    """Letterhead, titles below it, thousands marks, an old encoding, an unknown code, a total: each is what it is."""
    columns = {
        "code": "Keterangan",
        "amount": "Nominal",
        "status": "Status",
        "reference": "No Ref",
        "reason": "Catatan",
    }
    save(cast, "back", {**columns, "good": "Berhasil, Sukses", "bad": "Gagal"})
    sari, citra = code_of(left, "Dapur Sari"), code_of(left, "Kebun Citra")
    text = (
        "BANK CONTOH é\r\n\r\nPeriode;22/11/2026\r\n"
        "No;Keterangan;Nominal;STATUS;No Ref;Catatan\r\n"
        f'1;"TRF  LAPAK {sari.lower()} ";"Rp 81.000,00"; BERHASIL ;A-1;\r\n'
        f"2;Lapak {citra};500000;Gagal;A-2;Rekening tutup\r\n"
        "3;Lapak BBBBCCCC;10000;Berhasil;A-3;\r\n"
        ";Jumlah;591000;;;\r\n"
    )
    reports = take(cast, left, text.encode("cp1252"))
    assert outcomes(reports) == ["paid", "failed", "unknown_code"]
    assert Payout.objects.get(code=sari).external_id == "A-1"
    assert Payout.objects.get(code=citra).reason == "Rekening tutup"
    assert world.owed(cast, cast.citras.seller) == 500_000


def test_the_same_confirmation_again_changes_nothing(cast: Cast, left: PayoutBatch) -> None:
    text = "\n".join(f"{code_of(left, name)},ok" for name in ("Dapur Sari", "Kebun Citra"))
    assert outcomes(take(cast, left, text)) == ["paid", "paid"]
    before = Posting.objects.count()
    assert outcomes(take(cast, left, text)) == ["already", "already"]
    assert Posting.objects.count() == before


def test_what_is_not_certain_is_left_to_a_person(cast: Cast, left: PayoutBatch) -> None:
    save(cast, "back", {"code": "Kode", "amount": "Jumlah", "status": "Hasil", "good": "berhasil", "bad": "gagal"})
    sari, citra = code_of(left, "Dapur Sari"), code_of(left, "Kebun Citra")
    head = "Kode;Jumlah;Hasil\n"
    assert outcomes(take(cast, left, f"{head}{sari};81001;berhasil")) == ["amount_differs"]
    assert outcomes(take(cast, left, f"{head}{sari};81000;tidak berhasil")) == ["status_unclear"]
    assert outcomes(take(cast, left, f"{head}{sari};81000;menunggu")) == ["status_unclear"]
    both = take(cast, left, f"{head}{sari};81000;berhasil\n{sari};81000;gagal")
    assert outcomes(both) == ["contradicts", "contradicts"]
    assert outcomes(take(cast, left, f"{head}{sari} {citra};81000;berhasil")) == ["contradicts"]
    assert set(left.payouts.values_list("state", flat=True)) == {"sent"}


def test_without_a_status_a_row_that_speaks_of_trouble_is_not_believed() -> None:
    awaited = {"K7QX29MB": Money(5_000, RP)}
    assert [one.says for one in verdicts([["K7QX29MB", "5000"]], BackMapping(), awaited)] == [Says.PAID]
    assert [one.says for one in verdicts([["K7QX29MB", "GAGAL"]], BackMapping(), awaited)] == [Says.STATUS_UNCLEAR]


def test_a_line_that_came_back_since_is_left_to_a_person(cast: Cast, left: PayoutBatch) -> None:
    code = code_of(left, "Dapur Sari")
    world.confirm(cast, code)
    actions.mark_returned(**world.who(cast.gita), code=code, reason="tutup")
    (report,) = take(cast, left, f"{code},ok")
    assert report.outcome == Outcome.NOT_POSSIBLE


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03", b"PK\x03\x04 no workbook", b"\xff\xfe\x00"])
def test_what_is_no_table_is_refused_in_a_sentence(cast: Cast, left: PayoutBatch, content: bytes) -> None:
    with pytest.raises(FileUnreadable):
        take(cast, left, content)


def test_a_confirmation_by_workbook_is_read_too(cast: Cast, left: PayoutBatch) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Kode", "Jumlah"])
    book.active.append([code_of(left, "Dapur Sari"), 81_000.0])
    held = io.BytesIO()
    book.save(held)
    save(cast, "back", {"code": "Kode", "amount": "Jumlah"})
    assert outcomes(take(cast, left, held.getvalue())) == ["paid"]


def test_titles_that_are_not_there_are_named(cast: Cast, left: PayoutBatch) -> None:
    save(cast, "back", {"code": "Nomor Unik"})
    with pytest.raises(FileUnreadable) as refused:
        take(cast, left, "Kode;Jumlah\nX;1")
    assert "Nomor Unik" in refused.value.sentence


def test_nothing_is_confirmed_before_it_left_or_by_another_cooperative(cast: Cast) -> None:
    world.owe(cast, cast.saris.seller, 81_000)
    world.account(cast.saris.seller)
    batch = world.propose(cast)
    with pytest.raises(WrongBatchState):
        take(cast, batch, "x,y")
    with pytest.raises(BatchNotFound):
        confirm_file(scope=scope_of(cast.fajar), person=cast.fajar, batch_code=batch.code, content=b"x,y")


@pytest.mark.parametrize(
    ("text", "minor", "currency", "is_it"),
    [
        ("25000", 25_000, "IDR", True), ("25.000", 25_000, "IDR", True), ("Rp25.000,00", 25_000, "IDR", True),
        ("IDR 25,000.00", 25_000, "IDR", True), ("25.001", 25_000, "IDR", False), ("2.500", 25_000, "IDR", False),
        ("250.00", 25_000, "IDR", False), ("-25000", 25_000, "IDR", False), ("", 25_000, "IDR", False),
        ("1.25", 125, "IDR", False), ("12,34", 1_234, "USD", True), ("12.34", 1_234, "USD", True),
        ("1,234.56", 123_456, "USD", True), ("12", 1_200, "USD", True), ("12.3", 1_230, "USD", True),
        ("1234", 1_234, "USD", False),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_every_spelling_and_mistaken_for_no_other(
    text: str, minor: int, currency: str, is_it: bool
) -> None:
    assert reads_as(text, Money(minor, currency)) is is_it
