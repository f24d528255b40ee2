"""A group's periods: what was sold under a rule is divided by it, each sale and refund once, to the rupiah."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from payments.ledger import accounts, balances, posting
from payments.ledger.models import Posting
from payments.ledger.reconcile import check
from payments.money import Money
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.kit.once import KeyReused
from sellers.messages.models import Message
from storefront.terms.shares import actions, closing
from storefront.terms.shares.errors import (
    AlreadyClosed,
    FiguresChanged,
    NoRule,
    NothingToDivideBy,
    NotYet,
    ShareRefused,
)
from storefront.terms.shares.models import Contribution, ShareClosing, SharePart, ShareRule, SoldUnder
from tests.cast import Cast
from tests.storefront.shares.group import Group, parts


def owed_to(group: Group, who: str) -> int:
    key = accounts.member(getattr(group, who).pk, group.seller.pk, None, "IDR")
    return -balances.balance(key).minor


def undivided(group: Group) -> int:
    return balances.balance(accounts.group(group.seller.pk, None, "IDR")).minor


def test_kilograms_divide_what_is_left_after_costs_and_reserve(group: Group, monday: clock.frozen) -> None:
    group.rule("weight", reserve=1_000)
    group.sells("satu")  # leaves 81.000
    group.brought(group.wati, kg=20)
    group.brought(group.eko, kg=10)
    monday.tick(days=1)
    made = group.close(costs=6_000)
    assert (made.income_minor, made.costs_minor, made.reserve_minor) == (81_000, 6_000, 7_500)
    assert parts(made) == {"Wati": 45_000, "Eko": 22_500}


def test_hours_fixed_and_equal_shares_divide_to_the_rupiah(group: Group, monday: clock.frozen) -> None:
    for method, expected in (
        ("hours", {"Wati": 46_286, "Eko": 34_714}),
        ("fixed", {"Wati": 57_857, "Eko": 23_143}),
        ("equal", {"Sari": 20_250, "Wati": 20_250, "Eko": 20_250, "Tono": 20_250}),
    ):
        weights = {group.wati.pk: 5, group.eko.pk: 2} if method == "fixed" else {}
        group.rule(method, weights=weights)
        group.sells(method)
        group.brought(group.wati, hours=4)
        group.brought(group.eko, hours=3)
        monday.tick(days=1)
        assert parts(group.close()) == expected


def test_a_rule_changed_in_the_period_leaves_what_was_sold_under_its_own(group: Group, monday: clock.frozen) -> None:
    first = group.rule("weight")
    before = group.sells("lama")
    monday.tick(hours=1)
    second = group.rule("fixed", weights={group.eko.pk: 1})
    after = group.sells("baru", quantity=1)  # 40.000 + 5.000 − 2.000
    group.brought(group.wati, kg=3)
    monday.tick(days=1)
    made = group.close()
    frozen = dict(SoldUnder.objects.values_list("order_code", "rule_id"))
    assert frozen == {before.code: first.pk, after.code: second.pk}
    assert parts(made) == {"Wati": 81_000, "Eko": 43_000}
    assert dict(made.incomes.values_list("rule_id", "income_minor")) == {first.pk: 81_000, second.pk: 43_000}


def test_a_late_refund_lands_in_the_next_closing_and_leaves_the_closed_one(group: Group, monday: clock.frozen) -> None:
    group.rule("equal")
    order = group.sells("satu")
    monday.tick(days=1)
    first = group.close()
    was = list(first.parts.order_by("pk").values("person_id", "amount_minor"))
    group.gives_back(order)
    group.sells("dua", quantity=4)  # 160.000 + 5.000 − 8.000
    monday.tick(days=1)
    second = group.close()
    assert second.income_minor == 157_000 - 81_000
    assert sum(parts(second).values()) == 76_000
    assert list(first.parts.order_by("pk").values("person_id", "amount_minor")) == was


def test_a_refund_of_an_older_version_reduces_what_the_new_one_divides(group: Group, monday: clock.frozen) -> None:
    group.rule("weight")
    order = group.sells("satu")
    group.brought(group.wati, kg=1)
    monday.tick(days=1)
    group.close()
    group.rule("equal")
    group.sells("dua", quantity=4)
    group.gives_back(order)
    monday.tick(days=1)
    made = group.close()
    assert sum(parts(made).values()) == 157_000 - 81_000
    assert sorted(made.incomes.values_list("income_minor", flat=True)) == [-81_000, 157_000]


def test_a_period_in_the_red_divides_nothing_and_the_next_makes_it_good(group: Group, monday: clock.frozen) -> None:
    group.rule("equal")
    order = group.sells("satu")
    monday.tick(days=1)
    group.close()
    group.gives_back(order)
    monday.tick(days=1)
    red = group.close()
    assert (red.income_minor, red.carried_minor, parts(red)) == (-81_000, 0, {})
    group.sells("dua", quantity=4)
    monday.tick(days=1)
    good = group.close()
    assert (good.income_minor, good.carried_minor, sum(parts(good).values())) == (157_000, -81_000, 76_000)
    monday.tick(days=1)
    assert group.preview().division.carried == Money(0, "IDR")


def test_an_entry_with_an_earlier_moment_is_counted_by_the_next_closing(group: Group, monday: clock.frozen) -> None:
    group.rule("equal")
    monday.tick(days=1)
    group.close()
    with clock.frozen(clock.now() - timedelta(days=1)):
        group.sells("terlambat")  # as if a worker had been asleep since yesterday
    monday.tick(days=1)
    assert group.close().income_minor == 81_000


def test_what_was_sold_before_the_first_rule_is_divided_by_none(group: Group, monday: clock.frozen) -> None:
    group.sells("dulu")
    monday.tick(days=1)
    group.rule("equal")
    monday.tick(days=1)
    assert group.preview().division.income == Money(0, "IDR")


def test_the_books_hold_for_each_member_what_was_divided_until_it_is_paid(group: Group, monday: clock.frozen) -> None:
    group.rule("fixed", reserve=3_333, weights={group.wati.pk: 2, group.eko.pk: 1})
    group.sells("satu")
    monday.tick(days=1)
    made = group.close()
    shares = parts(made)
    assert sum(shares.values()) + made.reserve_minor == 81_000
    assert (owed_to(group, "wati"), owed_to(group, "eko")) == (shares["Wati"], shares["Eko"])
    assert undivided(group) == 81_000
    assert closing.mark_paid(**group.by(), closing_code=made.code, member_id=group.wati.pk)
    assert owed_to(group, "wati") == 0
    assert undivided(group) == 81_000 - shares["Wati"]
    assert check() == []


def test_a_payment_is_written_once(group: Group, monday: clock.frozen) -> None:
    group.rule("fixed", weights={group.wati.pk: 1})
    group.sells("satu")
    monday.tick(days=1)
    made = group.close()
    paying: dict[str, Any] = {"closing_code": made.code, "member_id": group.wati.pk}
    assert [closing.mark_paid(**group.by(), **paying) for _ in range(2)] == [True, False]
    assert Posting.objects.filter(kind="member_paid").count() == 1
    assert AuditEntry.objects.filter(verb="share.paid").count() == 1


def test_closing_twice_is_once(group: Group, monday: clock.frozen) -> None:
    group.rule("equal")
    group.sells("satu")
    monday.tick(days=1)
    planned = group.preview()
    asked: dict[str, Any] = {
        "seller_id": group.seller.pk, "currency": "IDR", "last_day": planned.period.last_day, "costs_minor": 0,
        "costs_note": "", "seen": planned.seen,
    }  # fmt: skip
    first = closing.close_period(**group.by(), **asked, key="satu kali")
    again = closing.close_period(**group.by(), **asked, key="satu kali")
    assert first == again
    assert Posting.objects.filter(kind="member_share").count() == 4
    with pytest.raises(KeyReused):
        closing.close_period(**group.by(), **{**asked, "costs_minor": 5, "costs_note": "Bensin"}, key="satu kali")
    with pytest.raises(AlreadyClosed):  # the other treasurer, who had the same page open
        closing.close_period(**group.by(group.cast.sari), **asked, key="kunci lain")
    assert ShareClosing.objects.count() == 1


def test_figures_that_moved_since_the_page_was_opened_are_not_confirmed(group: Group, monday: clock.frozen) -> None:
    group.rule("equal")
    order = group.sells("satu")
    monday.tick(days=1)
    seen = group.preview().seen
    with clock.frozen(clock.now() - timedelta(hours=12)):
        group.gives_back(order)
    with pytest.raises(FiguresChanged):
        group.close(seen=seen)
    assert not ShareClosing.objects.exists()


def test_periods_follow_each_other_without_gap_or_overlap(group: Group, monday: clock.frozen) -> None:
    group.rule("equal")
    monday.tick(days=20)
    first = group.close(until=date(2026, 3, 9))
    assert (first.first_day, first.last_day) == (date(2026, 3, 2), date(2026, 3, 9))
    with pytest.raises(ShareRefused):
        group.preview(until=date(2026, 3, 9))
    assert group.preview().period.first_day == date(2026, 3, 10)
    with pytest.raises(NotYet):
        group.preview(until=date(2026, 3, 22))  # today


def test_a_new_month_is_proposed_to_its_end(group: Group, monday: clock.frozen) -> None:
    group.rule("equal")
    monday.tick(days=45)
    assert group.preview().period.last_day == date(2026, 3, 31)


def test_without_a_rule_or_a_day_that_is_over_nothing_is_closed(group: Group) -> None:
    with pytest.raises(NoRule):
        group.preview()
    group.rule("equal")
    with pytest.raises(NotYet):
        group.preview()


@pytest.mark.parametrize("method", ["weight", "hours"])
def test_nobody_contributed_is_told_and_nothing_closed(group: Group, monday: clock.frozen, method: str) -> None:
    group.rule(method)
    group.sells("satu")
    monday.tick(days=1)
    with pytest.raises(NothingToDivideBy):
        group.preview()


def test_a_slip_is_reversed_once_and_no_longer_counts(group: Group, monday: clock.frozen) -> None:
    group.rule("weight")
    group.sells("satu")
    slip = group.brought(group.wati, kg=200)
    group.brought(group.wati, kg=20)
    group.brought(group.eko, kg=20)
    for _ in range(2):
        actions.reverse_contribution(**group.by(), contribution_id=slip.pk)
    assert Contribution.objects.count() == 4
    monday.tick(days=1)
    assert parts(group.close()) == {"Wati": 40_500, "Eko": 40_500}


def test_the_same_contribution_sent_twice_is_one(group: Group) -> None:
    with pytest.raises(NoRule):
        group.brought(group.wati, kg=5, key="hp-1")
    group.rule("weight")
    first = group.brought(group.wati, kg=5, key="hp-1")
    assert group.brought(group.wati, kg=5, key="hp-1") == first
    with pytest.raises(KeyReused):
        group.brought(group.wati, kg=6, key="hp-1")


def test_a_day_that_was_divided_takes_no_more_contributions(group: Group, monday: clock.frozen) -> None:
    group.rule("weight")
    slip = group.brought(group.wati, kg=5)
    monday.tick(days=1)
    group.close()
    with pytest.raises(AlreadyClosed):
        group.brought(group.wati, kg=5, day=slip.day, key="terlambat")
    with pytest.raises(AlreadyClosed):
        actions.reverse_contribution(**group.by(), contribution_id=slip.pk)
    with pytest.raises(ShareRefused):
        group.brought(group.wati, kg=5, day=date(2026, 3, 9))


def test_who_left_keeps_the_part_of_what_was_brought(group: Group, monday: clock.frozen) -> None:
    group.rule("weight")
    group.sells("satu")
    group.brought(group.wati, kg=1)
    group.wati.memberships.update(ended_at=clock.now())
    monday.tick(days=1)
    assert parts(group.close()) == {"Wati": 81_000}


def test_a_rule_set_twice_is_one_version_and_its_change_is_audited(group: Group, monday: clock.frozen) -> None:
    assert group.rule("equal") == group.rule("equal", key="lagi")
    monday.tick(hours=1)
    assert group.rule("hours").version == 2
    assert AuditEntry.objects.filter(verb="share_rule.set").count() == 2


@pytest.mark.parametrize(("method", "reserve", "weights"), [
    ("gotong-royong", 0, {}), ("equal", 10_001, {}), ("equal", -1, {}), ("fixed", 0, {}), ("fixed", 0, {0: 1}),
])  # fmt: skip
def test_an_odd_rule_is_refused(group: Group, method: str, reserve: int, weights: dict[int, int]) -> None:
    with pytest.raises(Expected):
        group.rule(method, reserve=reserve, weights=weights)
    assert not ShareRule.objects.exists()


@pytest.mark.parametrize("who", ["wati", "budi", "citra", "dewi", "gita", "stranger"])
def test_only_those_who_keep_the_groups_money_touch_its_shares(group: Group, cast: Cast, who: str) -> None:
    person = getattr(group, who, None) or getattr(cast, who)
    asked = {**group.by(person), "seller_id": group.seller.pk}
    with pytest.raises(NotFound):
        actions.set_rule(**asked, method="equal", reserve_basis_points=0, weights={}, key="x")
    with pytest.raises(NotFound):
        actions.record_contribution(
            **asked, member_id=group.wati.pk, day=date(2026, 3, 2), grams=1, minutes=0, note="", key="x"
        )
    with pytest.raises(NotFound):
        closing.close_period(
            **asked, currency="IDR", last_day=date(2026, 3, 2), costs_minor=0, costs_note="", seen="", key="x"
        )


def test_a_member_reads_the_own_part_only(group: Group, cast: Cast, monday: clock.frozen) -> None:
    group.rule("equal")
    group.sells("satu")
    group.brought(group.wati, kg=1)
    group.brought(group.eko, kg=2)
    monday.tick(days=1)
    made = group.close()
    for who, people in (("wati", {"Wati"}), ("eko", {"Eko"}), ("tono", {"Sari", "Wati", "Eko", "Tono"})):
        scope = group.by(getattr(group, who))["scope"]
        assert set(SharePart.objects.within(scope).values_list("person__name", flat=True)) == people
    assert set(Contribution.objects.within(group.by(group.wati)["scope"]).values_list("person__name", flat=True)) == {
        "Wati"
    }
    for person in (cast.budi, cast.citra, cast.gita, cast.stranger):
        scope = group.by(person)["scope"]
        assert not SharePart.objects.within(scope).exists()
        assert not Contribution.objects.within(scope).exists()
        with pytest.raises(NotFound):
            closing.mark_paid(scope=scope, person=person, closing_code=made.code, member_id=group.wati.pk)


def test_each_member_is_told_once_without_the_amount(group: Group, monday: clock.frozen) -> None:
    group.rule("fixed", weights={group.wati.pk: 1, group.eko.pk: 1})
    group.sells("satu")
    monday.tick(days=1)
    group.close()
    told = Message.objects.filter(template="share_closed").order_by("pk")
    assert {message.to for message in told} == {group.wati.phone, group.eko.phone}
    assert all("/saya/bagian/" in message.body and "40" not in message.body for message in told)


def test_two_currencies_are_divided_apart(group: Group, monday: clock.frozen) -> None:
    rule = group.rule("equal")
    group.sells("satu")
    SoldUnder.objects.create(order_code="MYRORDER", seller=group.seller, rule=rule, sold_at=clock.now())
    earned(group, "MYRORDER", Money(10_01, "MYR"))
    monday.tick(days=1)
    assert group.preview().division.income == Money(81_000, "IDR")
    planned = group.preview(currency="MYR")
    assert [part.amount.minor for part in planned.division.parts] == [251, 250, 250, 250]


def earned(group: Group, order_code: str, amount: Money) -> None:
    """A sale in the books as orders write one."""
    from_seller = accounts.seller(group.seller.pk, None, amount.currency)
    move = posting.Move("sale", from_seller, accounts.buyer("BILLMYR1", amount.currency), amount, order_code)
    with transaction.atomic():
        posting.post(entry=f"sale:{order_code}", moves=[move])
