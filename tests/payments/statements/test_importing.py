"""A file twice changes nothing, overlapping files meet, every line is reported, what is certain is matched."""

import pytest

from payments.charges.errors import BankAccountNotFound
from payments.charges.models import BankAccount, Charge, IncomingTransfer, Settlement
from payments.ledger.models import Posting
from payments.ledger.reconcile import check
from payments.statements import guessing, keeping, reading
from payments.statements import mapping as mappings
from payments.statements.accounts import today_of
from payments.statements.errors import FileGone, ImportDecided, ImportNotFound, NotAStatement
from payments.statements.importing import import_file, withdraw
from payments.statements.models import StatementImport, StatementMapping, StatementRow
from sellers.accounts.access import NOBODY, Scope, Verb
from sellers.accounts.models import Cooperative
from sellers.kit import clock
from tests.cast import Cast
from tests.payments.statements.conftest import Desk
from tests.payments.statements.files import BCA, MERGED, Cells, plain, workbook

pytestmark = pytest.mark.django_db
State = StatementRow.State


def everything() -> dict[str, int]:
    models = (StatementImport, StatementRow, StatementMapping, IncomingTransfer, Settlement, Posting)
    return {model.__name__: model.objects.count() for model in models}


def test_the_exact_total_of_one_open_charge_is_matched_booked_and_told(desk: Desk) -> None:
    charge = desk.till.bill("B1")
    row = desk.paying(charge)
    assert row.state == State.MATCHED and row.transfer is not None
    assert (row.transfer.charge, row.transfer.source, row.transfer.external_id) == (
        charge,
        "statement",
        row.fingerprint,
    )
    assert Settlement.objects.get(kind="paid").bill_ref == "B1"
    assert check() == []


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    data = plain([(desk.day(), "TRSF", desk.till.bill("B1").total_minor), (desk.day(), "BIAYA", -1_000)])
    first = desk.bring(data)
    before = everything()
    again = desk.bring(data, name="salinan.csv")
    assert again.is_repeat and again.row == first.row
    assert everything() == before


def test_a_file_in_another_form_with_the_same_rows_adds_none(desk: Desk) -> None:
    rows = [(desk.day(), "TRSF EKO", 85_217), (desk.day(), "BIAYA", -1_000)]
    desk.bring(plain(rows, 0))
    today = today_of(desk.account)
    sheet: Cells = [["Tanggal", "Keterangan", "Debet", "Kredit", "Saldo"]]
    sheet += [[today, "eko", None, 85217, 85217], [today, "ADM", 1000, None, 84217]]
    again = desk.bring(workbook(sheet))
    assert (again.row.new, again.row.known) == (0, 2)


def test_overlapping_months_meet(desk: Desk) -> None:
    rows = [(desk.day(back), f"TRSF {back}", 1_000 + back) for back in range(9, -1, -1)]
    desk.bring(plain(rows[:6], 500))
    later = desk.bring(plain(rows[3:], 500 + sum(minor for _day, _text, minor in rows[:3])))
    assert (later.row.new, later.row.known) == (4, 3)
    assert StatementRow.objects.count() == len(rows)


def test_two_equal_transfers_of_one_day_are_two_rows_and_stay_two(desk: Desk) -> None:
    twice = [(desk.day(), "SETOR TUNAI", 50_000)] * 2
    desk.bring(plain(twice[:1]))
    second = desk.bring(plain(twice))
    assert (second.row.new, second.row.known) == (1, 1)
    assert desk.bring(plain([*twice, (desk.day(), "LAIN", 1)])).row.known == 2


def test_every_line_of_the_file_is_reported(desk: Desk) -> None:
    desk.bring(plain([(desk.day(), "A", 1_000)]))
    data = plain([(desk.day(), "A", 1_000), ("31/02/2026", "B", 2_000), (desk.day(), "C", 3_000)])
    done = desk.bring(data).row
    assert (done.rows, done.new, done.known) == (3, 1, 1)
    told = {one["line"]: one["why"] for one in done.problems}
    new = list(StatementRow.objects.filter(source=done).values_list("line", flat=True))
    assert told == {1: "title", 2: "known", 3: "no_day"} and new == [4]


def test_messy_files_come_in_whole(desk: Desk) -> None:
    assert desk.bring(BCA.encode("cp1252")).row.new == 2
    assert desk.bring(workbook(MERGED, merge=["A1:E1", "C3:D3", "A5:A6"]), name="mutasi.xlsx").row.new == 3


def test_money_that_left_is_listed_apart(desk: Desk) -> None:
    desk.came(("BIAYA ADM", -6_500))
    assert StatementRow.objects.get().state == State.OUTGOING


