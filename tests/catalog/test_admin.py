"""The operator's pages of goods."""

import pytest
from django.test import Client

from catalog.media.models import Photo
from catalog.products.models import Category, PoolMovement
from tests.cast import Cast


@pytest.fixture
def operator(cast: Cast, client: Client) -> Client:
    client.force_login(cast.operator)
    return client


@pytest.mark.parametrize("page", ["products/category", "products/product", "products/pool", "products/poolmovement",
                                  "media/photo"])  # fmt: skip
def test_the_operator_reads_every_list(operator: Client, cast: Cast, page: str) -> None:
    Photo.objects.create(seller=cast.saris.seller, product=cast.saris.product, original="")
    PoolMovement.objects.create(pool=cast.saris.pool, delta=-1, reason="take", ref="K7QX29MB")
    assert operator.get(f"/admin/{page}/?q=sari").status_code == 200


def test_the_operator_reads_a_product_with_its_packs(operator: Client, cast: Cast) -> None:
    page = operator.get(f"/admin/products/product/{cast.saris.product.pk}/change/")
    assert b"250 g" in page.content and b"50000 g" in page.content
    assert b'name="_save"' not in page.content


def test_nothing_that_was_sold_is_deleted_here(operator: Client, cast: Cast) -> None:
    for page in (f"products/product/{cast.saris.product.pk}", f"products/category/{cast.saris.product.category_id}"):
        assert operator.post(f"/admin/{page}/delete/", {"post": "yes"}).status_code == 403


def test_the_operator_orders_categories_in_the_list(operator: Client, cast: Cast) -> None:
    ids = list(Category.objects.tidy().values_list("pk", flat=True))
    form = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "1"}
    for number, pk in enumerate(ids):
        form |= {f"form-{number}-id": pk, f"form-{number}-position": 9 - number}
    operator.post("/admin/products/category/", form)
    assert list(Category.objects.tidy().values_list("pk", flat=True)) == ids[::-1]


def test_a_seller_is_not_let_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.sari)
    assert client.get("/admin/products/product/").status_code in (302, 404)
