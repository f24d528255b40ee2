"""How much of a sale is withheld (PPh 22 on sellers of a marketplace). Pure arithmetic; README.md has the worked table.

The rates and limits stand in data/pph22.csv, each from its own day; nothing else in the code knows them.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from payments.money import Money

TABLE = Path(__file__).parent / "data" / "pph22.csv"
WHOLE = 10_000  # basis points


@dataclass(frozen=True)
class Rule:
    """In force from a day: `basis_points` of turnover, none up to `exempt` a year for who declared to stay under it."""

    since: date
    basis_points: int
    exempt: Money


@cache
def rules() -> tuple[Rule, ...]:
    """The newest first."""
    with TABLE.open(newline="") as table:
        found = [
            Rule(
                date.fromisoformat(row["from"]),
                int(row["basis_points"]),
                Money(int(row["exempt_minor"]), row["currency"]),
            )
            for row in csv.DictReader(table)
        ]
    return tuple(sorted(found, key=lambda rule: rule.since, reverse=True))


def rule_on(day: date, currency: str) -> Rule | None:
    """The rule for sales of that day; None before there was one, and for a currency it does not speak of."""
    return next((rule for rule in rules() if rule.since <= day and rule.exempt.currency == currency), None)


def taxable(rule: Rule, *, before: Money, gross: Money, declared: bool) -> Money:
    """The part of `gross` that is withheld on, after a turnover of `before` in the same year.

    Without a declaration all of it; with one only what lies above the limit.
    """
    nothing = Money(0, gross.currency)
    if not declared:
        return gross
    above = _above(rule, before + gross) - _above(rule, before)
    return above if above.minor > 0 else nothing


def withheld(rule: Rule, base: Money) -> Money:
    """The tax on `base`, down to the whole minor unit."""
    return Money(base.minor * rule.basis_points // WHOLE, base.currency)


def given_back(*, gross: Money, withheld: Money, refunded: Money, given_before: Money) -> Money:
    """What of a sale's tax goes back now that `refunded` of its `gross` did, altogether.

    Any number of partial refunds give back, together, exactly what was withheld.
    """
    if not gross:
        return Money(0, gross.currency)
    due, _kept = withheld.split([refunded.minor, gross.minor - refunded.minor])
    return due - given_before


def _above(rule: Rule, turnover: Money) -> Money:
    return Money(max(0, turnover.minor - rule.exempt.minor), turnover.currency)
