"""Packing at the desk: the scale's form, until when, the round, the photo at the door, what to write to the buyer."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.people.models import Person
from storefront.orders import life
from storefront.orders.chats import chats
from storefront.orders.models import Order, Purchase, Refund, Shipment
from storefront.orders.tracking import token_for
from tests.cast import JUATA_LAUT, SENTUL, Cast
from tests.saying import says
from tests.storefront.desk.selling import packed, picture, sold
from tests.storefront.life.stories import act

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]


def weighed(cast: Cast) -> None:
    cast.saris.product.weighed_percent = 10
    cast.saris.product.save(update_fields=["weighed_percent"])


def accepted(cast: Cast, **kind: str) -> Order:
    order = sold(cast, **kind)  # type: ignore[arg-type]  # only the text ones are passed
    life.accept(scope=scope_of(cast.sari), person=cast.sari, order_code=order.code)
    order.refresh_from_db()
    return order


def at_state(order: Order) -> str:
    return Order.objects.get(pk=order.pk).state


def card(browser: Client, order: Order) -> str:
    return browser.get(f"/lapak/pesanan/{order.code}/").text


def test_the_packer_sees_the_bound_and_types_what_the_scale_says(cast: Cast, at: At) -> None:
    weighed(cast)
    order, sari = accepted(cast), at(cast.sari)
    page = card(sari, order)
    assert "Boleh 1.800 sampai 2.200 gram. Di label 2 kg." in page
    assert "2 kg Opak Gambir: berapa gram?" in page
    field = f"gram-{order.lines.get().pk}"
    answer = sari.post(f"/lapak/pesanan/{order.code}/pengemasan/", {field: "1,95 kg"})
    assert answer.status_code == 302
    assert (at_state(order), order.lines.get().weighed_g, Refund.objects.get().amount_minor) == ("packed", 1950, 2_000)
    assert "Opak Gambir 1 kg: 1,95 kg dari 2 kg" in card(sari, order)


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("1500", 422, "Tukar barangnya"), ("satu", 422, "misalnya 950"), ("", 409, "Timbang Opak Gambir 1 kg dulu"),
        ("9" * 4500, 422, "misalnya 950"), ("1e3", 422, "misalnya 950"),
    ],
)  # fmt: skip
def test_a_strange_weight_comes_back_with_what_to_do(cast: Cast, at: At, typed: str, status: int, said: str) -> None:
    weighed(cast)
    order, sari = accepted(cast), at(cast.sari)
    field = f"gram-{order.lines.get().pk}"
    answer = sari.post(f"/lapak/pesanan/{order.code}/pengemasan/", {field: typed})
    assert (answer.status_code, at_state(order)) == (status, "accepted")
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_today_asks_for_the_scale_instead_of_packing_at_one_tap(cast: Cast, at: At) -> None:
    weighed(cast)
    order = accepted(cast)
    page = at(cast.sari).get("/lapak/").text
    assert "Timbang dan kemas" in page
    assert f'action="/lapak/pesanan/{order.code}/pengemasan/"' not in page


def test_another_stalls_packing_is_not_there(cast: Cast, at: At) -> None:
    order = sold(cast)
    assert at(cast.citra).post(f"/lapak/pesanan/{order.code}/pengemasan/").status_code == 404
    assert at(cast.sari).get(f"/lapak/pesanan/{order.code}/pengemasan/").status_code == 405


def test_the_deadline_says_what_must_be_done_and_turns_red(cast: Cast, at: At) -> None:
    order, sari = accepted(cast), at(cast.sari)
    assert "Kemas sebelum" in card(sari, order)
    Order.objects.filter(pk=order.pk).update(deadline_at=clock.now() - timedelta(hours=1))
    late = card(sari, order)
    assert "Kemas! Lewat sejak" in late
    assert "tag--bad" in late
    assert "Kemas! Lewat sejak" in sari.get("/lapak/pesanan/").text


def test_a_row_shows_units_and_the_note(cast: Cast, at: At) -> None:
    sold(cast)
    page = at(cast.sari).get("/lapak/pesanan/").text
    assert '2 kg <span class="deed__good">Opak Gambir' in page
    assert "Jangan pedas" in page


def test_the_round_starts_at_home_and_goes_outwards(cast: Cast, at: At) -> None:
    far, near, middle = (packed(cast, key=key) for key in ("jauh", "dekat", "tengah"))
    Purchase.objects.filter(pk=far.purchase_id).update(village_code=JUATA_LAUT, buyer_name="Bu Jauh")
    Purchase.objects.filter(pk=near.purchase_id).update(village_code=SENTUL, buyer_name="Bu Dekat")
    Purchase.objects.filter(pk=middle.purchase_id).update(buyer_name="Bu Tengah")
    packed(cast, delivery="pickup", key="diambil")
    page = at(cast.sari).get("/lapak/antar/").text
    assert page.index("Bu Dekat") < page.index("Bu Tengah") < page.index("Bu Jauh")
    assert page.count('class="deed stop"') == 3
    assert "Kecamatan Kepanjenkidul" in page
    assert "tel:+62812" in page
    assert "https://www.google.com/maps/search/?api=1&amp;query=Jl." in page
    assert "Terima tunai Rp85.000" in page


def test_the_round_of_another_stall_is_empty(cast: Cast, at: At) -> None:
    packed(cast)
    page = at(cast.citra).get("/lapak/antar/").text
    assert "Tidak ada yang diantar" in page
    assert not says(page, "Eko")


def test_at_the_door_a_photo_is_kept_for_those_who_may_see_the_order(cast: Cast, at: At) -> None:
    order, sari = packed(cast), at(cast.sari)
    sari.post(f"/lapak/pesanan/{order.code}/pengiriman/")
    answer = sari.post(f"/lapak/pesanan/{order.code}/pengantaran/", {"foto": picture(), "next": "/lapak/antar/"})
    assert (answer["Location"], at_state(order)) == ("/lapak/antar/", "received")
    name = Shipment.objects.get(order=order).proof
    assert name.startswith("proofs/")
    shown = sari.get(f"/lapak/pesanan/{order.code}/bukti/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
    assert at(cast.citra).get(f"/lapak/pesanan/{order.code}/bukti/").status_code == 404
    assert Client().get(f"/media/{name}").status_code == 404
    assert f"/lapak/pesanan/{order.code}/bukti/" in sari.get(f"/lapak/pesanan/{order.code}/").text
    Order.objects.filter(pk=order.pk).update(state="completed")  # nobody asks any more whether it came
    assert sari.get(f"/lapak/pesanan/{order.code}/bukti/").status_code == 404
    assert f"/lapak/pesanan/{order.code}/bukti/" not in sari.get(f"/lapak/pesanan/{order.code}/").text


def test_what_is_no_photo_brings_nothing(cast: Cast, at: At) -> None:
    order, sari = packed(cast), at(cast.sari)
    false = SimpleUploadedFile("foto.jpg", b"<svg/>", "image/jpeg")
    answer = sari.post(f"/lapak/pesanan/{order.code}/pengantaran/", {"foto": false})
    assert (answer.status_code, at_state(order)) == (422, "packed")


def test_a_photo_of_an_order_that_cannot_arrive_is_not_kept(cast: Cast, at: At) -> None:
    order = packed(cast, delivery="pickup")
    before = list(default_storage.listdir("proofs")[0]) if default_storage.exists("proofs") else []
    answer = at(cast.sari).post(f"/lapak/pesanan/{order.code}/pengantaran/", {"foto": picture()})
    assert answer.status_code == 409
    assert (list(default_storage.listdir("proofs")[0]) if default_storage.exists("proofs") else []) == before


def test_an_order_without_a_photo_has_no_proof(cast: Cast, at: At) -> None:
    order, sari = packed(cast), at(cast.sari)
    sari.post(f"/lapak/pesanan/{order.code}/pengantaran/")
    assert at_state(order) == "received"
    assert sari.get(f"/lapak/pesanan/{order.code}/bukti/").status_code == 404


def test_each_state_offers_what_fits_it_with_the_order_in_the_text(cast: Cast) -> None:
    order = sold(cast)
    words = [str(chat.word) for chat in chats(order)]
    assert words == ["Kabari: pesanan disiapkan", "Tanya alamat", "Kabari: terlambat", "Tulis sendiri"]
    first = next(chats(order))
    assert "Halo Eko, saya dari Dapur Sari tentang pesanan" in first.text
    assert "• Opak Gambir, 2 kg" in first.text
    assert "Siapkan uang tunai: Rp85.000" in first.text
    assert unquote(first.link).endswith(first.text)


def test_the_number_goes_with_the_message_that_it_was_sent(cast: Cast) -> None:
    order = packed(cast, delivery="courier", way="bank_transfer")
    life.send(**act(cast.sari, order), courier="jne", tracking_number="JP1234567890")
    texts = [chat.text for chat in chats(Order.objects.get(pk=order.pk))]
    assert "dikirim lewat JNE" in texts[0]
    assert "Nomor resi: JP1234567890" in texts[0]


def test_the_place_goes_with_the_message_that_it_is_ready(cast: Cast) -> None:
    order = packed(cast, delivery="pickup")
    texts = [chat.text for chat in chats(order)]
    assert "Silakan ambil di Jl. Mawar 1" in texts[0]
    assert all(order.pickup_pin not in text for text in texts)


def test_no_text_for_a_buyer_opens_the_buyers_page_for_its_seller(cast: Cast, at: At) -> None:
    order = sold(cast)
    assert all(token_for(order.purchase) not in chat.text for chat in chats(order))
    assert token_for(order.purchase) not in card(at(cast.sari), order)


def test_nothing_is_written_to_a_buyer_whose_order_is_done(cast: Cast, at: At) -> None:
    order, sari = packed(cast), at(cast.sari)
    sari.post(f"/lapak/pesanan/{order.code}/pengantaran/")
    assert list(chats(Order.objects.get(pk=order.pk))) == []
    assert "wa.me" not in card(sari, order)


def test_a_buyer_who_reads_english_gets_english(cast: Cast) -> None:
    order = sold(cast)
    Purchase.objects.filter(pk=order.purchase_id).update(language="en")
    assert next(chats(Order.objects.get(pk=order.pk))).text.startswith("Hello Eko")
