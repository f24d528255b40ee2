"""The cooperative's own QRIS in the office: who sees it, who changes it, and that nothing is taken unseen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from payments.charges.models import Charge, IncomingTransfer, QrisCode
from sellers.messages.models import Message
from storefront.orders.models import Order
from storefront.orders.placing import place
from tests.cast import Cast
from tests.payments.qris_codes import MAWAR, PAGUNTAKA, VECTORS, photo_of
from tests.sellers.freshness import freshen
from tests.storefront.cooperative.conftest import Door
from tests.storefront.orders.wishes import wish

PAGE, NEW = "/koperasi/uang/qris/", "/koperasi/uang/qris/baru/"


def photo(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("qris.jpg", data, "image/jpeg")


def put_up(cast: Cast) -> QrisCode:
    return QrisCode.objects.create(
        cooperative=cast.cooperative, payload=MAWAR, merchant="KUB MAWAR BLITAR", nmid="ID0000000000001"
    )


def test_a_photo_is_read_shown_and_used_once_it_is_confirmed(cast: Cast, as_: Door) -> None:
    office = freshen(as_(cast.gita))
    shown = office.post(NEW, {"photo": photo(photo_of(MAWAR))}).content.decode()
    assert "KUB MAWAR BLITAR" in shown
    assert "ID0000000000001" in shown
    assert not QrisCode.objects.exists()
    done = office.post(NEW, {"payload": MAWAR, "confirmed": "1"})
    assert done["Location"] == PAGE
    assert QrisCode.objects.get().created_by == cast.gita
    assert Message.objects.filter(template="qris_added").count() == 3
    office.post(NEW, {"payload": MAWAR, "confirmed": "1"})
    assert QrisCode.objects.count() == 1


def test_pasted_text_is_read_too_and_says_what_it_replaces(cast: Cast, as_: Door) -> None:
    put_up(cast)
    shown = freshen(as_(cast.hadi)).post(NEW, {"payload": PAGUNTAKA}).content.decode()
    assert "BATIK PAGUNTAKA" in shown
    assert "Menggantikan KUB MAWAR BLITAR, NMID ID0000000000001." in shown


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("dyn_25123", "QRIS dinamis"),
        ("no_qris_account", "tanpa NMID"),
        ("wrong_currency", "bukan dalam rupiah"),
        ("bad_crc", "CRC"),
        ("bad_len", "terpotong"),
    ],
)
def test_a_code_that_cannot_be_used_is_refused_with_the_reason(cast: Cast, as_: Door, name: str, sentence: str) -> None:
    office = freshen(as_(cast.gita))
    for extra in ({}, {"confirmed": "1"}):
        answer = office.post(NEW, {"payload": VECTORS[name]["payload"], **extra})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not QrisCode.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"payload": "  "}, {"payload": "9" * 4500}, {"photo": photo(b"no picture")}])
def test_nothing_and_nonsense_get_a_sentence_and_the_form_back(
    cast: Cast, as_: Door, sent: dict[str, str | SimpleUploadedFile]
) -> None:
    answer = freshen(as_(cast.gita)).post(NEW, sent)
    assert answer.status_code == 422
    assert 'name="photo"' in answer.content.decode()


def test_an_old_sign_in_is_asked_for_a_code_before_reading_and_before_saving(cast: Cast, as_: Door) -> None:
    office = as_(cast.gita)
    assert office.get(NEW)["Location"].startswith("/masuk/lagi/?next=%2Fkoperasi%2Fuang%2Fqris%2Fbaru")
    late = office.post(NEW, {"payload": MAWAR, "confirmed": "1"}, headers={"referer": f"http://testserver{NEW}"})
    assert late["Location"].startswith("/masuk/lagi/?next=%2Fkoperasi%2Fuang%2Fqris%2Fbaru")
    assert not QrisCode.objects.exists()


def test_an_officer_sees_it_and_changes_nothing(cast: Cast, as_: Door) -> None:
    code = put_up(cast)
    office = freshen(as_(cast.dewi))
    page = office.get(PAGE).content.decode()
    assert "KUB MAWAR BLITAR" in page
    assert "Hanya ketua dan bendahara" in page
    for address in (NEW, f"{PAGE}{code.pk}/penutupan/"):
        assert office.get(address).status_code == 404
        assert office.post(address, {"payload": PAGUNTAKA, "confirmed": "1"}).status_code == 404


def test_strangers_find_no_page(cast: Cast, as_: Door) -> None:
    code = put_up(cast)
    for person in (cast.sari, cast.budi, cast.stranger):
        for address in (PAGE, NEW, f"{PAGE}{code.pk}/penutupan/"):
            assert freshen(as_(person)).get(address).status_code == 404
    assert freshen(as_(cast.fajar)).get(f"{PAGE}{code.pk}/penutupan/").status_code == 404
    assert "KUB MAWAR" not in as_(cast.fajar).get(PAGE).content.decode()


def test_wrong_methods_are_refused(cast: Cast, as_: Door) -> None:
    office = freshen(as_(cast.gita))
    assert office.post(PAGE).status_code == 405
    assert office.delete(NEW).status_code == 405


def test_it_is_taken_out_of_use_after_asking_once_more(cast: Cast, as_: Door) -> None:
    code = put_up(cast)
    office = freshen(as_(cast.hadi))
    address = f"{PAGE}{code.pk}/penutupan/"
    assert "KUB MAWAR BLITAR" in office.get(address).content.decode()
    assert office.post(address)["Location"] == PAGE
    assert "Belum ada QRIS" in office.get(PAGE).content.decode()
    assert office.post(address).status_code == 404
    assert office.get(f"{PAGE}{'9' * 30}/penutupan/").status_code == 404


def test_an_incoming_payment_is_found_and_recorded_like_a_transfer(cast: Cast, as_: Door) -> None:
    put_up(cast)
    purchase = place(key="q", given=wish(cast, payments={f"coop:{cast.cooperative.pk}": "qris"}))
    charge = Charge.objects.get()
    office = as_(cast.dewi)
    found = office.get("/koperasi/transfer/", {"jumlah": str(charge.total_minor)}).content.decode()
    assert "Ini pemiliknya" in found
    page = office.get(f"/koperasi/transfer/{charge.code}/").content.decode()
    assert "Ke QRIS" in page
    assert "KUB MAWAR BLITAR" in page
    office.post(
        f"/koperasi/transfer/{charge.code}/", {"jumlah": str(charge.total_minor), "kunci": "a", "terlihat": "0"}
    )
    assert IncomingTransfer.objects.get().qris_id == charge.qris_id
    assert {order.state for order in Order.objects.filter(purchase=purchase)} == {"confirmed"}
