"""Every write of goods leaves a numbered row for an engine elsewhere, in its own transaction."""

import ast
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from catalog.media import actions as photos
from catalog.media.models import Photo
from catalog.products import actions, changes, stock
from catalog.products.changes import What
from catalog.products.models import Change, Product
from sellers.accounts.asking import scope_of
from tests.cast import Cast
from tests.catalog.pictures import jpeg

CATALOG = Path(actions.__file__).parents[1]


def numbers(product: Product) -> dict[str, int]:
    return dict(Change.objects.filter(product=product).values_list("what", "number"))


def photo_of(cast: Cast) -> Photo:
    return photos.receive_photo(
        scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk, file=BytesIO(jpeg(400, 300)),
        product_id=cast.saris.product.pk,
    )  # fmt: skip


def create(cast: Cast, given: dict[str, Any]) -> None:
    actions.create_product(
        **given, seller_id=cast.saris.seller.pk, name="Cabai rawit", category="buah", unit="kg", price_minor=60_000,
        stock=50, currency="IDR",
    )  # fmt: skip


def add_pack(cast: Cast, given: dict[str, Any]) -> None:
    actions.add_pack(
        **given, product_id=cast.saris.product.pk, unit="bungkus", content="500 g", price_minor=21_000
    )  # fmt: skip


def show_first(cast: Cast, given: dict[str, Any]) -> None:
    photos.show_first(**given, photo_id=photo_of(cast).pk)


def remove(cast: Cast, given: dict[str, Any]) -> None:
    photos.remove_photo(**given, photo_id=photo_of(cast).pk)


def put(cast: Cast, given: dict[str, Any]) -> None:
    waiting = photos.receive_photo(**given, seller_id=cast.saris.seller.pk, file=BytesIO(jpeg(400, 300)))
    photos.put_to_product(**given, photo_id=waiting.pk, product_id=cast.saris.product.pk)


def publish(cast: Cast, given: dict[str, Any]) -> None:
    actions.take_down(**given, product_id=cast.saris.product.pk)
    Change.objects.all().delete()
    actions.put_back(**given, product_id=cast.saris.product.pk)


def make_sizes(cast: Cast, given: dict[str, Any]) -> None:
    photo_of(cast)
    Change.objects.all().delete()
    photos.make_sizes_due()


# each verb the audit knows of goods: how it is done, and the kinds of change it must leave
Do = Callable[[Cast, dict[str, Any]], Any]
ACTS: dict[str, tuple[Do, set[str]]] = {
    "product.created": (create, {"goods", "stock"}),
    "product.edited": (
        lambda cast, given: actions.edit_product(**given, product_id=cast.saris.product.pk, name="Opak Baru"),
        {"goods"},
    ),
    "product.taken_down": (
        lambda cast, given: actions.take_down(**given, product_id=cast.saris.product.pk), {"goods"}
    ),
    "product.published": (publish, {"goods"}),
    "variant.added": (add_pack, {"goods", "stock"}),
    "variant.changed": (
        lambda cast, given: actions.update_variant(**given, variant_id=cast.small_pack.pk, price_minor=12_000),
        {"goods"},
    ),
    "pool.counted": (
        lambda cast, given: actions.update_variant(**given, variant_id=cast.small_pack.pk, stock=8), {"stock"}
    ),
    "photo.received": (lambda cast, given: photo_of(cast), {"photos"}),
    "photo.added": (put, {"photos"}),
    "photo.removed": (remove, {"photos"}),
}  # fmt: skip


@pytest.mark.parametrize("verb", sorted(ACTS))
def test_every_act_on_goods_is_told(cast: Cast, verb: str) -> None:
    act, wanted = ACTS[verb]
    act(cast, {"scope": scope_of(cast.sari), "person": cast.sari})
    assert set(Change.objects.values_list("what", flat=True)) == wanted
    assert set(Change.objects.values_list("product__seller", flat=True)) == {cast.saris.seller.pk}


def test_no_verb_of_the_audit_is_forgotten() -> None:
    """A new act on goods or photos has a line in ACTS, or this fails."""
    said = {
        node.value
        for path in (CATALOG / "products" / "actions.py", CATALOG / "media" / "actions.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(".") == 1
        and node.value.split(".")[0] in {"product", "variant", "pool", "photo"}
    }  # fmt: skip
    assert said == set(ACTS)


@pytest.mark.parametrize("act", [show_first, make_sizes])
def test_the_order_and_the_sizes_of_photos_are_told_too(cast: Cast, act: Do) -> None:
    act(cast, {"scope": scope_of(cast.sari), "person": cast.sari})
    assert "photos" in numbers(cast.saris.product)


def test_an_act_that_changes_nothing_tells_nothing(cast: Cast) -> None:
    scope = scope_of(cast.sari)
    actions.put_back(scope=scope, person=cast.sari, product_id=cast.saris.product.pk)
    actions.edit_product(scope=scope, person=cast.sari, product_id=cast.saris.product.pk, name="Opak Gambir")
    actions.update_variant(scope=scope, person=cast.sari, variant_id=cast.small_pack.pk, stock=200)
    assert not Change.objects.exists()


def test_the_number_grows_with_each_change_and_the_newest_origin_stays(cast: Cast) -> None:
    ids = [cast.citras.product.pk, cast.saris.product.pk]
    with transaction.atomic():
        changes.tell(product_ids=ids, what=What.GOODS)
        changes.tell(product_ids=ids[:1], what=What.GOODS, origin="saleor")
    assert numbers(cast.citras.product) == {"goods": 2}
    assert numbers(cast.saris.product) == {"goods": 1}
    assert Change.objects.get(product=cast.citras.product).origin == "saleor"


def test_products_that_are_gone_are_passed_over(cast: Cast) -> None:
    with transaction.atomic():
        changes.tell(product_ids=[987_654_321, cast.saris.product.pk], what=What.GOODS)
    assert Change.objects.count() == 1


def test_taking_and_giving_back_tell_every_product_of_the_pool_in_one_query(cast: Cast) -> None:
    other = Product.objects.create(
        seller=cast.saris.seller, category=cast.saris.product.category, slug="opak-dua", name="Opak Dua"
    )
    cast.small_pack.product = other
    cast.small_pack.save(update_fields=["product"])
    quantities = {cast.saris.pool.pk: 250, cast.citras.pool.pk: 1_000}
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        stock.take(quantities=quantities, ref="A")
    assert sum("products_change" in one["sql"] for one in queries.captured_queries) == 1
    with transaction.atomic():
        stock.give_back(quantities=quantities, ref="A")
        stock.give_back(quantities=quantities, ref="A")
    assert numbers(other) == numbers(cast.saris.product) == numbers(cast.citras.product) == {"stock": 2}


def test_nothing_is_told_of_stock_that_was_not_there(cast: Cast) -> None:
    with pytest.raises(stock.NotEnough), transaction.atomic():
        stock.take(quantities={cast.saris.pool.pk: 50_001}, ref="A")
    assert not Change.objects.exists()


def test_a_change_that_is_rolled_back_was_never_told(cast: Cast) -> None:
    with transaction.atomic():
        changes.tell(product_ids=[cast.saris.product.pk], what=What.GOODS)
        transaction.set_rollback(True)
    assert not Change.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_telling_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        changes.tell(product_ids=[1], what=What.GOODS)
