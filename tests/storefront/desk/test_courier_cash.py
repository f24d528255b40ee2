"""The desk's pages of cash that couriers take by the stall's own contract."""

from collections.abc import Callable

import pytest
from django.test import Client

from payments.ledger.balances import balance
from payments.remittances.models import Remittance
from sellers.people.models import Person
from storefront.delivery.models import DeliveryOption
from tests.cast import Cast
from tests.storefront.cooperative.reading import text
from tests.storefront.life.parcels import (
    charge_of,
    cooperatives_contract,
    own_contract,
    remitted,
    saris_jne,
    sent,
    taken,
    till,
)

pytestmark = pytest.mark.django_db
Door = Callable[[Person], Client]
HOME = "/lapak/uang/kurir/"
JNE = f"{HOME}jne/idr/"


def test_a_seller_says_that_its_courier_takes_cash(cast: Cast, at: Door) -> None:
    form = {"courier": "jne", "cod": "1", "is_active": "1", "region": "35", "fee": "9000", "upto": "", "days": ""}
    assert at(cast.sari).post("/lapak/toko/pengiriman/courier/", form).status_code == 302
    assert DeliveryOption.objects.get(pk=cast.saris.courier.pk).cod
    assert "Uang di kurir" in text(at(cast.sari).get("/lapak/uang/"))


def test_without_such_a_courier_the_money_page_says_nothing_of_it(cast: Cast, at: Door) -> None:
    assert "Uang di kurir" not in text(at(cast.sari).get("/lapak/uang/"))


def test_the_seller_marks_the_parcel_and_writes_down_what_came(cast: Cast, at: Door) -> None:
    own_contract(cast)
    order = sent(cast)
    page = text(at(cast.sari).get(f"/lapak/pesanan/{order.code}/"))
    assert "Paket COD di kurir" in page
    assert "Paket sudah tiba" not in page
    assert at(cast.citra).post(f"/lapak/pesanan/{order.code}/tunai-kurir/").status_code == 404
    assert at(cast.sari).post(f"/lapak/pesanan/{order.code}/tunai-kurir/").status_code == 302
    assert "Rp105.000" in text(at(cast.sari).get(HOME))
    form = {
        "paket": charge_of(order).code, "diterima": "77.000", "biaya": "28.000", "referensi": "BCA 7", "kunci": "k1",
    }  # fmt: skip
    assert [at(cast.sari).post(JNE, form).status_code for _ in range(2)] == [302, 302]
    assert Remittance.objects.get().seller == cast.saris.seller
    assert (balance(saris_jne(cast)).minor, balance(till(cast)).minor) == (0, 0)
    assert "BCA 7" in text(at(cast.sari).get(HOME))


def test_nobody_else_opens_it(cast: Cast, at: Door) -> None:
    own_contract(cast)
    order = taken(cast)
    assert at(cast.citra).get(JNE).status_code == 404
    assert order.code not in text(at(cast.citra).get(HOME))
    assert at(cast.budi).get(HOME).status_code == 404  # a helper without money
    assert at(cast.sari).post(HOME).status_code == 405
    assert at(cast.sari).post(JNE, {"paket": charge_of(order).code, "diterima": "x"}).status_code == 422


def test_the_cooperatives_courier_is_told_beside_the_own_ones(cast: Cast, at: Door) -> None:
    cooperatives_contract(cast)
    taken(cast)
    assert "menagih atas nama Koperasi Mawar" in text(at(cast.sari).get("/lapak/toko/pengiriman/courier/"))
    assert at(cast.sari).get(JNE).status_code == 404  # it owes the cooperative, not her


def test_the_seller_takes_a_remittance_back(cast: Cast, at: Door) -> None:
    own_contract(cast)
    made = remitted(cast, taken(cast), received=105_000, own=True)
    address = f"{HOME}setoran/{made.code}/pembatalan/"
    assert "Batalkan setoran TRX-1" in text(at(cast.sari).get(HOME))
    for who in (cast.citra, cast.budi):
        assert at(who).post(address, {"alasan": "Salah"}).status_code == 404
    assert at(cast.sari).get(address).status_code == 405
    assert at(cast.sari).post(address, {"alasan": ""}).status_code == 422
    assert at(cast.sari).post(address, {"alasan": "Salah ketik"}).status_code == 302
    assert balance(saris_jne(cast)).minor == 105_000
