"""Real processes: killed between the work at the gateway and its record, or all at once on one event."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.midtrans import MidtransFake
from tests.processes import ROOT, own_market

pytestmark = pytest.mark.processes
WORKERS = 3


class Town:
    """A market of its own whose gateway is a fake of this process."""

    def __init__(self, surroundings: dict[str, str], folder: Path) -> None:
        self.fake, self.folder = MidtransFake(), folder
        config = self.fake.config(collector="koperasi-mawar")
        self.environment = {
            **surroundings,
            "LAPAK_MIDTRANS_SERVER_KEY": config["server_key"],
            "LAPAK_MIDTRANS_COLLECTOR": config["collector"],
            "LAPAK_MIDTRANS_API": config["api"],
        }

    def begin(self, *step: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "tests.payments.gateways.worker", *step],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *step: str) -> dict[str, Any]:
        return finish(self.begin(*step))

    def kill_after(self, *step: str, done: Callable[[], bool]) -> None:
        """Kill the process as soon as the gateway has done the work, before it could hear of it."""
        self.fake.hold_answers()
        process = self.begin(*step)
        until = time.monotonic() + 120
        while not done():
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < until, "the gateway was never asked"
            time.sleep(0.02)
        process.kill()
        process.communicate()
        self.fake.let_go()


def finish(process: "subprocess.Popen[str]") -> dict[str, Any]:
    said, complained = process.communicate(timeout=180)
    assert process.returncode == 0, complained
    return dict(json.loads(said)) if said else {}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("gateways")
    with own_market(folder) as surroundings:
        town = Town(surroundings, folder)
        yield town
        town.fake.close()


def test_killed_after_every_deed_and_raced_on_every_event_nothing_is_lost_or_doubled(town: Town) -> None:
    town.run("prepare")
    town.kill_after("start", done=lambda: len(town.fake.book.orders) == 1)
    found = town.run("start")
    assert found["started"] == 1
    assert town.fake.started(found["code"]) == 1

    town.fake.pay(found["code"])
    kept = town.folder / "webhooks.json"
    kept.write_text(json.dumps([webhook.body.decode() for webhook in town.fake.webhooks()]))
    assert town.run("receive", str(kept))["events_waiting"] == len(town.fake.webhooks())
    for process in [town.begin("apply") for _worker in range(WORKERS)]:
        finish(process)

    town.kill_after("refund", done=lambda: bool(town.fake.refunded(found["code"])))
    found = town.run("refund")
    assert [one.minor for one in town.fake.refunded(found["code"])] == [20_000]
    assert found["refunds"] == [["done", 20_000]]
    assert found["repaid"] == ["paid"]
    assert (found["payments"], found["charge"], found["events_waiting"]) == (1, "paid", 0)
    assert found["told"] == ["paid", "repaid"]
    assert found["booked"] == [["received", 85_000], ["refund_due", 20_000], ["refund_paid", 20_000]]
