"""The worked tables of the READMEs, asserted row by row."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from payments.charges.actions import close, open_charge, record_cash, record_transfer
from payments.charges.collecting import Meaning, meaning_of
from payments.charges.models import Charge, Settlement
from payments.ledger import accounts, reconcile
from payments.ledger.accounts import AccountKey
from payments.ledger.balances import balance
from payments.ledger.models import Posting
from payments.ledger.posting import Move, post
from payments.money import Money
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Seller
from sellers.kit import clock
from tests.cast import Cast
from tests.payments.conftest import Till

PAYMENTS = Path(__file__).resolve().parents[2] / "payments"
Row = list[str]
Example = tuple[str, list[Row], list[Row]]
BY_PAYMENTS = {
    "received",
    "received_by_seller",
    "cod_collected",
    "unique_code",
    "overpaid",
    "paid_twice",
    "closed_short",
}


def tables(text: str) -> list[list[Row]]:
    """Every table of a Markdown text, as rows of cells without the header."""
    found = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [[[cell.strip() for cell in line.strip("|\n").split("|")] for line in t.splitlines()[2:]] for t in found]


def examples() -> list[Example]:
    text = (PAYMENTS / "ledger" / "README.md").read_text()
    sections = re.split(r"^### ", text.split("## Worked examples")[1].split("## Reconciling")[0], flags=re.MULTILINE)[
        1:
    ]
    return [(section.splitlines()[0], *tables(section)) for section in sections]  # type: ignore[misc]  # two tables each


def meanings() -> list[Row]:
    text = (PAYMENTS / "charges" / "README.md").read_text()
    return tables(text.split("## What a recorded transfer means")[1])[0]


class Names:
    """Reads the accounts' names as the README writes them."""

    def __init__(self, cast: Cast, alone: Callable[[str], Seller]) -> None:
        self.cooperative = cast.cooperative.pk
        self.sellers = {"S": cast.saris.seller.pk, "C": cast.citras.seller.pk, "U": alone("U").pk}

    def __call__(self, name: str) -> AccountKey:
        kind, last = name.rsplit(" ", 1)
        if kind == "buyer":
            return accounts.buyer(last, "IDR")
        if kind == "till of":
            return accounts.seller(self.sellers[last], None, "IDR")
        if kind.startswith("courier "):
            holder = (self.cooperative, None) if last == "K" else (None, self.sellers[last])
            return accounts.courier_cash(kind.split()[1], *holder, "IDR")
        if kind.startswith("seller "):
            return accounts.seller(self.sellers[kind.split()[1]], self.cooperative, "IDR")
        if kind == "refund due" and last != "K":
            return accounts.refund_due(None, self.sellers[last], "IDR")
        if kind == "refund due":
            return accounts.refund_due(self.cooperative, None, "IDR")
        if kind.startswith("payout "):
            return accounts.payout(self.cooperative, self.sellers[kind.split()[1]], "IDR")
        if kind == "gateway elsewhere":
            whose = (self.cooperative, None) if last == "K" else (None, self.sellers[last])
            return accounts.provider("elsewhere", *whose, "IDR")
        if kind in ("gateway", "dispute"):
            return {"gateway": accounts.provider, "dispute": accounts.dispute}[kind](
                "stripe", self.cooperative, None, "IDR"
            )
        if kind in ("fees", "suspense"):
            return {"fees": accounts.fees, "suspense": accounts.suspense}[kind](self.cooperative, None, "IDR")
        by_kind = {
            "bank": accounts.bank, "commission": accounts.commission, "unique code": accounts.unique_code,
            "costs": accounts.costs, "courier": accounts.courier,
        }  # fmt: skip
        return by_kind[kind](self.cooperative, "IDR")


@pytest.fixture
def names(cast: Cast, alone: Callable[[str], Seller]) -> Names:
    return Names(cast, alone)


