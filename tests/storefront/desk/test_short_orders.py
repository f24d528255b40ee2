"""An order of another shop that sold more than the stall has: not prepared before the seller counted, or cancelled."""

import pytest
from django.conf import LazySettings
from django.test import Client

from payments.ledger.reconcile import check
from payments.repayments.models import Repayment
from storefront.orders import foreign_steps, life, settling
from storefront.orders.models import Order, Shortage
from storefront.orders.short_rows import ShortageOpen
from tests.cast import Cast
from tests.storefront.life.stories import act
from tests.storefront.orders.foreign_orders import given, short, taken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _collector(settings: LazySettings, cast: Cast) -> None:
    settings.SALEOR = {"collector": cast.cooperative.slug}


def at(person: object) -> Client:
    browser = Client()
    browser.force_login(person)  # type: ignore[arg-type]  # a Person of the cast
    return browser


def count(browser: Client, order: Order, missing: object = 0, *, code: str = "") -> int:
    line = order.lines.get()
    return browser.post(f"/lapak/pesanan/{code or order.code}/stok-ada/", {f"kurang-{line.pk}": missing}).status_code


def in_pool(cast: Cast) -> int:
    cast.saris.pool.refresh_from_db()
    return cast.saris.pool.available


def state(order: Order) -> str:
    return Order.objects.get(pk=order.pk).state


def test_the_list_the_day_and_the_card_say_what_is_missing(cast: Cast) -> None:
    order = short(cast)
    sari = at(cast.sari)
    for address in ("/lapak/pesanan/", "/lapak/", f"/lapak/pesanan/{order.code}/"):
        assert "Stok kurang: 2 bungkus" in sari.get(address).content.decode()
    assert "Hitung lagi stok" in sari.get("/lapak/").content.decode()


@pytest.mark.parametrize("deed", ["penerimaan", "pengemasan", "pengiriman"])
def test_it_is_not_prepared_while_goods_are_missing(cast: Cast, deed: str) -> None:
    order = short(cast)
    answer = at(cast.sari).post(f"/lapak/pesanan/{order.code}/{deed}/", {})
    assert answer.status_code == 409
    assert "Stok kurang: 2 bungkus. Hitung lagi stok, atau batalkan pesanan." in answer.content.decode()
    assert state(order) == "confirmed"


def test_an_officer_cannot_prepare_it_either(cast: Cast) -> None:
    order = short(cast)
    with pytest.raises(ShortageOpen):
        life.accept(**act(cast.operator, order))


def test_found_after_all_it_can_be_accepted_and_the_count_is_put_right(cast: Cast) -> None:
    order = short(cast)
    assert in_pool(cast) == 0
    assert count(at(cast.sari), order) == 302
    row = Shortage.objects.get()
    assert (row.outcome, row.settled_by, in_pool(cast)) == ("found", cast.sari, 0)
    assert order.events.filter(verb="stock_found").count() == 1
    assert at(cast.sari).post(f"/lapak/pesanan/{order.code}/penerimaan/").status_code == 302
    assert state(order) == "accepted"


def test_pressing_twice_takes_once(cast: Cast) -> None:
    order = short(cast)
    type(cast.saris.pool).objects.update(available=10_000)
    for _ in range(2):
        assert count(at(cast.sari), order) == 302
    assert (in_pool(cast), order.events.filter(verb="stock_found").count()) == (8_000, 1)


def test_goods_that_came_meanwhile_are_taken_from_the_shelf(cast: Cast) -> None:
    order = short(cast)
    type(cast.saris.pool).objects.update(available=1_500)
    count(at(cast.sari), order)
    assert in_pool(cast) == 0


def test_one_is_still_missing(cast: Cast) -> None:
    order = short(cast)
    count(at(cast.sari), order, 1)
    assert (Shortage.objects.get().missing, Shortage.objects.get().outcome) == (1, "")
    count(at(cast.sari), order, 0)
    assert Shortage.objects.get().outcome == "found"


@pytest.mark.parametrize("typed", ["", "3", "-1", "dua", "9" * 4500, "²"])
def test_a_number_that_cannot_be_comes_back_with_a_sentence(cast: Cast, typed: str) -> None:
    order = short(cast)
    line = order.lines.get()
    answer = at(cast.sari).post(f"/lapak/pesanan/{order.code}/stok-ada/", {f"kurang-{line.pk}": typed})
    assert answer.status_code == 422
    assert "Isi 0 sampai 2 untuk Opak Gambir 1 kg." in answer.content.decode()


