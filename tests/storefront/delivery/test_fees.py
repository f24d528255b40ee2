"""The worked tables of storefront/delivery/README.md, and what holds for every fee table."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.money import Money
from storefront.delivery.fees import FeeRow, covers, fee_for

README = Path(__file__).parents[3] / "storefront" / "delivery" / "README.md"


def table(first_column: str) -> list[list[str]]:
    lines = README.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {first_column} | ")) + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def number(text: str) -> int:
    return int(text.replace(".", ""))


ROWS = [
    FeeRow("" if region == "everywhere" else region, number(upto), Money(number(fee), "IDR"))
    for region, upto, fee in table("region")
]


@pytest.mark.parametrize(("village", "weight", "fee"), table("village"))
def test_the_fee_is_that_of_the_readme(village: str, weight: str, fee: str) -> None:
    row = fee_for(rows=ROWS, region_code=village, weight_g=number(weight))
    assert (row.fee if row else None) == (None if fee == "–" else Money(number(fee), "IDR"))


def test_a_region_ends_at_its_dot() -> None:
    assert covers("35.7", "35.72.02.1005") is False
    assert covers("35.72", "35.72.02.1005")
    assert covers("35.72.02.1005", "35.72.02.1005")
    assert covers("", "91.01.01.2001")


def test_an_empty_table_reaches_nowhere() -> None:
    assert fee_for(rows=[], region_code="35.72.02.1005", weight_g=1) is None


@given(
    st.lists(
        st.builds(
            FeeRow,
            st.sampled_from(["", "35", "35.72", "35.72.02", "35.72.02.1005", "65"]),
            st.integers(1, 30_000),
            st.integers(0, 99_999).map(lambda minor: Money(minor, "IDR")),
        ),
        max_size=8,
    ),
    st.integers(1, 30_000),
)
def test_what_applies_covers_the_place_carries_the_weight_and_is_the_tightest(
    rows: list[FeeRow], weight_g: int
) -> None:
    place = "35.72.02.1005"
    found = fee_for(rows=rows, region_code=place, weight_g=weight_g)
    covering = [row for row in rows if covers(row.region, place)]
    nearest = [row for row in covering if len(row.region) == max(len(other.region) for other in covering)]
    fitting = [row for row in nearest if row.upto_weight_g >= weight_g]
    if found is None:
        assert fitting == []
    else:
        assert found in fitting
        assert found.upto_weight_g == min(row.upto_weight_g for row in fitting)
