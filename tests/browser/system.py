"""The real first-run system on a free port: granian, the loop, hashed static files and the demo market."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
READY_S = 420  # a loaded machine draws the market's pictures slowly
ENDS_S = 30


@dataclass(frozen=True)
class System:
    base: str
    process: "subprocess.Popen[bytes] | None"  # None: somebody else's, already running
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def start(folder: Path, *, port: int, extra: dict[str, str]) -> System:
    """Starts it with its data in `folder`. While writing tests, LAPAK_E2E_BASE names one that already runs.

    `extra` is what the environment says besides, such as the gateways.
    """
    log = folder / "serve.log"
    if standing := os.environ.get("LAPAK_E2E_BASE"):
        return System(standing, None, log)
    base = f"http://127.0.0.1:{port}"
    own = {"LAPAK_DEMO": "1", "LAPAK_VAR": str(folder), "LAPAK_BASE_URL": base, "PYTHONUNBUFFERED": "1", **extra}
    environment = clean() | own
    with log.open("wb") as output:
        command = [sys.executable, "-m", "storefront.config.serve", "--port", str(port)]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    system = System(base, process, log, environment)
    _wait(system)
    return system


def clean() -> dict[str, str]:
    """Our own environment without the settings of the tests."""
    return {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}


def environment_of(system: System) -> dict[str, str]:
    """For commands that work on the same market."""
    return dict(system.environment)


def forget_limits(system: System) -> None:
    """As if the last ten minutes were over: who asked how often is forgotten."""
    if folder := system.environment.get("LAPAK_VAR"):
        with closing(sqlite3.connect(Path(folder) / "lapak.sqlite3", timeout=30)) as market, market:
            market.execute("DELETE FROM kit_limitwindow")


def end(system: System) -> None:
    if system.process is None:
        return
    system.process.send_signal(signal.SIGINT)
    try:
        system.process.wait(timeout=ENDS_S)
    except subprocess.TimeoutExpired:
        os.killpg(system.process.pid, signal.SIGKILL)


def _wait(system: System) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        if system.process is not None and system.process.poll() is not None:
            raise RuntimeError(f"the system ended by itself:\n{system.log.read_text()[-3000:]}")
        if answers(system.base):
            return
        time.sleep(0.3)
    end(system)
    raise RuntimeError(f"not ready within {READY_S} s:\n{system.log.read_text()[-3000:]}")


def answers(base: str) -> bool:
    connection = HTTPConnection(urlsplit(base).netloc, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (HTTPException, OSError):
        return False
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
