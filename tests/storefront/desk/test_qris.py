"""A stall that collects for itself: its own QRIS, and saying that the money came."""

from collections.abc import Callable

import pytest
from django.test import Client

from payments.charges.models import Charge, IncomingTransfer, QrisCode
from payments.ledger import reconcile
from sellers.accounts.models import Membership, Seller
from sellers.people.models import Person
from storefront.orders.models import Order, Purchase
from storefront.orders.placing import place
from tests.cast import Cast
from tests.payments.qris_codes import MAWAR
from tests.saying import says
from tests.sellers.freshness import freshen
from tests.storefront.orders.wishes import wanted, wish

At = Callable[[Person], Client]
PAGE, NEW, INCOMING = "/lapak/uang/qris/", "/lapak/uang/qris/baru/", "/lapak/uang/masuk/"


@pytest.fixture
def alone(cast: Cast) -> Cast:
    """Sari without a cooperative, with a QRIS of her own."""
    seller = cast.saris.seller
    Seller.objects.filter(pk=seller.pk).update(cooperative=None, mandate_from=None)
    QrisCode.objects.create(seller=seller, payload=MAWAR, merchant="KUB MAWAR BLITAR", nmid="ID0000000000001")
    return cast


def bought(cast: Cast) -> Purchase:
    given = wish(
        cast,
        lines=(wanted(cast.saris.variant, 2),),
        parts=wish(cast).parts[:1],
        payments={f"seller:{cast.saris.seller.pk}": "qris"},
    )
    return place(key="q", given=given)


def test_sari_puts_in_her_own_code_after_seeing_it(cast: Cast, at: At) -> None:
    desk = freshen(at(cast.sari))
    assert "Belum ada QRIS" in desk.get(PAGE).content.decode()
    assert "Sama dengan QRIS Anda?" in desk.post(NEW, {"payload": MAWAR}).content.decode()
    assert desk.post(NEW, {"payload": MAWAR, "confirmed": "1"})["Location"] == PAGE
    page = desk.get(PAGE).content.decode()
    assert "KUB MAWAR BLITAR" in page
    assert "Pembeli sekarang membayar ke Koperasi Mawar" in page
    code = QrisCode.objects.get()
    assert desk.post(f"{PAGE}{code.pk}/penutupan/")["Location"] == PAGE
    assert not QrisCode.objects.filter(is_active=True).exists()


@pytest.mark.parametrize("who", ["budi", "citra", "dewi", "stranger"])
def test_nobody_else_sees_or_changes_saris_code(alone: Cast, at: At, who: str) -> None:
    code = QrisCode.objects.get()
    desk = freshen(at(getattr(alone, who)))
    assert b"KUB MAWAR" not in desk.get(PAGE).content
    assert desk.post(f"{PAGE}{code.pk}/penutupan/").status_code in (302, 404)
    assert QrisCode.objects.get().is_active


def test_an_old_sign_in_changes_nothing(cast: Cast, at: At) -> None:
    assert at(cast.sari).post(NEW, {"payload": MAWAR, "confirmed": "1"})["Location"].startswith("/masuk/lagi/")
    assert not QrisCode.objects.exists()
    assert at(cast.sari).post(PAGE).status_code == 405


def test_money_that_came_to_sari_herself_is_recorded_by_her(alone: Cast, at: At) -> None:
    purchase = bought(alone)
    charge = Charge.objects.get()
    desk = at(alone.sari)
    assert charge.code in desk.get(INCOMING).content.decode()
    page = desk.get(f"{INCOMING}{charge.code}/").content.decode()
    assert "KUB MAWAR BLITAR" in page
    assert f'value="{charge.total_minor}"' in page
    assert not says(page, "Eko")  # the buyer is shown with the order, once it was paid
    form = {"jumlah": str(charge.total_minor), "tanggal": "2026-11-01", "kunci": "k1", "terlihat": "0"}
    for _again in range(2):
        assert desk.post(f"{INCOMING}{charge.code}/", form)["Location"] == INCOMING
    assert IncomingTransfer.objects.get().amount_minor == charge.total_minor
    assert {order.state for order in Order.objects.filter(purchase=purchase)} == {"confirmed"}
    assert "Tidak ada yang ditunggu" in desk.get(INCOMING).content.decode()
    assert reconcile.check() == []


def test_two_of_a_stall_do_not_record_the_same_money_twice(alone: Cast, at: At) -> None:
    bendahara = Person.objects.create_user("+6281200001075", "Bendahara")
    Membership.objects.create(person=bendahara, seller=alone.saris.seller, role=Membership.Role.TREASURER)
    bought(alone)
    charge = Charge.objects.get()
    form = {"jumlah": str(charge.total_minor), "tanggal": "2026-11-01", "terlihat": "0"}
    at(alone.sari).post(f"{INCOMING}{charge.code}/", {**form, "kunci": "k1"})
    answer = at(bendahara).post(f"{INCOMING}{charge.code}/", {**form, "kunci": "k2"})
    assert answer.status_code == 409
    assert IncomingTransfer.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"jumlah": ""}, {"jumlah": "9" * 4500}, {"tanggal": "3026-01-01"}, {"tanggal": "²"}])
def test_a_wrong_figure_or_day_gets_a_sentence(alone: Cast, at: At, wrong: dict[str, str]) -> None:
    bought(alone)
    charge = Charge.objects.get()
    form = {"jumlah": "85000", "tanggal": "2026-11-01", "kunci": "k1", "terlihat": "²", **wrong}
    assert at(alone.sari).post(f"{INCOMING}{charge.code}/", form).status_code == 422
    assert not IncomingTransfer.objects.exists()


@pytest.mark.parametrize("who", ["budi", "citra", "dewi", "stranger"])
def test_nobody_else_records_what_came_to_sari(alone: Cast, at: At, who: str) -> None:
    bought(alone)
    charge = Charge.objects.get()
    for address in (f"{INCOMING}{charge.code}/", f"{INCOMING}{charge.code}/bukti/"):
        assert at(getattr(alone, who)).get(address).status_code == 404
    at(getattr(alone, who)).post(f"{INCOMING}{charge.code}/", {"jumlah": "1", "kunci": "x"})
    assert not IncomingTransfer.objects.exists()
    assert at(alone.sari).delete(f"{INCOMING}{charge.code}/").status_code == 405
