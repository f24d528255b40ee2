"""A quantity is said in the seller's units."""

import pytest

from storefront.orders.quantities import in_units


@pytest.mark.parametrize(
    ("quantity", "label", "said"),
    [
        (2, "1 kg", "2 kg"), (3, "1 buah", "3 buah"), (2, "bungkus 250 g", "2 bungkus × 250 g"),
        (4, "250 g", "4 × 250 g"), (1, "Paket Lebaran", "1 × Paket Lebaran"), (1200, "1 butir", "1.200 butir"),
        (2, "1 kg isi 5", "2 kg isi 5"), (5, "", "5"),
    ],
)  # fmt: skip
def test_a_quantity_is_said_in_the_sellers_units(quantity: int, label: str, said: str) -> None:
    assert in_units(quantity, label) == said
