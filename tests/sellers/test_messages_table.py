"""The README's table of who is told what is whole, and says what the code does."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from sellers.messages import kinds

ROOT = Path(__file__).resolve().parents[2]
_ROW = re.compile(r"\| `(\w+)` \| [^|]+ \| [^|]+ \| (at once|waits) \| (yes|no) \|")

# functions that hand a template on: what they are called with is not written as template="…"
HANDED_ON = {
    "sellers/accounts/actions.py": {"seller_approved", "seller_refused", "seller_suspended"},
    "sellers/messages/receipts.py": {"opted_out", "opted_in", "not_read"},
    "payments/charges/qris_codes.py": {"qris_added", "qris_retired"},
    "payments/payouts/notices.py": {"payout_paid", "payout_failed", "payout_returned"},
    "storefront/orders/bank_dispute_notices.py": {"disputed", "dispute_won", "dispute_lost"},  # kinds of settlements
    "storefront/orders/cash_debts.py": {"cash_debt", "cash_stopped", "cash_again"},
    "storefront/orders/life_notices.py": set(),  # its own small functions are called with template="…"
    "storefront/orders/life_refund_notices.py": {"repaid", "repay_failed"},  # kinds of settlements
}


def _calls() -> Iterator[tuple[str, str, ast.expr]]:
    """File, function and the template of every call that names one."""
    for package in ("sellers", "catalog", "payments", "storefront"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    for keyword in node.keywords:
                        if keyword.arg == "template":
                            yield str(path.relative_to(ROOT)), called, keyword.value


def _used() -> set[str]:
    written = {value.value for _file, _called, value in _calls() if isinstance(value, ast.Constant)}
    return {str(name) for name in written}.union(*HANDED_ON.values())


def _table() -> dict[str, tuple[str, str]]:
    found = _ROW.findall((ROOT / "sellers" / "messages" / "README.md").read_text())
    return {name: (night, stopped) for name, night, stopped in found}


def test_every_message_stands_in_the_table_and_nothing_else() -> None:
    assert set(_table()) == _used()


def test_no_template_hides_in_a_variable() -> None:
    hidden = {file for file, called, value in _calls() if called == "tell" and not isinstance(value, ast.Constant)}
    assert hidden <= set(HANDED_ON)


def test_the_table_says_what_waits_for_morning() -> None:
    assert {name for name, (night, _stopped) in _table().items() if night == "at once"} == kinds.URGENT


def test_the_table_says_what_may_not_be_stopped() -> None:
    assert {name for name, (_night, stopped) in _table().items() if stopped == "no"} == kinds.ALWAYS
