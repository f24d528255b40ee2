"""What Saleor is told of our goods, to the letter. Nothing here asks anybody."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from payments.money import Money
from storefront.engine.saleor import mapping
from storefront.engine.saleor.mapping import Goods, Pack, Shop

SHOP = Shop("CH", "PT", "AT", "PG", "IDR")
KILO = Pack(11, "1 kg", Money(40_000, "IDR"), 1_000, True, 50)
SMALL = Pack(12, "250 g", Money(11_000, "IDR"), 260, True, 200)
OPAK = Goods(
    product_id=7, seller_id=3, slug="opak-gambir", name="Opak Gambir", name_en="Gambir crackers",
    description="Renyah & <gurih>.\n\nTahan 3 bulan.", category="camilan", halal="bersertifikat", maker="Bu Sari",
    lead_time_days=2, perishable=False, published=True, packs=(KILO, SMALL),
)  # fmt: skip


def test_a_new_product_is_complete_in_one_row() -> None:
    row = mapping.new_product(OPAK, SHOP, category="CAT", warehouse="WH")
    assert row == {
        "name": "Opak Gambir",
        "slug": "opak-gambir",
        "description": mapping.editor_js(OPAK.description),
        "productType": "PT",
        "category": "CAT",
        "weight": Decimal("1"),
        "externalReference": "lapak:p:7",
        "attributes": [{"id": "AT", "dropdown": {"externalReference": "seller:3"}}],
        "metadata": [
            {"key": "lapak.halal", "value": "bersertifikat"},
            {"key": "lapak.lead_time_days", "value": "2"},
            {"key": "lapak.maker", "value": "Bu Sari"},
            {"key": "lapak.name_en", "value": "Gambir crackers"},
            {"key": "lapak.perishable", "value": "false"},
            {"key": "lapak.seller", "value": "3"},
        ],
        "privateMetadata": [{"key": "lapak.id", "value": "7"}, {"key": "lapak.seller_id", "value": "3"}],
        "channelListings": [
            {"channelId": "CH", "isPublished": True, "visibleInListings": True, "isAvailableForPurchase": True}
        ],
        "variants": [
            {
                "sku": "LPK-11", "name": "1 kg", "trackInventory": True, "weight": Decimal("1"), "attributes": [],
                "externalReference": "lapak:v:11", "privateMetadata": [{"key": "lapak.id", "value": "11"}],
                "stocks": [{"warehouse": "WH", "quantity": 50}],
                "channelListings": [{"channelId": "CH", "price": Decimal("40000")}],
            },
            {
                "sku": "LPK-12", "name": "250 g", "trackInventory": True, "weight": Decimal("0.26"), "attributes": [],
                "externalReference": "lapak:v:12", "privateMetadata": [{"key": "lapak.id", "value": "12"}],
                "stocks": [{"warehouse": "WH", "quantity": 200}],
                "channelListings": [{"channelId": "CH", "price": Decimal("11000")}],
            },
        ],
    }  # fmt: skip


def test_a_description_is_the_editors_json_in_a_string_and_comes_back_the_same() -> None:
    told = json.loads(mapping.editor_js(OPAK.description))
    assert [block["data"]["text"] for block in told["blocks"]] == ["Renyah &amp; &lt;gurih&gt;.", "Tahan 3 bulan."]
    assert mapping.plain_text(mapping.editor_js(OPAK.description)) == "Renyah & <gurih>.\nTahan 3 bulan."
    assert mapping.editor_js(OPAK.description) == mapping.editor_js(OPAK.description)


@pytest.mark.parametrize("strange", ["", "no json", "[]", "7", '{"blocks": 5}', None, {"blocks": [{"data": None}]}])
def test_a_description_that_is_none_is_read_as_nothing(strange: object) -> None:
    assert mapping.plain_text(strange) == ""


@pytest.mark.parametrize(
    ("price", "currency", "told", "agreed"),
    [
        (Money(40_000, "IDR"), "IDR", Decimal("40000"), "40000"),
        (Money(1_250, "USD"), "USD", Decimal("12.50"), "12.50"),
        (Money(99, "MYR"), "MYR", Decimal("0.99"), "0.99"),
        (Money(700, "JPY"), "JPY", Decimal("700"), "700"),
    ],
)
def test_prices_are_decimals_in_the_channels_currency(
    price: Money, currency: str, told: Decimal, agreed: str
) -> None:  # fmt: skip
    shop, pack = replace(SHOP, currency=currency), replace(KILO, price=price)
    row = mapping.new_variant(pack, shop, warehouse="WH")
    assert row["channelListings"] == [{"channelId": "CH", "price": told}]
    assert mapping.agreed_pack(pack, shop) == {
        "name": "1 kg", "sku": "LPK-11", "price": agreed, "active": True, "weight_g": 1_000
    }  # fmt: skip


def test_a_pack_in_another_currency_than_the_channels_is_not_listed() -> None:
    pack = replace(KILO, price=Money(1_250, "USD"))
    assert mapping.new_variant(pack, SHOP, warehouse="WH")["channelListings"] == []
    assert mapping.agreed_pack(pack, SHOP)["active"] is False


@pytest.mark.parametrize(
    ("active", "listing", "wanted"),
    [
        (True, "L", {"update": [{"channelListing": "L", "price": Decimal("40000")}]}),
        (True, "", {"create": [{"channelId": "CH", "price": Decimal("40000")}]}),
        (False, "L", {"remove": ["L"]}),
        (False, "", None),
    ],
)
def test_a_pack_that_is_gone_loses_its_listing_and_is_never_deleted(
    active: bool, listing: str, wanted: object
) -> None:  # fmt: skip
    row = mapping.changed_variant(replace(KILO, active=active), SHOP, saleor_id="V", listing_id=listing)
    assert (row["id"], row.get("channelListings")) == ("V", wanted)


def test_what_is_not_shown_keeps_its_place_in_the_channel() -> None:
    listing = mapping.listing(replace(OPAK, published=False), SHOP)
    assert listing == {
        "channelId": "CH", "isPublished": False, "visibleInListings": False, "isAvailableForPurchase": False
    }  # fmt: skip


@pytest.mark.parametrize(
    ("available", "pack_size", "allocated", "waiting", "on_hand"),
    [
        (1_999, 1_000, 0, 0, 1),  # a kilo and a bit is one pack
        (1_999, 250, 0, 0, 7),  # and seven small ones, out of the same grams
        (1_500, 250, 3, 0, 9),  # three are promised in Saleor, which subtracts them itself
        (1_500, 250, 3, 2, 11),  # two more are held by a placing that is no order there yet
        (0, 250, 4, 0, 4),  # all that is left is promised
        (0, 1, 0, 0, 0),
    ],
)
def test_the_number_on_the_shelf(available: int, pack_size: int, allocated: int, waiting: int, on_hand: int) -> None:
    told = mapping.on_hand(available=available, pack_size=pack_size, allocated=allocated, waiting=waiting)
    assert told == on_hand
    assert told - allocated - waiting == available // pack_size  # what others can still buy there


@pytest.mark.parametrize(
    ("reference", "number"),
    [("lapak:p:12", 12), ("lapak:p:", None), ("lapak:v:12", None), ("lapak:p:1x", None), (None, None), ("12", None)],
)
def test_only_our_own_references_hold_a_number(reference: str | None, number: int | None) -> None:
    assert mapping.number_in(reference, "lapak:p:") == number


def test_what_both_sides_agree_on_is_json() -> None:
    agreed = mapping.agreed_goods(OPAK)
    assert json.loads(json.dumps(agreed)) == agreed
    assert (agreed["name"], agreed["category"], agreed["published"]) == ("Opak Gambir", "camilan", True)
