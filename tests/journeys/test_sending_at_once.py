"""A phone that sends on twenty connections at once: real processes, on the database the suite runs on."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.processes import ROOT, own_market

pytestmark = pytest.mark.processes
AT_ONCE = 20

Day = dict[str, Any]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    with own_market(tmp_path_factory.mktemp("sending")) as environment:
        command = [sys.executable, "-W", "ignore", "-m", "tests.journeys.sending_worker"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, done.stderr
        yield json.loads(done.stdout.splitlines()[-1])


def states(day: Day, race: str) -> Counter[tuple[int, str]]:
    return Counter((status, answer.get("state", "")) for status, answer in day["said"][race])


def test_one_key_on_twenty_connections_runs_once(day: Day) -> None:
    assert states(day, "one_key") == {(200, "done"): AT_ONCE}
    assert Counter(answer["replayed"] for _status, answer in day["said"]["one_key"]) == {False: 1, True: AT_ONCE - 1}
    said = [answer | {"replayed": None} for _status, answer in day["said"]["one_key"]]
    assert len({json.dumps(answer, sort_keys=True) for answer in said}) == 1
    assert (day["found"]["listings"], day["found"]["photos_of_listing"]) == (1, 2)


def test_one_call_for_help_on_twenty_connections_is_one_message_and_one_try(day: Day) -> None:
    assert states(day, "one_call") == {(200, "done"): AT_ONCE}
    assert (day["found"]["calls"], day["found"]["calls_counted"]) == (1, 1)


def test_one_photo_is_added_once_by_one_key_and_by_many(day: Day) -> None:
    assert states(day, "one_photo") == states(day, "many_photos") == {(200, "done"): AT_ONCE}
    assert day["found"]["photos_of_product"] == 1


def test_twenty_listings_with_the_same_photo_each_have_it(day: Day) -> None:
    assert states(day, "many_keys") == {(200, "done"): AT_ONCE}
    assert day["found"]["others"] == [1] * AT_ONCE


def test_each_act_left_one_trace_and_no_photo_waits_for_nothing(day: Day) -> None:
    assert day["found"]["acts"] == 1 + AT_ONCE
    assert day["found"]["waiting"] == 0


def test_of_twenty_prices_one_is_written_and_the_others_are_asked_about(day: Day) -> None:
    assert states(day, "one_price") == {(200, "done"): 1, (409, "conflict"): AT_ONCE - 1}
    assert day["found"]["version"] == 2
    [won] = [answer for status, answer in day["said"]["one_price"] if status == 200]
    assert day["found"]["price"] == won["answer"]["now"]["price"]


def test_a_piece_sent_on_twenty_connections_counts_once(day: Day) -> None:
    for race, offset in (("one_piece", 60_000), ("last_piece", 100_000)):
        assert {answer["offset"] for status, answer in day["said"][race] if status in (200, 409)} == {offset}, race
        assert {status for status, _answer in day["said"][race]} <= {200, 409}
    assert day["found"]["bytes_equal"] is True
