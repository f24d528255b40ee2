"""Buyers who really are at once on one Saleor: several processes, the last pieces, a web that Saleor calls back."""

import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.saleor import SaleorStandIn
from tests.fakes.saleor.carts import Checkout
from tests.fakes.saleor.goods import Variant
from tests.fakes.saleor.orders import Order
from tests.processes import ROOT, own_market

pytestmark = pytest.mark.processes
PROCESSES, BUYERS = 4, 8
WORKER = [sys.executable, "-W", "ignore", "-m", "tests.storefront.engine.saleor_worker"]


class Market:
    """A Lapak with processes of its own, installed on the stand-in over HTTP."""

    def __init__(self, saleor: SaleorStandIn, environment: dict[str, str]) -> None:
        self.saleor, self.environment = saleor, environment

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [*WORKER, *command], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def race(self, keys: list[list[str]]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        told = json.loads(self.run("race", json.dumps(keys)).splitlines()[-1])
        return told["results"], told["after"]

    @property
    def orders(self) -> list[Order]:
        return self.saleor.world.all(Order)

    def set_stock(self, packs: int) -> None:
        variant = next(
            one for one in self.saleor.world.all(Variant) if one.name == "1 kg" and "Opak" in one.product.name
        )
        variant.stocks_[0].quantity = packs


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    with SaleorStandIn() as saleor, own_market(tmp_path) as environment:
        port = _free_port()
        environment |= {
            "COMMERCE_ENGINE": "saleor", "SALEOR_API_URL": saleor.api_url, "LAPAK_BASE_URL": f"http://127.0.0.1:{port}",
        }  # fmt: skip
        market = Market(saleor, environment)
        market.run("prepare")
        with _web(environment, port):
            saleor.furnish(())
            saleor.install(f"http://127.0.0.1:{port}/kait/saleor/manifest.json")
            market.run("push")
            yield market


@contextmanager
def _web(environment: dict[str, str], port: int) -> Iterator[None]:
    server = subprocess.Popen([*WORKER, "web", str(port)], cwd=ROOT, env=environment)
    try:
        for _try in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/kait/saleor/manifest.json", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                assert server.poll() is None
                _pause()
        yield
    finally:
        server.terminate()
        server.wait(30)


def _pause() -> None:
    subprocess.run(["sleep", "0.1"], check=True)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_the_last_pieces_are_sold_once_and_nobody_sees_an_error(market: Market) -> None:
    """Saleor has two pieces left, our shelf many: its reservations decide, and the losers' grams come back."""
    market.set_stock(2)
    keys = [f"buyer-{number}" for number in range(BUYERS)]
    results, after = market.race([keys[start::PROCESSES] for start in range(PROCESSES)])
    outcomes = sorted(result["outcome"] for result in results)
    assert outcomes == ["placed"] * 2 + ["refused"] * (BUYERS - 2), results
    assert sorted(order.id for order in market.orders) == sorted(after["orders"])
    assert {order.status for order in market.orders} == {"UNCONFIRMED"}
    assert (after["available"], after["held"]) == (48_000, 2_000)
    assert "placing" not in after["purchases"]
    assert market.saleor.world.all(Checkout) == []


def test_one_key_from_four_processes_is_one_order(market: Market) -> None:
    results, after = market.race([["tab"]] * PROCESSES)
    assert {result["outcome"] for result in results} == {"placed"}, results
    assert len({result["said"] for result in results}) == 1
    assert len(market.orders) == 1
    assert (after["available"], after["placements"]) == (49_000, ["ordered"])
