"""Sellers, buyers, an officer and the sweeps really at once, in processes of their own, on the suite's database."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    environment = {**os.environ, "LAPAK_VAR": str(tmp_path_factory.mktemp("race")), "LAPAK_DEMO": "1"}
    environment |= {"DJANGO_SETTINGS_MODULE": "storefront.config.settings"}
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield play(environment)
        return
    name = f"lapak_life_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield play({**environment, "DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))})
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def play(environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.storefront.life.race_worker"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_nobody_is_shown_anything_but_a_sentence(day: dict[str, Any]) -> None:
    assert day["troubles"] == []


def test_no_step_is_taken_twice(day: dict[str, Any]) -> None:
    assert day["twice"] == []


def test_the_stock_is_exactly_what_living_orders_hold(day: dict[str, Any]) -> None:
    assert day["taken_g"] == day["held_g"]
    assert day["waits"] == 0


def test_the_books_balance_and_every_paid_cancellation_is_owed(day: dict[str, Any]) -> None:
    assert day["books"] == []
    assert day["paid_and_cancelled_without_refund"] == []


def test_the_race_was_one(day: dict[str, Any]) -> None:
    assert day["unplaced"] == 0
    assert day["states"]["waiting"] + day["states"]["placing"] == 0
    assert day["states"]["cancelled"] >= 1
    assert day["states"]["received"] >= 1
