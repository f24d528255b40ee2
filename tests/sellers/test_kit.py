"""The floor: leases, once-only answers, limits."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from sellers.kit import clock, due, limits, once
from sellers.kit.errors import Expected
from sellers.kit.models import LimitWindow, OnceKey
from sellers.messages.actions import tell
from sellers.messages.models import Message

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def waiting(n: int) -> Message:
    return tell(key=f"m{n}", to="+6281234567890", body="Halo", template="greeting")


@pytest.mark.django_db
class TestLeases:
    def test_a_row_is_given_to_one_of_two_loops(self) -> None:
        waiting(1)
        first, second = due.take(Message.objects.all()), due.take(Message.objects.all())
        assert (len(first), len(second)) == (1, 0)

    def test_a_loop_that_had_seen_the_row_free_does_not_get_it_once_taken(self) -> None:
        row = waiting(1)
        stale = Message.objects.filter(pk__in=[row.pk])
        assert due.take(stale) and not due.take(stale)
        assert Message.objects.get().attempts == 1

    def test_a_lease_that_ran_out_is_given_again(self) -> None:
        with clock.frozen(NOON) as time:
            waiting(1)
            due.take(Message.objects.all(), lease_s=60)
            time.tick(seconds=59)
            assert due.take(Message.objects.all()) == []
            time.tick(seconds=1)
            assert len(due.take(Message.objects.all())) == 1

    def test_the_oldest_come_first_and_the_future_not_at_all(self) -> None:
        with clock.frozen(NOON) as time:
            for n in range(3):
                waiting(n)
                time.tick(minutes=1)
            tell(key="later", to="+62", body="x", template="t", due_at=clock.now() + timedelta(hours=1))
            assert [row.key for row in due.take(Message.objects.all(), limit=2)] == ["m0", "m1"]

    def test_finished_work_is_finished_once(self) -> None:
        waiting(1)
        [row] = due.take(Message.objects.all())
        assert due.finish(row) is True
        assert due.finish(row) is False
        assert due.take(Message.objects.all()) == []

    def test_failed_work_comes_back_later_with_its_reason(self) -> None:
        with clock.frozen(NOON) as time:
            waiting(1)
            [row] = due.take(Message.objects.all())
            assert due.fail(row, "no signal", retry_in_s=30)
            assert due.take(Message.objects.all()) == []
            time.tick(seconds=30)
            [again] = due.take(Message.objects.all())
            assert (again.attempts, again.last_error) == (2, "no signal")

    def test_a_loop_whose_lease_ran_out_cannot_put_back_what_another_holds(self) -> None:
        with clock.frozen(NOON) as time:
            waiting(1)
            [late] = due.take(Message.objects.all(), lease_s=1)
            time.tick(seconds=2)
            due.take(Message.objects.all(), lease_s=60)
            assert due.fail(late, "too late", retry_in_s=0) is False
            assert due.take(Message.objects.all()) == []


@pytest.mark.django_db
def test_a_nudge_waits_for_the_commit(django_capture_on_commit_callbacks: object) -> None:
    nudged: list[str] = []
    due.set_nudger(nudged.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's fixture has no public type
            due.nudge("messages")
            assert nudged == []
        assert nudged == ["messages"]
    finally:
        due.set_nudger(None)


def answer_once(key: str, given: object, calls: list[int]) -> once.Answer:
    def work() -> dict[str, int]:
        calls.append(1)
        return {"id": len(calls)}

    with transaction.atomic():
        return once.run(purpose="test", key=key, given=given, work=work)


@pytest.mark.django_db
class TestOnce:
    def test_the_same_key_and_input_get_the_first_answer(self) -> None:
        calls: list[int] = []
        first = answer_once("k", {"a": 1, "b": [2]}, calls)
        again = answer_once("k", {"b": [2], "a": 1}, calls)
        assert (first.replayed, again.replayed) == (False, True)
        assert first.value == again.value == {"id": 1}
        assert calls == [1]

    def test_the_same_key_with_another_input_is_refused(self) -> None:
        answer_once("k", {"a": 1}, [])
        with pytest.raises(once.KeyReused) as caught:
            answer_once("k", {"a": 2}, [])
        assert caught.value.status == 409

    def test_the_same_key_of_another_purpose_is_another_key(self) -> None:
        answer_once("k", {"a": 1}, [])
        with transaction.atomic():
            other = once.run(purpose="other", key="k", given={"a": 2}, work=lambda: "yes")
        assert other == once.Answer("yes", replayed=False)

    def test_work_that_fails_leaves_the_key_free(self) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            once.run(purpose="test", key="k", given={}, work=lambda: 1 // 0)
        assert OnceKey.objects.count() == 0
        assert answer_once("k", {}, []).replayed is False

    @pytest.mark.parametrize("key", ["", "x" * 81])
    def test_a_key_of_no_use_is_refused(self, key: str) -> None:
        with pytest.raises(Expected):
            answer_once(key, {}, [])


@pytest.mark.django_db(transaction=True)
def test_once_needs_the_callers_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        once.run(purpose="test", key="k", given={}, work=lambda: None)


@pytest.mark.django_db
class TestLimits:
    def test_tries_beyond_the_limit_are_refused_until_the_window_ends(self) -> None:
        with clock.frozen(NOON) as time:
            tries = [limits.hit(what="code", key="+62", limit=3, per_s=60) for _ in range(5)]
            assert tries == [True, True, True, False, False]
            time.tick(seconds=60)
            assert limits.hit(what="code", key="+62", limit=3, per_s=60)

    def test_keys_and_kinds_are_counted_apart(self) -> None:
        with clock.frozen(NOON):
            assert limits.hit(what="code", key="a", limit=1, per_s=60)
            assert limits.hit(what="code", key="b", limit=1, per_s=60)
            assert limits.hit(what="door", key="a", limit=1, per_s=60)
            assert not limits.hit(what="code", key="a", limit=1, per_s=60)

    def test_check_says_a_sentence_with_status_429(self) -> None:
        with pytest.raises(limits.TooMany) as caught:
            limits.check(what="code", key="a", limit=0, per_s=60)
        assert caught.value.status == 429

    def test_neither_phone_nor_address_is_stored(self) -> None:
        limits.hit(what="code", key="+6281234567890", limit=3, per_s=60)
        assert "81234567890" not in LimitWindow.objects.get().key_hash

    def test_windows_that_are_over_are_forgotten(self) -> None:
        with clock.frozen(NOON) as time:
            limits.hit(what="code", key="a", limit=3, per_s=60)
            assert limits.forget_old() == 0
            time.tick(seconds=61)
            assert limits.forget_old() == 1
