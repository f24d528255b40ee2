"""The buyer's page of a purchase: who may open it, what it says, what can be done there."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from payments.charges.models import Charge
from storefront.orders.models import Bill, CancellationRequest, Order, Purchase
from storefront.orders.tracking import path_for
from tests.cast import Cast
from tests.saying import says
from tests.storefront.shop.shopping import act_on, buy, text_of


@pytest.fixture
def purchase(client: Client, cast: Cast) -> Purchase:
    return buy(client, cast)


@pytest.fixture
def stranger() -> Client:
    return Client()


def test_the_page_says_what_to_pay_where_and_until_when(client: Client, purchase: Purchase) -> None:
    page = text_of(client.get(path_for(purchase)))
    charge = Charge.objects.get()
    digits = f"{charge.total_minor:,}".replace(",", ".")
    assert f"Rp{digits[:-3]}<mark>{digits[-3:]}</mark>" in page
    assert "0012345678" in page
    assert "Koperasi Mawar" in page
    assert "Bayar sebelum" in page
    assert "WIB" in page


def test_each_sellers_part_stands_with_its_steps(client: Client, purchase: Purchase) -> None:
    page = text_of(client.get(path_for(purchase)))
    assert "Dapur Sari" in page
    assert "Kebun Citra" in page
    assert "Pesanan dibuat" in page
    assert "Menunggu pembayaran" in page


def test_a_strangers_code_shows_nothing(stranger: Client, purchase: Purchase) -> None:
    for path in (f"/pesanan/{purchase.code}/", f"/pesanan/{purchase.code}/?t=salah", "/pesanan/ZZZZZZZZ/?t=x"):
        response = stranger.get(path)
        assert response.status_code == 404
        assert "Jl. Merdeka 5" not in text_of(response)
        assert not says(text_of(response), "Eko")


def test_an_unknown_code_and_anothers_code_look_the_same(stranger: Client, purchase: Purchase) -> None:
    known = text_of(stranger.get(f"/pesanan/{purchase.code}/")).replace(purchase.code, "CODE")
    unknown = text_of(stranger.get("/pesanan/ZZZZZZZZ/")).replace("ZZZZZZZZ", "CODE")
    assert without_tokens(known) == without_tokens(unknown)


def test_the_link_of_one_purchase_does_not_open_another(client: Client, cast: Cast, purchase: Purchase) -> None:
    other = buy(Client(), cast, name="Gita")
    token = path_for(purchase).partition("?")[2]
    assert client.get(f"/pesanan/{other.code}/?{token}").status_code == 404


def test_code_and_phone_open_it(stranger: Client, purchase: Purchase) -> None:
    response = stranger.post("/pesanan/", {"code": purchase.code.lower(), "phone": "+62 812 0000 1004"})
    assert response.headers["Location"] == path_for(purchase)


@pytest.mark.parametrize(
    ("phone", "status", "sentence"),
    [
        ("081299999999", 404, "Nomor pesanan dan nomor HP tidak cocok. Periksa lagi."),
        ("abc", 422, "Tulis nomor HP yang benar"),
    ],
)
def test_the_wrong_phone_gets_a_sentence(
    stranger: Client, purchase: Purchase, phone: str, status: int, sentence: str
) -> None:
    response = stranger.post("/pesanan/", {"code": purchase.code, "phone": phone})
    assert response.status_code == status
    assert sentence in text_of(response)


def test_guessing_phones_is_stopped(stranger: Client, purchase: Purchase) -> None:
    for n in range(10):
        stranger.post("/pesanan/", {"code": purchase.code, "phone": f"08120000900{n}"})
    response = stranger.post("/pesanan/", {"code": purchase.code, "phone": "0812-0000-1004"})
    assert response.status_code == 429


def test_this_browsers_orders_are_listed_until_told_to_forget(client: Client, purchase: Purchase) -> None:
    assert purchase.code in text_of(client.get("/pesanan/"))
    assert client.get(f"/pesanan/{purchase.code}/").headers["Location"] == path_for(purchase)
    client.post("/pesanan/", {"forget": "1"})
    assert purchase.code not in text_of(client.get("/pesanan/"))


def test_a_proof_is_kept_and_said(client: Client, purchase: Purchase) -> None:
    bill = purchase.bills.get()
    response = client.post(act_on(purchase, f"bukti/{bill.code}/"), {"proof": picture()}, follow=True)
    assert "Bukti terkirim" in text_of(response)
    assert Charge.objects.get().proof


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", b"<html>hello</html>", b"", b"\x89PNG\r\n\x1a\n00"],
)
def test_a_proof_that_is_no_picture_gets_a_sentence(client: Client, purchase: Purchase, content: bytes) -> None:
    bill = purchase.bills.get()
    file = SimpleUploadedFile("bukti.png", content, "image/png")
    response = client.post(act_on(purchase, f"bukti/{bill.code}/"), {"proof": file})
    assert response.status_code == 422
    assert "field__error" in text_of(response)
    assert not Charge.objects.get().proof


def test_a_proof_for_anothers_bill_is_not_found(client: Client, cast: Cast, purchase: Purchase) -> None:
    other = buy(Client(), cast, name="Gita").bills.get()
    assert client.post(act_on(purchase, f"bukti/{other.code}/"), {"proof": picture()}).status_code == 404


def test_an_unpaid_part_is_cancelled_after_one_more_question(client: Client, cast: Cast, purchase: Purchase) -> None:
    order = purchase.orders.get(seller=cast.saris.seller)
    assert "Ya, batalkan" in text_of(client.get(act_on(purchase, f"{order.code}/batal/")))
    page = text_of(client.post(act_on(purchase, f"{order.code}/batal/"), {"reason": "salah pilih"}, follow=True))
    assert "Pesanan dibatalkan." in page
    assert Order.objects.get(pk=order.pk).state == Order.State.CANCELLED
    assert Order.objects.get(seller=cast.citras.seller).state == Order.State.WAITING


def test_a_paid_part_is_asked_to_be_cancelled(client: Client, cast: Cast) -> None:
    purchase = buy(client, cast, **{f"pay-coop:{cast.cooperative.pk}": "cash"})
    Bill.objects.update(state=Bill.State.PAID)
    order = purchase.orders.get(seller=cast.saris.seller)
    page = text_of(client.post(act_on(purchase, f"{order.code}/batal/"), {"reason": "x"}, follow=True))
    assert "Permintaan batal terkirim ke penjual." in page
    assert CancellationRequest.objects.get().order == order


def test_receipt_is_confirmed_once_it_was_sent(client: Client, cast: Cast, purchase: Purchase) -> None:
    order = purchase.orders.get(seller=cast.saris.seller)
    Bill.objects.update(state=Bill.State.PAID)
    Order.objects.filter(pk=order.pk).update(state=Order.State.SENT)
    page = text_of(client.post(act_on(purchase, f"{order.code}/terima/"), follow=True))
    assert "Terima kasih. Pesanan diterima." in page
    assert Order.objects.get(pk=order.pk).state == Order.State.RECEIVED


def test_receipt_too_early_gets_a_sentence_and_changes_nothing(client: Client, cast: Cast, purchase: Purchase) -> None:
    order = purchase.orders.get(seller=cast.saris.seller)
    response = client.post(act_on(purchase, f"{order.code}/terima/"))
    assert response.status_code == 409
    assert "notice--bad" in text_of(response)
    assert Order.objects.get(pk=order.pk).state == Order.State.WAITING


def test_a_problem_is_reported_with_its_story(client: Client, cast: Cast, purchase: Purchase) -> None:
    order = purchase.orders.get(seller=cast.saris.seller)
    address = act_on(purchase, f"{order.code}/masalah/")
    assert client.get(address).status_code == 404  # nothing was sent yet
    Order.objects.filter(pk=order.pk).update(state=Order.State.SENT)
    assert client.post(address, {"reason": " "}).status_code == 422
    client.post(address, {"reason": "pecah"})
    assert Order.objects.get(pk=order.pk).state == Order.State.DISPUTED


@pytest.mark.parametrize("act", ["terima", "batal", "masalah"])
def test_a_stranger_does_nothing(stranger: Client, cast: Cast, purchase: Purchase, act: str) -> None:
    order = purchase.orders.get(seller=cast.saris.seller)
    assert stranger.post(f"/pesanan/{purchase.code}/{order.code}/{act}/?t=salah").status_code == 404


def test_an_order_of_another_purchase_is_not_found(client: Client, cast: Cast, purchase: Purchase) -> None:
    other = buy(Client(), cast, name="Gita").orders.get(seller=cast.saris.seller)
    for act in ("terima", "batal", "masalah"):
        assert client.post(act_on(purchase, f"{other.code}/{act}/")).status_code == 404
    assert Order.objects.get(pk=other.pk).state == Order.State.WAITING


def test_acts_are_posted(client: Client, cast: Cast, purchase: Purchase) -> None:
    order = purchase.orders.get(seller=cast.saris.seller)
    assert client.get(act_on(purchase, f"{order.code}/terima/")).status_code == 405
    assert client.get(act_on(purchase, f"bukti/{purchase.bills.get().code}/")).status_code == 405
    assert client.post(path_for(purchase)).status_code == 405


def picture() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (60, 60), "white").save(file, "PNG")
    return SimpleUploadedFile("bukti.png", file.getvalue(), "image/png")


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)
