"""Products of a shop that existed before: found, given to sellers in three ways, and taken away again."""

import pytest

from catalog.products.models import Change, Pool, Product, Variant
from storefront.engine.saleor import assigning, assigning_queue, moving_in, offering, reconciling
from storefront.engine.saleor.models import Difference, FoundProduct, ProductMirror, SoldLine, VariantMirror
from storefront.engine.saleor.reading_products import NAMELESS
from tests.cast import Cast
from tests.storefront.saleor_goods.dashboard import Dashboard


def found(dashboard: Dashboard, *names: str) -> list[FoundProduct]:
    for place, name in enumerate(names):
        dashboard.add_product(name, (f"OLD-{place}-S", 15_000, 4), (f"OLD-{place}-M", 17_000, 0))
    dashboard.hear()
    return list(FoundProduct.objects.order_by("pk"))


def fruit(cast: Cast) -> int:
    return cast.citras.product.category_id


def give(cast: Cast, wanted: dict[int, int]) -> assigning_queue.Worked:
    assigning_queue.ask_for(person=cast.operator, wanted=wanted, category_id=fruit(cast))
    return assigning_queue.work()


def test_a_product_made_in_the_dashboard_is_offered(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    assert (row.name, row.slug, row.product) == ("Kemeja Lurik", "kemeja-lurik", None)
    assert [one["sku"] for one in row.facts["variants"]] == ["OLD-0-S", "OLD-0-M"]
    assert list(offering.waiting()) == [row]


def test_our_own_products_are_never_offered(cast: Cast, dashboard: Dashboard) -> None:
    assert reconciling.reconcile().foreign == 0
    assert FoundProduct.objects.count() == 0


def test_what_the_install_tries_the_shop_out_with_is_not_offered(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.add_product("Lapak (probe)", ("LPK-PROBE", 1, 0), externalReference="lapak:probe")
    dashboard.hear()
    assert (reconciling.reconcile().foreign, FoundProduct.objects.count()) == (0, 0)


def test_a_variant_without_a_name_is_called_by_what_it_is(cast: Cast, dashboard: Dashboard) -> None:
    made = dashboard.add_product("Topi Pandan")
    dashboard.add_variant(made, name=NAMELESS, sku="TP-1", price=12_000, stock=2)
    dashboard.hear()
    row = FoundProduct.objects.get()
    product = assigning.assign(
        person=cast.operator, found_id=row.pk, seller_id=cast.citras.seller.pk, category_id=fruit(cast)
    )
    assert product.variants.get().label == "1 buah"


def test_given_to_citra_it_is_on_sale_with_its_stock_and_price(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    made = assigning.assign(
        person=cast.operator, found_id=row.pk, seller_id=cast.citras.seller.pk, category_id=fruit(cast)
    )
    assert (made.seller, made.state, made.description) == (cast.citras.seller, "published", "Dari toko lama.")
    packs = Variant.objects.filter(product=made).order_by("position").select_related("pool")
    assert [(one.label, one.price_minor, one.pool.available, one.pool.base) for one in packs] == [
        ("OLD-0-S", 15_000, 4, Pool.Base.PIECE), ("OLD-0-M", 17_000, 0, Pool.Base.PIECE),
    ]  # fmt: skip
    assert not ProductMirror.objects.get(product=made).ours


def test_saleor_hears_whose_it_is_and_stocks_it_at_that_seller_alone(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    made = assigning.assign(
        person=cast.operator, found_id=row.pk, seller_id=cast.citras.seller.pk, category_id=fruit(cast)
    )
    assert moving_in.move_in_due() == 1
    dashboard.ground.push_due()
    there = dashboard.product_there(made)
    assert [value.external_reference for values in there.assigned.values() for value in values] == [
        f"seller:{cast.citras.seller.pk}"
    ]
    small = Variant.objects.filter(product=made).order_by("position")[0]
    stock = dashboard.stock_of(small)
    assert (stock.warehouse.slug, stock.quantity) == (f"seller-{cast.citras.seller.slug}", 4)
    assert [one.sku for one in there.variants_] == ["OLD-0-S", "OLD-0-M"]  # their own numbers stay
    assert there.category is None  # and its place in its own shop
    assert ProductMirror.objects.get(product=made).last_error == ""
    again = reconciling.reconcile()
    assert (again.merged, again.stocks, Difference.objects.count()) == (0, 0, 0)


def test_given_twice_it_is_one_product(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    first = assigning.assign(
        person=cast.operator, found_id=row.pk, seller_id=cast.citras.seller.pk, category_id=fruit(cast)
    )
    again = assigning.assign(
        person=cast.operator, found_id=row.pk, seller_id=cast.saris.seller.pk, category_id=fruit(cast)
    )
    assert (again.pk, again.seller) == (first.pk, cast.citras.seller)


def test_killed_half_way_it_goes_on_with_what_is_left(
    cast: Cast, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = found(dashboard, "Kemeja Lurik", "Kain Jumputan", "Topi Pandan")
    wanted = {row.pk: cast.citras.seller.pk for row in rows}

    class Killed(BaseException):
        pass

    def write(*args: object, **kwargs: object) -> None:
        if Product.objects.filter(name="Kain Jumputan").exists():
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("storefront.engine.saleor.assigning.record", write)
        with pytest.raises(Killed):
            give(cast, wanted)
    assert [row.name for row in FoundProduct.objects.filter(product__isnull=False)] == ["Kemeja Lurik"]
    assert not Product.objects.filter(name="Kain Jumputan").exists()
    assert assigning_queue.work().done == 2  # the sweep, without anybody asking again
    assert Product.objects.filter(seller=cast.citras.seller, name__in=[row.name for row in rows]).count() == 3
    assert VariantMirror.objects.filter(variant__product__name="Kain Jumputan").count() == 2


def test_by_attribute_each_value_has_its_seller(cast: Cast, dashboard: Dashboard) -> None:
    world = dashboard.saleor.world
    attribute = next(one for one in world.named("Attribute") if one.slug == "seller")
    values = {"value": "Merek A"}, {"value": "Merek B"}
    for place, value in enumerate([*values, values[0]]):
        dashboard.add_product(
            f"Barang {place}", (f"B-{place}", 9_000, 1), attributes=[{"id": attribute.id, "dropdown": value}]
        )
    dashboard.hear()
    (offer,) = offering.attributes()
    assert [(value.name, value.count) for value in offer.values] == [("Merek A", 2), ("Merek B", 1)]
    wanted = offering.by_attribute("seller", {offer.values[0].slug: cast.saris.seller.pk})
    assert give(cast, wanted).done == 2
    assert set(offering.waiting().values_list("name", flat=True)) == {"Barang 1"}


def test_a_category_nobody_knows_must_be_chosen(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    with pytest.raises(assigning.CannotAssign, match="Pilih kategorinya"):
        assigning.assign(person=cast.operator, found_id=row.pk, seller_id=cast.citras.seller.pk)


def test_a_fraction_price_is_said_and_nothing_is_made(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.add_product("Setengah Rupiah", ("HALF", 9_000.5, 1))
    dashboard.hear()
    row = FoundProduct.objects.get()
    result = give(cast, {row.pk: cast.saris.seller.pk})
    assert (result.done, result.refused, result.left) == (0, 1, 0)
    row.refresh_from_db()
    assert "harga utuh" in row.facts["refused"]
    assert not Product.objects.filter(name="Setengah Rupiah").exists()


def test_taken_away_again_it_is_offered_and_stays_as_it_is_there(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    made = assigning.assign(
        person=cast.operator, found_id=row.pk, seller_id=cast.citras.seller.pk, category_id=fruit(cast)
    )
    assigning.undo(person=cast.operator, found_id=row.pk)
    assert list(offering.waiting()) == [FoundProduct.objects.get(pk=row.pk)]
    assert Product.objects.get(pk=made.pk).state == Product.State.TAKEN_DOWN
    assert not Change.objects.filter(product=made).exists()
    dashboard.ground.push_due()
    assert len([one for one in dashboard.saleor.world.named("Product") if one.name == "Kemeja Lurik"]) == 1
    again = assigning.assign(
        person=cast.operator, found_id=row.pk, seller_id=cast.saris.seller.pk, category_id=fruit(cast)
    )
    assert again.seller == cast.saris.seller


def test_what_was_sold_cannot_be_taken_away(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    made = assigning.assign(
        person=cast.operator, found_id=row.pk, seller_id=cast.citras.seller.pk, category_id=fruit(cast)
    )
    SoldLine.objects.create(
        saleor_order_id="o", line_id="l", order_ref="K7QX29MB", variant=made.variants.all()[0], quantity=1
    )
    with pytest.raises(assigning.CannotAssign):
        assigning.undo(person=cast.operator, found_id=row.pk)


def test_ignored_ones_are_not_offered_until_they_are_again(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    assert assigning.ignore(person=cast.operator, found_ids=[row.pk]) == 1
    reconciling.reconcile()
    assert not offering.waiting().exists()
    assert assigning.offer_again(person=cast.operator, found_ids=[row.pk]) == 1
    assert offering.waiting().exists()


def test_deleted_there_it_is_offered_no_more(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    dashboard._do("mutation D($id: ID!) { productDelete(id: $id) { errors { message } } }", id=row.saleor_id)
    dashboard.hear()
    assert not offering.waiting().exists()
