"""What a listing does not ask comes from the last product and the kind of stall; a price is hinted at only."""

from collections.abc import Callable

import pytest
from django.test import Client

from catalog.products.models import Product, Variant
from catalog.products.units import UNITS
from sellers.accounts.archetypes import ARCHETYPES
from sellers.accounts.asking import scope_of
from sellers.people.models import Person
from storefront.desk.defaults import OF_KIND, Defaults, defaults_for, last_unit
from tests.cast import Cast
from tests.catalog.test_suggesting import alike

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
HINT = "/lapak/harga/saran/"


def test_every_kind_of_stall_has_its_defaults() -> None:
    assert OF_KIND.keys() == ARCHETYPES.keys()
    assert all(kind.unit in UNITS for kind in OF_KIND.values())


def test_the_last_product_of_the_same_kind_says_the_rest(cast: Cast) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(lead_time_days=3, perishable=True, maker="Bu Sari")
    found = defaults_for(scope=scope_of(cast.sari), seller=cast.saris.seller, category="camilan", unit="kg")
    assert found == Defaults(perishable=True, lead_time_days=3, halal="bersertifikat", maker="Bu Sari")


def test_a_first_product_is_as_its_kind_of_stall_sells(cast: Cast) -> None:
    cast.saris.seller.archetype = "pengrajin_sentra"
    found = defaults_for(scope=scope_of(cast.sari), seller=cast.saris.seller, category="kerajinan", unit="buah")
    assert found == Defaults(perishable=False, lead_time_days=7)
    Variant.objects.filter(product__seller=cast.saris.seller).delete()
    assert last_unit(scope=scope_of(cast.sari), seller=cast.saris.seller) == "buah"


def test_a_price_is_hinted_at_while_it_is_typed(cast: Cast, at: At) -> None:
    alike(cast, 20_000, 30_000)
    page = at(cast.sari).get(HINT, {"name": "Belimbing Madu", "unit": "kg", "price": "20rb"}).text
    assert "Biasanya Rp16.000–Rp25.000/kg di" in page and "Tetap simpan boleh" not in page


def test_a_slip_of_a_zero_is_pointed_out_and_may_be_saved(cast: Cast, at: At) -> None:
    alike(cast, 20_000, 30_000)
    page = at(cast.sari).get(HINT, {"name": "Belimbing Madu", "unit": "kg", "price": "250.000"}).text
    assert "Rp250.000/kg? Tetap simpan boleh." in page


@pytest.mark.parametrize(
    "given", [{}, {"name": "Opak"}, {"name": "x" * 4500, "unit": "9" * 99}, {"name": "Belimbing", "price": "\x00"}]
)
def test_where_nobody_knows_nothing_is_said(cast: Cast, at: At, given: dict[str, str]) -> None:
    answer = at(cast.sari).get(HINT, given)
    assert answer.status_code in (200, 400)
    assert "Biasanya" not in answer.text
