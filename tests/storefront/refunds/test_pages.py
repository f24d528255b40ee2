"""The pages that give money back: office and desk, form, look, deed; who finds them, and what they say."""

import re
from typing import Any

import pytest
from django.test import Client

from catalog.media.models import Photo
from sellers.people.models import Person
from storefront.orders import life
from storefront.orders.models import Order, Refund
from storefront.orders.tracking import path_for, token_for
from storefront.terms.models import CooperativeTerms
from tests.cast import Cast
from tests.storefront.desk.selling import sold
from tests.storefront.life.stories import act, citras_part, paid, placed, saris_part, stock
from tests.storefront.papers import text_of
from tests.storefront.refunds.giving import give, line_of, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast: Cast) -> Order:
    found = saris_part(cast, paid(cast))
    life.pack(**act(cast.sari, found))
    found.refresh_from_db()
    return found


def at(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def typed(order: Order, **changes: str) -> dict[str, Any]:
    """One of two packs, because of its quality, and it comes back to stock."""
    line = line_of(order).pk
    form = {
        "kunci": "kunci-1", "cara": "barang", f"isi-{line}": "1", f"satuan-{line}": "kemasan", f"stok-{line}": "1",
        "alasan": "quality", "penanggung": "", "langkah": "periksa",
    }  # fmt: skip
    return form | changes


def test_the_office_looks_first_and_then_gives_back(cast: Cast, order: Order) -> None:
    browser, address = at(cast.gita), f"/koperasi/pesanan/{order.code}/pengembalian/"
    assert "Kembalikan uang" in text(browser.get(f"/koperasi/pesanan/{order.code}/"))
    assert "Mutu tidak sesuai → Penjual" in text(browser.get(address))
    looked = text(browser.post(address, typed(order)))
    for words in (
        "Kembali ke pembeli Rp40.000",
        "Hasil lapak berkurang Rp38.000",
        "Ditanggung Penjual",
        "1 kembali ke stok",
    ):
        assert words in looked
    assert not Refund.objects.exists()
    answer = browser.post(address, typed(order, langkah="kirim"), follow=True)
    assert "Uang dicatat untuk dikembalikan." in text(answer)
    assert "Menjadi Rp45.000" in text(answer)
    browser.post(address, typed(order, langkah="kirim"))
    assert (Refund.objects.count(), stock(cast)[0]) == (1, 49_000)


def test_a_form_that_cannot_be_done_comes_back_filled(cast: Cast, order: Order) -> None:
    browser, address = at(cast.gita), f"/koperasi/pesanan/{order.code}/pengembalian/"
    line = line_of(order).pk
    for changes, sentence in (
        ({f"isi-{line}": "3"}, "tinggal 2 kemasan"),
        ({f"isi-{line}": "banyak"}, "Isi angka utuh, misalnya 2."),
        ({f"isi-{line}": "9" * 4500}, "Isi angka utuh, misalnya 2."),
        ({"alasan": ""}, "Pilih alasan pengembalian."),
        ({"alasan": "damaged"}, "Pilih alasan yang cocok dengan pesanan ini."),
        ({"penanggung": "buyer"}, "Pilih siapa yang menanggung."),
        ({"cara": "jumlah", "utuh": "1.000.000"}, "Jumlahnya melebihi sisa pesanan."),
        ({"cara": "jumlah", "utuh": "seribu"}, "Tulis jumlah dengan angka, misalnya 25.000."),
        ({f"isi-{line}": "", f"stok-{line}": ""}, "Isi apa yang dikembalikan"),
        ({f"stok-{line}": "2"}, "Yang kembali ke stok paling banyak 1 kemasan"),
    ):
        answer = browser.post(address, typed(order, cerita="Untuk Eko", **changes))
        assert (answer.status_code, sentence in text(answer), "Untuk Eko" in text(answer)) == (422, True, True), (
            sentence
        )
    assert 'value="1"' in browser.post(address, typed(order, langkah="ubah")).content.decode()


@pytest.mark.parametrize("who", ["dewi", "fajar", "sari", "citra", "eko", "stranger"])
def test_nobody_else_finds_the_offices_pages(cast: Cast, order: Order, who: str) -> None:
    browser = at(getattr(cast, who))
    refund = give(cast.gita, order, wish("quality", delivery_minor=1))
    for address in (
        f"/koperasi/pesanan/{order.code}/pengembalian/", f"/koperasi/pembelian/{order.purchase.code}/pengembalian/",
        "/koperasi/pengembalian/usulan/",
    ):  # fmt: skip
        assert browser.get(address).status_code == 404
    for verb in ("persetujuan", "penolakan"):
        assert browser.post(f"/koperasi/pengembalian/usulan/{refund.code}/{verb}/").status_code == 404
        assert browser.get(f"/koperasi/pengembalian/usulan/{refund.code}/{verb}/").status_code == 405
    assert browser.delete(f"/koperasi/pesanan/{order.code}/pengembalian/").status_code == 405


def test_a_large_refund_waits_for_another_officer_and_for_nobody_else(cast: Cast, order: Order) -> None:
    CooperativeTerms.objects.update(second_person_refund_above_minor=1_000)
    address = f"/koperasi/pesanan/{order.code}/pengembalian/"
    assert "Jumlah ini perlu persetujuan pengurus lain." in text(at(cast.gita).post(address, typed(order)))
    at(cast.gita).post(address, typed(order, langkah="kirim"))
    refund = Refund.objects.get()
    proposals = "/koperasi/pengembalian/usulan/"
    assert "Setujui" not in text(at(cast.gita).get(proposals))
    assert "Setujui Rp40.000" in text(at(cast.hadi).get(proposals))
    assert "Usulan pengembalian" in text(at(cast.hadi).get("/koperasi/uang/"))
    own = at(cast.gita).post(f"{proposals}{refund.code}/persetujuan/")
    assert (own.status_code, "Minta pengurus lain menyetujuinya." in text(own)) == (409, True)
    told = at(cast.hadi).post(f"{proposals}{refund.code}/persetujuan/", follow=True)
    assert "Disetujui." in text(told)
    assert "Tidak ada usulan" in text(told)
    assert at(cast.hadi).post(f"{proposals}{refund.code}/persetujuan/").status_code == 404


def test_a_proposal_is_refused(cast: Cast, order: Order) -> None:
    CooperativeTerms.objects.update(second_person_refund_above_minor=0)
    refund = give(cast.gita, order, wish("quality", delivery_minor=500))
    told = at(cast.hadi).post(
        f"/koperasi/pengembalian/usulan/{refund.code}/penolakan/", {"alasan": "Salah"}, follow=True
    )
    assert "Usulan ditolak." in text(told)
    refund.refresh_from_db()
    assert refund.state == "refused"


def test_a_whole_purchase_is_spread_over_its_orders(cast: Cast, order: Order) -> None:
    address = f"/koperasi/pembelian/{order.purchase.code}/pengembalian/"
    form = {"kunci": "k", "cara": "jumlah", "utuh": "10.000", "alasan": "goodwill", "langkah": "periksa"}
    looked = text(at(cast.gita).post(address, form))
    for words in ("Dibagi ke 2 pesanan.", "Kembali ke pembeli Rp8.333", "Kembali ke pembeli Rp1.667"):
        assert words in looked
    at(cast.gita).post(address, form | {"langkah": "kirim"})
    assert sorted(Refund.objects.values_list("amount_minor", flat=True)) == [1_667, 8_333]


def test_an_officer_settles_a_report_in_part(cast: Cast, order: Order) -> None:
    _dispute(cast, order)
    address = f"/koperasi/pesanan/{order.code}/pengembalian/?laporan=1"
    assert "Kembalikan sebagian uang" in text(at(cast.gita).get(f"/koperasi/pesanan/{order.code}/"))
    form = typed(order, alasan="damaged", cerita="Satu remuk", langkah="kirim")
    assert "Menjadi Rp45.000" in text(at(cast.gita).post(address, form, follow=True))
    order.refresh_from_db()
    assert order.state == "received"


@pytest.mark.parametrize(("decision", "state"), [("baik", "received"), ("kembali", "returned")])
def test_an_officer_decides_a_report(cast: Cast, order: Order, decision: str, state: str) -> None:
    _dispute(cast, order)
    address = f"/koperasi/pesanan/{order.code}/laporan/"
    silent = at(cast.dewi).post(address, {"putusan": decision, "sebab": "damaged"})
    assert (silent.status_code, "Tulis alasan keputusan ini." in text(silent)) == (422, True)
    form = {"putusan": decision, "sebab": "damaged", "alasan": "Sudah dicek", f"stok-{line_of(order).pk}": "1"}
    assert at(cast.dewi).post(address, form).status_code == 302
    order.refresh_from_db()
    assert order.state == state
    assert stock(cast)[0] == (49_000 if decision == "kembali" else 48_000)
    assert at(cast.fajar).post(address, form).status_code == 404
    assert at(cast.dewi).get(address).status_code == 405


def test_a_large_return_keeps_the_report_open_until_another_agrees(cast: Cast, order: Order) -> None:
    CooperativeTerms.objects.update(second_person_refund_above_minor=1_000)
    _dispute(cast, order)
    form = {"putusan": "kembali", "sebab": "quality", "alasan": "Busuk"}
    told = at(cast.gita).post(f"/koperasi/pesanan/{order.code}/laporan/", form, follow=True)
    assert "Pengurus lain diminta menyetujui." in text(told)
    order.refresh_from_db()
    assert order.state == "disputed"
    at(cast.hadi).post(f"/koperasi/pengembalian/usulan/{Refund.objects.get().code}/persetujuan/")
    order.refresh_from_db()
    assert (order.state, order.goods_refunded_minor) == ("returned", 80_000)


def test_a_seller_gives_back_what_it_bears(cast: Cast, order: Order) -> None:
    address = f"/lapak/pesanan/{order.code}/pengembalian/"
    browser = at(cast.sari)
    assert "Kembalikan uang" in text(browser.get(f"/lapak/pesanan/{order.code}/"))
    assert "ditanggung lapak Anda" in text(browser.get(address))
    assert "Hasil lapak berkurang Rp38.000" in text(browser.post(address, typed(order)))
    told = text(browser.post(address, typed(order, langkah="kirim", penanggung="cooperative"), follow=True))
    assert "Uang dikembalikan." in told
    assert "Untuk Anda Rp43.000" in told
    assert Refund.objects.get().bearer == "seller"


@pytest.mark.parametrize("who", ["budi", "citra", "fajar", "stranger"])
def test_a_helper_and_other_sellers_do_not_find_it(cast: Cast, order: Order, who: str) -> None:
    browser = at(getattr(cast, who))
    for address in (f"/lapak/pesanan/{order.code}/pengembalian/",):
        assert browser.get(address).status_code in (302, 404)
        assert browser.post(address, typed(order, langkah="kirim")).status_code == 404
    assert not Refund.objects.exists()
    if who == "budi":
        assert "Kembalikan uang" not in text(browser.get(f"/lapak/pesanan/{order.code}/"))


def test_a_parcel_refused_at_the_door_is_noted_at_the_desk_and_in_the_office(cast: Cast) -> None:
    first, second = (life.send(**act(cast.sari, sold(cast, key=f"pintu-{n}"))) for n in range(2))
    form = {"sebab": "refused", f"stok-{line_of(first).pk}": "2"}
    browser = at(cast.sari)
    assert "Ditolak di pintu" in text(browser.get(f"/lapak/pesanan/{first.code}/"))
    wrong = browser.post(f"/lapak/pesanan/{first.code}/pintu/", {"sebab": ""})
    assert (wrong.status_code, "Pilih alasan mengapa tidak diterima." in text(wrong)) == (422, True)
    assert "Tidak ada yang perlu dibayar." in text(
        browser.post(f"/lapak/pesanan/{first.code}/pintu/", form, follow=True)
    )
    assert at(cast.citra).post(f"/lapak/pesanan/{second.code}/pintu/", form).status_code == 404
    assert browser.get(f"/lapak/pesanan/{first.code}/pintu/").status_code == 405
    form = {"sebab": "refused", f"stok-{line_of(second).pk}": "2"}
    told = at(cast.dewi).post(f"/koperasi/pesanan/{second.code}/pintu/", form, follow=True)
    assert "Dicatat: ditolak di pintu." in text(told)
    assert set(Order.objects.values_list("state", flat=True)) == {"returned"}
    assert stock(cast)[0] == 50_000


def test_a_couriers_parcel_is_noted_as_arrived(cast: Cast) -> None:
    order = sold(cast, delivery="courier", way="bank_transfer")
    life.send(**act(cast.sari, order), tracking_number="JX123")
    browser = at(cast.sari)
    assert "Paket sudah tiba" in text(browser.get(f"/lapak/pesanan/{order.code}/"))
    told = browser.post(f"/lapak/pesanan/{order.code}/kedatangan/", follow=True)
    assert "Dicatat: paket tiba." in text(told)
    assert "Paket sudah tiba" not in text(told)


def test_a_receipt_is_there_once_something_was_paid_and_only_by_the_link(cast: Cast, order: Order) -> None:
    purchase = order.purchase
    assert "Kuitansi PDF" in text(Client().get(path_for(purchase)))
    paper = Client().get(f"/pesanan/{purchase.code}/kuitansi.pdf?t={token_for(purchase)}").content
    assert token_for(purchase) not in text_of(paper)  # a receipt is shown to others
    assert Client().get(f"/pesanan/{purchase.code}/kuitansi.pdf").status_code == 404
    assert Client().get(f"/pesanan/{purchase.code}/kuitansi.pdf?t={token_for(purchase)}x").status_code == 404
    assert Client().post(f"/pesanan/{purchase.code}/kuitansi.pdf?t={token_for(purchase)}").status_code == 405
    waiting = placed(cast, key="belum-bayar")
    assert Client().get(f"/pesanan/{waiting.code}/kuitansi.pdf?t={token_for(waiting)}").status_code == 404
    assert "Kuitansi PDF" not in text(Client().get(path_for(waiting)))


def test_the_last_button_pressed_twice_gives_all_back_once(cast: Cast, order: Order) -> None:
    form = {"kunci": "dua-kali", "cara": "semua", "alasan": "quality", "langkah": "kirim"}
    address = f"/koperasi/pesanan/{order.code}/pengembalian/"
    assert [at(cast.gita).post(address, form).status_code for _ in range(2)] == [302, 302]
    assert Refund.objects.count() == 1


def _dispute(cast: Cast, order: Order) -> None:
    life.deliver(**act(cast.sari, order))
    life.buyer_dispute(purchase=order.purchase, order_code=order.code, reason="Remuk")
    order.refresh_from_db()
    assert citras_part(cast, order.purchase).state == "confirmed"


def test_the_seller_sees_the_picture_of_what_is_given_back_and_of_whose_label_is_ticked(
    cast: Cast, order: Order
) -> None:
    product = line_of(order).variant.product
    Photo.objects.create(seller=product.seller, product=product, original="", sizes={"400": "photos/opak.webp"})
    browser, address = at(cast.sari), f"/lapak/pesanan/{order.code}/pengembalian/"
    for page in (browser.get(address), browser.post(address, typed(order)), browser.get("/lapak/label/")):
        assert page.status_code == 200
        assert page.content.decode().count("photos/opak.webp") == 1
