"""A closed period: its figures are those of the books, and nothing lands in it any more."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from payments.ledger import accounts, periods
from payments.ledger.balances import balance, statement, sums_of
from payments.ledger.models import Account, PeriodClose, Posting
from payments.ledger.periods import NothingToClose, NotOverYet
from payments.ledger.posting import Move, post
from payments.ledger.reconcile import check as reconcile
from payments.money import Money
from sellers.accounts.asking import scope_of
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.kit.errors import NotFound
from sellers.people.models import Person
from sellers.regions import places
from tests.cast import Cast

pytestmark = pytest.mark.django_db

AUGUST, SEPTEMBER = date(2026, 8, 31), date(2026, 9, 30)
LATER = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)


def check() -> list[str]:
    return list(periods.differences())


def noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 5, 0, tzinfo=UTC)


def sell(cast: Cast, minor: int, at: datetime, *, entry: str, currency: str = "IDR", who: str = "saris") -> None:
    """The seller's account at the cooperative is credited with a sale."""
    seller = accounts.seller(getattr(cast, who).seller.pk, cast.cooperative.pk, currency)
    with transaction.atomic():
        move = Move("sale", seller, accounts.buyer("B1", currency), Money(minor, currency), "ORDER001")
        post(entry=entry, moves=[move], at=at)


def shut(cast: Cast, until: date, person: Person | None = None) -> periods.Closed:
    person = person or cast.gita
    return periods.close(scope=scope_of(person), person=person, cooperative_id=cast.cooperative.pk, until=until)


@pytest.fixture
def sold(cast: Cast) -> Cast:
    """July, August and September sales of Sari's, one of Citra's in August; it is October."""
    sell(cast, 70_001, noon(7, 20), entry="juli")
    sell(cast, 80_000, noon(8, 10), entry="agustus")
    sell(cast, 12_345, noon(8, 11), entry="citra", who="citras")
    sell(cast, 1_999, noon(8, 12), entry="usd", currency="USD")
    sell(cast, 90_000, noon(9, 10), entry="september")
    return cast


@pytest.fixture(autouse=True)
def october() -> object:
    with clock.frozen(LATER) as frozen:
        yield frozen


def closes(cast: Cast, who: str = "saris", currency: str = "IDR") -> list[tuple[str, int, int, int]]:
    """(end in UTC, opening, closing, movements) of one seller, the oldest first."""
    rows = PeriodClose.objects.filter(
        account__seller=getattr(cast, who).seller, account__currency=currency
    ).order_by("until")  # fmt: skip
    return [
        (row.until.astimezone(UTC).isoformat()[:16], row.opening_minor, row.closing_minor, row.movements)
        for row in rows
    ]


def test_each_month_until_then_is_closed_with_its_own_figures(sold: Cast) -> None:
    assert shut(sold, AUGUST).statements == 4
    assert closes(sold) == [("2026-07-31T17:00", 0, -70_001, 1), ("2026-08-31T17:00", -70_001, -150_001, 1)]
    assert closes(sold, "citras") == [("2026-08-31T17:00", 0, -12_345, 1)]
    assert closes(sold, currency="USD") == [("2026-08-31T17:00", 0, -1_999, 1)]
    assert check() == []


def test_the_next_close_begins_where_the_last_one_ended(sold: Cast) -> None:
    shut(sold, AUGUST)
    shut(sold, SEPTEMBER)
    assert closes(sold)[-1] == ("2026-09-30T17:00", -150_001, -240_001, 1)
    assert closes(sold, "citras")[-1] == ("2026-09-30T17:00", -12_345, -12_345, 0)
    assert check() == []


def test_the_days_of_a_period_are_those_of_the_cooperatives_own_place(sold: Cast) -> None:
    """31 August 23.30 in Blitar is August; half an hour later it is not, whatever the day is in London."""
    sell(sold, 1, datetime(2026, 8, 31, 16, 30, tzinfo=UTC), entry="before midnight")
    sell(sold, 2, datetime(2026, 8, 31, 17, 0, tzinfo=UTC), entry="after midnight")
    shut(sold, AUGUST)
    assert closes(sold)[-1] == ("2026-08-31T17:00", -70_001, -150_002, 2)


