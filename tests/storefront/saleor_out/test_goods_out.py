"""Goods on their way to Saleor: made, changed, unpublished, never touched."""

from django.db import transaction

from catalog.products import actions, changes, making
from catalog.products.changes import What
from catalog.products.models import Category, Change, Variant
from sellers.accounts.models import Cooperative, Seller
from storefront.engine.saleor import pushing
from storefront.engine.saleor.models import Connection, ProductMirror, VariantMirror
from tests.fakes.saleor import goods as there
from tests.fakes.saleor.places import Channel
from tests.fakes.saleor.taxonomy import Category as ThereCategory
from tests.storefront.saleor_out.conftest import Out
from tests.storefront.saleor_out.shelves import as_it_is, create, shelf_of, there_product

BULK, UPDATE, LIST = "productBulkCreate", "productUpdate", "productChannelListingUpdate"
PACKS, NEW_PACKS = "productVariantBulkUpdate", "productVariantBulkCreate"


def test_a_listing_made_on_the_phone_is_in_saleor_after_one_sweep(out: Out) -> None:
    product = create(out, description="Pedas & segar", maker="Bu Sari", lead_time_days=1)
    out.sweep()
    made, pack = out.product(product), product.variants.get()
    assert (made.name, made.slug, made.category.slug if made.category else "") == ("Cabai rawit", "cabai-rawit", "buah")
    assert out.published(product)
    assert (out.price(pack), out.quantity(pack)) == ("60000", 50)
    assert [row.external_reference for row in made.assigned[next(iter(made.assigned))]] == [
        f"seller:{out.cast.saris.seller.pk}"
    ]
    assert made.metadata_["lapak.maker"] == "Bu Sari"
    assert out.variant(pack).stocks_[0].warehouse.slug == "seller-dapur-sari"
    row = out.mirror(product)
    assert (row.saleor_id, row.last_error) == (made.id, "")
    assert row.goods_number == Change.objects.get(product=product, what=What.GOODS).number
    assert VariantMirror.objects.get(variant=pack).saleor_id == out.variant(pack).id


def test_the_member_chosen_as_its_maker_is_named_there_as_in_the_shop(out: Out) -> None:
    product = create(out, maker="Kelompok Mawar")
    person = out.cast.sari
    out.act(making.set_maker, product_id=product.pk, maker_id=person.pk)
    out.sweep()
    assert out.product(product).metadata_["lapak.maker"] == person.name != "Kelompok Mawar"


def test_a_second_sweep_sends_nothing(out: Out) -> None:
    create(out)
    out.sweep()
    out.sweep()
    out.calls.clear()
    assert out.sweep() == (0, 0, 0, 0)
    assert out.calls == []


def test_a_draft_and_a_stall_that_was_never_open_stay_at_home(out: Out) -> None:
    draft = create(out, publish=False)
    Seller.objects.filter(pk=out.cast.citras.seller.pk).update(state=Seller.State.PENDING)
    with transaction.atomic():
        changes.tell(product_ids=[out.cast.citras.product.pk], what=What.GOODS)
    out.sweep()
    assert out.mirror(draft).saleor_id is None
    assert out.mirror(out.cast.citras.product).saleor_id is None
    out.act(actions.put_back, product_id=draft.pk)
    out.sweep()
    assert out.published(draft)


def test_a_stall_that_opens_brings_its_goods(out: Out) -> None:
    seller = Seller.objects.filter(pk=out.cast.citras.seller.pk)
    seller.update(state=Seller.State.PENDING)
    out.sweep()
    seller.update(state=Seller.State.APPROVED)
    out.sweep()
    assert out.published(out.cast.citras.product)


def test_a_stall_on_trial_is_sold_from_until_its_cooperative_ends_that(out: Out) -> None:
    Seller.objects.filter(pk=out.cast.saris.seller.pk).update(state=Seller.State.PENDING)
    rule = Cooperative.objects.filter(pk=out.cast.cooperative.pk)
    out.sweep()
    assert not ProductMirror.objects.filter(product=out.cast.saris.product, saleor_id__isnull=False).exists()
    rule.update(pending_orders=3)
    out.sweep()
    assert out.published(out.cast.saris.product)
    assert out.quantity(out.cast.saris.variant) == 50
    rule.update(pending_orders=None)
    out.sweep()
    assert not out.published(out.cast.saris.product)


def test_a_new_price_is_one_call(out: Out) -> None:
    out.begin()
    out.act(actions.update_variant, variant_id=out.cast.small_pack.pk, price_minor=12_500)
    out.sweep()
    assert out.price(out.cast.small_pack) == "12500"
    assert out.writes() == [PACKS]
    assert VariantMirror.objects.get(variant=out.cast.small_pack).agreed["price"] == "12500"


def test_other_words_are_one_call_and_the_address_stays(out: Out) -> None:
    out.begin()
    product = out.cast.saris.product
    out.act(actions.edit_product, product_id=product.pk, name="Opak Gambir Pedas", category="buah", description="Baru")
    out.sweep()
    made = out.product(product)
    assert (made.name, made.slug, made.category.slug if made.category else "") == (
        "Opak Gambir Pedas", "opak-gambir", "buah"
    )  # fmt: skip
    assert out.writes() == ["categoryCreate", UPDATE] or out.writes() == [UPDATE]
    assert out.mirror(product).agreed["name"] == "Opak Gambir Pedas"


