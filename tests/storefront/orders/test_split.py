"""The worked tables of storefront/orders/README.md, and what holds for every split."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.money import CurrencyMismatch, Money
from storefront.orders.split import Split, SplitLine, SplitPart, split

README = Path(__file__).parents[3] / "storefront" / "orders" / "README.md"
COMMISSION_BASIS_POINTS = {"Koperasi Mawar": 500}
NAMES = {"Sari": 1, "Citra": 2, "Hasan": 9, "Koperasi Mawar": 3}


def table(first_column: str) -> list[dict[str, str]]:
    """The rows of the README's table that begins with this column."""
    lines = README.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {first_column} | "))
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:]]
    rows = []
    for line, row in zip(lines[start + 2 :], cells[2:], strict=True):
        if not line.startswith("|"):
            break
        rows.append(dict(zip(cells[0], row, strict=True)))
    return rows


def rupiah(text: str) -> Money:
    return Money(int(text.replace(".", "")), "IDR")


def parts_of_the_readme() -> list[SplitPart]:
    parts = []
    for row in table("seller"):
        packs = re.findall(r"(\d+) × ([\d.]+)", row["lines"])
        lines = tuple(SplitLine(i, int(n), rupiah(price)) for i, (n, price) in enumerate(packs))
        kind = "cooperative" if row["collector"].startswith("Koperasi") else "seller"
        parts.append(
            SplitPart(NAMES[row["seller"]], lines, rupiah(row["delivery"]), kind, NAMES[row["collector"]], row["way"])
        )
    return parts


def test_the_orders_are_those_of_the_readme() -> None:
    result = split(parts_of_the_readme(), currency="IDR")
    shown = [(rupiah(row["goods"]), rupiah(row["delivery"]), rupiah(row["order"])) for row in table("seller")]
    assert [(order.goods, order.delivery, order.total) for order in result.orders] == shown


def test_the_commission_is_that_of_the_readme() -> None:
    for row in table("seller"):
        share = rupiah(row["goods"]).share(COMMISSION_BASIS_POINTS.get(row["collector"], 0))
        assert share == rupiah(row["commission"])


def test_the_bills_are_those_of_the_readme() -> None:
    result = split(parts_of_the_readme(), currency="IDR")
    *bills, together = table("bill")
    assert [(bill.collector_id, bill.way, bill.seller_ids, bill.amount) for bill in result.bills] == [
        (
            NAMES[row["bill"]],
            row["way"],
            tuple(NAMES[name] for name in row["orders"].split(", ")),
            rupiah(row["amount"]),
        )
        for row in bills
    ]
    assert result.total == rupiah(together["amount"])


@st.composite
def any_parts(draw: st.DrawFn) -> list[SplitPart]:
    currency = draw(st.sampled_from(["IDR", "USD"]))
    money = st.integers(0, 10**9).map(lambda minor: Money(minor, currency))
    line = st.builds(SplitLine, st.integers(1, 99), st.integers(1, 10_000), money)
    return [
        SplitPart(
            seller_id,
            tuple(draw(st.lists(line, min_size=1, max_size=4))),
            draw(money),
            draw(st.sampled_from(["cooperative", "seller"])),
            draw(st.integers(1, 3)),
            draw(st.sampled_from(["bank_transfer", "cash"])),
        )
        for seller_id in range(draw(st.integers(1, 6)))
    ]


def currency_of(parts: list[SplitPart]) -> str:
    return parts[0].delivery.currency


@settings(max_examples=40)
@given(any_parts())
def test_orders_and_bills_each_sum_to_the_whole(parts: list[SplitPart]) -> None:
    result = split(parts, currency=currency_of(parts))
    whole = sum(line.unit_price.minor * line.quantity for part in parts for line in part.lines)
    whole += sum(part.delivery.minor for part in parts)
    assert result.total.minor == whole
    assert sum(order.total.minor for order in result.orders) == whole
    assert sum(bill.amount.minor for bill in result.bills) == whole


@settings(max_examples=40)
@given(any_parts())
def test_every_order_is_on_exactly_one_bill_of_its_collector_and_way(parts: list[SplitPart]) -> None:
    result: Split = split(parts, currency=currency_of(parts))
    billed = [seller_id for bill in result.bills for seller_id in bill.seller_ids]
    assert sorted(billed) == [part.seller_id for part in parts]
    for part, order in zip(parts, result.orders, strict=True):
        bill = result.bills[order.bill]
        assert (bill.collector_kind, bill.collector_id, bill.way) == (part.collector_kind, part.collector_id, part.way)
        assert part.seller_id in bill.seller_ids
    assert len({(bill.collector_kind, bill.collector_id, bill.way) for bill in result.bills}) == len(result.bills)


def test_two_parts_of_one_seller_are_refused() -> None:
    part = parts_of_the_readme()[0]
    with pytest.raises(ValueError, match="one part"):
        split([part, part], currency="IDR")


def test_two_currencies_do_not_add_up() -> None:
    with pytest.raises(CurrencyMismatch):
        split(parts_of_the_readme(), currency="USD")


def test_no_parts_make_no_bills() -> None:
    assert split([], currency="IDR") == Split((), (), Money(0, "IDR"))