def test_a_period_may_end_within_a_month(sold: Cast) -> None:
    shut(sold, date(2026, 8, 10))
    shut(sold, AUGUST)
    assert [row[0] for row in closes(sold)] == ["2026-07-31T17:00", "2026-08-10T17:00", "2026-08-31T17:00"]
    assert check() == []


def test_what_is_about_a_closed_day_lands_now(sold: Cast) -> None:
    shut(sold, AUGUST)
    before = closes(sold)
    sell(sold, 500, noon(8, 15), entry="late")
    assert Posting.objects.get(entry="late").at == LATER
    assert closes(sold) == before
    assert check() == []


def test_the_whole_entry_moves_when_one_of_its_accounts_is_closed(sold: Cast) -> None:
    shut(sold, AUGUST)
    bank, fees = (getattr(accounts, name) for name in ("bank", "commission"))
    key = accounts.seller(sold.saris.seller.pk, sold.cooperative.pk, "IDR")
    with transaction.atomic():
        post(
            entry="two moves",
            moves=[
                Move("received", accounts.buyer("B2", "IDR"), bank(sold.cooperative.pk, "IDR"), Money(9, "IDR"), "B2"),
                Move("commission", fees(sold.cooperative.pk, "IDR"), key, Money(3, "IDR"), "ORDER001"),
            ],
            at=noon(8, 20),
        )
    assert set(Posting.objects.filter(entry="two moves").values_list("at", flat=True)) == {LATER}


def test_what_is_about_an_open_day_keeps_its_day(sold: Cast) -> None:
    shut(sold, AUGUST)
    sell(sold, 500, noon(9, 2), entry="in time")
    assert Posting.objects.get(entry="in time").at == noon(9, 2)


def test_other_cooperatives_and_tills_stay_open(sold: Cast) -> None:
    shut(sold, AUGUST)
    for number, cooperative in enumerate((sold.other_cooperative.pk, None)):
        key = accounts.seller(sold.saris.seller.pk, cooperative, "IDR")
        with transaction.atomic():
            move = Move("sale", key, accounts.buyer("B3", "IDR"), Money(7, "IDR"), "ORDER002")
            post(entry=f"elsewhere {number}", moves=[move], at=noon(8, 3))
        assert Posting.objects.get(entry=f"elsewhere {number}").at == noon(8, 3)


def test_a_seller_whose_first_movement_comes_late_finds_the_period_closed_too(cast: Cast) -> None:
    sell(cast, 5_000, noon(8, 1), entry="sari only")
    shut(cast, AUGUST)
    sell(cast, 6_000, noon(8, 2), entry="citra late", who="citras")
    assert Posting.objects.get(entry="citra late").at == LATER
    assert check() == []


def test_closing_twice_changes_nothing(sold: Cast) -> None:
    shut(sold, AUGUST)
    before = closes(sold)
    again = shut(sold, AUGUST, sold.hadi)
    earlier = shut(sold, date(2026, 7, 31))
    assert (again.statements, earlier.statements) == (0, 0)
    assert again.until == earlier.until == datetime(2026, 8, 31, 17, 0, tzinfo=UTC)
    assert closes(sold) == before
    assert AuditEntry.objects.filter(verb="period_closed").count() == 1


def test_who_closed_it_is_written_down(sold: Cast) -> None:
    shut(sold, AUGUST)
    entry = AuditEntry.objects.get(verb="period_closed")
    assert (entry.person, entry.object_id) == (sold.gita, str(sold.cooperative.pk))
    assert entry.after == {"until": "2026-09-01T00:00:00+07:00", "statements": 4}
    assert set(PeriodClose.objects.values_list("closed_by", flat=True)) == {sold.gita.pk}


def test_a_period_that_is_not_over_is_not_closed(sold: Cast, october: clock.frozen) -> None:
    with pytest.raises(NotOverYet):
        shut(sold, date(2026, 10, 5))
    october.moment = LATER
    assert shut(sold, date(2026, 10, 4)).statements > 0