def test_taken_down_is_unpublished_and_never_deleted(out: Out) -> None:
    out.begin()
    product = out.cast.saris.product
    out.act(actions.take_down, product_id=product.pk)
    out.sweep()
    assert not out.published(product)
    out.act(actions.put_back, product_id=product.pk)
    out.sweep()
    assert out.published(product)
    assert out.writes() == [LIST, LIST]


def test_a_second_pack_goes_to_the_same_product_with_its_stock_and_price(out: Out) -> None:
    out.begin()
    pack = out.act(
        actions.add_pack, product_id=out.cast.saris.product.pk, unit="bungkus", content="500 g", price_minor=21_000
    )
    out.sweep()
    assert out.variant(pack).product is out.product(out.cast.saris.product)
    assert (out.price(pack), out.quantity(pack)) == ("21000", 100)
    assert out.writes() == [NEW_PACKS]


def test_a_pack_that_is_given_up_is_unlisted_and_can_come_back(out: Out) -> None:
    out.begin()
    out.act(actions.update_variant, variant_id=out.cast.small_pack.pk, is_active=False)
    out.sweep()
    assert out.price(out.cast.small_pack) is None
    out.act(actions.update_variant, variant_id=out.cast.small_pack.pk, is_active=True)
    out.sweep()
    assert out.price(out.cast.small_pack) == "11000"
    assert out.price(out.cast.saris.variant) == "40000"


def test_a_suspended_stall_loses_all_its_goods_there_and_its_neighbour_none(out: Out) -> None:
    second = create(out)
    out.begin()
    Seller.objects.filter(pk=out.cast.saris.seller.pk).update(state=Seller.State.SUSPENDED)
    out.sweep()
    assert not out.published(out.cast.saris.product)
    assert not out.published(second)
    assert out.published(out.cast.citras.product)


def test_250_products_go_in_three_bulk_calls(out: Out) -> None:
    ids = shelf_of(out, 250)
    heard: list[int] = []
    done = pushing.push_products(ids, told=heard.append)
    assert (done.sent, done.failed, heard) == (250, {}, [100, 100, 50])
    assert out.calls.count(BULK) == 3
    assert len(out.saleor.world.all(there.Product)) == 250


def test_another_name_of_a_category_is_followed(out: Out) -> None:
    out.begin()
    Category.objects.filter(slug="camilan").update(name_id="Camilan kering")
    out.act(actions.edit_product, product_id=out.cast.saris.product.pk, name="Opak Lain")
    out.sweep()
    category = out.product(out.cast.saris.product).category
    assert category is not None
    assert (category.slug, category.name) == ("camilan", "Camilan kering")


def test_a_category_that_stands_there_already_is_taken(out: Out) -> None:
    world = out.saleor.world
    world.add(ThereCategory(id=world.new_id("Category"), name="Snack", slug="camilan"))
    out.begin()
    category = out.product(out.cast.saris.product).category
    assert category is not None
    assert category.name == "Camilan"
    assert sum(one.slug == "camilan" for one in world.all(ThereCategory)) == 1


def test_what_came_from_saleor_is_not_sent_back(out: Out) -> None:
    """As the taking over leaves it: our row, what was agreed, and a change that names its origin."""
    out.begin()
    product, variant = out.cast.saris.product, out.cast.saris.variant
    out.saleor.staff.set_price(f"lapak:v:{variant.pk}", 45_000)
    known = VariantMirror.objects.get(variant=variant)
    with transaction.atomic():
        Variant.objects.filter(pk=variant.pk).update(price_minor=45_000)
        known.agreed = {**known.agreed, "price": "45000"}
        known.save(update_fields=["agreed"])
        changes.tell(product_ids=[product.pk], what=What.GOODS, origin="saleor")
    out.calls.clear()
    assert pushing.push_due() == 1
    assert out.calls == []


def test_a_price_of_the_dashboard_survives_our_change_of_something_else(out: Out) -> None:
    out.begin()
    out.saleor.staff.set_price(f"lapak:v:{out.cast.saris.variant.pk}", 45_000)
    out.act(actions.edit_product, product_id=out.cast.saris.product.pk, name="Opak Lain")
    out.sweep()
    assert out.price(out.cast.saris.variant) == "45000"


def test_another_sellers_goods_are_never_touched(out: Out) -> None:
    out.begin()
    before = as_it_is(out.product(out.cast.citras.product))
    out.act(actions.edit_product, product_id=out.cast.saris.product.pk, name="Opak Lain")
    out.act(actions.update_variant, variant_id=out.cast.saris.variant.pk, price_minor=1_000, stock=3)
    out.act(actions.take_down, product_id=out.cast.saris.product.pk)
    stranger = there_product(out)
    strangers = as_it_is(stranger)
    out.sweep()
    assert as_it_is(out.product(out.cast.citras.product)) == before
    assert as_it_is(stranger) == strangers


def test_prices_in_another_currency_than_the_channels_are_never_listed(out: Out) -> None:
    Variant.objects.filter(pk=out.cast.citras.variant.pk).update(currency="USD")
    out.begin()
    assert out.price(out.cast.citras.variant) is None


def test_a_dollar_market_sends_cents(out: Out) -> None:
    [channel] = [one for one in out.saleor.world.all(Channel) if one.slug == "lapak-id"]
    channel.currency_code = "USD"
    Connection.objects.update(currency="USD")
    Variant.objects.filter(pk=out.cast.citras.variant.pk).update(currency="USD", price_minor=1_250)
    out.begin()
    assert out.price(out.cast.citras.variant) in ("12.5", "12.50")
    assert out.price(out.cast.saris.variant) is None
