"""The table of SALEOR_COVERAGE.md: everything we ask of Saleor and hear from it has a test, by its name."""

import re
from pathlib import Path

import pytest

from storefront.engine.saleor import documents
from storefront.engine.saleor.manifest import WEBHOOKS
from tests.processes import ROOT

TABLE = Path(__file__).with_name("SALEOR_COVERAGE.md")
ROW = re.compile(r"^\| `(\w+)` \| `([\w/]+\.py)::(test_\w+)` \|$", re.MULTILINE)
ROWS = {name: (path, test) for name, path, test in ROW.findall(TABLE.read_text())}


def test_every_operation_and_every_webhook_has_its_row_and_nothing_else_has_one() -> None:
    events = {event for hook in WEBHOOKS for event in hook.events}
    assert set(ROWS) == {*documents.operations(), *events}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_the_test_that_is_named_is_there(name: str) -> None:
    path, test = ROWS[name]
    assert re.search(rf"^def {test}\(", (ROOT / "tests" / path).read_text(), re.MULTILINE), f"{path}::{test}"
