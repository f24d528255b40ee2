"""With a broker, Celery workers and one beat do the background work, and lose none of it.

Needs LAPAK_TEST_BROKER=redis://127.0.0.1:6379/0 (CI sets it; by hand: redis-server --port 6379).
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BROKER = os.environ.get("LAPAK_TEST_BROKER", "")
WAIT_S = 240  # a killed worker holds a message for two minutes, and a busy machine starts the next one slowly

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(
        not BROKER, reason="set LAPAK_TEST_BROKER=redis://127.0.0.1:6379/0 (redis-server) to run Celery"
    ),
]

COUNT = "from sellers.messages.models import Message; print(Message.objects.filter(done_at__isnull={}).count())"
TELL = """
from django.db import transaction
from sellers.messages.actions import tell
from sellers.kit import due
with transaction.atomic():
    for n in range({count}):
        tell(key=f"{prefix}-{{n}}", to="+6281200001004", body="Halo", template="test")
    {nudge}
"""


class System:
    """A migrated SQLite of its own, and the processes around it."""

    def __init__(self, folder: Path) -> None:
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "LAPAK_VAR": str(folder),
            "LAPAK_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "storefront.config.settings",
            "CELERY_BROKER_URL": BROKER,
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        self.manage("migrate", "-v0")

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        ended = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)
        return ended.stdout

    def celery(self, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "celery", "-A", "storefront.config.celery", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)
        self.processes.append(process)
        return process

    def worker(self) -> "subprocess.Popen[bytes]":
        return self.celery("worker", "--concurrency", "1", "--loglevel", "ERROR", "-n", f"w{len(self.processes)}@lapak")

    def count(self, *, waiting: bool) -> int:
        return int(self.manage("shell", "-v0", "-c", COUNT.format(waiting)).strip().splitlines()[-1])

    def wait_until_sent(self) -> None:
        until = time.monotonic() + WAIT_S
        while self.count(waiting=True):
            assert time.monotonic() < until, "messages still wait"
            time.sleep(0.5)

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    running = System(tmp_path)
    yield running
    running.end()


def test_a_nudge_has_the_work_done_at_once(system: System) -> None:
    system.worker()
    system.manage("shell", "-v0", "-c", TELL.format(count=1, prefix="nudged", nudge='due.nudge("messages")'))
    system.wait_until_sent()


def test_beat_finds_what_a_killed_worker_left(system: System) -> None:
    worker = system.worker()
    system.manage("shell", "-v0", "-c", TELL.format(count=200, prefix="left", nudge='due.nudge("messages")'))
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    system.worker()
    system.celery("beat", "--loglevel", "ERROR", "--schedule", f"{system.environment['LAPAK_VAR']}/beat")
    system.wait_until_sent()
    assert system.count(waiting=False) == 200
