"""Lists of goods: what is shown, in which order, page by page."""

import base64
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.media.models import Photo
from catalog.products import listing
from catalog.products.cursors import BadCursor
from catalog.products.models import Product, Variant
from sellers.accounts.models import Seller
from sellers.kit import clock
from tests import cast as standing_cast
from tests.cast import JUATA_LAUT, Cast

SRENGAT = "35.05.03.1007"


def names(page: listing.CardPage) -> list[str]:
    return [card.name for card in page.items]


def more_goods(cast: Cast, count: int) -> None:
    """`count` products of Sari's at rising prices, each older than the one before."""
    for number in range(count):
        product = Product.objects.create(
            seller=cast.saris.seller, category=cast.saris.product.category, slug=f"barang-{number}",
            name=f"Barang {number}", state="published", published_at=clock.now() - timedelta(days=number + 1),
        )  # fmt: skip
        Variant.objects.create(
            product=product, pool=cast.saris.pool, label="1 kg", unit="kg", pack_size=1_000, weight_g=1_000,
            price_minor=1_000 + number // 2,
        )  # fmt: skip


def walk(**asked: object) -> list[str]:
    """All names of a list, by its cursors."""
    seen: list[str] = []
    after: str | None = None
    while True:
        page = listing.cards(after=after, **asked)  # type: ignore[arg-type]  # the asked filters vary by test
        seen += names(page)
        after = page.next_cursor
        if after is None:
            return seen


def test_a_card_shows_the_cheapest_pack_and_its_price_by_the_kilo(cast: Cast) -> None:
    card = next(card for card in listing.cards().items if card.name == "Opak Gambir")
    assert (card.price_minor, card.unit, card.label, card.currency) == (11_000, "g", "250 g", "IDR")
    assert (card.compare_unit, card.compare_minor) == ("kg", 44_000)
    assert (card.pack_count, card.packs) == (2, 200)
    assert (card.seller_name, card.seller_slug, card.village_code) == ("Dapur Sari", "dapur-sari", "35.72.01.1003")
    assert (card.category_slug, card.emblem, card.photo_url) == ("camilan", "opak", "")


def test_a_pack_that_is_not_sold_sets_no_price(cast: Cast) -> None:
    Variant.objects.filter(pk=cast.small_pack.pk).update(is_active=False)
    card = next(card for card in listing.cards().items if card.name == "Opak Gambir")
    assert (card.price_minor, card.pack_count) == (40_000, 1)


def test_the_newest_goods_come_first(cast: Cast) -> None:
    assert names(listing.cards()) == ["Belimbing Manis", "Opak Gambir"]


@pytest.mark.parametrize("state", ["draft", "taken_down"])
def test_goods_that_are_not_published_are_not_listed(cast: Cast, state: str) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(state=state)
    assert names(listing.cards()) == ["Belimbing Manis"]
    assert listing.detail(cast.saris.product.slug) is None


@pytest.mark.parametrize("state", ["pending", "suspended", "refused"])
def test_goods_of_a_seller_who_is_not_approved_are_not_listed(cast: Cast, state: str) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(state=state)
    assert names(listing.cards()) == ["Belimbing Manis"]
    assert listing.cards().total == 1
    assert listing.detail(cast.saris.product.slug) is None


def test_goods_without_a_pack_to_buy_are_not_listed(cast: Cast) -> None:
    cast.saris.product.variants.update(is_active=False)
    assert names(listing.cards()) == ["Belimbing Manis"]


def test_goods_are_found_by_category_seller_and_region(cast: Cast) -> None:
    assert names(listing.cards(category="buah")) == ["Belimbing Manis"]
    assert names(listing.cards(seller="dapur-sari")) == ["Opak Gambir"]
    assert names(listing.cards(region="35.72.02")) == ["Belimbing Manis"]
    assert names(listing.cards(category="batik")) == []


def test_prices_sort_both_ways(cast: Cast) -> None:
    assert names(listing.cards(sort="price_low")) == ["Opak Gambir", "Belimbing Manis"]
    assert names(listing.cards(sort="price_high")) == ["Belimbing Manis", "Opak Gambir"]


def test_a_new_price_moves_goods_in_the_sorted_list(cast: Cast) -> None:
    Variant.objects.filter(pk=cast.small_pack.pk).update(price_minor=13_000)
    assert names(listing.cards(sort="price_low")) == ["Belimbing Manis", "Opak Gambir"]
    cast.small_pack.delete()
    assert Product.objects.get(pk=cast.saris.product.pk).price_from_minor == 40_000


def test_sellers_of_the_kabupaten_come_first_then_of_its_province(cast: Cast) -> None:
    category = cast.saris.product.category
    far = standing_cast.stall(cast.eko, "Amplang Eko", JUATA_LAUT, cast.other_cooperative, category, "Amplang", 35_000)
    same = standing_cast.stall(cast.fajar, "Dapur Srengat", SRENGAT, cast.cooperative, category, "Pangsit", 12_000)
    assert names(listing.cards()) == [same.product.name, far.product.name, "Belimbing Manis", "Opak Gambir"]
    near = ["Belimbing Manis", "Opak Gambir", "Pangsit", "Amplang"]
    assert names(listing.cards(near="35.72")) == near
    assert walk(near="35.72", first=1) == near


