"""The ways of the cast's sellers, priced for a village; couriers and their numbers."""

import pytest

from payments.money import Money
from storefront.delivery.couriers import clean_number, courier_name, couriers, tracking_warning
from storefront.delivery.models import DeliveryFee, DeliveryOption
from storefront.delivery.queries import DeliveryWay, label_for, ways_for
from tests.cast import JUATA_LAUT, KARANGSARI, Cast

MALANG_VILLAGE = "35.73.01.1001"


def saris_ways(cast: Cast, village: str, weight_g: int = 1_000) -> dict[str, DeliveryWay]:
    seller_id = cast.saris.seller.pk
    ways = ways_for(seller_ids=[seller_id], village_code=village, weights_g={seller_id: weight_g})
    return {way.kind: way for way in ways[seller_id]}


def test_every_way_is_listed_the_nearest_hand_first(cast: Cast) -> None:
    assert list(saris_ways(cast, KARANGSARI)) == ["pickup", "seller", "courier"]


def test_pick_up_is_free_and_needs_no_village(cast: Cast) -> None:
    way = saris_ways(cast, "")["pickup"]
    assert (way.fee, way.problem, way.cod) == (Money(0, "IDR"), "", True)


def test_what_travels_asks_for_the_village_first(cast: Cast) -> None:
    way = saris_ways(cast, "")["courier"]
    assert (way.fee, way.problem) == (None, "Pilih desa dulu untuk melihat ongkir.")


def test_the_fee_is_of_the_sellers_table(cast: Cast) -> None:
    ways = saris_ways(cast, KARANGSARI)
    assert (ways["seller"].fee, ways["courier"].fee) == (Money(5_000, "IDR"), Money(10_000, "IDR"))
    assert saris_ways(cast, KARANGSARI, 1_001)["courier"].fee == Money(25_000, "IDR")
    assert saris_ways(cast, JUATA_LAUT)["courier"].fee == Money(60_000, "IDR")


def test_a_village_out_of_reach_is_explained(cast: Cast) -> None:
    way = saris_ways(cast, MALANG_VILLAGE)["seller"]
    assert (way.fee, way.problem) == (None, "Belum sampai ke desa ini. Pilih cara lain.")


def test_a_parcel_too_heavy_is_explained(cast: Cast) -> None:
    way = saris_ways(cast, KARANGSARI, 10_001)["courier"]
    assert (way.fee, way.problem) == (None, "Terlalu berat untuk cara ini. Pilih cara lain.")


def test_a_way_that_was_stopped_is_not_offered(cast: Cast) -> None:
    DeliveryOption.objects.filter(pk=cast.saris.courier.pk).update(is_active=False)
    assert "courier" not in saris_ways(cast, KARANGSARI)


def test_a_seller_without_ways_has_an_empty_list(cast: Cast) -> None:
    DeliveryFee.objects.all().delete()
    DeliveryOption.objects.filter(seller=cast.citras.seller).delete()
    assert ways_for(seller_ids=[cast.citras.seller.pk], village_code="", weights_g={}) == {cast.citras.seller.pk: ()}


def test_two_sellers_cost_as_many_queries_as_one(cast: Cast, django_assert_num_queries: object) -> None:
    both = [cast.saris.seller.pk, cast.citras.seller.pk]
    with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's fixture has no exported type
        ways_for(seller_ids=both, village_code=KARANGSARI, weights_g={})


def test_labels_name_the_courier() -> None:
    assert label_for(kind="courier", courier="jnt") == "Kurir J&T Express"
    assert label_for(kind="courier", courier="bus_travel") == "Titip bus / travel / kapal"
    assert label_for(kind="pickup", courier="") == "Ambil Sendiri"
    assert courier_name("unbekannt") == "unbekannt"


def test_only_ways_with_a_parcel_are_couriers() -> None:
    assert {"jne", "bus_travel"} <= set(couriers())
    assert "self_pickup" not in couriers()


@pytest.mark.parametrize("code", sorted(couriers()))
def test_each_couriers_example_raises_no_warning(code: str) -> None:
    example = couriers()[code].example
    if example:
        assert tracking_warning(code, example) == ""


@pytest.mark.parametrize(
    ("code", "number", "warned"),
    [
        ("jnt", "JP1234567890", False),
        ("jnt", "jp 1234 567890", False),
        ("jnt", "12345", True),
        ("sicepat", "001234567890", False),
        ("sicepat", "ABC", True),
        ("gosend", "apa saja", False),
        ("kurir-desa", "RESI-1234", False),
        ("kurir-desa", "?", True),
    ],
)
def test_a_strange_number_is_warned_about(code: str, number: str, warned: bool) -> None:
    assert bool(tracking_warning(code, number)) is warned


def test_numbers_are_kept_as_couriers_print_them() -> None:
    assert clean_number(" jp 1234\t567890 ") == "JP1234567890"
