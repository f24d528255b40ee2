"""Sellers in Saleor: warehouse, attribute value, page."""

import pytest

from catalog.products.models import Change
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.regions import places
from storefront.engine.saleor import connection, resting, sellers_out
from storefront.engine.saleor.addresses import province_known
from storefront.engine.saleor.models import Connection, SellerMirror
from tests.fakes.saleor.addresses import Address
from tests.fakes.saleor.places import Channel, Warehouse
from tests.fakes.saleor.taxonomy import Attribute, Page, PageType, Value
from tests.storefront.saleor_out.conftest import Out

UPDATE = "updateWarehouse"


@pytest.fixture
def out_with_pages(out: Out) -> Out:
    world = out.saleor.world
    made = world.add(PageType(id=world.new_id("PageType"), name="Seller", slug="seller"))
    connection.remember_ids(page_type=made.id)
    return out


def warehouse(out: Out, seller: Seller) -> Warehouse:
    found = out.saleor.world.by(Warehouse, external_reference=f"seller:{seller.pk}")
    assert found is not None
    return found


def where(out: Out, seller: Seller) -> Address:
    found = warehouse(out, seller).address
    assert found is not None
    return found


def values(out: Out) -> dict[str | None, str | None]:
    [attribute] = [one for one in out.saleor.world.all(Attribute) if one.slug == "seller"]
    return {one.external_reference: one.name for one in attribute.values}


def change(seller: Seller, **fields: object) -> None:
    Seller.objects.filter(pk=seller.pk).update(**fields)


def test_a_seller_is_a_warehouse_in_the_channel_and_a_value_of_the_attribute(out: Out) -> None:
    assert sellers_out.push_sellers_due() == 2
    seller = out.cast.saris.seller
    house = warehouse(out, seller)
    assert (house.slug, house.name) == ("seller-dapur-sari", "Dapur Sari")
    at = where(out, seller)
    assert (at.country_area, at.city, at.city_area) == ("Jawa Timur", "KOTA BLITAR", "Kepanjenkidul")
    assert at.postal_code == places.place(seller.village_code).postal_code  # type: ignore[union-attr]  # the register knows it
    [channel] = [one for one in out.saleor.world.all(Channel) if one.slug == "lapak-id"]
    assert house in channel.warehouses_
    assert values(out)[f"seller:{seller.pk}"] == "Dapur Sari"


def test_nothing_is_sent_twice(out: Out) -> None:
    sellers_out.push_sellers_due()
    out.calls.clear()
    assert sellers_out.push_sellers_due() == 0
    assert out.calls == []


def test_another_name_and_place_are_followed(out: Out) -> None:
    sellers_out.push_sellers_due()
    change(out.cast.saris.seller, name="Dapur Bu Sari", village_code="65.71.04.1001")
    assert sellers_out.push_sellers_due() == 1
    house = warehouse(out, out.cast.saris.seller)
    assert (house.name, house.slug, where(out, out.cast.saris.seller).country_area) == (
        "Dapur Bu Sari", "seller-dapur-sari", "Kalimantan Utara"
    )  # fmt: skip
    assert values(out)[f"seller:{out.cast.saris.seller.pk}"] == "Dapur Bu Sari"


@pytest.mark.parametrize(("code", "parent"), [("93", "Papua"), ("94", "Papua"), ("95", "Papua"), ("96", "Papua Barat")])
def test_a_province_saleor_does_not_know_goes_by_the_one_it_was_cut_from(out: Out, code: str, parent: str) -> None:
    village = places.children(code)[0]
    while village.level < 4:
        village = places.children(village.code)[0]
    change(out.cast.saris.seller, village_code=village.code)
    assert sellers_out.push_sellers([out.cast.saris.seller.pk]) == {}
    at = where(out, out.cast.saris.seller)
    assert at.country_area == parent
    assert at.metadata_["lapak.province"] == places.place(code).name  # type: ignore[union-attr]  # the register knows it


def test_every_province_is_one_that_saleor_knows(out: Out) -> None:
    for province in places.children(""):
        village = province
        while village.level < 4:
            village = places.children(village.code)[0]
        told = sellers_out.warehouse_of(replace_village(out.cast.saris.seller, village.code))
        assert province_known(told["address"]["countryArea"]), province.name
        assert "skipValidation" not in told["address"]


