"""What was deleted in Saleor is taken down here; what was added to our goods waits for a person."""

import pytest

from catalog.products.errors import InvalidPrice
from catalog.products.models import Product, Variant
from sellers.kit.errors import NotFound
from sellers.messages.models import Message
from storefront.engine.saleor import connection, gone, merging, new_variants, reconciling
from storefront.engine.saleor.errors import Denied, SaleorError
from storefront.engine.saleor.models import Difference, ProductMirror, VariantMirror
from tests.cast import Cast
from tests.storefront.saleor_goods.dashboard import Dashboard


def state_of(product: Product) -> str:
    return Product.objects.values_list("state", flat=True).get(pk=product.pk)


def test_a_product_deleted_there_is_taken_down_here_with_a_notice(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.delete(cast.saris.product)
    dashboard.hear()
    assert state_of(cast.saris.product) == Product.State.TAKEN_DOWN
    assert "dihapus oleh pengelola toko" in Message.objects.get(template="product_deleted_by_shop").body
    row = Difference.objects.get(kind=gone.KIND)
    assert (row.about, row.settled_at) == (f"lapak:p:{cast.saris.product.pk}", None)
    assert VariantMirror.objects.filter(variant=cast.saris.variant).exists()  # lines of old orders ask it


def test_a_deleted_product_is_not_made_again_by_itself(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.delete(cast.saris.product)
    dashboard.hear()
    dashboard.ground.push_due()
    reconciling.reconcile()
    dashboard.ground.push_due()
    assert ProductMirror.objects.get(product=cast.saris.product).saleor_id is None


def test_sent_again_it_is_on_sale_on_both_sides(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.delete(cast.saris.product)
    dashboard.hear()
    gone.send_again(about=f"lapak:p:{cast.saris.product.pk}")
    dashboard.ground.push_due()
    assert state_of(cast.saris.product) == Product.State.PUBLISHED
    assert dashboard.price_of(cast.saris.variant) == 40_000
    assert dashboard.stock_of(cast.saris.variant).quantity == 50
    assert Difference.objects.get(kind=gone.KIND).settled_at is not None


def test_a_lost_deletion_is_found_by_the_nightly_look(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.delete(cast.saris.product)
    dashboard.saleor.lose(times=5)
    dashboard.hear()
    assert reconciling.reconcile().missing == 1
    assert state_of(cast.saris.product) == Product.State.TAKEN_DOWN


def test_a_token_that_is_good_no_more_takes_nothing_down(cast: Cast, dashboard: Dashboard) -> None:
    """A stranger sees no product without a channel, and hears of no error."""
    dashboard.show(cast.saris.product, published=False)
    dashboard.saleor.deliver()
    connection.set_token(token="tidak-berlaku", app_id=connection.current().app_id)
    with pytest.raises(SaleorError):
        merging.merge(dashboard.product_id(cast.saris.product))
    with pytest.raises(Denied):
        reconciling.reconcile()
    assert state_of(cast.saris.product) == Product.State.PUBLISHED
    assert not Difference.objects.exists()


def test_a_deleted_variant_is_a_pack_that_is_not_sold_any_more(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.delete_variant(cast.small_pack)
    dashboard.hear()
    assert not Variant.objects.get(pk=cast.small_pack.pk).is_active
    assert state_of(cast.saris.product) == Product.State.PUBLISHED
    dashboard.ground.push_due()
    assert ProductMirror.objects.get(product=cast.saris.product).last_error == ""


def added(cast: Cast, dashboard: Dashboard, price: object = 21_000) -> str:
    made = dashboard.add_variant(
        dashboard.product_id(cast.saris.product), name="500 g", sku="OPK-500", price=price, stock=7
    )
    dashboard.hear()
    return made


def test_a_variant_added_there_waits_until_somebody_says_what_it_holds(cast: Cast, dashboard: Dashboard) -> None:
    made = added(cast, dashboard)
    row = Difference.objects.get(kind=new_variants.KIND)
    assert (row.about, row.settled_at) == (made, None)
    variant = new_variants.take_in(person=cast.operator, variant_id=made, holds="500 g")
    assert (variant.pool_id, variant.pack_size, variant.price_minor) == (cast.saris.pool.pk, 500, 21_000)
    assert new_variants.take_in(person=cast.operator, variant_id=made, holds="500 g") == variant
    dashboard.ground.push_due()
    row.refresh_from_db()
    assert row.settled_at is not None
    at_sari = [one for one in _stocks(dashboard, made) if one.warehouse.slug == f"seller-{cast.saris.seller.slug}"]
    assert [one.quantity for one in at_sari] == [100]


def test_it_is_said_once_however_often_it_is_seen(cast: Cast, dashboard: Dashboard) -> None:
    added(cast, dashboard)
    reconciling.reconcile()
    reconciling.reconcile()
    assert Difference.objects.filter(kind=new_variants.KIND).count() == 1


def test_a_fraction_price_must_be_put_right_there_first(cast: Cast, dashboard: Dashboard) -> None:
    made = added(cast, dashboard, price=21_000.5)
    with pytest.raises(InvalidPrice):
        new_variants.take_in(person=cast.operator, variant_id=made, holds="500 g")
    with pytest.raises(NotFound):
        new_variants.take_in(person=cast.operator, variant_id="UHJvZHVjdFZhcmlhbnQ6OTk5", holds="500 g")


def _stocks(dashboard: Dashboard, variant_id: str) -> list:  # type: ignore[type-arg]  # the stand-in's own rows
    found = next(one for one in dashboard.saleor.world.named("ProductVariant") if one.id == variant_id)
    return list(found.stocks_)
