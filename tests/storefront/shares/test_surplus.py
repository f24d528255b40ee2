"""A cooperative's SHU: set up with its members, corrected, closed once, each member's part in the books."""

from datetime import timedelta
from typing import Any

import pytest

from payments.ledger import accounts, balances
from payments.ledger.models import Posting
from payments.ledger.reconcile import check
from sellers.accounts.models import Membership
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from storefront.terms.shares.errors import AlreadyClosed, FiguresChanged, NotYet, ShareRefused
from storefront.terms.shares.models import SurplusPart, SurplusYear
from storefront.terms.shares.surplus import COMMON
from storefront.terms.shares.surplus_actions import (
    Figures,
    PotWithoutFigures,
    close_year,
    divided,
    fingerprint,
    mark_surplus_paid,
    set_figures,
    set_up_year,
)
from tests.cast import Cast
from tests.storefront.shares.group import Group


@pytest.fixture
def year(group: Group, cast: Cast, monday: clock.frozen) -> SurplusYear:
    """2026 of Koperasi Mawar: Sari sold 80.000, Eko is a plain member; the clock stands in January 2027."""
    group.sells("satu")
    group.gives_back(group.sells("dua"))
    Membership.objects.create(person=cast.eko, cooperative=cast.cooperative, role="anggota")
    monday.tick(days=320)
    return set_up(cast)


def set_up(cast: Cast, **changes: Any) -> SurplusYear:
    given = {"year": 2026, "surplus_minor": 25_000_000, "division": COMMON, **changes}
    return set_up_year(**by(cast), **given)


def by(cast: Cast, who: str = "gita") -> dict[str, Any]:
    person = getattr(cast, who)
    return {"scope": Group(cast, cast.saris.seller, person, person, person).by()["scope"], "person": person,
            "cooperative_id": cast.cooperative.pk}  # fmt: skip


def fill(cast: Cast, year: SurplusYear, **figures: tuple[int, int]) -> None:
    rows = [Figures(getattr(cast, who).pk, *amounts) for who, amounts in figures.items()]
    set_figures(**by(cast), year=year.year, rows=rows)


def close(cast: Cast, year: SurplusYear) -> SurplusYear:
    year.refresh_from_db()
    return close_year(**by(cast), year=year.year, seen=fingerprint(year, divided(year)[0]))


def test_members_stand_in_it_with_what_their_stall_sold(cast: Cast, year: SurplusYear) -> None:
    rows = year.parts.order_by("pk").values_list("person__name", "transactions_minor", "savings_minor")
    assert list(rows) == [("Dewi", 0, 0), ("Gita", 0, 0), ("Hadi", 0, 0), ("Eko", 0, 0), ("Sari", 80_000, 0),
                          ("Citra", 0, 0)]  # fmt: skip


def test_the_worked_example_of_the_law_stands_in_the_books(cast: Cast, year: SurplusYear) -> None:
    fill(cast, year, eko=(1_500_000, 500_000), sari=(28_500_000, 19_500_000))
    closed = close(cast, year)
    part = closed.parts.get(person=cast.eko)
    assert (part.for_transactions_minor, part.for_savings_minor) == (300_000, 100_000)
    owed = balances.balance(accounts.member(cast.eko.pk, None, cast.cooperative.pk, "IDR"))
    reserve = balances.balance(accounts.reserve(None, cast.cooperative.pk, "IDR"))
    group = balances.balance(accounts.group(None, cast.cooperative.pk, "IDR"))
    assert (owed.minor, reserve.minor, group.minor) == (-400_000, -10_000_000, 20_000_000)
    assert check() == []


def test_rounding_down_leaves_its_rest_to_the_reserve(cast: Cast, year: SurplusYear) -> None:
    set_up(cast, surplus_minor=100, division={"transactions": 5_000, "savings": 5_000})
    fill(cast, year, eko=(1, 1), sari=(1, 1), citra=(1, 1))
    closed = close(cast, year)
    assert {part.for_transactions_minor for part in closed.parts.filter(savings_minor__gt=0)} == {16}
    assert closed.remainder_minor == 4
    assert balances.balance(accounts.reserve(None, cast.cooperative.pk, "IDR")).minor == -4