@pytest.mark.parametrize("sort", ["newest", "price_low", "price_high"])
@pytest.mark.parametrize("near", [None, "65.71"])
def test_pages_follow_each_other_without_a_gap_or_a_repeat(cast: Cast, sort: str, near: str | None) -> None:
    more_goods(cast, 11)
    assert walk(sort=sort, near=near, first=3) == names(listing.cards(sort=sort, near=near, first=100))
    assert len(walk(sort=sort, near=near, first=3)) == 13


def test_what_is_published_while_one_reads_moves_nothing(cast: Cast) -> None:
    more_goods(cast, 5)
    page = listing.cards(first=3)
    Product.objects.filter(slug="barang-4").update(published_at=clock.now())
    assert not set(names(page)) & set(names(listing.cards(first=3, after=page.next_cursor)))


def test_a_search_result_keeps_its_order_and_its_pages(cast: Cast) -> None:
    more_goods(cast, 4)
    ids = list(Product.objects.order_by("id").values_list("id", flat=True))
    wanted = [ids[3], ids[0], ids[5], ids[1]]
    expected = [Product.objects.get(pk=pk).name for pk in wanted]
    assert walk(ids=[*wanted, 10**9], first=3) == expected
    assert listing.cards(ids=wanted, category="buah").total == 1
    assert names(listing.cards(ids=[])) == []


@pytest.mark.parametrize("after", ["x", "!!!", "bm90anNvbg", "WyJuZXdlc3QiLDFd", "W10", "é", "MQ", ""])
def test_a_cursor_of_another_list_is_refused(cast: Cast, after: str) -> None:
    if after == "":
        assert len(listing.cards(after=after).items) == 2
        return
    with pytest.raises(BadCursor) as refusal:
        listing.cards(after=after)
    assert refusal.value.status == 400


def test_a_price_cursor_does_not_fit_the_newest_list(cast: Cast) -> None:
    cursor = listing.cards(sort="price_low", first=1).next_cursor
    with pytest.raises(BadCursor):
        listing.cards(after=cursor)


def test_a_page_holds_at_most_a_hundred(cast: Cast) -> None:
    more_goods(cast, 101)
    assert len(listing.cards(first=5_000).items) == 100
    assert len(listing.cards(first=0).items) == 1


@pytest.mark.parametrize("asked", [{}, {"near": "35.72"}, {"sort": "price_low"}, {"category": "camilan"}])
def test_a_long_page_takes_as_many_queries_as_a_short_one(cast: Cast, asked: dict[str, str]) -> None:
    more_goods(cast, 30)
    with CaptureQueriesContext(
        connection,
    ) as short:
        assert len(listing.cards(first=2, **asked).items) == 2  # type: ignore[arg-type]  # the asked filters vary
    with CaptureQueriesContext(connection) as long:
        assert len(listing.cards(first=30, **asked).items) == 30  # type: ignore[arg-type]  # the asked filters vary
    assert len(short) <= len(long) <= (5 if "near" in asked else 3)


def test_the_total_is_counted_only_when_asked(cast: Cast) -> None:
    page = listing.cards(first=1)
    with CaptureQueriesContext(connection) as queries:
        assert (page.total, page.total) == (2, 2)
    assert len(queries) == 1


def test_a_card_shows_the_first_photo_in_the_size_nearest_above(cast: Cast) -> None:
    common = {"seller": cast.saris.seller, "product": cast.saris.product}
    Photo.objects.create(original="", sizes={"400": "photos/second.webp"}, position=1, **common)
    Photo.objects.create(original="", sizes={"400": "photos/a-400.webp", "800": "photos/a-800.webp"},
                         alt="Opak di tampah", **common)  # fmt: skip
    card = next(card for card in listing.cards().items if card.name == "Opak Gambir")
    assert card.photo_url.endswith("/photos/a-400.webp")
    assert card.photo_alt == "Opak di tampah"
    assert set(card.photos) == {"400", "800"}


def test_a_product_page_brings_its_packs_pools_and_photos_along(cast: Cast) -> None:
    cast.small_pack.is_active = False
    cast.small_pack.save(update_fields=["is_active"])
    Photo.objects.create(seller=cast.saris.seller, product=cast.saris.product, original="", sizes={})
    product = listing.detail("opak-gambir")
    assert product is not None
    with CaptureQueriesContext(connection) as queries:
        assert [(variant.label, variant.pool.available) for variant in product.variants.all()] == [("1 kg", 50_000)]
        assert product.seller.cooperative is not None and product.category.slug == "camilan"
        assert len(product.photos.all()) == 1
    assert len(queries) == 0


def test_categories_come_in_the_operators_order(cast: Cast) -> None:
    listing.Category.objects.filter(slug="camilan").update(position=5)
    assert [category.slug for category in listing.categories()] == ["buah", "camilan"]


@pytest.mark.parametrize("values", [[0, 5, 5], [0, {"t": "0001-01-01T00:00:00+14:00"}, 5], [0, {"t": "2026-01-01"}, 5]])
def test_a_cursor_somebody_wrote_by_hand_is_refused(cast: Cast, values: list[object]) -> None:
    forged = base64.urlsafe_b64encode(json.dumps(["newest@", *values]).encode()).decode()
    with pytest.raises(BadCursor):
        listing.cards(after=forged)


def test_a_price_cursor_holds_no_time(cast: Cast) -> None:
    values = ["price_low@", 0, {"t": "2026-01-01T00:00:00+00:00"}, 5]
    with pytest.raises(BadCursor):
        listing.cards(sort="price_low", after=base64.urlsafe_b64encode(json.dumps(values).encode()).decode())
