"""Goods on their way to Saleor when something is in the way: refused, killed, cut off, gone there."""

from datetime import timedelta

import pytest
from django.db import transaction

from catalog.products import actions, changes
from catalog.products.changes import What
from catalog.products.models import Change
from sellers.kit import clock
from storefront.engine.saleor import mapping, mirror, pushing, pushing_new, resting
from storefront.engine.saleor.errors import Unreachable
from storefront.engine.saleor.mapping import Goods, Json, Shop
from storefront.engine.saleor.models import ProductMirror, VariantMirror
from tests.storefront.engine.test_operations import needs_schema
from tests.storefront.saleor_out.conftest import Out
from tests.storefront.saleor_out.shelves import create, named, shelf_of, there_product

BULK = "productBulkCreate"


def test_a_push_that_was_killed_after_the_call_makes_nothing_twice(out: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(*_args: object, **_named: object) -> None:
        raise Killed

    out.begin()
    product = create(out)
    with monkeypatch.context() as patched:
        patched.setattr(pushing_new, "record", die)
        with pytest.raises(Killed):
            pushing.push_due()
    ProductMirror.objects.update(leased_until=clock.now() + timedelta(seconds=60))  # nobody gave the lease back
    assert pushing.push_due() == 0
    with clock.frozen(clock.now() + timedelta(seconds=300)):
        assert pushing.push_due() == 1
    assert named(out, "Cabai rawit") == 1
    assert out.mirror(product).saleor_id == out.product(product).id
    assert out.mirror(product).agreed["name"] == "Cabai rawit"


def test_an_answer_that_was_lost_is_looked_up_and_what_changed_meanwhile_is_sent(out: Out) -> None:
    product = create(out)
    out.sweep()
    row = out.mirror(product)
    VariantMirror.objects.all().delete()
    ProductMirror.objects.filter(pk=row.pk).update(saleor_id=None, agreed={}, goods_number=0)
    out.act(actions.update_variant, variant_id=product.variants.get().pk, price_minor=61_000)
    out.calls.clear()
    out.sweep()
    assert out.mirror(product).saleor_id == row.saleor_id
    assert out.price(product.variants.get()) == "61000"
    assert named(out, "Cabai rawit") == 1


def test_a_cut_connection_makes_no_second_product(out: Out) -> None:
    out.begin()
    product = create(out)
    out.saleor.drop_answers(1)
    assert pushing.push_due() == 0
    assert out.mirror(product).saleor_id is None
    resting.wake()
    assert pushing.push_due() == 1
    assert out.mirror(product).saleor_id == out.product(product).id
    assert named(out, "Cabai rawit") == 1


def test_saleor_down_costs_one_call_and_everything_goes_when_it_is_up(out: Out) -> None:
    out.begin()
    product = create(out)
    out.saleor.down()
    assert pushing.push_due() == 0
    out.saleor.up()
    assert pushing.push_due() == 0  # it rests, so that the loop is not spent on waiting
    assert out.mirror(product).last_error == ""
    resting.wake()
    assert pushing.push_due() == 1
    assert out.published(product)


def test_a_change_that_is_older_than_the_last_looks_is_found_by_a_full_one(out: Out) -> None:
    out.begin()
    product = create(out)
    Change.objects.update(at=clock.now() - timedelta(hours=3))
    assert pushing.push_due() == 0
    mirror.look_at_all()  # as it does every minute
    assert pushing.push_due() == 1
    assert out.published(product)


def test_a_backlog_is_worked_off_at_once_however_old_it_is(out: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    out.begin()
    monkeypatch.setattr(pushing, "MOST_AT_ONCE", 2)
    ids = shelf_of(out, 5)
    with transaction.atomic():
        changes.tell(product_ids=ids, what=What.GOODS)
    Change.objects.update(at=clock.now() - timedelta(hours=3))
    mirror.look_at_all()
    assert [pushing.push_due() for _sweep in range(3)] == [2, 2, 1]


def test_asked_for_directly_a_saleor_that_is_down_is_told(out: Out) -> None:
    out.begin()
    out.saleor.down()
    with pytest.raises(Unreachable):
        pushing.push_products([create(out).pk])


def test_a_refused_row_keeps_the_reason_and_stops_no_other(out: Out) -> None:
    out.begin()
    bad, good = create(out, "Cabai satu"), create(out, "Cabai dua")
    taken = there_product(out)
    taken.variants_[0].sku = f"LPK-{bad.variants.get().pk}"
    assert pushing.push_due() == 1
    assert out.published(good)
    row = out.mirror(bad)
    assert row.saleor_id is None
    assert "UNIQUE" in row.last_error
    out.calls.clear()
    assert pushing.push_due() == 0
    assert out.calls == []  # later, not at once
    taken.variants_[0].sku = "SOMETHING-ELSE"
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        assert pushing.push_due() == 1
    assert out.published(bad)
    assert (out.mirror(bad).last_error, out.mirror(bad).attempts) == ("", 0)


@needs_schema
def test_a_row_that_saleor_stumbles_over_is_found_and_the_others_go(
    out: Out, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """HTTP 400 for the whole document: a description that is no JSON, as no check of ours would let through."""
    out.begin()
    bad = create(out, "Cabai satu")
    others = [create(out, f"Cabai {word}") for word in ("dua", "tiga", "empat")]
    row_of = mapping.new_product

    def spoiled(goods: Goods, shop: Shop, **more: str) -> Json:
        row = row_of(goods, shop, **more)
        return {**row, "description": "berat"} if goods.product_id == bad.pk else row

    monkeypatch.setattr(pushing_new, "new_product", spoiled)
    assert pushing.push_due() == 3
    assert all(out.published(one) for one in others)
    assert "400" in out.mirror(bad).last_error
    monkeypatch.undo()
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        assert pushing.push_due() == 1


def test_an_address_that_is_taken_there_gets_a_number(out: Out) -> None:
    out.begin()
    there_product(out).slug = "cabai-rawit"
    product = create(out)
    out.sweep()
    assert out.product(product).slug == f"cabai-rawit-{product.pk}"


def test_a_listing_that_somebody_removed_there_is_made_again(out: Out) -> None:
    out.begin()
    out.variant(out.cast.small_pack).listings.clear()
    out.act(actions.update_variant, variant_id=out.cast.small_pack.pk, price_minor=13_000)
    out.sweep()
    assert out.price(out.cast.small_pack) == "13000"


def test_goods_deleted_there_say_so_and_wait_for_a_person(out: Out) -> None:
    out.begin()
    out.saleor.staff.delete_product(f"lapak:p:{out.cast.saris.product.pk}")
    out.act(actions.edit_product, product_id=out.cast.saris.product.pk, name="Opak Lain")
    out.sweep()
    assert "deleted" in out.mirror(out.cast.saris.product).last_error


def test_nothing_is_sent_by_two_at_once(out: Out) -> None:
    product = create(out)
    ProductMirror.objects.create(product=product, leased_until=clock.now() + timedelta(seconds=60))
    assert pushing.push_products([product.pk]).sent == 0
    assert BULK not in out.calls
    with clock.frozen(clock.now() + timedelta(seconds=61)):  # whoever held it was killed
        assert pushing.push_products([product.pk]).sent == 1
    assert out.mirror(product).leased_until is None
