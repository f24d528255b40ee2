"""What another storefront's checkout is told that delivery costs."""

import pytest

from payments.money import Money
from storefront.delivery.models import DeliveryFee, DeliveryOption
from storefront.orders.foreign_quote import WrittenAddress, quote, region_of
from tests.cast import Cast

BLITAR = WrittenAddress(province="Jawa Timur", city="KOTA BLITAR", district="Kec. Sukorejo", postal_code="66125")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (WrittenAddress(village_code="35.72.02.1005"), "35.72.02.1005"),
        (WrittenAddress("Jawa Timur", "Kota Blitar", "Sukorejo", "Karangsari"), "35.72.02.1005"),
        (BLITAR, "35.72.02"),
        (WrittenAddress("Jawa Timur", "KOTA BLITAR", postal_code="66137"), "35.72.03"),
        (WrittenAddress(postal_code="66137"), "35.72.03"),
        (WrittenAddress("DKI Jakarta", "Nowhere"), "31"),
        (WrittenAddress("Papua Selatan", "Merauke"), "93.01"),
        (WrittenAddress(), ""),
        (WrittenAddress("Atlantis", "Poseidonia", postal_code="00000"), ""),
        (WrittenAddress(village_code="99.99.99.9999"), ""),
    ],
)
def test_a_written_address_is_found_as_finely_as_it_allows(address: WrittenAddress, code: str) -> None:
    assert region_of(address) == code


def test_all_sellers_cheapest_ways_are_one_price_with_a_share_each(cast: Cast) -> None:
    packs = {cast.saris.variant.pk: 2, cast.citras.variant.pk: 1}
    cheapest, pickup = quote(packs=packs, to=BLITAR, currency="IDR")
    assert cheapest.fee == Money(10_000, "IDR")
    assert cheapest.shares == {cast.saris.seller.pk: 5_000, cast.citras.seller.pk: 5_000}
    assert (pickup.fee, sum(pickup.shares.values())) == (Money(0, "IDR"), 0)


def test_weight_of_all_packs_of_a_seller_decides(cast: Cast) -> None:
    far = WrittenAddress(province="Papua Selatan", city="Merauke")
    assert quote(packs={cast.saris.variant.pk: 9}, to=far, currency="IDR")[0].fee == Money(60_000, "IDR")
    heavy = quote(packs={cast.saris.variant.pk: 11}, to=far, currency="IDR")
    assert [way.kind for way in heavy] == ["pickup"]


def test_pick_up_is_offered_only_when_every_seller_offers_it(cast: Cast) -> None:
    DeliveryOption.objects.filter(pk=cast.citras.pickup.pk).update(is_active=False)
    packs = {cast.saris.variant.pk: 1, cast.citras.variant.pk: 1}
    assert [way.kind for way in quote(packs=packs, to=BLITAR, currency="IDR")] == ["cheapest"]


def test_days_are_told_only_when_every_seller_says_them(cast: Cast) -> None:
    DeliveryFee.objects.filter(option=cast.saris.own_delivery).update(days="1-2 hari")
    packs = {cast.saris.variant.pk: 1}
    assert quote(packs=packs, to=BLITAR, currency="IDR")[0].days == 2
    assert quote(packs={**packs, cast.citras.variant.pk: 1}, to=BLITAR, currency="IDR")[0].days is None


def test_nothing_is_offered_for_unknown_goods_or_another_currency(cast: Cast) -> None:
    assert quote(packs={}, to=BLITAR, currency="IDR") == ()
    assert quote(packs={987_654: 1}, to=BLITAR, currency="IDR") == ()
    assert quote(packs={cast.saris.variant.pk: 1}, to=BLITAR, currency="MYR") == ()
