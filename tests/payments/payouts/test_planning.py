"""What leaves, as the README's table says it, and for any amounts at all."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.ledger import reconcile
from payments.money import Money
from payments.payouts import actions
from payments.payouts.errors import NothingToPay
from payments.payouts.models import Payout, PayoutTerms
from payments.payouts.planning import Destination, Why, line
from sellers.kit import clock
from sellers.kit.errors import Expected
from tests.cast import Cast
from tests.payments.payouts import world

README = Path(__file__).resolve().parents[3] / "payments" / "payouts" / "README.md"
ACCOUNTS = {
    "usable": Destination(bank_account_id=1),
    "none": Destination(),
    "new": Destination(usable_at=clock.now() + timedelta(hours=3)),
}


def rows() -> list[list[str]]:
    """The cells of the README's first table."""
    text = README.read_text().split("| owed |")[1].split("\n\n")[0]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in text.splitlines()[2:]]


def test_the_readme_has_its_table() -> None:
    assert len(rows()) == 11
    assert {row[4] for row in rows()} == {why.value for why in Why}


@pytest.mark.parametrize("row", rows(), ids=lambda row: "-".join(row[:4]))
@pytest.mark.parametrize("currency", ["IDR", "USD"])
def test_the_readmes_table_is_what_is_decided(row: list[str], currency: str) -> None:
    owed, held, account, under_way, why, available, leaves = row
    decided = line(
        seller_id=1,
        owed=Money(int(owed), currency),
        held=Money(int(held), currency),
        minimum=Money(50_000, currency),
        to=ACCOUNTS[account],
        under_way=under_way == "yes",
    )
    assert decided.why == why
    assert (decided.available, decided.amount) == (Money(int(available), currency), Money(int(leaves), currency))


amounts = st.integers(min_value=-(10**9), max_value=10**9)


@given(owed=amounts, held=amounts, minimum=st.integers(1, 10**6), usable=st.booleans(), under_way=st.booleans())
def test_never_more_leaves_than_is_owed_and_not_held(
    owed: int, held: int, minimum: int, usable: bool, under_way: bool
) -> None:
    one = line(
        seller_id=1, owed=Money(owed, "IDR"), held=Money(held, "IDR"), minimum=Money(minimum, "IDR"),
        to=ACCOUNTS["usable" if usable else "none"], under_way=under_way,
    )  # fmt: skip
    assert 0 <= one.amount.minor <= one.available.minor <= max(owed, 0)
    assert one.available.minor + max(held, 0) <= max(owed, max(held, 0))
    assert (one.amount.minor > 0) == (one.why == Why.PAY)
    assert one.amount.minor == 0 or one.amount.minor >= minimum


step = st.tuples(st.sampled_from(["owe", "debt", "propose", "cancel", "send", "confirm", "fail", "return"]), amounts)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=5, max_size=25))
@pytest.mark.thorough
def test_whatever_happens_the_seller_gets_what_it_earned_once(cast: Cast, steps: list[tuple[str, int]]) -> None:
    """Owed, set aside and sent always add up to what was earned, and nothing leaves that was not there."""
    with transaction.atomic():
        world.account(cast.saris.seller)
        PayoutTerms.objects.create(cooperative=cast.cooperative, minimum_minor=1_000)
        earned = sum(_do(cast, number, what, amount) for number, (what, amount) in enumerate(steps))
        sent = -world.bank(cast)
        assert world.owed(cast, cast.saris.seller) + world.aside(cast, cast.saris.seller) + sent == earned
        assert world.aside(cast, cast.saris.seller) >= 0 and sent >= 0
        assert [one for one in reconcile.check() if "payout" in one] == []
        transaction.set_rollback(True)


def _do(cast: Cast, number: int, what: str, amount: int) -> int:
    """One step; answers what the seller earned by it."""
    minor = abs(amount) + 1
    if what in ("owe", "debt"):
        world.owe(cast, cast.saris.seller, minor if what == "owe" else -minor)
        return minor if what == "owe" else -minor
    if what == "propose":
        before = world.owed(cast, cast.saris.seller)
        try:
            held = {cast.saris.seller.pk: Money(minor % 50_000, "IDR")}
            batch = world.propose(cast, key=f"k{number}", held=held)
        except NothingToPay:
            return 0
        assert actions.total_of(batch).minor <= before - minor % 50_000
        world.approve(cast, batch)
        return 0
    newest = Payout.objects.order_by("-pk").first()
    if newest is None:
        return 0
    acts: dict[str, Callable[[], object]] = {
        "cancel": lambda: actions.cancel(**world.who(cast.gita), batch_code=newest.batch.code),
        "send": lambda: actions.send(**world.who(cast.gita), batch_code=newest.batch.code),
        "confirm": lambda: world.confirm(cast, newest.code),
        "fail": lambda: actions.mark_failed(**world.who(cast.gita), code=newest.code, reason="gagal"),
        "return": lambda: actions.mark_returned(**world.who(cast.gita), code=newest.code, reason="kembali"),
    }
    try:
        acts[what]()
    except Expected:
        return 0
    return 0
