"""What the scale makes of a price, and what a packer may type. The table is that of WEIGHING.md."""

import re
from pathlib import Path

import pytest

import storefront.orders
from payments.money import Money
from storefront.orders import weighing
from storefront.orders.weighing import Bound, NotAWeight, parse_grams

README = Path(storefront.orders.__file__).parent / "WEIGHING.md"
ROW = re.compile(
    r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (IDR|USD) (\d+) \| (\d+) \| (\d+) \|$", re.M
)


def rows() -> list[tuple[str, ...]]:
    return ROW.findall(README.read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", rows())
def test_the_table_holds(row: tuple[str, ...]) -> None:
    nominal, percent, least, most, grams, missing, price, back, pays = map(int, row[:6] + row[7:])
    bound = Bound(nominal, percent)
    assert (bound.least_g, bound.most_g) == (least, most)
    assert bound.holds(grams)
    assert weighing.missing_g(nominal_g=nominal, grams=grams) == missing
    given = Money(price, row[6]).split([missing, nominal - missing])[0].minor
    assert (given, price - given) == (back, pays)


def test_the_table_has_both_kinds_of_money_and_a_remainder() -> None:
    assert len(rows()) == 7
    assert {row[6] for row in rows()} == {"IDR", "USD"}
    assert any(int(row[7]) * int(row[5]) % int(row[0]) for row in rows())


@pytest.mark.parametrize(("grams", "held"), [(899, False), (900, True), (1100, True), (1101, False)])
def test_both_ends_are_within_the_bound(grams: int, held: bool) -> None:
    assert Bound(1000, 10).holds(grams) is held


def test_the_lightest_pack_is_the_cheapest() -> None:
    assert weighing.least(Money(40_000, "IDR"), percent=10) == Money(36_000, "IDR")
    assert weighing.least(Money(999, "USD"), percent=10) == Money(899, "USD")


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("950", 950), (" 950 g ", 950), ("1.950", 1950), ("1,950", 1950), ("1,95", 1950), ("1.95 kg", 1950),
        ("1,950 kg", 1950), ("2kg", 2000), ("0,95", 950), ("0,950", 950), ("9,5 ons", 950), ("12.345.678", 12_345_678),
    ],
)  # fmt: skip
def test_a_weight_may_be_typed_as_people_write_it(typed: str, grams: int) -> None:
    assert parse_grams(typed) == grams


@pytest.mark.parametrize(
    "typed",
    [
        "", "satu kilo", "1e3", "9" * 4500, "-5", "1,9,5", "950 ekor", "１２", "\0", "1.234.567 kg", "1.234,567 ons",
        "0.123.456",
    ],
)  # fmt: skip
def test_what_is_no_weight_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(NotAWeight, match="950"):
        parse_grams(typed, field="gram-1")


@pytest.mark.parametrize(
    ("grams", "said"), [(950, "950 g"), (1000, "1 kg"), (1950, "1,95 kg"), (1_234_567, "1.234,567 kg")]
)
def test_a_weight_is_said_as_people_say_it(grams: int, said: str) -> None:
    assert weighing.weight(grams) == said
