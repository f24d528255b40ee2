"""The office's pages of cash that couriers took: what is owed, what was remitted, and its row on the statement."""

import pytest
from django.test import Client

from payments.ledger.balances import balance
from payments.ledger.reconcile import check
from payments.remittances.models import Remittance
from payments.statements.models import StatementRow
from storefront.orders import life
from storefront.orders.models import Order
from storefront.terms.models import CooperativeTerms
from tests.cast import Cast
from tests.storefront.cooperative.conftest import Door
from tests.storefront.cooperative.reading import text
from tests.storefront.cooperative.statements import brought, decide, row_of
from tests.storefront.life.parcels import charge_of, cod, cooperatives_contract, jne, remitted, sent, taken
from tests.storefront.life.stories import act, saris_part

pytestmark = pytest.mark.django_db
HOME = "/koperasi/uang/kurir/tunai/"
JNE = f"{HOME}jne/idr/"
TERMS = "/koperasi/uang/aturan/setoran/"


def form(*orders: Order, **changes: str) -> dict[str, object]:
    return {
        "paket": [charge_of(order).code for order in orders], "diterima": "78.000", "ongkir": "25.000",
        "biaya": "2.000", "referensi": "TRX 1", "tanggal": "", "kunci": "setoran-1",
    } | changes  # fmt: skip


def parcel(cast: Cast) -> Order:
    cooperatives_contract(cast)
    return taken(cast)


def test_the_treasurer_names_the_couriers_that_take_cash(cast: Cast, as_: Door) -> None:
    wanted = {"batas": "150.000", "tenggang": "7", "berdua": "250.000", "kurir": "ya", "cod": ["jne", "pos"]}
    assert as_(cast.gita).post(TERMS, wanted).status_code == 302
    assert CooperativeTerms.objects.get(cooperative=cast.cooperative).cash_couriers == ["jne", "pos"]
    page = text(as_(cast.dewi).get("/koperasi/uang/aturan/"))
    assert "JNE, POS" in page or "JNE" in page
    assert as_(cast.gita).post(TERMS, {**wanted, "cod": ["tidak-ada"]}).status_code == 422
    without = as_(cast.gita).post(TERMS, {key: wanted[key] for key in wanted if key != "kurir"})
    assert "Kurir COD perlu kontrak koperasi" in text(without)


def test_an_officer_says_that_the_courier_took_the_money_once(cast: Cast, as_: Door) -> None:
    cooperatives_contract(cast)
    order = sent(cast)
    address = f"/koperasi/pesanan/{order.code}/tunai-kurir/"
    assert "Sampai, uang diambil kurir" in text(as_(cast.dewi).get(f"/koperasi/pesanan/{order.code}/"))
    assert as_(cast.dewi).post(address).status_code == 302
    assert as_(cast.dewi).post(address).status_code == 409
    assert as_(cast.fajar).post(address).status_code == 404
    assert as_(cast.dewi).get(address).status_code == 405
    assert balance(jne(cast)).minor == 105_000
    assert "Belum disetor kurir." in text(as_(cast.dewi).get(f"/koperasi/pesanan/{order.code}/"))
    remitted(cast, order, received=105_000)
    assert "Belum disetor kurir." not in text(as_(cast.dewi).get(f"/koperasi/pesanan/{order.code}/"))


def test_the_page_shows_what_is_owed_what_is_on_the_way_and_that_the_seller_waits(cast: Cast, as_: Door) -> None:
    order = parcel(cast)
    on_way = sent(cast, key="cod-2")
    page = text(as_(cast.dewi).get(HOME))
    for words in ("JNE", "Rp105.000", order.code, on_way.code, "1 paket COD masih di jalan", "ditahan sampai kurir"):
        assert words in page
    assert text(as_(cast.dewi).get("/koperasi/uang/")).count("COD lewat kurir") == 1
    assert "uangnya masih di kurir" in text(as_(cast.gita).get("/koperasi/pencairan/"))


def test_a_remittance_is_written_once_and_shown(cast: Cast, as_: Door) -> None:
    order = parcel(cast)
    client = as_(cast.gita)
    assert order.code in text(client.get(JNE))
    assert [client.post(JNE, form(order)).status_code for _ in range(2)] == [302, 302]
    assert Remittance.objects.get().reference == "TRX 1"
    assert balance(jne(cast)).minor == 0
    page = text(client.get(HOME))
    assert "TRX 1" in page
    assert "Rp78.000" in page
    assert client.get(JNE).status_code == 404  # nothing is left to remit
    late = client.post(JNE, form(order, kunci="lain", referensi="TRX 2"), follow=True)
    assert "Ada paket yang sudah disetor" in text(late)


def test_a_difference_asks_for_its_reason_and_keeps_what_was_typed(cast: Cast, as_: Door) -> None:
    order = parcel(cast)
    answer = as_(cast.gita).post(JNE, form(order, diterima="70.000"))
    assert answer.status_code == 422
    assert "Kurang Rp8.000. Tulis sebabnya di catatan." in text(answer)
    assert 'value="70.000"' in text(answer)
    assert as_(cast.gita).post(JNE, form(order, diterima="70.000", catatan="Menyusul")).status_code == 302
    assert balance(jne(cast)).minor == 8_000
    page = text(as_(cast.gita).get(JNE))
    assert "sisa dari Rp105.000" in page
    assert "Ongkir paket ini" not in page  # it was kept back with the first part


