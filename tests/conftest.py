"""What every test stands on: its own photo folder, empty counters, and the standing cast."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache

from tests import cast as standing_cast
from tests import flushing
from tests.cast import Cast

flushing.let_append_only_tables_be_emptied()


@pytest.fixture(autouse=True)
def _own_media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


@pytest.fixture
def cast(db: None) -> Cast:
    """Sari sells; Budi helps her; Citra is another seller; Dewi runs the cooperative; Eko buys; a stranger looks in."""
    return standing_cast.assemble()