def test_the_count_of_goods_that_were_found_comes_back_when_it_is_cancelled(cast: Cast) -> None:
    order = short(cast)
    count(at(cast.sari), order)
    life.cancel_by_seller(**act(cast.sari, order), reason="Rusak")
    assert in_pool(cast) == 5_000


def test_cancelled_only_what_was_taken_comes_back_and_the_money_goes_back(cast: Cast) -> None:
    order = short(cast)
    answer = at(cast.sari).post(f"/lapak/pesanan/{order.code}/pembatalan/", {"reason": "Barang habis"})
    assert (answer.status_code, state(order), Shortage.objects.get().outcome) == (302, "cancelled", "cancelled")
    assert in_pool(cast) == 3_000
    assert Repayment.objects.get().amount_minor == 210_000
    settling.apply_due()
    assert check() == []


def test_a_stranger_and_another_seller_get_nothing(cast: Cast) -> None:
    order = short(cast)
    assert count(at(cast.citra), order) == 404
    assert count(at(cast.stranger), order) == 404
    assert count(at(cast.sari), order, code="ZZZZZZZZ") == 404
    assert Shortage.objects.get().outcome == ""


def test_the_helper_counts_with_both_names(cast: Cast) -> None:
    order = short(cast)
    assert count(at(cast.budi), order) == 302
    event = order.events.get(verb="stock_found")
    assert (event.person, event.as_helper) == (cast.budi, True)


def test_looking_is_not_counting(cast: Cast) -> None:
    assert at(cast.sari).get(f"/lapak/pesanan/{short(cast).code}/stok-ada/").status_code == 405


def test_an_order_short_before_it_is_paid_says_so_too(cast: Cast) -> None:
    order = short(cast, paid=False)
    page = at(cast.sari).get(f"/lapak/pesanan/{order.code}/").content.decode()
    assert "Stok kurang: 2 bungkus" in page
    assert order.code in at(cast.sari).get("/lapak/").content.decode()


def test_the_office_sees_it_and_may_cancel_it(cast: Cast) -> None:
    order = short(cast)
    dewi = at(cast.dewi)
    assert "Stok kurang: 2 bungkus" in dewi.get("/koperasi/pesanan/stok-kurang/").content.decode()
    assert "Stok kurang: 2 bungkus" in dewi.get(f"/koperasi/pesanan/{order.code}/").content.decode()
    assert "stok-kurang" in dewi.get("/koperasi/pesanan/").content.decode()
    assert dewi.post(f"/koperasi/pesanan/{order.code}/pembatalan/", {"alasan": "Barang habis"}).status_code == 302
    assert (state(order), Shortage.objects.get().outcome) == ("cancelled", "cancelled")
    assert "Tidak ada stok yang kurang" in dewi.get("/koperasi/pesanan/stok-kurang/").content.decode()


def test_another_cooperative_does_not_see_it(cast: Cast) -> None:
    order = short(cast)
    assert order.code not in at(cast.fajar).get("/koperasi/pesanan/stok-kurang/").content.decode()
    assert at(cast.stranger).get("/koperasi/pesanan/stok-kurang/").status_code == 404
    assert at(cast.dewi).post("/koperasi/pesanan/stok-kurang/").status_code == 405


def test_a_buyer_without_a_number_can_be_read_but_not_called(cast: Cast) -> None:
    order = taken(given((cast.saris.variant, 1, 40_000), buyer_phone="")).orders.get()
    page = at(cast.sari).get(f"/lapak/pesanan/{order.code}/").content.decode()
    assert "Pembeli tidak memberi nomor HP." in page
    assert "wa.me/?" not in page
    assert "Dari toko daring lain" in page


def test_sent_by_other_hands_it_is_no_longer_short(cast: Cast) -> None:
    order = short(cast)
    there = {order.code: foreign_steps.There(order.code, True, "JNE1")}
    foreign_steps.follow(there=there, cancelled=False, expired=False)
    assert (state(order), Shortage.objects.get().outcome) == ("sent", "found")
