"""A market that was moved to Saleor, started by somebody who forgot to name it."""

import importlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from celery.signals import beat_init, worker_init
from django.conf import LazySettings
from django.core.management import call_command

from sellers.kit import clock
from storefront.config import engine_named
from storefront.config.env import BadSetting
from storefront.engine.saleor.models import Move

ROOT = Path(__file__).resolve().parents[3]
SENTENCE = "Set SALEOR_API_URL as before"


@pytest.fixture
def moved(db: None, settings: LazySettings) -> Move:
    settings.SALEOR, settings.COMMERCE_ENGINE = {}, "embedded"
    now = clock.now()
    return Move.objects.create(direction="push", switched_at=now, ended_at=now)


def test_it_is_refused_with_one_sentence(moved: Move) -> None:
    with pytest.raises(BadSetting, match=SENTENCE) as refused:
        engine_named.demand()
    assert "\n" not in str(refused.value)


def test_the_loop_does_not_begin(moved: Move) -> None:
    with pytest.raises(BadSetting, match=SENTENCE):
        call_command("loop", once=True)


@pytest.mark.parametrize("signal", [worker_init, beat_init], ids=["worker", "beat"])
def test_celery_does_not_begin(moved: Move, signal: object) -> None:
    importlib.import_module("storefront.config.celery")  # connects the signals; only a market with a broker loads it
    with pytest.raises(BadSetting, match=SENTENCE):
        signal.send(sender=None)  # type: ignore[attr-defined]  # celery has no types


def test_with_its_saleor_named_it_begins(moved: Move, settings: LazySettings) -> None:
    settings.SALEOR = {"api_url": "https://api.example/graphql/"}
    engine_named.demand()


def test_one_that_came_back_needs_none(moved: Move) -> None:
    Move.objects.create(direction="pull", switched_at=clock.now())
    engine_named.demand()


def test_one_that_is_only_being_moved_needs_none(moved: Move) -> None:
    Move.objects.update(switched_at=None)
    engine_named.demand()


def test_the_web_server_does_not_begin(tmp_path: Path) -> None:
    """A process of its own, on a database that holds nothing but the move."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALEOR", "DATABASE"))}
    environment |= {"LAPAK_VAR": str(tmp_path), "LAPAK_DEMO": "1", "COMMERCE_ENGINE": "embedded"}
    told = "from django.conf import settings; print(settings.DATABASES['default']['NAME'])"
    environment["DJANGO_SETTINGS_MODULE"] = "storefront.config.settings"
    database = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )  # fmt: skip
    with sqlite3.connect(database.stdout.strip()) as there:
        there.execute(
            "CREATE TABLE saleor_move (id INTEGER PRIMARY KEY, direction TEXT, step TEXT, cursor TEXT, counts TEXT,"
            " began_at TEXT, ended_at TEXT, switched_at TEXT)"
        )
        there.execute(
            "INSERT INTO saleor_move VALUES (1, 'push', '', '{}', '{}', '2026-01-01 00:00:00', NULL,"
            " '2026-01-01 00:00:00')"
        )
    there.close()
    done = subprocess.run(
        [sys.executable, "-c", "import storefront.config.wsgi"], cwd=ROOT, env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.strip().splitlines()[-1].startswith(SENTENCE)) == (1, True)
