"""Several real processes send at once, and one dies in the middle: nobody gets a message twice."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.messages import gateways
from tests.fakes.messages.gateways import PHONE_ID, TOKEN
from tests.fakes.messages.letters import Box, Mood
from tests.processes import ROOT, own_market
from tests.sellers.channel_rigs import APP_SECRET, VERIFY_TOKEN

pytestmark = pytest.mark.processes
COMMAND = [sys.executable, "-W", "ignore", "-m", "tests.sellers.messages_worker"]
PROCESSES = 3


@pytest.fixture
def wa() -> Box:
    return Box()


@pytest.fixture
def text() -> Box:
    return Box()


@pytest.fixture
def environment(tmp_path: Path, wa: Box, text: Box) -> Iterator[dict[str, str]]:
    """A market of its own whose WhatsApp and SMS gateway are ours, by nothing but the environment."""
    with (
        gateways.listening(gateways.WhatsAppHandler, wa) as whatsapp,
        gateways.listening(gateways.SmsHandler, text) as sms,
        own_market(tmp_path) as own,
    ):
        yield {
            **own,
            "LAPAK_WHATSAPP_TOKEN": TOKEN, "LAPAK_WHATSAPP_PHONE_ID": PHONE_ID,
            "LAPAK_WHATSAPP_APP_SECRET": APP_SECRET, "LAPAK_WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
            "LAPAK_WHATSAPP_API_URL": f"{whatsapp}/v23.0",
            "LAPAK_SMS_URL": f"{sms}/send", "LAPAK_SMS_HEADERS": f"X-Token: {TOKEN}",
            "LAPAK_SMS_BODY": json.dumps({"phone": "{to}", "message": "{text}", "ref": "{key}"}),
        }  # fmt: skip


def prepare(environment: dict[str, str], count: int) -> None:
    subprocess.run([*COMMAND, "prepare", str(count)], cwd=ROOT, env=environment, check=True, timeout=120)


def workers(environment: dict[str, str], count: int, *, minutes_later: int = 0) -> "list[subprocess.Popen[str]]":
    """Ready, and let go at once."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    command = [*COMMAND, "work", str(minutes_later)]
    started = [subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes) for _ in range(count)]  # type: ignore[call-overload]  # the pipes
    for worker in started:
        assert worker.stdout.readline().strip() == "ready"
    for worker in started:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return started


def finish(started: "list[subprocess.Popen[str]]") -> int:
    """How many messages a channel took from all of them."""
    return sum(int(worker.communicate(timeout=120)[0]) for worker in started)


def statuses(environment: dict[str, str]) -> list[str]:
    told = subprocess.run(
        [*COMMAND, "statuses"], cwd=ROOT, env=environment, check=True, timeout=120, capture_output=True, text=True
    )
    return told.stdout.split(",")


def test_three_loops_send_each_message_once(environment: dict[str, str], wa: Box) -> None:
    prepare(environment, 40)
    assert finish(workers(environment, PROCESSES)) == 40
    assert sorted(Counter(letter.text for letter in wa.letters).values()) == [1] * 40


def test_three_loops_fall_back_once(environment: dict[str, str], wa: Box, text: Box) -> None:
    wa.mood = Mood.BAD_NUMBER
    prepare(environment, 1)
    assert finish(workers(environment, PROCESSES)) == 1
    assert (len(wa.requests), len(text.letters), statuses(environment)) == (1, 1, ["handed"])


def test_a_loop_killed_in_the_call_leaves_no_double(environment: dict[str, str], wa: Box, text: Box) -> None:
    """The far side has the message, the process is gone before its note: nobody sends it again."""
    wa.mood = Mood.SLOW
    prepare(environment, 1)
    (worker,) = workers(environment, 1)
    until = time.monotonic() + 60
    while not wa.letters and time.monotonic() < until:
        time.sleep(0.02)
    worker.kill()
    worker.communicate(timeout=30)
    wa.mood = Mood.WELL
    assert finish(workers(environment, PROCESSES, minutes_later=10)) == 0
    assert (len(wa.letters), text.letters, statuses(environment)) == (1, [], ["unsure"])
