"""The tables of storefront/terms/shares/README.md say what the code does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from payments.money import Money
from storefront.terms.shares.dividing import VersionIncome, divide
from storefront.terms.shares.surplus import COMMON, MemberFigures, divide_surplus

README = Path(__file__).parents[3] / "storefront" / "terms" / "shares" / "README.md"


def table(first: str) -> Iterator[list[str]]:
    """The rows of the table whose head begins with the cell `first`."""
    lines = iter(README.read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line.startswith(f"| {first} |".replace("|  |", "| |")):
            next(lines)
            for row in lines:
                if not row.startswith("|"):
                    return
                yield [cell.strip() for cell in row.strip("|").split("|")]


@pytest.mark.parametrize("row", list(table("rule")), ids=lambda row: row[0])
def test_the_table_of_rules(row: list[str]) -> None:
    measures, amounts = [int(cell) for cell in row[1:4]], [int(cell) for cell in row[4:]]
    version = VersionIncome(1, Money(81_000, "IDR"), 1_000, tuple(enumerate(measures)))
    made = divide(versions=[version], costs=Money(6_000, "IDR"), carried=Money(0, "IDR"))
    got = {part.person_id: part.amount.minor for part in made.parts}
    assert [got.get(member, 0) for member in range(3)] == amounts
    assert made.reserve.minor == 7_500
    assert sum(amounts) == 67_500


def test_all_four_rules_stand_in_the_table() -> None:
    assert [row[0] for row in table("rule")] == ["kilograms", "hours", "fixed", "equal"]


def test_the_table_of_shu() -> None:
    (sales, savings) = table("")
    numbers = [[int(cell) for cell in row[1:]] for row in (sales, savings)]
    (sales_pot, ta, tk, for_sales), (savings_pot, sa, sk, for_savings) = numbers
    members = [MemberFigures(1, ta, sa), MemberFigures(2, tk - ta, sk - sa)]
    made = divide_surplus(surplus=Money(25_000_000, "IDR"), division=COMMON, members=members)
    assert (made.pots["transactions"].minor, made.pots["savings"].minor) == (sales_pot, savings_pot)
    first = made.members[0]
    assert (first.for_transactions.minor, first.for_savings.minor) == (for_sales, for_savings)
    assert first.amount.minor == 400_000
