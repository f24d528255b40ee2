"""How the office's pages and sheets are read in tests."""

import csv
import io

from django.http import HttpResponse


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def sheet(response: HttpResponse) -> list[list[str]]:
    """The rows of a CSV answer, its head first."""
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def rp(minor: int) -> str:
    return f"Rp{minor:,}".replace(",", ".")