@pytest.mark.parametrize(
    "changes",
    [{"diterima": "banyak"}, {"tanggal": "besok"}, {"tanggal": "9999-01-01"}, {"referensi": ""}, {"paket": []},
     {"paket": ["X" * 4000]}, {"diterima": "9" * 4500}, {"diterima": "-5"}],
)  # fmt: skip
def test_a_slip_gets_a_sentence(cast: Cast, as_: Door, changes: dict[str, str]) -> None:
    order = parcel(cast)
    assert as_(cast.gita).post(JNE, form(order, **changes)).status_code == 422
    assert not Remittance.objects.exists()


def test_what_is_wrong_with_the_parcels_is_read_out_with_them(cast: Cast, as_: Door) -> None:
    page = as_(cast.gita).post(JNE, form(parcel(cast), paket=[])).content.decode()
    assert '<fieldset class="fields" aria-describedby="paket-salah">' in page
    assert 'id="paket-salah"' in page
    assert "paket-salah" not in as_(cast.gita).get(JNE).content.decode()


def test_only_the_cooperatives_own_officers_see_and_write_it(cast: Cast, as_: Door) -> None:
    order = parcel(cast)
    for who in (cast.fajar, cast.sari, cast.eko):
        assert as_(who).get(JNE).status_code == 404
        assert as_(who).post(JNE, form(order)).status_code == 404
    assert order.code not in text(as_(cast.fajar).get(HOME))
    assert as_(cast.gita).post(HOME).status_code == 405
    assert as_(cast.gita).delete(JNE).status_code == 405
    assert as_(cast.gita).get(f"{HOME}jne/usd/").status_code == 404
    assert as_(cast.dewi).post(JNE, form(order, rela="1.000", catatan="Hilang")).status_code == 422


def test_a_row_of_the_statement_is_the_remittance(cast: Cast, as_: Door) -> None:
    order = parcel(cast)
    made = remitted(cast, order, received=78_000, delivery_minor=25_000, fee_minor=2_000)
    brought(cast, ("JNE COD TRX-1", 78_000), ("LAIN", 78_001))
    client: Client = as_(cast.gita)
    assert "Setoran kurir" in text(client.get("/koperasi/mutasi/antrean/"))
    row, other = row_of("JNE COD TRX-1"), row_of("LAIN")
    assert decide(client, other, "setoran-kurir", setoran=made.code).status_code in (409, 422)
    assert [decide(client, row, "setoran-kurir", setoran=made.code).status_code for _ in range(2)] == [302, 302]
    row.refresh_from_db()
    assert (row.state, row.ref) == (StatementRow.State.MATCHED, f"remittance:{made.code}")
    assert decide(as_(cast.fajar), row, "setoran-kurir", setoran=made.code).status_code == 404
    assert check() == []
    assert "Setoran kurir." in text(client.get("/koperasi/mutasi/antrean/?lihat=cocok"))
    assert decide(client, row, "urungan").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.ref) == (StatementRow.State.REVIEW, "")


def test_held_money_that_was_the_couriers_is_explained(cast: Cast, as_: Door) -> None:
    order = parcel(cast)
    brought(cast, ("JNE COD", 105_000))
    row, client = row_of("JNE COD"), as_(cast.gita)
    assert decide(client, row, "titipan").status_code == 302
    made = remitted(cast, order, received=105_000)
    assert decide(client, row, "setoran-kurir", setoran=made.code).status_code == 302
    assert check() == []


def test_a_parcel_that_was_not_sent_cannot_be_taken(cast: Cast, as_: Door) -> None:
    cooperatives_contract(cast)
    order = saris_part(cast, cod(cast))
    assert as_(cast.dewi).post(f"/koperasi/pesanan/{order.code}/tunai-kurir/").status_code == 409
    with pytest.raises(life.WrongStep):
        life.courier_took_cash(**act(cast.sari, order))


def test_an_answer_that_was_lost_and_other_figures_after_it_end_at_the_list(cast: Cast, as_: Door) -> None:
    order = parcel(cast)
    client = as_(cast.gita)
    assert client.post(JNE, form(order)).status_code == 302
    late = client.post(JNE, form(order, catatan="Ditambah"), follow=True)
    assert late.status_code == 200
    assert "sudah dipakai untuk isi lain" in text(late)
    assert Remittance.objects.count() == 1


def test_the_treasurer_takes_a_remittance_back_with_a_reason(cast: Cast, as_: Door) -> None:
    order = parcel(cast)
    made = remitted(cast, order, received=78_000, delivery_minor=25_000, fee_minor=2_000)
    address = f"{HOME}setoran/{made.code}/pembatalan/"
    assert "Batalkan setoran TRX-1" in text(as_(cast.gita).get(HOME))
    assert "Batalkan setoran" not in text(as_(cast.dewi).get(HOME))
    for who in (cast.dewi, cast.fajar, cast.sari, cast.eko):
        assert as_(who).post(address, {"alasan": "Salah"}).status_code == 404
    assert as_(cast.gita).post(f"{HOME}setoran/TIDAKADA/pembatalan/", {"alasan": "Salah"}).status_code == 404
    assert as_(cast.gita).get(address).status_code == 405
    without = as_(cast.gita).post(address, {"alasan": " "})
    assert without.status_code == 422
    assert "Tulis mengapa setoran ini dibatalkan." in text(without)
    assert [as_(cast.gita).post(address, {"alasan": "Salah ketik"}).status_code for _ in range(2)] == [302, 302]
    page = text(as_(cast.gita).get(HOME))
    for words in ("Dibatalkan", "Salah ketik", "Catat setoran"):
        assert words in page
    assert "Batalkan setoran" not in page
    assert balance(jne(cast)).minor == 105_000
