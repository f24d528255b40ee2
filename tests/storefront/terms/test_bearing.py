"""Why money goes back, and who then bears it: the table of storefront/orders/REFUNDS.md, and its edges."""

from pathlib import Path

import pytest

from storefront.orders.life_table import STATE_WORDS
from storefront.terms import bearing

README = Path(__file__).parents[3] / "storefront" / "orders" / "REFUNDS.md"


def test_the_readme_says_whom_each_reason_proposes() -> None:
    rows = [line.strip("|").split("|") for line in README.read_text(encoding="utf-8").splitlines() if "|" in line]
    told = {row[0].strip(): (row[1].strip(), row[2].strip()) for row in rows if row[0].strip() in bearing.REASONS}
    assert told == {
        code: tuple(bearing.proposed(reason=code, carried=carried, has_cooperative=True) for carried in (False, True))
        for code in bearing.REASONS
    }


@pytest.mark.parametrize("reason", sorted(bearing.REASONS))
def test_a_seller_on_its_own_bears_everything(reason: str) -> None:
    assert bearing.proposed(reason=reason, carried=True, has_cooperative=False) == "seller"
    assert bearing.allowed(has_cooperative=False) == ("seller",)


def test_each_state_that_can_be_refunded_has_reasons_and_no_other_has() -> None:
    with_reasons = {state for state in STATE_WORDS if bearing.offered(state=state)}
    assert with_reasons == bearing.REFUNDABLE
    assert {"waiting", "cancelled", "expired", "returned", "placing"}.isdisjoint(with_reasons)


def test_what_never_left_was_not_broken_on_the_way() -> None:
    assert "damaged" not in bearing.offered(state="packed")
    assert "damaged" in bearing.offered(state="received")
    assert "out_of_stock" not in bearing.offered(state="received")


def test_an_unknown_reason_is_called_by_its_code() -> None:
    assert bearing.words_of("from_another_age") == "from_another_age"
