"""The amounts in the README are the amounts of the code."""

import re
from pathlib import Path

from payments.money import Money
from payments.providers.stripe.amounts import to_stripe

README = Path(__file__).resolve().parents[3] / "payments/providers/stripe/README.md"
ROW = re.compile(r'^\| [^|]*`Money\((\d+), "([A-Z]{3})"\)` \| (\d+) \|', re.MULTILINE)


def test_the_table_of_amounts_holds() -> None:
    rows = ROW.findall(README.read_text())
    assert len(rows) == 5
    assert [to_stripe(Money(int(minor), currency)) for minor, currency, _there in rows] == [int(row[2]) for row in rows]
