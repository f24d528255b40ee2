"""What somebody changes in Saleor's Dashboard is ours a sweep later; what both changed stays ours, and is said."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.products import actions
from catalog.products.errors import ChangedMeanwhile
from catalog.products.models import Product, Variant
from sellers.accounts.asking import scope_of
from sellers.audit.models import AuditEntry
from sellers.messages.models import Message
from storefront.engine.saleor import merging, mirror, reconciling
from storefront.engine.saleor.models import Delivery, Difference, ProductMirror
from storefront.hooks import saleor_products, saleor_work
from tests.cast import Cast
from tests.storefront.saleor_goods.dashboard import Dashboard


def price_of(variant: Variant) -> int:
    return Variant.objects.values_list("price_minor", flat=True).get(pk=variant.pk)


def test_a_price_changed_in_the_dashboard_is_on_the_phone_after_one_sweep(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.set_price(cast.saris.variant, 42_500)
    dashboard.hear()
    assert price_of(cast.saris.variant) == 42_500
    assert "Rp42.500" in Client().get(reverse("shop:product", args=[cast.saris.product.slug])).text


def test_it_is_in_the_lists_too_of_buyers_and_of_the_seller(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.set_price(cast.small_pack, 10_500)  # the cheapest pack is the one that lists show
    dashboard.hear()
    assert "Rp10.500" in Client().get(reverse("shop:home")).text
    browser = Client()
    browser.force_login(cast.sari)
    assert "Rp10.500" in browser.get(reverse("desk:product", args=[cast.saris.product.pk])).text


def test_the_seller_is_told_and_the_audit_names_nobody_of_ours(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.set_price(cast.saris.variant, 42_500)
    dashboard.hear()
    body = Message.objects.get(template="price_changed_by_shop").body
    assert "dari Rp40.000 menjadi Rp42.500" in body
    entry = AuditEntry.objects.get(verb="variant.taken_over_from_saleor")
    assert (entry.person, entry.before, entry.after) == (None, {"price_minor": 40_000}, {"price_minor": 42_500})


def test_an_old_form_on_the_phone_is_refused_politely(cast: Cast, dashboard: Dashboard) -> None:
    seen = Variant.objects.get(pk=cast.saris.variant.pk).version
    dashboard.set_price(cast.saris.variant, 42_500)
    dashboard.hear()
    with pytest.raises(ChangedMeanwhile):
        actions.update_variant(
            scope=scope_of(cast.sari), person=cast.sari, variant_id=cast.saris.variant.pk, price_minor=39_000,
            version=seen,
        )  # fmt: skip


def test_what_was_taken_over_is_not_sent_back(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.set_price(cast.saris.variant, 42_500)
    dashboard.hear()
    before = len(dashboard.saleor.calls)
    dashboard.ground.push_due()
    assert [call for call in dashboard.saleor.calls[before:] if "productV" in call or "productU" in call] == []
    assert dashboard.price_of(cast.saris.variant) == 42_500


def test_our_own_write_comes_back_as_an_echo_and_does_nothing(cast: Cast, dashboard: Dashboard) -> None:
    actions.update_variant(
        scope=scope_of(cast.sari), person=cast.sari, variant_id=cast.saris.variant.pk, price_minor=39_000
    )
    dashboard.ground.push_due()
    dashboard.saleor.deliver()
    assert Delivery.objects.filter(echo=True, done_at=None).exists()
    before = len(dashboard.saleor.calls)
    saleor_work.work_due()
    assert dashboard.saleor.calls[before:] == []
    assert (price_of(cast.saris.variant), Difference.objects.count()) == (39_000, 0)


def test_name_story_weight_and_whether_it_is_shown_are_taken_over(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.rename(cast.saris.product, "Opak Gambir Super")
    dashboard.describe(cast.saris.product, "Renyah.\nTanpa pengawet.")
    dashboard.weigh(cast.small_pack, "0.3")
    dashboard.show(cast.citras.product, published=False)
    dashboard.hear()
    sold = Product.objects.get(pk=cast.saris.product.pk)
    assert (sold.name, sold.description) == ("Opak Gambir Super", "Renyah.\nTanpa pengawet.")
    assert Variant.objects.get(pk=cast.small_pack.pk).weight_g == 300
    assert Product.objects.get(pk=cast.citras.product.pk).state == Product.State.TAKEN_DOWN
    assert "Opak Gambir Super" in Client().get(reverse("shop:search"), {"q": "gambir super"}).text


def test_what_changed_on_both_sides_stays_ours_and_is_said(cast: Cast, dashboard: Dashboard) -> None:
    actions.update_variant(
        scope=scope_of(cast.sari), person=cast.sari, variant_id=cast.saris.variant.pk, price_minor=39_000
    )
    dashboard.set_price(cast.saris.variant, 42_500)
    dashboard.hear()
    assert price_of(cast.saris.variant) == 39_000
    row = Difference.objects.get(kind="price")
    assert (row.ours, row.theirs, row.settled_at is not None) == ("Rp39.000", "Rp42.500", True)
    dashboard.ground.push_due()
    assert dashboard.price_of(cast.saris.variant) == 39_000


def test_different_fields_changed_on_both_sides_are_both_kept(cast: Cast, dashboard: Dashboard) -> None:
    actions.edit_product(
        scope=scope_of(cast.sari), person=cast.sari, product_id=cast.saris.product.pk, name="Opak Sari"
    )
    dashboard.set_price(cast.saris.variant, 42_500)
    dashboard.hear()
    dashboard.ground.push_due()
    assert dashboard.product_there(cast.saris.product).name == "Opak Sari"
    assert price_of(cast.saris.variant) == 42_500
    assert dashboard.price_of(cast.saris.variant) == 42_500
    assert Difference.objects.count() == 0


@pytest.mark.parametrize("price", [25_000.5, 0])
def test_a_price_that_is_no_whole_rupiah_is_refused_and_ours_goes_back(
    cast: Cast, dashboard: Dashboard, price: float
) -> None:
    dashboard.set_price(cast.saris.variant, price)
    dashboard.hear()
    assert price_of(cast.saris.variant) == 40_000
    assert Difference.objects.get(kind="price").ours == "Rp40.000"
    dashboard.ground.push_due()
    assert dashboard.price_of(cast.saris.variant) == 40_000


def test_doubled_reordered_and_a_day_late_is_taken_over_once(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.set_price(cast.saris.variant, 42_500)
    dashboard.set_price(cast.saris.variant, 43_000)
    dashboard.saleor.double(times=2)
    dashboard.saleor.reorder()
    sent = dashboard.saleor.deliver()
    saleor_work.work_due()
    for delivery in sent:
        dashboard.saleor.send_again(delivery)
    saleor_work.work_due()
    assert price_of(cast.saris.variant) == 43_000
    assert AuditEntry.objects.filter(verb="variant.taken_over_from_saleor").count() == 1


def test_an_old_delivery_never_brings_an_old_price_back(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.set_price(cast.saris.variant, 42_500)
    old = dashboard.saleor.deliver()
    saleor_work.work_due()
    actions.update_variant(
        scope=scope_of(cast.sari), person=cast.sari, variant_id=cast.saris.variant.pk, price_minor=44_000
    )
    dashboard.ground.push_due()
    Delivery.objects.all().delete()
    for delivery in old:
        dashboard.saleor.send_again(delivery)
    saleor_work.work_due()
    assert price_of(cast.saris.variant) == 44_000


def test_a_lost_delivery_is_found_by_the_nightly_look(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.set_price(cast.saris.variant, 42_500)
    dashboard.saleor.lose(times=5)
    dashboard.hear()
    assert price_of(cast.saris.variant) == 40_000
    found = reconciling.reconcile()
    assert (found.merged, price_of(cast.saris.variant)) == (1, 42_500)


def test_a_stall_that_is_closed_here_is_not_opened_from_there(cast: Cast, dashboard: Dashboard) -> None:
    type(cast.saris.seller).objects.filter(pk=cast.saris.seller.pk).update(state="suspended")
    dashboard.ground.push_due()
    dashboard.show(cast.saris.product, published=True)
    dashboard.hear()
    dashboard.ground.push_due()
    listing = dashboard.product_there(cast.saris.product).listing(dashboard.channel)
    assert not listing.is_published


def test_what_is_being_sent_at_this_moment_is_merged_later(
    cast: Cast, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A push that read the old price would write it over the new one, and over what was agreed."""
    monkeypatch.setattr(merging, "WAITS", 1)
    dashboard.set_price(cast.saris.variant, 42_500)
    with mirror.held(ProductMirror.objects.filter(product=cast.saris.product)):
        dashboard.hear()
        assert price_of(cast.saris.variant) == 40_000
    waits = Delivery.objects.get(done_at=None, event="product_variant_updated")
    saleor_products.handle(waits)
    assert price_of(cast.saris.variant) == 42_500
