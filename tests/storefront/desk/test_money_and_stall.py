"""What was earned, what the stall says of itself, and how it sends."""

from collections.abc import Callable

import pytest
from django.test import Client

from sellers.accounts.models import Seller
from sellers.messages.models import Message
from sellers.people.models import Person
from storefront.delivery.models import DeliveryFee, DeliveryOption
from tests.cast import Cast
from tests.sellers.freshness import freshen
from tests.storefront.desk.selling import sold, waiting

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]


def test_earned_is_goods_and_delivery_less_the_commission(cast: Cast, at: At) -> None:
    sold(cast, delivery="own_delivery", way="bank_transfer")
    page = at(cast.sari).get("/lapak/uang/?hari=1").text
    assert "Rp81.000" in page  # 2 × 40.000 + 5.000 − 5 % of 80.000
    assert "Koperasi Mawar akan membayar Anda" in page
    assert "Potongan koperasi" in page


def test_what_is_not_paid_is_not_earned(cast: Cast, at: At) -> None:
    waiting(cast, key="nanti")
    assert '<p class="earned__figure">Rp0</p>' in at(cast.sari).get("/lapak/uang/").text


def test_another_stalls_money_stays_with_it(cast: Cast, at: At) -> None:
    sold(cast, way="bank_transfer")
    page = at(cast.citra).get("/lapak/uang/").text
    assert '<p class="earned__figure">Rp0</p>' in page
    assert "akan membayar Anda" not in page


@pytest.mark.parametrize("days", ["7", "30", "90", "ngawur", "-1"])
def test_every_period_opens(cast: Cast, at: At, days: str) -> None:
    sold(cast)
    assert at(cast.sari).get(f"/lapak/uang/?hari={days}").status_code == 200


def test_the_story_is_changed(cast: Cast, at: At) -> None:
    given = {"name": "Dapur Bu Sari", "story": "Sejak 1998.", "phone": "0812 0000 1000", "address": "Jl. Mawar 2"}
    assert at(cast.sari).post("/lapak/toko/cerita/", given).status_code == 302
    seller = Seller.objects.get(pk=cast.saris.seller.pk)
    assert (seller.name, seller.story, seller.phone) == ("Dapur Bu Sari", "Sejak 1998.", "+6281200001000")


def test_another_whatsapp_number_asks_for_the_code_and_the_old_one_is_told(cast: Cast, at: At) -> None:
    given = {"name": "Dapur Sari", "story": "", "phone": "0812 5555 0001", "address": "Jl. Mawar 1"}
    sari, budi = at(cast.sari), at(cast.budi)
    assert sari.post("/lapak/toko/cerita/", given)["Location"].startswith("/masuk/lagi/")
    cast.saris.seller.helper_consents.update(verbs=["stall"])
    assert freshen(budi).post("/lapak/toko/cerita/", given).status_code == 403
    assert Seller.objects.get(pk=cast.saris.seller.pk).phone == cast.sari.phone
    assert not Message.objects.filter(template="stall_phone_changed").exists()
    assert freshen(sari).post("/lapak/toko/cerita/", given).status_code == 302
    assert Seller.objects.get(pk=cast.saris.seller.pk).phone == "+6281255550001"
    assert Message.objects.get(template="stall_phone_changed").to == cast.sari.phone


def test_a_phone_that_is_none_is_told_and_the_story_stays(cast: Cast, at: At) -> None:
    answer = at(cast.sari).post("/lapak/toko/cerita/", {"name": "Dapur", "story": "Sejak 1998.", "phone": "12"})
    assert answer.status_code == 422
    assert "Sejak 1998." in answer.text


def test_fees_by_kecamatan_are_set(cast: Cast, at: At) -> None:
    given = {
        "is_active": "1", "cod": "1", "note": "Sore", "region": ["35.72.02", "35.72.01", ""],
        "fee": ["7.000", "gratis", ""], "upto": ["", "2,5", ""], "days": ["1 hari", "", ""],
    }  # fmt: skip
    assert at(cast.sari).post("/lapak/toko/pengiriman/seller/", given).status_code == 302
    rows = DeliveryFee.objects.filter(option=cast.saris.own_delivery).order_by("region")
    assert [(row.region, row.fee_minor, row.upto_weight_g) for row in rows] == [
        ("35.72.01", 0, 2_500),
        ("35.72.02", 7_000, 1_000_000),
    ]


@pytest.mark.parametrize(("fee", "upto"), [("mahal", ""), ("5000", "berat"), ("-1", ""), ("5000", "-2")])
def test_a_bad_fee_is_told_and_the_table_stays(cast: Cast, at: At, fee: str, upto: str) -> None:
    given = {"is_active": "1", "region": ["35.72"], "fee": [fee], "upto": [upto], "days": [""]}
    answer = at(cast.sari).post("/lapak/toko/pengiriman/seller/", given)
    assert answer.status_code == 422
    assert f'value="{fee}"' in answer.text
    assert cast.saris.own_delivery.fees.get().fee_minor == 5_000


def test_another_courier_is_added(cast: Cast, at: At) -> None:
    given = {"is_active": "1", "courier": "jnt", "region": ["35"], "fee": ["9000"], "upto": ["1"], "days": [""]}
    at(cast.sari).post("/lapak/toko/pengiriman/courier/", given)
    assert DeliveryOption.objects.filter(seller=cast.saris.seller, courier="jnt", is_active=True).exists()


def test_a_way_of_delivery_that_is_none_is_not_there(cast: Cast, at: At) -> None:
    assert at(cast.sari).get("/lapak/toko/pengiriman/drone/").status_code == 404


def test_a_member_without_the_right_does_not_change_the_stall(cast: Cast, at: At) -> None:
    cast.saris.seller.memberships.update(role="anggota")
    sari = at(cast.sari)
    assert sari.post("/lapak/toko/cerita/", {"name": "Lain"}).status_code == 404
    assert sari.get("/lapak/uang/").status_code == 404
    assert sari.get("/lapak/pesanan/").status_code == 200