def test_closing_twice_is_once(cast: Cast, year: SurplusYear) -> None:
    fill(cast, year, eko=(1, 1), sari=(1, 1))
    assert close(cast, year).closed_at == close(cast, year).closed_at
    assert Posting.objects.filter(kind="member_share").count() == 2
    assert AuditEntry.objects.filter(verb="surplus.closed").count() == 1
    with pytest.raises(AlreadyClosed):
        fill(cast, year, eko=(2, 2))
    with pytest.raises(AlreadyClosed):
        set_up(cast, surplus_minor=1)


def test_it_is_not_closed_before_the_year_is_over_or_without_figures(cast: Cast, year: SurplusYear) -> None:
    with pytest.raises(PotWithoutFigures):
        close(cast, year)
    running = set_up(cast, year=2027)
    fill(cast, running, eko=(1, 1))
    with pytest.raises(NotYet):
        close(cast, running)


def test_figures_that_moved_since_the_page_was_opened_are_not_confirmed(cast: Cast, year: SurplusYear) -> None:
    fill(cast, year, eko=(1, 1), sari=(1, 1))
    seen = fingerprint(year, divided(year)[0])
    fill(cast, year, eko=(2, 1))
    with pytest.raises(FiguresChanged):
        close_year(**by(cast), year=2026, seen=seen)


def test_a_payment_is_written_once_and_only_after_closing(cast: Cast, year: SurplusYear) -> None:
    paying: dict[str, Any] = {"year": 2026, "member_id": cast.eko.pk}
    with pytest.raises(NotFound):
        mark_surplus_paid(**by(cast), **paying)
    fill(cast, year, eko=(1, 1), sari=(1, 1))
    close(cast, year)
    assert [mark_surplus_paid(**by(cast, who), **paying) for who in ("gita", "hadi")] == [True, False]
    assert balances.balance(accounts.member(cast.eko.pk, None, cast.cooperative.pk, "IDR")).minor == 0


@pytest.mark.parametrize("division", [{**COMMON, "board": 501}, {"reserve": 9_999}, {"kas": 10_000}, {}])
def test_a_division_that_is_not_whole_is_refused(cast: Cast, year: SurplusYear, division: dict[str, int]) -> None:
    with pytest.raises(ShareRefused):
        set_up(cast, division=division)


@pytest.mark.parametrize(("field", "value"), [("year", 1899), ("year", 2030), ("surplus_minor", 0),
                                              ("surplus_minor", 10**16)])  # fmt: skip
def test_an_odd_year_or_sum_is_refused(cast: Cast, year: SurplusYear, field: str, value: int) -> None:
    with pytest.raises(ShareRefused):
        set_up(cast, **{field: value})


@pytest.mark.parametrize("who", ["dewi", "sari", "eko", "budi", "fajar", "stranger"])
def test_only_chair_and_treasurer_write_it(cast: Cast, year: SurplusYear, who: str) -> None:
    with pytest.raises(NotFound):
        set_up_year(**by(cast, who), year=2026, surplus_minor=1, division=COMMON)
    with pytest.raises(NotFound):
        set_figures(**by(cast, who), year=2026, rows=[Figures(cast.eko.pk, 1, 1)])
    with pytest.raises(NotFound):
        close_year(**by(cast, who), year=2026, seen="")


def test_a_member_sees_the_own_part_and_no_other(cast: Cast, year: SurplusYear) -> None:
    for who, seen in (("eko", {"Eko"}), ("sari", {"Sari"}), ("stranger", set()), ("fajar", set())):
        found = SurplusPart.objects.within(by(cast, who)["scope"])
        assert set(found.values_list("person__name", flat=True)) == seen
    assert SurplusPart.objects.within(by(cast, "dewi")["scope"]).count() == 6


def test_who_is_in_no_list_cannot_be_given_figures(cast: Cast, year: SurplusYear) -> None:
    with pytest.raises(Expected):
        set_figures(**by(cast), year=2026, rows=[Figures(cast.stranger.pk, 1, 1)])


def test_setting_it_up_again_adds_who_came_later_and_keeps_what_was_typed(cast: Cast, year: SurplusYear) -> None:
    fill(cast, year, sari=(5, 5))
    Membership.objects.create(person=cast.stranger, cooperative=cast.cooperative, role="anggota",
                              created_at=clock.now() - timedelta(days=1))  # fmt: skip
    set_up(cast)
    assert year.parts.count() == 7
    assert year.parts.get(person=cast.sari).transactions_minor == 5
