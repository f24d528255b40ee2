"""Paying by QRIS on the buyer's pages: the choice, the code with its name beside it, the picture, the proof."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from payments.charges.models import Charge, QrisCode
from payments.providers.qris import reading
from sellers.kit import clock
from storefront.orders.models import Bill, Purchase
from storefront.orders.tracking import path_for, token_for
from tests.cast import Cast
from tests.payments.qris_codes import MAWAR
from tests.storefront.shop.shopping import buy, fill_basket, text_of


@pytest.fixture
def purchase(client: Client, cast: Cast) -> Purchase:
    QrisCode.objects.create(
        cooperative=cast.cooperative, payload=MAWAR, merchant="KUB MAWAR BLITAR", nmid="ID0000000000001",
        created_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    return buy(client, cast, **{f"pay-coop:{cast.cooperative.pk}": "qris"})


def picture_of(purchase: Purchase, bill: str = "") -> str:
    return f"/pesanan/{purchase.code}/qris/{bill or purchase.bills.get().code}.png?t={token_for(purchase)}"


def test_the_checkout_offers_it_as_a_choice_with_what_it_means(client: Client, cast: Cast) -> None:
    QrisCode.objects.create(cooperative=cast.cooperative, payload=MAWAR, merchant="M", nmid="ID0000000000001")
    fill_basket(client, cast.saris.variant)
    page = text_of(client.get("/checkout/"))
    assert 'value="qris"' in page
    assert "Scan dengan aplikasi bank atau e-wallet." in page


def test_the_page_shows_code_name_number_and_exact_amount(client: Client, purchase: Purchase) -> None:
    page = text_of(client.get(path_for(purchase)))
    total = f"{Charge.objects.get().total_minor:,}".replace(",", ".")
    assert "KUB MAWAR BLITAR" in page
    assert "ID0000000000001" in page
    assert f"Rp{total[:-3]}<mark>{total[-3:]}</mark>" in page
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert "QRIS ini baru diganti" not in page
    assert " style=" not in page


def test_a_new_code_is_shown_as_new(client: Client, purchase: Purchase) -> None:
    QrisCode.objects.update(created_at=clock.now())
    assert "QRIS ini baru diganti" in text_of(client.get(path_for(purchase)))


def test_the_picture_to_save_asks_for_the_same(client: Client, purchase: Purchase) -> None:
    answer = client.get(picture_of(purchase))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Content-Disposition"].startswith('attachment; filename="qris-')
    out = BytesIO()
    Image.open(BytesIO(answer.content)).convert("RGB").save(out, "WEBP", lossless=True)
    [text] = reading._texts(out.getvalue())
    total = Charge.objects.get().total_minor
    assert f"54{len(str(total)):02}{total}5802ID" in text


def test_the_picture_is_for_whoever_has_the_link_only(client: Client, cast: Cast, purchase: Purchase) -> None:
    bill = purchase.bills.get().code
    other = buy(Client(), cast, name="Gita")
    for address in (
        f"/pesanan/{purchase.code}/qris/{bill}.png",
        f"/pesanan/{purchase.code}/qris/{bill}.png?t=tebakan",
        f"/pesanan/{other.code}/qris/{bill}.png?t={token_for(other)}",
        picture_of(other),
        picture_of(purchase, "ZZZZZZZZ"),
    ):
        assert Client().get(address).status_code == 404
    assert client.post(picture_of(purchase)).status_code == 405


def test_once_it_is_closed_there_is_nothing_to_scan(client: Client, purchase: Purchase) -> None:
    Charge.objects.update(state=Charge.State.EXPIRED)
    Bill.objects.update(state=Bill.State.EXPIRED)
    assert client.get(picture_of(purchase)).status_code == 404
    page = text_of(client.get(path_for(purchase)))
    assert "Jangan bayar lagi untuk pesanan ini." in page
    assert "Unggah bukti pembayaran" in page


def test_a_photo_of_the_payment_is_kept(client: Client, purchase: Purchase) -> None:
    held = BytesIO()
    Image.new("RGB", (400, 300), "white").save(held, "JPEG")
    photo = SimpleUploadedFile("bukti.jpg", held.getvalue(), "image/jpeg")
    bill = purchase.bills.get().code
    client.post(f"/pesanan/{purchase.code}/bukti/{bill}/?t={token_for(purchase)}", {"proof": photo})
    assert Charge.objects.get().proof
    assert "Bukti terkirim, sedang diperiksa" in text_of(client.get(path_for(purchase)))
