"""What officers decide: who may sell, who may not, and an order its seller forgot."""

import pytest
from django.test import Client

from catalog.products.models import Product
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.messages.models import Message
from storefront.orders.models import Order, RefundTask
from tests.cast import Cast
from tests.storefront.cooperative.conftest import Door
from tests.storefront.cooperative.reading import text
from tests.storefront.life.stories import paid, saris_part

pytestmark = pytest.mark.django_db
CARD = "/koperasi/lapak/dapur-sari/"


@pytest.fixture
def asking(cast: Cast) -> Seller:
    """Sari's stall before it was approved, with goods prepared and no mandate."""
    Seller.objects.filter(pk=cast.saris.seller.pk).update(
        state=Seller.State.PENDING, mandate_from=None, nib="1234567890123"
    )
    Product.objects.filter(pk=cast.saris.product.pk).update(state=Product.State.DRAFT)
    return now(cast)


def now(cast: Cast) -> Seller:
    return Seller.objects.get(pk=cast.saris.seller.pk)


def test_an_officer_sees_goods_and_papers_before_deciding(cast: Cast, as_: Door, asking: Seller) -> None:
    dewi = as_(cast.dewi)
    assert "Minta persetujuan (1)" in text(dewi.get("/koperasi/lapak/"))
    shown = text(dewi.get(CARD))
    assert (
        "Opak Gambir" in shown and "Rp40.000 /kg" in shown and "1234567890123" in shown and "Setujui lapak ini" in shown
    )


@pytest.mark.parametrize(("form", "mandated"), [({"mandat": "ya"}, True), ({}, False)])
def test_approving_with_and_without_the_mandate(
    cast: Cast, as_: Door, asking: Seller, form: dict[str, str], mandated: bool
) -> None:
    response = as_(cast.dewi).post(f"{CARD}persetujuan/", form)
    assert response["Location"] == CARD
    seller = now(cast)
    assert seller.state == Seller.State.APPROVED
    assert (seller.mandate_from is not None) == mandated
    assert Message.objects.filter(template="seller_approved", to=seller.phone).count() == 1


def test_the_mandate_can_be_noted_later(cast: Cast, as_: Door) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(mandate_from=None)
    dewi = as_(cast.dewi)
    assert "Catat kuasa mulai hari ini" in text(dewi.get(CARD))
    response = dewi.post(f"{CARD}persetujuan/", {"mandat": "ya"}, follow=True)
    assert "Mulai hari ini koperasi menerima transfer untuk Dapur Sari." in text(response)
    assert now(cast).mandate_from is not None


def test_a_refusal_says_why(cast: Cast, as_: Door, asking: Seller) -> None:
    response = as_(cast.dewi).post(f"{CARD}penolakan/", {"alasan": "Fotonya belum jelas"}, follow=True)
    assert now(cast).state == Seller.State.REFUSED
    assert "Fotonya belum jelas" in text(response)
    assert "Fotonya belum jelas" in Message.objects.get(template="seller_refused").body


@pytest.mark.parametrize("deed", ["penolakan", "penghentian"])
def test_no_reason_no_decision(cast: Cast, as_: Door, deed: str) -> None:
    if deed == "penolakan":
        Seller.objects.filter(pk=cast.saris.seller.pk).update(state=Seller.State.PENDING)
    before = now(cast).state
    response = as_(cast.dewi).post(f"{CARD}{deed}/", {"alasan": "  "})
    assert response.status_code == 422
    assert "Tulis alasannya." in text(response)
    assert now(cast).state == before


def test_suspending_and_letting_sell_again(cast: Cast, as_: Door) -> None:
    dewi = as_(cast.dewi)
    dewi.post(f"{CARD}penghentian/", {"alasan": "Dua keluhan"})
    assert now(cast).state == Seller.State.SUSPENDED
    assert "Izinkan berjualan lagi" in text(dewi.get(CARD))
    dewi.post(f"{CARD}persetujuan/")
    assert now(cast).state == Seller.State.APPROVED


def test_deciding_what_was_decided_shows_how_it_stands(cast: Cast, as_: Door) -> None:
    response = as_(cast.dewi).post(f"{CARD}penolakan/", {"alasan": "Terlambat"})
    assert response.status_code == 409
    assert "Keadaan lapak sudah berubah" in text(response)
    assert now(cast).state == Seller.State.APPROVED


def test_an_officer_cancels_an_order_its_seller_forgot(cast: Cast, as_: Door) -> None:
    with clock.frozen(clock.now()) as moment:
        order = saris_part(cast, paid(cast))
        moment.tick(hours=30)
        dewi = as_(cast.dewi)
        assert order.code in text(dewi.get("/koperasi/terlambat/"))
        assert "Batalkan pesanan ini" in text(dewi.get(f"/koperasi/pesanan/{order.code}/"))
        assert _cancel(dewi, order, "") == 422
        assert _cancel(dewi, order, "Penjual tidak menjawab") == 302
        order.refresh_from_db()
        assert order.state == Order.State.CANCELLED
        assert RefundTask.objects.get().amount_minor == order.total_minor
        assert order.code not in text(dewi.get("/koperasi/terlambat/"))


def test_an_order_in_time_is_its_sellers(cast: Cast, as_: Door) -> None:
    order = saris_part(cast, paid(cast))
    dewi = as_(cast.dewi)
    assert "Batalkan pesanan ini" not in text(dewi.get(f"/koperasi/pesanan/{order.code}/"))
    assert _cancel(dewi, order, "Iseng") == 409
    order.refresh_from_db()
    assert order.state == Order.State.CONFIRMED


def _cancel(client: Client, order: Order, reason: str) -> int:
    return client.post(f"/koperasi/pesanan/{order.code}/pembatalan/", {"alasan": reason}).status_code