def test_a_file_of_which_nothing_can_be_read_is_refused_and_leaves_nothing(desk: Desk) -> None:
    table = reading.read(b"a;b;c;d\n1;2;3;4\n")
    mapping = guessing.guess(reading.read(plain([(desk.day(), "A", 1)])), today_of(desk.account)).mapping
    assert mapping is not None
    with pytest.raises(NotAStatement):
        desk.bring(b"a;b;c;d\nx;y;z;\n", mapping)
    assert StatementImport.objects.count() == 0 and table.rows


def test_a_strangers_account_does_not_exist(desk: Desk, cast: Cast) -> None:
    data = plain([(desk.day(), "A", 1)])
    table = reading.read(data)
    mapping = guessing.guess(table, today_of(desk.account)).mapping
    assert mapping is not None
    for scope in (NOBODY, Scope(cast.fajar.pk, {}, {cast.other_cooperative.pk: frozenset({Verb.TRANSFERS})})):
        with pytest.raises(BankAccountNotFound):
            import_file(
                scope=scope, person=cast.fajar, bank_account_id=desk.account.pk, file_name="a.csv", data=data,
                table=table, mapping=mapping,
            )  # fmt: skip


def test_the_mapping_is_kept_and_found_again_under_other_titles(desk: Desk) -> None:
    desk.bring(plain([(desk.day(), "A", 1_000)]))
    saved = mappings.from_json(StatementMapping.objects.get(bank_account=desk.account).columns)
    assert saved is not None
    table = reading.read(b"PT BANK;\nPeriode;\n" + plain([(desk.day(), "B", 2_000)]))
    assert mappings.start_of(saved, table) == 3
    assert mappings.from_json(saved.as_json()) == saved


@pytest.mark.parametrize("broken", [{}, {"date": "x"}, {"date": 0, "order": "abc"}, {"date": -1}, {"date": 10**9}])
def test_a_mapping_that_makes_no_sense_is_none(broken: dict[str, object]) -> None:
    assert mappings.from_json(broken) is None


def test_amounts_of_two_decimals_are_cents(desk: Desk) -> None:
    Cooperative.objects.filter(pk=desk.account.cooperative_id or 0).update(currency="USD")
    desk.account.refresh_from_db()
    charge = desk.till.bill("B1", 8_500, "USD")
    text = f"{charge.total_minor // 100}.{charge.total_minor % 100:02}"
    desk.bring(f"Date;Description;Debit;Credit\n{desk.day()};EKO;;{text}\n{desk.day()};FEE;1.05;\n".encode())
    assert StatementRow.objects.get(text="FEE").amount_minor == -105
    row = StatementRow.objects.get(text="EKO")
    assert (row.amount_minor, row.currency, row.state) == (charge.total_minor, "USD", State.MATCHED)
    assert check() == []


def test_an_import_read_wrongly_can_be_withdrawn_and_brought_again(desk: Desk) -> None:
    data = plain([(desk.day(), "A", 1_000), (desk.day(), "B", -1_000)])
    made = desk.bring(data).row
    withdraw(scope=desk.scope, person=desk.person, import_id=made.pk)
    withdraw(scope=desk.scope, person=desk.person, import_id=made.pk)
    assert StatementRow.objects.count() == 0
    assert desk.bring(data).row.new == 2


def test_an_import_with_matched_money_cannot_be_withdrawn(desk: Desk) -> None:
    row = desk.paying(desk.till.bill("B1"))
    with pytest.raises(ImportDecided):
        withdraw(scope=desk.scope, person=desk.person, import_id=row.source_id)
    with pytest.raises(ImportNotFound):
        withdraw(scope=NOBODY, person=desk.person, import_id=row.source_id)
    assert StatementRow.objects.filter(source=row.source).count() == 2


def test_a_seller_on_its_own_imports_for_its_own_account(desk: Desk, cast: Cast) -> None:
    sari = cast.saris.seller
    desk.account = BankAccount.objects.create(seller=sari, bank_code="002", number="123456789012345", holder="Sari")
    desk.scope = Scope(cast.sari.pk, {sari.pk: frozenset({Verb.BANK, Verb.MONEY})}, {})
    from_sari = Charge(
        code="SARI2222", bill_ref="S1", provider="bank_transfer", seller=sari, bank_account=desk.account,
        amount_minor=12_345, unique_code=100, total_minor=12_445, currency="IDR",
    )  # fmt: skip
    from_sari.save()
    desk.came(("EKO", 12_445))
    assert StatementRow.objects.get().state == State.MATCHED
    assert Posting.objects.get(kind="received_by_seller").amount_minor == 12_445


def test_a_kept_file_is_private_and_forgotten() -> None:
    name = keeping.keep(b"rahasia")
    assert keeping.kept(name) == b"rahasia"
    assert keeping.forget_old() == 0
    with clock.frozen(clock.now() + 2 * keeping.KEPT):
        assert keeping.forget_old() == 1
    for gone in (name, "../../lapak.sqlite3", "1-" + "a" * 32, ""):
        with pytest.raises(FileGone):
            keeping.kept(gone)