def replace_village(seller: Seller, code: str) -> Seller:
    seller.village_code = code
    return seller


def test_what_was_made_before_an_answer_was_lost_is_found(out_with_pages: Out) -> None:
    out = out_with_pages
    sellers_out.push_sellers_due()
    before = dict(SellerMirror.objects.values_list("seller_id", "warehouse_id"))
    pages = dict(SellerMirror.objects.values_list("seller_id", "page_id"))
    assert all(pages.values())
    SellerMirror.objects.all().delete()
    assert sellers_out.push_sellers_due() == 2
    assert dict(SellerMirror.objects.values_list("seller_id", "warehouse_id")) == before
    assert dict(SellerMirror.objects.values_list("seller_id", "page_id")) == pages
    assert len(values(out)) == 2


def test_a_cut_connection_makes_no_second_warehouse(out: Out) -> None:
    out.saleor.drop_answers(1)
    assert sellers_out.push_sellers_due() == 0
    resting.wake()
    sellers_out.push_sellers_due()
    assert sum(one.slug.startswith("seller-") for one in out.saleor.world.all(Warehouse)) == 2


def test_a_page_says_what_everybody_may_know_and_no_more(out_with_pages: Out) -> None:
    out = out_with_pages
    seller = out.cast.saris.seller
    change(seller, story="Kami dari <Sentul>.", nib="1234567890123", address="Jl. Rahasia 7")
    sellers_out.push_sellers_due()
    [page] = [one for one in out.saleor.world.all(Page) if one.slug == "toko-dapur-sari"]
    assert (page.title, page.is_published) == ("Dapur Sari", True)
    content = str(page.content)
    assert "Kami dari &lt;Sentul&gt;." in content
    for secret in (seller.phone, seller.phone[3:], "1234567890123", "Jl. Rahasia 7"):
        assert secret not in content
    change(seller, state=Seller.State.SUSPENDED)
    sellers_out.push_sellers_due()
    assert not page.is_published


def test_an_address_of_somebody_elses_page_or_warehouse_is_left_to_them(out_with_pages: Out) -> None:
    out = out_with_pages
    world = out.saleor.world
    [default] = [one for one in world.all(Warehouse) if one.slug == "default-warehouse"]
    default.slug = "seller-dapur-sari"
    sellers_out.push_sellers_due()
    assert warehouse(out, out.cast.saris.seller).slug == f"seller-dapur-sari-{out.cast.saris.seller.pk}"
    assert default.external_reference is None


def test_a_stall_that_closes_takes_its_goods_along(out: Out) -> None:
    sellers_out.push_sellers_due()
    Change.objects.all().delete()
    change(out.cast.saris.seller, state=Seller.State.SUSPENDED)
    sellers_out.push_sellers_due()
    told = set(Change.objects.values_list("product_id", "what"))
    assert told == {(out.cast.saris.product.pk, "goods")}


def test_a_stall_that_waits_for_approval_is_nobodys_business_there(out: Out) -> None:
    change(out.cast.citras.seller, state=Seller.State.PENDING)
    sellers_out.push_sellers_due()
    assert out.saleor.world.by(Warehouse, external_reference=f"seller:{out.cast.citras.seller.pk}") is None


def test_a_seller_saleor_refuses_keeps_the_reason_and_the_others_go(out: Out) -> None:
    change(out.cast.saris.seller, village_code="00.00.00.0000")
    refused = sellers_out.push_sellers([out.cast.saris.seller.pk, out.cast.citras.seller.pk])
    row = SellerMirror.objects.get(seller=out.cast.saris.seller)
    if refused:  # Saleor's address list may also take it unchecked, as an app's privilege
        assert row.last_error
        assert row.due_at > clock.now()
    assert warehouse(out, out.cast.citras.seller)


def test_without_an_install_nothing_is_tried(out: Out) -> None:
    Connection.objects.all().delete()
    assert sellers_out.push_sellers_due() == 0
    assert not out.saleor.world.all(Value)
