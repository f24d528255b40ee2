"""The very commands of the compose file and the image, started on this machine with the environment they name."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.journeys.test_celery import BROKER, ROOT, System

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(
        not BROKER, reason="set LAPAK_TEST_BROKER=redis://127.0.0.1:6379/0 (redis-server) to run Celery"
    ),
]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"]
    return loaded


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    started = System(tmp_path)
    started.environment |= {"LAPAK_DEMO": "0", "LAPAK_SECRET_KEY": "k" * 50, "LAPAK_HOSTS": "localhost"}
    yield started
    started.end()


def started(system: System, command: list[str]) -> "subprocess.Popen[bytes]":
    """`python …` and `celery …` of the image are those of this environment here."""
    head = [sys.executable] if command[0] == "python" else [sys.executable, "-m", command[0]]
    process = subprocess.Popen([*head, *command[1:]], cwd=ROOT, env=system.environment, start_new_session=True)
    system.processes.append(process)
    return process


def image_command() -> list[str]:
    text = (ROOT / "deploy" / "Dockerfile").read_text().replace("\\\n", "")
    found = re.search(r"^CMD (\[.*\])$", text, re.MULTILINE)
    assert found is not None
    command: list[str] = json.loads(found[1])
    return command


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def test_the_image_serves_after_it_was_prepared(system: System, services: dict[str, Any]) -> None:
    prepared = started(system, services["lapak-prepare"]["command"])
    assert prepared.wait(timeout=120) == 0
    port = str(free_port())
    command = [port if word == "8000" else word for word in image_command()]
    assert int(command[command.index("--blocking-threads") + 1]) >= 2, "Saleor calls back while we wait for it"
    web = started(system, command)
    until = time.monotonic() + 60
    while not answers(f"http://localhost:{port}/healthz"):
        assert web.poll() is None and time.monotonic() < until, "the web process does not answer"
        time.sleep(0.3)


def test_worker_and_beat_of_the_file_send_what_waits(system: System, services: dict[str, Any]) -> None:
    system.manage("shell", "-v0", "-c", TELL)
    started(system, services["lapak-worker"]["command"])
    beat: list[str] = services["lapak-beat"]["command"]
    started(
        system, [*beat[:-1], f"{system.environment['LAPAK_VAR']}/beat"]
    )  # its last word is where it keeps its diary
    system.wait_until_sent()


TELL = """
from django.db import transaction
from sellers.messages.actions import tell
with transaction.atomic():
    tell(key="native", to="+6281200001004", body="Halo", template="test")
"""
