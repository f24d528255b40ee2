"""How the office's pages and sheets are read in tests."""

import csv
import io
from typing import Any


def text(response: Any) -> str:
    """What the test client got, with its white space made even."""
    return " ".join(response.content.decode().split())


def sheet(response: Any) -> list[list[str]]:
    """The rows of a CSV answer, its head first."""
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def rp(minor: int) -> str:
    return f"Rp{minor:,}".replace(",", ".")
