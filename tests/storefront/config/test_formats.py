"""How amounts are written, by the decimals each currency has."""

import pytest
from django.utils import translation

from payments.money import Money
from storefront.config.formats import rupiah


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Money(25_000, "IDR"), "Rp25.000"),
        (Money(12_50, "USD"), "US$12,50"),
        (Money(500, "JPY"), "JP¥500"),
        (Money(5_120, "KWD"), "KWD5,120"),
        (Money(-3, "USD"), "-US$0,03"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(amount: Money, written: str) -> None:
    with translation.override("id"):
        assert rupiah(amount).replace("\xa0", "") == written
