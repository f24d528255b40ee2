"""Real processes at the same moment, on a database of their own: codes never repeat, transfers are booked once."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
RACERS, BILLS = 3, 25
OWN_DATABASE = "lapak_payments_race"


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of the racers: a file of their own, or a database of their own on the same PostgreSQL."""
    given = dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "storefront.config.settings",
        "LAPAK_DEMO": "1",
        "LAPAK_VAR": str(tmp_path_factory.mktemp("race")),
    }
    url = given.get("DATABASE_URL", "")
    if url:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {OWN_DATABASE}")
            server.execute(f"CREATE DATABASE {OWN_DATABASE}")
        given["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{OWN_DATABASE}"))
    yield given
    if url:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {OWN_DATABASE} WITH (FORCE)")


def racer(surroundings: dict[str, str], *step: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.payments.racer", *step],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]") -> str:
    said, complained = process.communicate(timeout=120)
    assert process.returncode == 0, complained
    return said


@pytest.fixture(scope="module")
def left(surroundings: dict[str, str]) -> dict[str, Any]:
    finish(racer(surroundings, "prepare"))
    for process in [racer(surroundings, "run", str(n), str(BILLS)) for n in range(RACERS)]:
        finish(process)
    return dict(json.loads(finish(racer(surroundings, "check"))))


def test_no_two_open_charges_asked_for_the_same_total(left: dict[str, Any]) -> None:
    assert left["charges"] == left["totals"] == RACERS * BILLS + 1


def test_a_bill_opened_by_everybody_has_one_charge(left: dict[str, Any]) -> None:
    assert left["everybodys"] == 1


def test_a_transfer_recorded_by_everybody_is_booked_and_told_once(left: dict[str, Any]) -> None:
    assert left["transfers"] == left["received"] == left["settlements"] == left["charges"]


def test_accounts_were_made_once_and_the_books_balance(left: dict[str, Any]) -> None:
    assert left["accounts_twice"] == 0
    assert left["differences"] == []
