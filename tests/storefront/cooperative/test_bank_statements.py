"""A treasurer brings a statement: chosen once, seen before it is imported, each line reported, each row decided."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from payments.charges.models import BankAccount, Charge, IncomingTransfer
from payments.ledger.reconcile import check
from payments.payouts.models import Payout, PayoutBatch
from payments.statements.models import StatementImport, StatementMapping, StatementRow
from sellers.accounts.models import Membership
from sellers.kit import clock
from sellers.people.models import Person
from storefront.orders.models import Order, Purchase
from tests.cast import Cast
from tests.payments.statements.files import BANK_STYLES, MERGED, workbook
from tests.saying import says
from tests.storefront.cooperative.conftest import Door
from tests.storefront.cooperative.reading import sheet, text
from tests.storefront.cooperative.statements import (
    HOME,
    PREVIEW,
    QUEUE,
    brought,
    decide,
    file_of,
    row_of,
    token_in,
    upload,
)
from tests.storefront.life.stories import placed, states, transfer

pytestmark = pytest.mark.django_db
State = StatementRow.State
FORM = {
    "judul": "1", "tanggal": "0", "urutan": "ymd", "desimal": ",", "cara": "two", "masuk": "3", "keluar": "2",
    "uraian": "1",
}  # fmt: skip


def charge_of(purchase: Purchase) -> Charge:
    return Charge.objects.get(bill_ref=purchase.bills.get().code)


def kept_files(settings: LazySettings) -> list[Path]:
    return list((Path(settings.MEDIA_ROOT) / "statements").glob("*"))


def test_a_file_is_chosen_once_seen_and_imported(cast: Cast, as_: Door, settings: LazySettings) -> None:
    purchase, client = placed(cast), as_(cast.gita)
    token = token_in(upload(client, cast, file_of(("TRSF EKO", charge_of(purchase).total_minor), ("ADM", -2_500))))
    seen = text(client.get(PREVIEW, {"berkas": token}))
    assert "1 uang masuk" in seen and "1 uang keluar" in seen and "Impor 2 baris" in seen and "TRSF EKO" in seen
    assert StatementRow.objects.count() == 0 and len(kept_files(settings)) == 1
    done = client.post(PREVIEW, {**FORM, "berkas": token})
    made = StatementImport.objects.get()
    assert done["Location"] == f"{HOME}impor/{made.pk}/"
    assert states(purchase) == [Order.State.CONFIRMED] * 2
    assert kept_files(settings) == [] and check() == []


def test_importing_it_once_more_says_so_and_changes_nothing(cast: Cast, as_: Door) -> None:
    client, data = as_(cast.gita), file_of(("SETOR", 70_000))
    for _time in range(2):
        client.post(PREVIEW, {**FORM, "berkas": token_in(upload(client, cast, data))})
    assert StatementImport.objects.count() == StatementRow.objects.count() == 1
    assert "Tidak ada yang berubah" in text(client.get(HOME))


def test_a_second_tap_on_import_finds_the_file_gone_and_says_what_to_do(cast: Cast, as_: Door) -> None:
    client = as_(cast.gita)
    token = token_in(upload(client, cast, file_of(("SETOR", 70_000))))
    client.post(PREVIEW, {**FORM, "berkas": token})
    again = client.post(PREVIEW, {**FORM, "berkas": token})
    assert again.status_code == 410 and "Pilih berkasnya lagi" in text(again)
    assert StatementRow.objects.count() == 1


@pytest.mark.parametrize("bank", BANK_STYLES)
def test_each_banks_file_can_be_seen_and_imported_as_it_is(cast: Cast, as_: Door, bank: str) -> None:
    client = as_(cast.gita)
    BankAccount.objects.filter(cooperative=cast.cooperative).update(
        number="1440012345678" if bank == "mandiri" else "0012345678"
    )
    token = token_in(upload(client, cast, BANK_STYLES[bank].encode(), f"{bank}.csv"))
    page = client.get(PREVIEW, {"berkas": token}).content.decode()
    assert "85.217" in page
    fields = hidden(page)
    assert client.post(PREVIEW, fields).status_code == 302
    assert StatementRow.objects.count() == 2


def hidden(page: str) -> dict[str, Any]:
    """The fields of the form that imports."""
    form = page.split('<form method="post" class="read__go"')[1].split("</form>")[0]
    found: dict[str, Any] = {}
    for part in form.split("<input ")[1:]:
        name, value = part.split('name="')[1].split('"')[0], part.split('value="')[1].split('"')[0]
        found.setdefault(name, []).append(value)
    return found


def test_a_workbook_with_merged_titles_is_read(cast: Cast, as_: Door) -> None:
    client = as_(cast.gita)
    token = token_in(upload(client, cast, workbook(MERGED, merge=["A1:E1", "C3:D3"]), "mutasi.xlsx"))
    page = client.get(PREVIEW, {"berkas": token}).content.decode()
    assert client.post(PREVIEW, hidden(page)).status_code == 302
    assert StatementRow.objects.count() == 3


def test_another_choice_of_columns_shows_another_reading_and_writes_nothing(cast: Cast, as_: Door) -> None:
    client = as_(cast.gita)
    token = token_in(upload(client, cast, file_of(("SETOR", 70_000), ("ADM", -2_500))))
    turned = text(client.get(PREVIEW, {**FORM, "masuk": "2", "keluar": "3", "berkas": token}))
    assert "-Rp70.000" in turned and "+Rp2.500" in turned
    broken = client.get(PREVIEW, {**FORM, "masuk": "", "berkas": token})
    assert broken.status_code == 200 and "Lengkapi pilihan kolom" in text(broken)
    assert StatementRow.objects.count() == StatementMapping.objects.count() == 0


def test_half_a_mapping_is_not_imported(cast: Cast, as_: Door) -> None:
    client = as_(cast.gita)
    token = token_in(upload(client, cast, file_of(("SETOR", 70_000))))
    answer = client.post(PREVIEW, {**FORM, "masuk": "", "berkas": token})
    assert answer.status_code == 422 and StatementRow.objects.count() == 0


def test_the_saved_mapping_is_used_for_the_next_file(cast: Cast, as_: Door) -> None:
    client = as_(cast.gita)
    client.post(PREVIEW, {**FORM, "berkas": token_in(upload(client, cast, file_of(("A", 1_000))))})
    token = token_in(upload(client, cast, file_of(("B", 2_000))))
    assert "Dibaca seperti impor terakhir" in text(client.get(PREVIEW, {"berkas": token}))


def test_a_preset_is_offered_as_unverified(cast: Cast, as_: Door) -> None:
    client = as_(cast.gita)
    token = token_in(upload(client, cast, BANK_STYLES["bca"].encode()))
    page = text(client.get(PREVIEW, {"berkas": token, "pola": "bca", "pakai_pola": "1"}))
    assert "BCA (belum diperiksa dengan berkas asli)" in page
    assert "Pola ini belum diperiksa" in page and "+Rp85.217" in page
    misses = text(client.get(PREVIEW, {"berkas": token, "pola": "bri", "pakai_pola": "1"}))
    assert "Pola bank itu tidak cocok" in misses


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"%PDF-1.4", "Ini PDF"), (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "Excel lama"), (b"\xff\xd8\xff", "Ini foto")],
)
def test_what_is_no_statement_is_refused_at_once_and_not_kept(
    cast: Cast, as_: Door, settings: LazySettings, data: bytes, says: str
) -> None:
    answer = upload(as_(cast.gita), cast, data)
    assert answer.status_code == 422 and says in text(answer)
    assert kept_files(settings) == []


def test_no_file_is_asked_for_in_words(cast: Cast, as_: Door) -> None:
    account = BankAccount.objects.get(cooperative=cast.cooperative)
    answer = as_(cast.gita).post(f"{HOME}berkas/", {"rekening": str(account.pk)})
    assert answer.status_code == 422 and "Pilih berkas mutasi dulu" in text(answer)


def test_a_file_that_names_another_account_is_told_and_matches_nothing(cast: Cast, as_: Door) -> None:
    purchase, client = placed(cast), as_(cast.gita)
    data = b"No. rekening;9912345670\n" + file_of(("EKO", charge_of(purchase).total_minor))
    token = token_in(upload(client, cast, data))
    assert "Nomor rekening di berkas ini lain" in text(client.get(PREVIEW, {"berkas": token}))
    client.post(PREVIEW, {**FORM, "judul": "2", "berkas": token})
    assert row_of("EKO").state == State.REVIEW


def test_the_report_names_every_line_and_comes_as_a_sheet(cast: Cast, as_: Door) -> None:
    client = as_(cast.gita)
    lines = file_of(("=HYPERLINK(1)", 70_000)) + b"31/02/2026;RUSAK;;5.000\n"
    client.post(PREVIEW, {**FORM, "berkas": token_in(upload(client, cast, lines))})
    address = f"{HOME}impor/{StatementImport.objects.get().pk}/"
    assert "Tanggal tidak terbaca" in text(client.get(address))
    rows = sheet(client.get(f"{address}?format=csv"))
    assert [row[0] for row in rows[1:]] == ["1", "2", "3"]
    assert rows[2][4] == "'=HYPERLINK(1)" and "Tanggal tidak terbaca" in rows[3][6]


def test_an_import_read_wrongly_is_withdrawn_on_its_page(cast: Cast, as_: Door) -> None:
    made, client = brought(cast), as_(cast.gita)
    assert client.post(f"{HOME}impor/{made.pk}/penarikan/").status_code == 302
    assert StatementRow.objects.count() == 0
    assert "sudah ditarik" in text(client.get(f"{HOME}impor/{made.pk}/"))


def test_the_queue_says_why_a_row_waits_and_whose_it_may_be(cast: Cast, as_: Door) -> None:
    purchase, client = placed(cast), as_(cast.dewi)
    brought(cast, ("TRSF CR EKO", charge_of(purchase).amount_minor))
    page = text(client.get(QUEUE))
    assert "Tidak ada tagihan sebesar ini" in page and "tanpa kode unik" in page and "Namanya ada" in page
    assert "+62812" not in page and not says(page, purchase.buyer_name)


def test_one_tap_matches_and_orders_hear_at_once(cast: Cast, as_: Door) -> None:
    purchase, client = placed(cast), as_(cast.dewi)
    brought(cast, ("EKO", charge_of(purchase).amount_minor))
    answer = decide(client, row_of("EKO"), "pencocokan", kode=charge_of(purchase).code, lihat="masuk")
    assert answer["Location"] == f"{QUEUE}?lihat=masuk"
    assert states(purchase) == [Order.State.CONFIRMED] * 2 and check() == []
    decide(client, row_of("EKO"), "pencocokan", kode=charge_of(purchase).code)
    assert IncomingTransfer.objects.count() == 1


def test_a_purchase_code_will_do_too(cast: Cast, as_: Door) -> None:
    purchase, client = placed(cast), as_(cast.dewi)
    brought(cast, ("EKO", 150_000))
    decide(client, row_of("EKO"), "pencocokan", kode=purchase.code.lower())
    assert row_of("EKO").state == State.MATCHED and states(purchase) == [Order.State.CONFIRMED] * 2


def test_a_code_of_nobody_is_answered_with_a_sentence(cast: Cast, as_: Door) -> None:
    brought(cast, ("EKO", 150_000))
    answer = decide(as_(cast.dewi), row_of("EKO"), "pencocokan", kode="TIDAKADA")
    assert answer.status_code == 404 and "Periksa kodenya" in text(answer)


def test_money_recorded_by_hand_is_offered_as_the_same(cast: Cast, as_: Door) -> None:
    purchase, client = placed(cast), as_(cast.dewi)
    charge = transfer(cast, purchase)
    brought(cast, ("EKO", charge.total_minor))
    assert "Ini uang yang sama" in text(client.get(QUEUE))
    refused = decide(client, row_of("EKO"), "pencocokan", kode=charge.code)
    assert refused.status_code == 409 and "Memang bayar dua kali" in text(refused)
    decide(client, row_of("EKO"), "tautan", transfer=IncomingTransfer.objects.get().pk)
    assert row_of("EKO").state == State.MATCHED and IncomingTransfer.objects.count() == 1 and check() == []


def test_rows_are_put_aside_and_come_back(cast: Cast, as_: Door) -> None:
    client = as_(cast.dewi)
    brought(cast, ("SETOR", 70_000), ("BUNGA", 500))
    decide(client, row_of("SETOR"), "titipan")
    decide(client, row_of("BUNGA"), "pengabaian")
    assert "Batalkan titipan" in text(client.get(f"{QUEUE}?lihat=titipan"))
    assert "BUNGA" in text(client.get(f"{QUEUE}?lihat=abaikan"))
    assert "Tidak ada uang masuk yang menunggu" in text(client.get(QUEUE))
    for name in ("SETOR", "BUNGA"):
        decide(client, row_of(name), "urungan")
        assert row_of(name).state == State.REVIEW
    assert check() == []


def payout(cast: Cast, minor: int) -> Payout:
    batch = PayoutBatch.objects.create(
        code="BATCH222", key="k", cooperative=cast.cooperative, currency="IDR", state=PayoutBatch.State.SENT
    )
    return Payout.objects.create(
        code="PAYT2222", batch=batch, seller=cast.saris.seller, cooperative=cast.cooperative, amount_minor=minor,
        currency="IDR", state=Payout.State.SENT, done_at=clock.now(),
    )  # fmt: skip


def test_money_that_left_confirms_the_payout_it_was_for(cast: Cast, as_: Door) -> None:
    sent = payout(cast, 250_000)
    brought(cast, ("TRSF DB PAYT2222 DAPUR SARI", -250_000))
    row = row_of("TRSF DB PAYT2222 DAPUR SARI")
    page = text(as_(cast.gita).get(f"{QUEUE}?lihat=keluar"))
    assert "Pencairan PAYT2222" in page and "Ini transfernya" in page
    assert decide(as_(cast.dewi), row, "pencairan", untuk="payout:PAYT2222").status_code == 404  # no verb for payouts
    for _time in range(2):
        assert decide(as_(cast.gita), row, "pencairan", untuk="payout:PAYT2222").status_code == 302
    sent.refresh_from_db()
    assert (sent.state, sent.external_id) == (Payout.State.PAID, f"mutasi-{row.pk}")
    assert StatementRow.objects.get(pk=row.pk).ref == "payout:PAYT2222"


def test_a_row_confirms_no_payout_of_another_amount(cast: Cast, as_: Door) -> None:
    sent = payout(cast, 250_000)
    brought(cast, ("TRSF DB PAYT2222", -249_000))
    answer = decide(as_(cast.gita), row_of("TRSF DB PAYT2222"), "pencairan", untuk="payout:PAYT2222")
    sent.refresh_from_db()
    assert answer.status_code == 404 and sent.state == Payout.State.SENT


@pytest.mark.parametrize("deed", ["pencocokan", "tautan", "pengabaian", "titipan", "urungan", "pencairan", "lain"])
def test_rows_of_another_cooperative_are_not_there(cast: Cast, as_: Door, deed: str) -> None:
    brought(cast)
    row = row_of("SETOR TUNAI")
    viewer = Person.objects.create_user("+6281200001088", "Vina", phone_verified=True)
    Membership.objects.create(person=viewer, cooperative=cast.cooperative, role=Membership.Role.VIEWER)
    for who in (cast.fajar, cast.stranger, cast.sari, viewer):
        assert decide(as_(who), row, deed, kode="X").status_code == 404
    assert as_(cast.dewi).get(f"{HOME}baris/{row.pk}/{deed}/").status_code == 405
    assert row_of("SETOR TUNAI").state == State.REVIEW


def test_imports_and_files_of_another_cooperative_are_not_there(cast: Cast, as_: Door) -> None:
    made = brought(cast)
    token = token_in(upload(as_(cast.gita), cast, file_of(("A", 1_000))))
    fajar = as_(cast.fajar)
    assert fajar.get(f"{HOME}impor/{made.pk}/").status_code == 404
    assert fajar.post(f"{HOME}impor/{made.pk}/penarikan/").status_code == 404
    assert upload(fajar, cast, file_of(("A", 1_000))).status_code == 404
    assert "SETOR" not in text(fajar.get(QUEUE)) and "mutasi.csv" not in text(fajar.get(HOME))
    for address in (fajar, as_(cast.dewi)):  # a token is its own person's
        assert address.get(PREVIEW, {"berkas": token}).status_code == 410
    assert as_(cast.dewi).get(f"{HOME}berkas/").status_code == 405


def test_an_odd_choice_gets_a_page(cast: Cast, as_: Door) -> None:
    client = as_(cast.gita)
    token = token_in(upload(client, cast, file_of(("A", 1_000))))
    for field, odd in product([*FORM, "berkas", "pola", "saldo", "jumlah", "tanda"], ("²", "9" * 4500, "61")):
        given = {**FORM, "berkas": token, field: odd}
        assert client.get(PREVIEW, given).status_code in (200, 410), (field, odd[:9])
    for field in FORM:
        assert client.post(PREVIEW, {**FORM, "berkas": token, field: "-1"}).status_code in (302, 410, 422), field


def test_the_hub_counts_what_waits(cast: Cast, as_: Door) -> None:
    brought(cast)
    page = text(as_(cast.dewi).get("/koperasi/uang/"))
    assert "Mutasi rekening" in page and ">2<span" in page.split("Mutasi rekening")[1][:400]
