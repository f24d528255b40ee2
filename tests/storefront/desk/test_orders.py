"""An order at the desk: seen, moved on, cancelled; the buyer's particulars only while it is open."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from sellers.accounts.asking import scope_of
from sellers.people.models import Person
from storefront.orders import life
from storefront.orders.models import CancellationRequest, Order
from tests.cast import Cast
from tests.saying import says
from tests.storefront.desk.selling import packed, picture, sold, waiting

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]


def state_of(order: Order) -> str:
    return Order.objects.get(pk=order.pk).state


def act(browser: Client, order: Order, verb: str, **given: str) -> int:
    return browser.post(f"/lapak/pesanan/{order.code}/{verb}/", given).status_code


def card(browser: Client, order: Order) -> str:
    return browser.get(f"/lapak/pesanan/{order.code}/").text


def test_today_counts_and_lists_what_to_do(cast: Cast, at: At) -> None:
    order = sold(cast)
    waiting(cast, key="nanti")
    page = at(cast.sari).get("/lapak/").text
    assert '<strong class="number__count">1</strong><span class="number__word">perlu disiapkan' in page
    assert '<strong class="number__count">1</strong><span class="number__word">menunggu bayar' in page
    assert f'action="/lapak/pesanan/{order.code}/penerimaan/"' in page


def test_a_deed_on_today_is_one_tap_and_comes_back(cast: Cast, at: At) -> None:
    order = sold(cast)
    answer = at(cast.sari).post(f"/lapak/pesanan/{order.code}/penerimaan/", {"next": "/lapak/"})
    assert (answer["Location"], state_of(order)) == ("/lapak/", "accepted")


def test_a_way_back_to_another_site_is_not_taken(cast: Cast, at: At) -> None:
    order = sold(cast)
    answer = at(cast.sari).post(f"/lapak/pesanan/{order.code}/penerimaan/", {"next": "https://jahat.example/"})
    assert answer["Location"] == f"/lapak/pesanan/{order.code}/"


def test_the_list_is_filtered_by_what_there_is_to_do(cast: Cast, at: At) -> None:
    fresh, unpaid = sold(cast), waiting(cast, key="nanti")
    page = at(cast.sari).get("/lapak/pesanan/?saring=siapkan").text
    assert fresh.code in page
    assert unpaid.code not in page


FILTERS = re.compile(r'<nav aria-label="Saring pesanan".*?</nav>', re.DOTALL)


def test_the_states_that_are_work_stand_in_the_row_and_the_rarer_ones_behind_the_last(cast: Cast, at: At) -> None:
    sold(cast)
    row, _more, rarer = FILTERS.findall(at(cast.sari).get("/lapak/pesanan/").text)[0].partition("<details")
    assert re.findall(r"saring=(\w+)", row) == ["siapkan", "kirim"]
    assert re.findall(r"saring=(\w+)", rarer) == ["bayar", "jalan", "selesai", "batal"]
    assert '<span class="count">1</span>' in row


@pytest.mark.parametrize(("group", "word"), [("siapkan", "Perlu disiapkan"), ("selesai", "Selesai")])
def test_the_title_says_which_orders_are_shown(cast: Cast, at: At, group: str, word: str) -> None:
    page = at(cast.sari).get(f"/lapak/pesanan/?saring={group}").text
    assert f"<small>{word}</small></h1>" in page
    assert re.findall(r'saring=(\w+)" aria-current="true"', page) == [group]
    assert ('class="chip chip--on"' in page) is (group == "selesai")


def test_an_unknown_filter_shows_everything(cast: Cast, at: At) -> None:
    order = sold(cast)
    assert order.code in at(cast.sari).get("/lapak/pesanan/?saring=ngawur&sebelum=x").text


def test_the_card_shows_goods_note_and_whom_to_send_to(cast: Cast, at: At) -> None:
    page = card(at(cast.sari), sold(cast))
    for word in ("2 kg", "Opak Gambir", "Jangan pedas", "Eko", "Jl. Merdeka 5", "samping musala", "wa.me/62812"):
        assert word in page


GOODS = re.compile(r'<ul class="act-goods".*?</ul>', re.DOTALL)


def test_every_button_that_decides_stands_below_the_picture_of_the_goods(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    sari.post(f"/lapak/produk/{cast.saris.product.pk}/foto/", {"photo": picture()})
    order = sold(cast)
    for verb, deed in (("penerimaan", "Terima pesanan"), ("pengemasan", "Sudah dikemas"), ("pengiriman", "Berangkat")):
        page = card(sari, order)
        first, *others = GOODS.findall(page)
        assert page.index(first) < page.index(deed)
        assert len(others) == page.count('id="batalkan"') + page.count('id="pintu"') >= 1
        for shown in (first, *others):
            assert "<img src=" in shown
            assert "Opak Gambir" in shown
        act(sari, order, verb)


def test_the_buyers_particulars_go_when_the_order_is_done(cast: Cast, at: At) -> None:
    order = sold(cast)
    sari = at(cast.sari)
    act(sari, order, "pengiriman")
    act(sari, order, "pengantaran")
    page = card(sari, order)
    assert state_of(order) == "received"
    assert not any(says(page, word) for word in ("Eko", "Jl. Merdeka 5", "wa.me"))
    assert not says(sari.get("/lapak/pesanan/").text, "Eko")


def test_nobodys_particulars_are_shown_before_the_payment(cast: Cast, at: At) -> None:
    assert "Jl. Merdeka 5" not in card(at(cast.sari), waiting(cast, key="nanti"))


def test_an_order_by_courier_goes_with_courier_and_number(cast: Cast, at: At) -> None:
    order, sari = packed(cast, delivery="courier", way="bank_transfer"), at(cast.sari)
    assert "Nomor resi" in card(sari, order)
    assert act(sari, order, "pengiriman", courier="jne", tracking_number="0123 4567 8901 234") == 302
    page = card(sari, order)
    assert "JNE" in page
    assert "012345678901234" in page


def test_a_strange_tracking_number_is_kept_and_asked_about(cast: Cast, at: At) -> None:
    order, sari = packed(cast, delivery="courier", way="bank_transfer"), at(cast.sari)
    act(sari, order, "pengiriman", courier="jne", tracking_number="XX1")
    page = card(sari, order)
    assert "Periksa lagi" in page
    assert "XX1" in page


def test_the_goods_are_handed_over_against_the_pin(cast: Cast, at: At) -> None:
    order, sari = sold(cast, delivery="pickup"), at(cast.sari)
    act(sari, order, "penyiapan")
    assert act(sari, order, "serah-terima", pin="0" if order.pickup_pin == "0000" else "0000") in (422, 302)
    assert state_of(order) == "ready"
    assert act(sari, order, "serah-terima", pin=order.pickup_pin) == 302
    assert state_of(order) == "received"


def test_a_wrong_pin_says_so_at_the_field(cast: Cast, at: At) -> None:
    order, sari = sold(cast, delivery="pickup"), at(cast.sari)
    act(sari, order, "penyiapan")
    wrong = "1111" if order.pickup_pin != "1111" else "2222"
    answer = sari.post(f"/lapak/pesanan/{order.code}/serah-terima/", {"pin": wrong})
    assert answer.status_code == 422
    assert 'id="f-pin-error"' in answer.text
    assert answer.text.count("timeline__step--bad") == 1  # among the steps it stands as a mistake, not as done


def test_cancelling_needs_a_reason(cast: Cast, at: At) -> None:
    order, sari = sold(cast), at(cast.sari)
    answer = sari.post(f"/lapak/pesanan/{order.code}/pembatalan/")
    assert (answer.status_code, state_of(order)) == (422, "confirmed")
    assert "Tulis alasan" in answer.text


def test_cancelling_gives_the_stock_back(cast: Cast, at: At) -> None:
    order, sari = sold(cast), at(cast.sari)
    assert act(sari, order, "pembatalan", usual_reason="Barang habis") == 302
    cast.saris.pool.refresh_from_db()
    assert (state_of(order), cast.saris.pool.available) == ("cancelled", 50_000)
    assert "Barang habis" in card(sari, order)


def test_the_buyers_wish_to_cancel_is_answered_no_or_yes(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    for answer, state, key in (("tolak", "confirmed", "satu"), ("setuju", "cancelled", "dua")):
        order = sold(cast, delivery="courier", way="bank_transfer", key=key)
        life.buyer_cancel(purchase=order.purchase, order_code=order.code, reason="Salah pilih")
        assert CancellationRequest.objects.filter(order=order, answer="").exists()
        assert "Salah pilih" in card(sari, order)
        assert act(sari, order, "jawaban-batal", answer=answer) == 302
        assert state_of(order) == state


def test_a_step_taken_twice_is_told_and_changes_nothing(cast: Cast, at: At) -> None:
    order, sari = sold(cast), at(cast.sari)
    act(sari, order, "penerimaan")
    answer = sari.post(f"/lapak/pesanan/{order.code}/penerimaan/")
    assert (answer.status_code, state_of(order)) == (409, "accepted")
    assert "Langkah ini" in answer.text


def test_who_did_what_stands_in_the_timeline(cast: Cast, at: At) -> None:
    order = sold(cast)
    life.accept(scope=scope_of(cast.sari), person=cast.sari, order_code=order.code)
    page = card(at(cast.sari), order)
    assert "Pesanan diterima penjual" in page
    assert "Sari · hari ini" in page
