"""Whatever moved: a statement's closing is the sum of the postings, and list, months, page and files agree with it."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Q, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.ledger import accounts, periods
from payments.ledger.accounts import AccountKey
from payments.ledger.models import PeriodClose, Posting
from payments.ledger.posting import Move, post
from payments.money import Money
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.regions import places
from storefront.orders import statements
from storefront.orders.csv_sheets import plain
from storefront.orders.statement_overview import overview
from storefront.orders.statement_papers import signed, to_csv, to_pdf
from storefront.orders.statements import Statement
from tests.cast import SENTUL, Cast
from tests.storefront.papers import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

BEGIN, NOW = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 9, 29, 17, 30, tzinfo=UTC)
MONTHS = [date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)]
ZONE = places.zone_of(SENTUL)
KINDS = ["sale", "shipping", "commission", "payout_reserved", "sale_reversed"]
MOVE = st.tuples(
    st.integers(0, 120 * 24), st.integers(1, 10**9), st.sampled_from(["saris", "citras"]), st.booleans(),
    st.sampled_from(["IDR", "USD"]), st.sampled_from(KINDS),
)  # fmt: skip
MANY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def book(cast: Cast, who: str, currency: str) -> AccountKey:
    return accounts.seller(getattr(cast, who).seller.pk, cast.cooperative.pk, currency)


def write(cast: Cast, number: int, move: tuple[int, int, str, bool, str, str]) -> None:
    hour, minor, who, for_seller, currency, kind = move
    ends = [book(cast, who, currency), accounts.bank(cast.cooperative.pk, currency)]
    source, target = ends if for_seller else ends[::-1]
    amount = Money(minor, currency)
    post(entry=f"e{number}", moves=[Move(kind, source, target, amount, "REF")], at=BEGIN + timedelta(hours=hour))


def summed(key: AccountKey, until: date) -> int:
    """What the postings say, in the seller's sense, asked in the simplest way."""
    found = Posting.objects.filter(at__lt=periods.midnight(until, ZONE)).aggregate(
        out=Sum("amount_minor", filter=Q(source__path=key.path)),
        into=Sum("amount_minor", filter=Q(target__path=key.path)),
    )
    return (found["out"] or 0) - (found["into"] or 0)


def of(key: AccountKey, month: date) -> Statement:
    return statements.of_account(key=key, first=month, last=statements.last_day(month), zone=ZONE)


@MANY
@given(moves=st.lists(MOVE, max_size=25), closing=st.sampled_from([None, *MONTHS[:3]]), late=st.lists(MOVE, max_size=8))
def test_closing_is_the_sum_of_the_postings_and_everything_agrees(
    cast: Cast, moves: list[tuple[int, int, str, bool, str, str]], closing: date | None,
    late: list[tuple[int, int, str, bool, str, str]],
) -> None:  # fmt: skip
    with clock.frozen(NOW), transaction.atomic():
        for number, move in enumerate(moves):
            write(cast, number, move)
        frozen = {}
        if closing and moves:
            frozen = close(cast, closing)
        for number, move in enumerate(late, start=len(moves)):
            write(cast, number, move)
        for key in [book(cast, who, currency) for who in ("saris", "citras") for currency in ("IDR", "USD")]:
            before = 0
            for month in MONTHS:
                said = of(key, month)
                assert_whole(said, opening=before, closing=summed(key, statements.last_day(month) + timedelta(days=1)))
                before = said.closing.minor
                assert frozen.get((key.path, month), said.closing.minor) == said.closing.minor
        assert_list_agrees(cast)
        assert list(periods.differences()) == []
        transaction.set_rollback(True)


def close(cast: Cast, month: date) -> dict[tuple[str, date], int]:
    """Close until the end of the month; the closing of each account and month as it stands then."""
    try:
        periods.close(
            scope=scope_of(cast.gita), person=cast.gita, cooperative_id=cast.cooperative.pk,
            until=statements.last_day(month),
        )  # fmt: skip
    except periods.NothingToClose:
        return {}
    rows = PeriodClose.objects.select_related("account")
    return {(row.account.path, row.since.astimezone(ZONE).date()): -row.closing_minor for row in rows}


def assert_whole(said: Statement, *, opening: int, closing: int) -> None:
    assert (said.opening.minor, said.closing.minor) == (opening, closing)
    running = opening
    for line in said.lines():
        running += line.amount.minor
        assert line.balance.minor == running
    assert running == closing
    assert sum(row.amount.minor for row in said.sums) == closing - opening
    assert sum(row.movements for row in said.sums) == len(said.movements)
    sheet = list(csv.reader(io.StringIO(to_csv(said).lstrip("\ufeff"))))
    assert len(sheet) == 3 + len(said.movements)
    assert (sheet[1][6], sheet[-1][6]) == (str(plain(said.opening)), str(plain(said.closing)))


def assert_list_agrees(cast: Cast) -> None:
    for month in MONTHS:
        found = overview(
            scope=scope_of(cast.dewi), cooperative_id=cast.cooperative.pk, zone=ZONE, wanted=f"{month:%Y-%m}"
        )  # fmt: skip
        if found.month != month:
            continue
        for row in found.rows:
            who = "saris" if row.slug == cast.saris.seller.slug else "citras"
            said = of(book(cast, who, row.closing.currency), month)
            assert (row.opening, row.closing, row.movements) == (said.opening, said.closing, len(said.movements))
            assert row.opening + row.added - row.taken == row.closing


def test_the_paper_has_each_figure_of_a_statement_with_a_remainder_in_two_currencies(cast: Cast) -> None:
    moves = [(100, 12_345, "saris", True, "IDR", "sale"), (200, 617, "saris", False, "IDR", "commission"),
             (300, 1_999, "saris", True, "USD", "sale")]  # fmt: skip
    with clock.frozen(NOW), transaction.atomic():
        for number, move in enumerate(moves):
            write(cast, number, move)
    for currency, closing in (("IDR", "+Rp11.728"), ("USD", "+US$19,99")):
        said = of(book(cast, "saris", currency), MONTHS[0])
        paper = text_of(to_pdf(said, whose="Dapur Sari", with_whom="Koperasi", meaning="Sekian.", made_at=NOW))
        assert signed(said.closing) == closing
        assert paper.count(closing) >= 2  # above, and at the end of the table
        for line in said.lines():
            assert signed(line.amount).replace("−", "–") in paper
