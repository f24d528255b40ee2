"""Whatever a page shows, as a CSV a spreadsheet opens."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from storefront.orders.csv_sheets import csv_text


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """UTF-8 with a byte order mark, which spreadsheets need to show names right; amounts are bare numbers."""
    response = HttpResponse(csv_text(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
