"""The system under test on Saleor, for LAPAK_E2E_ENGINE=saleor: the stand-in in a process of its own, and the move.

The market begins on the embedded engine like every demo, and is carried over by the operator's own two commands.
"""

import os
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException

from tests.browser.system import ROOT, System, environment_of, free_port

WANTED = os.environ.get("LAPAK_E2E_ENGINE") == "saleor"
READY_S = 30
COMMAND_S = 600
TOLD_S = 60
_UNTOLD = """
from catalog.products.models import Change
from storefront.engine.saleor.models import ProductMirror
told = ProductMirror.objects.filter(saleor_id__isnull=False).values_list("product_id", "stock_number")
now = dict(Change.objects.filter(what="stock").values_list("product_id", "number"))
print(sum(now.get(product, 0) > number for product, number in told))
"""


def wait_until_told(system: System) -> None:
    """Until Saleor knows every count: it sells no more than it knows of, and the sweep is seconds behind the phone."""
    if not WANTED:
        return
    until = time.monotonic() + TOLD_S
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", _UNTOLD]
    environment = environment_of(system)
    while (
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout != "0\n"
    ):
        assert time.monotonic() < until, "stock is still to be told"


class StandIn:
    """`python -m tests.fakes.saleor` on a free port, as migrate leaves a Saleor."""

    def __init__(self) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "tests.fakes.saleor", "--fresh", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self.email, self.password = self._staff()
        self._wait()

    def environment(self) -> dict[str, str]:
        return {"SALEOR_API_URL": f"http://127.0.0.1:{self.port}/graphql/"}

    def join(self, system: System) -> None:
        """What an operator does on the first day: install, then push, which switches."""
        environment = environment_of(system) | {"SALEOR_STAFF_PASSWORD": self.password}
        for command in (["install", "--email", self.email], ["push"], ["check"]):
            ended = subprocess.run(
                [sys.executable, "manage.py", "saleor", *command], cwd=ROOT, env=environment, capture_output=True,
                text=True, check=False, timeout=COMMAND_S,
            )  # fmt: skip
            assert ended.returncode == 0, f"saleor {command[0]}:\n{ended.stdout[-3000:]}\n{ended.stderr[-3000:]}"

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def _staff(self) -> tuple[str, str]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("staff:"):
                email, password = line.removeprefix("staff:").split("/", 1)
                return email.strip(), password.strip()
        raise RuntimeError("the stand-in ended before it said who its staff is")

    def _wait(self) -> None:
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
            try:
                connection.request("GET", "/health/")
                if connection.getresponse().status == 200:
                    return
            except (HTTPException, OSError):
                time.sleep(0.2)
            finally:
                connection.close()
        raise RuntimeError("the stand-in does not answer")