@pytest.mark.parametrize("example", examples(), ids=lambda e: e[0])
def test_the_balances_follow_from_the_rows(example: Example, names: Names) -> None:
    _title, rows, balances = example
    moves = [Move(kind, names(a), names(b), Money(int(minor), "IDR"), "T") for kind, a, b, minor in rows]
    post(entry="example", moves=moves)
    assert {name: balance(names(name)).minor for name, _ in balances} == {name: int(m) for name, m in balances}
    assert sum(int(minor) for _, minor in balances) == 0
    touched = {name for row in rows for name in row[1:3]}
    assert touched == {name for name, _ in balances}


@pytest.mark.parametrize("example", examples()[:7], ids=lambda e: e[0])
def test_payments_writes_the_rows_it_is_said_to_write(example: Example, names: Names, till: Till) -> None:
    title, rows, _balances = example
    said = Counter(
        (kind, names(a).path, names(b).path, int(minor)) for kind, a, b, minor in rows if kind in BY_PAYMENTS
    )
    SCRIPTS[title.split(".")[0]](till, names)
    written = Posting.objects.values_list("kind", "source__path", "target__path", "amount_minor")
    assert Counter(tuple(row) for row in written) == said
    assert reconcile.check() == []


def asks_for(charge: Charge, unique_code: int) -> Charge:
    """The charge, as if this very code had been drawn."""
    charge.unique_code, charge.total_minor = unique_code, charge.amount_minor + unique_code
    charge.save(update_fields=["unique_code", "total_minor"])
    return charge


def sale_through_the_cooperative(till: Till, names: Names) -> None:
    till.transfer(asks_for(till.bill("T1"), 217))


def cash_on_delivery(till: Till, names: Names) -> None:
    till.cash_bill("T2")
    record_cash(bill_ref="T2", person=till.cast.sari)


def expired_then_paid(till: Till, names: Names) -> None:
    charge = asks_for(till.bill("T3"), 217)
    close(bill_ref="T3", state="expired")
    till.transfer(charge)


def paid_for_two_sellers(till: Till, names: Names) -> None:
    till.transfer(asks_for(till.bill("T4", 107_345), 483))


def too_little_then_too_much(till: Till, names: Names) -> None:
    charge = asks_for(till.bill("T5"), 217)
    till.transfer(charge, 50_000)
    till.transfer(charge, 40_000)


def alone_and_paid_twice(till: Till, names: Names) -> None:
    seller_id = names.sellers["U"]
    charge = open_charge(bill_ref="T6", way="bank_transfer", amount=Money(12_345, "IDR"), seller_id=seller_id)
    charge = asks_for(charge, 100)
    for reference in ("first", "second"):
        record_transfer(
            scope=Scope(None, {seller_id: frozenset({Verb.MONEY})}),
            person=None,
            charge_code=charge.code,
            amount_minor=12_445,
            received_at=clock.now(),
            external_id=reference,
        )


def part_came_and_expired(till: Till, names: Names) -> None:
    till.transfer(till.bill("T7"), 50_000)
    close(bill_ref="T7", state="expired")


SCRIPTS: dict[str, Callable[[Till, Names], None]] = {
    "1": sale_through_the_cooperative,
    "2": cash_on_delivery,
    "3": expired_then_paid,
    "4": paid_for_two_sellers,
    "5": too_little_then_too_much,
    "6": alone_and_paid_twice,
    "7": part_came_and_expired,
}


@pytest.mark.parametrize("row", meanings(), ids=lambda row: row[-1])
def test_a_transfer_means_what_the_table_says(row: Row) -> None:
    amount, code, held, state, paid, received, pays, digits, extra, tells, _why = row
    meaning = meaning_of(
        amount=int(amount),
        unique_code=int(code),
        came=int(held),
        is_open=state == "open",
        is_paid=paid == "yes",
        received=int(received),
    )
    assert (meaning.pays, meaning.code, meaning.extra) == (int(pays), int(digits), int(extra))
    assert told(meaning) == tells
    assert meaning.pays + meaning.code + meaning.extra == int(received)


def told(meaning: Meaning) -> str:
    kinds = [Settlement.Kind.PAID] if meaning.settles else [Settlement.Kind.SHORT] if meaning.pays else []
    return ", ".join([*kinds, *([Settlement.Kind.OVER] if meaning.extra else [])])
