"""What a cooperative keeps of the goods of one order, line by line. Pure but for reading the rules.

The most specific rule in force decides each line: one for the product, else for the seller, else for the category,
else for all; of several as specific the one that began last. README.md here has the worked table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from payments.money import Money, total
from storefront.terms.models import CommissionRule

if TYPE_CHECKING:
    from sellers.accounts.models import Seller


@dataclass(frozen=True)
class SoldLine:
    """What a rule looks at: one line of an order."""

    product_id: int
    category_id: int
    quantity: int  # packs
    total: Money


@dataclass(frozen=True)
class LineCommission:
    amount: Money
    rule_id: int | None


@dataclass(frozen=True)
class Commission:
    """`lines` in the order they were given; `amount` is their sum. `cooperative_id` keeps it; None: nobody does."""

    amount: Money
    cooperative_id: int | None
    lines: tuple[LineCommission, ...]


def commission_for(*, seller: "Seller", lines: Sequence[SoldLine], currency: str, at: datetime) -> Commission:
    """The commission on the goods of one order by the rules in force at `at`; each line half up.

    A fixed part is in the cooperative's own currency: of goods in another only the share is kept.
    """
    rules = list(seller.cooperative.commission_rules.all()) if seller.cooperative is not None else []
    house = seller.cooperative.currency if seller.cooperative is not None else ""
    kept = tuple(_of_line(line, rule_of(line, seller.pk, rules, at), house) for line in lines)
    amount = total([line.amount for line in kept], currency)
    return Commission(amount, seller.cooperative_id if amount else None, kept)


def rule_of(line: SoldLine, seller_id: int, rules: Iterable[CommissionRule], at: datetime) -> CommissionRule | None:
    """The most specific rule in force at `at`; of several as specific the one that began last."""
    fitting = [rule for rule in rules if _is_in_force(rule, at) and _fits(rule, line, seller_id)]
    return max(fitting, key=lambda rule: (_rank(rule), rule.valid_from, rule.pk), default=None)


def kept_of(*, amount: Money, quantity: int, basis_points: int, fixed: Money) -> Money:
    """Share and fixed part together, never more than the line itself."""
    wanted = amount.share(basis_points) + fixed * quantity
    return wanted if wanted.minor <= amount.minor else amount


def _of_line(line: SoldLine, rule: CommissionRule | None, house: str) -> LineCommission:
    if rule is None:
        return LineCommission(Money(0, line.total.currency), None)
    currency = line.total.currency
    fixed = Money(rule.fixed_minor if currency == house else 0, currency)
    amount = kept_of(amount=line.total, quantity=line.quantity, basis_points=rule.basis_points, fixed=fixed)
    return LineCommission(amount, rule.pk)


def _is_in_force(rule: CommissionRule, at: datetime) -> bool:
    return rule.valid_from <= at and (rule.valid_to is None or at < rule.valid_to)


def _fits(rule: CommissionRule, line: SoldLine, seller_id: int) -> bool:
    return (
        rule.product_id in (None, line.product_id)
        and rule.seller_id in (None, seller_id)
        and rule.category_id in (None, line.category_id)
    )


def _rank(rule: CommissionRule) -> int:
    if rule.product_id is not None:
        return 3
    if rule.seller_id is not None:
        return 2
    return 1 if rule.category_id is not None else 0
