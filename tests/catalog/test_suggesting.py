"""What such goods usually cost: the README's own table, the edges of a slip, and who counts as similar."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from catalog.products import suggesting
from catalog.products.models import Product, Variant
from catalog.products.similar import SimilarGoods
from catalog.products.suggesting import Asked, Wanted, looks_like_a_slip, price_range, suggest
from catalog.search import indexing
from tests.cast import KARANGSARI, Cast

README = Path(suggesting.__file__).with_name("README.md").read_text(encoding="utf-8")
SIZES = {"1 kg": 1000, "500 g": 500, "250 g": 250}


def table(head: str) -> list[list[str]]:
    rows = README.split(head)[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_table_of_the_readme_is_what_it_does() -> None:
    goods = table("| sold as | price")
    asked = [Asked(int(price), SIZES[pack], f"{where}.01.1001") for pack, price, where, _per_kg in goods]
    for pack, price, _where, per_kg in goods:
        assert Fraction(int(price), SIZES[pack]) * 1000 == int(per_kg)
    head = "| for | near"
    assert re.search(r"\| 250 g \| 35.72", README)
    for pack, near, of, *amounts in table(head):
        found = price_range(asked, pack_size=SIZES[pack], near=f"{near}.02.1005")
        assert found is not None
        told = (found.low_minor, found.middle_minor, found.high_minor)
        assert (str(found.of), [str(amount) for amount in told]) == (of, amounts), (pack, near)


def test_two_prices_say_nothing() -> None:
    assert price_range([Asked(1, 1, "35.72.01.1003")] * 2, pack_size=1, near=KARANGSARI) is None


@pytest.mark.parametrize(
    ("price", "slip"), [(200_000, True), (199_999, False), (3_125, True), (3_126, False), (25_000, False)]
)
def test_eight_times_off_looks_like_a_slip(price: int, slip: bool) -> None:
    assert looks_like_a_slip(price, usual=25_000) is slip


def test_nothing_usual_is_no_slip() -> None:
    assert not looks_like_a_slip(1, usual=0)


def wanted(cast: Cast, **changes: object) -> Wanted:
    fields = {
        "name": "Belimbing Madu", "category": "buah", "unit": "kg", "base": "g", "pack_size": 1000, "currency": "IDR",
        "village_code": KARANGSARI,
    } | changes  # fmt: skip
    return Wanted(**fields)  # type: ignore[arg-type]  # changed by name in the tests


def alike(cast: Cast, *prices: int) -> None:
    for number, price in enumerate(prices):
        product = Product.objects.create(
            seller=cast.citras.seller, category=cast.citras.product.category, slug=f"belimbing-{number}",
            name=f"Belimbing {number}", state=Product.State.PUBLISHED,
        )  # fmt: skip
        Variant.objects.create(
            product=product, pool=cast.citras.pool, label="1 kg", unit="kg", pack_size=1000, weight_g=1000,
            price_minor=price,
        )  # fmt: skip
    indexing.index(Product.objects.values_list("pk", flat=True))


def test_goods_of_that_name_and_kind_are_asked(cast: Cast) -> None:
    alike(cast, 20_000, 30_000)
    found = suggest(wanted(cast), sources=[SimilarGoods()])
    assert found is not None
    assert (found.of, found.low_minor, found.high_minor, found.place) == (3, 16_000, 25_000, "35.72")


def test_another_currency_base_or_name_does_not_count(cast: Cast) -> None:
    alike(cast, 20_000, 30_000)
    for other in ({"currency": "MYR"}, {"base": "pcs", "unit": "buah", "pack_size": 1}, {"name": "Opak"}, {"name": ""}):
        assert suggest(wanted(cast, **other), sources=[SimilarGoods()]) is None


def test_goods_taken_down_do_not_count(cast: Cast) -> None:
    alike(cast, 20_000, 30_000)
    Product.objects.filter(slug="belimbing-0").update(state=Product.State.TAKEN_DOWN)
    assert suggest(wanted(cast), sources=[SimilarGoods()]) is None
