"""What every test stands on: its own photo folder, empty counters, and the standing cast."""

import gc
import os
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from tests import cast as standing_cast
from tests import flushing, stories, tables
from tests.cast import Cast

pytest_plugins = ["tests.fakes.saleor.fixtures", "tests.saleor_fixtures"]  # `stand_in`, `saleor_ground`

flushing.let_append_only_tables_be_emptied()


# what may be skipped where it does not apply; anything else that is skipped in CI fails it (LAPAK_NO_SKIPS=1)
MAY_BE_SKIPPED = ("SQLite only", "PostgreSQL only", "SALEOR_SCHEMA")


ELSEWHERE = ("browser", "crash", "fuzz", "processes")  # marks of tests that another command runs


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """`make test` does not even read the stories."""
    return True if "not thorough" in config.option.markexpr and stories.is_one(collection_path) else None


@pytest.hookimpl(tryfirst=True)  # before -m chooses among the marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """LAPAK_DATABASE_TESTS=1 leaves out what reads no database: on a second one it would be the same again."""
    for item in items:
        if stories.is_one(item.path) and not any(map(item.get_closest_marker, ELSEWHERE)):
            item.add_marker("thorough")
    if os.environ.get("LAPAK_DATABASE_TESTS") != "1":
        return
    away = {item for item in items if not _reads_a_database(item)}
    config.hook.pytest_deselected(items=list(away))
    items[:] = [item for item in items if item not in away]


def _reads_a_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return "db" in fixtures or "transactional_db" in fixtures or item.get_closest_marker("django_db") is not None


def pytest_collection_finish(session: pytest.Session) -> None:
    """Thousands of tests and models stay for the whole run: looking through them again for rubbish is lost time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("LAPAK_NO_SKIPS") != "1" or reporter is None:
        return
    reasons = {str(report.longrepr) for report in reporter.stats.get("skipped", [])}
    unexpected = [reason for reason in reasons if not any(allowed in reason for allowed in MAY_BE_SKIPPED)]
    if unexpected:
        reporter.write_line(f"skipped, and not on the list: {unexpected}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    cached = getattr(request.config, "cache", None)
    if connection.vendor == "sqlite" and cached is not None:
        tables.keep_in(cached.mkdir("lapak-tables"))


@pytest.fixture(autouse=True)
def _own_media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)  # a page in English leaves its language to whoever comes next


@pytest.fixture
def cast(db: None) -> Cast:
    """Sari sells; Budi helps her; Citra is another seller; Dewi runs the cooperative; Eko buys; a stranger looks in."""
    return standing_cast.assemble()