def test_nothing_is_closed_where_nothing_ever_moved(cast: Cast) -> None:
    with pytest.raises(NothingToClose):
        shut(cast, AUGUST)
    sell(cast, 5, noon(9, 1), entry="later")
    with pytest.raises(NothingToClose):
        shut(cast, AUGUST)


@pytest.mark.parametrize("who", ["dewi", "fajar", "sari", "eko", "stranger"])
def test_only_its_chair_and_treasurer_close(sold: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        shut(sold, AUGUST, getattr(sold, who))
    assert not PeriodClose.objects.exists()


def test_reconcile_names_figures_that_are_not_those_of_the_books(sold: Cast) -> None:
    shut(sold, AUGUST)
    PeriodClose.objects.filter(account__seller=sold.citras.seller).update(closing_minor=-12_344)
    (sentence,) = check()
    assert "with other figures than the books" in sentence
    assert sentence in reconcile()


def test_reconcile_names_what_landed_in_a_closed_period(sold: Cast) -> None:
    """Written past post(), as only somebody at the database could."""
    shut(sold, AUGUST)
    account = Account.objects.create(
        kind="seller", seller=sold.citras.seller, cooperative=sold.cooperative, currency="MYR",
        path=accounts.seller(sold.citras.seller.pk, sold.cooperative.pk, "MYR").path,
    )  # fmt: skip
    buyer = Account.objects.create(kind="buyer", ref="B9", currency="MYR", path=accounts.buyer("B9", "MYR").path)
    Posting.objects.create(
        entry="past", line=0, kind="sale", source=account, target=buyer, amount_minor=5, currency="MYR", ref="X",
        at=noon(8, 20),
    )  # fmt: skip
    assert any("without it" in sentence for sentence in check())


def test_the_statement_of_a_closed_month_says_what_was_closed(sold: Cast) -> None:
    shut(sold, AUGUST)
    sell(sold, 500, noon(8, 15), entry="late")
    key = accounts.seller(sold.saris.seller.pk, sold.cooperative.pk, "IDR")
    row = PeriodClose.objects.filter(account__path=key.path).latest("until")
    said = statement(key=key, since=row.since, until=row.until)
    assert (said.opening.minor, said.closing.minor, len(said.lines)) == (
        row.opening_minor, row.closing_minor, row.movements,
    )  # fmt: skip
    assert balance(key) == Money(-240_501, "IDR")


def test_sums_of_says_what_moved_by_account(sold: Cast) -> None:
    key = accounts.seller(sold.saris.seller.pk, sold.cooperative.pk, "IDR")
    found = sums_of(Account.objects.filter(path=key.path), since=noon(8, 1), until=noon(9, 30))
    (sums,) = found.values()
    assert (sums.came, sums.went, sums.net, sums.movements) == (0, 170_000, -170_000, 2)


def test_the_worked_table_of_the_readme_is_what_closing_does(cast: Cast) -> None:
    """Its numbers: 80000 and 5000 less 4000 in August, all of it back in October, August as it was closed."""
    key = accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, "IDR")
    buyer, fees = accounts.buyer("T1", "IDR"), accounts.commission(cast.cooperative.pk, "IDR")
    sale = [("sale", key, buyer, 80_000), ("shipping", key, buyer, 5_000), ("commission", fees, key, 4_000)]
    for entry, back in (("sale", False), ("refund", True)):
        moves = [Move(kind, *((b, a) if back else (a, b)), Money(minor, "IDR"), "T1") for kind, a, b, minor in sale]
        with transaction.atomic():
            post(entry=entry, moves=moves, at=noon(8, 20))
        if not back:
            shut(cast, AUGUST)
    august, october = date(2026, 8, 1), date(2026, 10, 1)
    zone = places.zone_of(cast.cooperative.village_code)
    said = [
        statement(key=key, since=periods.midnight(month, zone), until=periods.midnight(periods.next_month(month), zone))
        for month in (august, october)
    ]
    assert [(one.opening.minor, one.closing.minor) for one in said] == [(0, -81_000), (-81_000, 0)]
    assert closes(cast) == [("2026-08-31T17:00", 0, -81_000, 3)]
