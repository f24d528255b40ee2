"""The contract of the search port, on whichever database the tests run, and how the index keeps up with goods."""

from pathlib import Path

import pytest
from django.db import connection

from catalog import search
from catalog.products import actions
from catalog.products.models import Product
from catalog.search.finding import _INDEXES, BEGUN, MEANT, NEAR, TYPED
from catalog.search.models import Document
from catalog.search.port import Alternative
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Seller
from tests.cast import Cast

README = Path(search.__file__).with_name("README.md")


def index_of(cast: Cast) -> None:
    search.index(Product.objects.values_list("pk", flat=True))


def test_new_goods_are_found_when_they_are_written(cast: Cast) -> None:
    asked = {"scope": scope_of(cast.sari), "person": cast.sari}
    product = actions.create_product(
        seller_id=cast.saris.seller.pk, name="Keripik gadung", category="camilan", unit="kg", price_minor=30_000,
        stock=5, currency="IDR", **asked,
    )  # fmt: skip
    assert search.find(text="kripik gadng") == [product.pk]
    actions.edit_product(product_id=product.pk, name="Keripik talas", **asked)
    assert search.find(text="gadung") == []
    assert search.find(text="talas") == [product.pk]
    actions.take_down(product_id=product.pk, **asked)
    assert search.find(text="talas") == []
    actions.put_back(product_id=product.pk, **asked)
    assert search.find(text="talas") == [product.pk]


@pytest.mark.parametrize("state", ["pending", "suspended", "refused"])
def test_goods_of_a_closed_stall_are_not_found(cast: Cast, state: str) -> None:
    index_of(cast)
    assert search.find(text="opak") == [cast.saris.product.pk]
    Seller.objects.filter(pk=cast.saris.seller.pk).update(state=state)
    assert search.find(text="opak") == []


def test_drafts_are_not_found(cast: Cast) -> None:
    Product.objects.update(state="draft")
    index_of(cast)
    assert search.find(text="opak") == [] and not Document.objects.exists()


def test_a_stall_with_a_new_name_is_found_by_it(cast: Cast) -> None:
    index_of(cast)
    Seller.objects.filter(pk=cast.saris.seller.pk).update(name="Warung Melati")
    search.index_seller(cast.saris.seller.pk)
    assert search.find(text="melati") == [cast.saris.product.pk]


def test_the_port_answers_any_or_every_word(cast: Cast) -> None:
    index_of(cast)
    index = _INDEXES[connection.vendor]()
    groups = [(Alternative("opak", 1),), (Alternative("belimbing", 1),)]
    assert index.matching(groups, every=True, limit=10) == []
    assert {match.product_id for match in index.matching(groups, every=False, limit=10)} == {
        cast.saris.product.pk, cast.citras.product.pk
    }  # fmt: skip
    begun = index.matching([(Alternative("belim", 1, prefix=True),)], every=True, limit=10)
    assert [match.product_id for match in begun] == [cast.citras.product.pk]
    assert "belimbing" in begun[0].title and "buah" in begun[0].about
    assert index.matching([(Alternative("belim", 1),)], every=True, limit=10) == []
    assert len(index.matching(groups, every=False, limit=1)) == 1


def test_a_name_outweighs_a_category_in_the_candidates(cast: Cast) -> None:
    Product.objects.filter(pk=cast.citras.product.pk).update(name="Camilan belimbing")
    index_of(cast)
    matches = _INDEXES[connection.vendor]().matching([(Alternative("camilan", 1),)], every=True, limit=10)
    assert matches[0].product_id == cast.citras.product.pk and len(matches) == 2


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite only: PostgreSQL keeps its own generated column")
def test_the_full_text_index_agrees_with_the_documents(cast: Cast) -> None:
    index_of(cast)
    Document.objects.filter(product=cast.saris.product).update(title="lain sekali")
    Document.objects.filter(product=cast.citras.product).delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_fts(search_fts, rank) VALUES ('integrity-check', 1)")
    assert search.find(text="lain") == [cast.saris.product.pk]


def test_the_worked_table_holds(cast: Cast) -> None:
    rows = [line.split("|")[1:4] for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    weights = {"typed": TYPED, "meant": MEANT, "begun": BEGUN, "near": NEAR}
    for typed, read, weight in [[cell.strip() for cell in row] for row in rows[1:]]:
        Product.objects.filter(pk=cast.saris.product.pk).update(name=f"Barang {read}")
        index_of(cast)
        number, kind = weight.split(",")[0].split()
        assert float(number) == weights[kind]
        assert cast.saris.product.pk in search.find(text=typed)
