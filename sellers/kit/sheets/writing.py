"""Cells as a spreadsheet may get them: nothing a person typed is ever run as a formula."""

RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that begins so


def guarded(text: str) -> str:
    """For a CSV: an apostrophe before what would run. A reader takes it off again (cells.tidy)."""
    return f"'{text}" if text.startswith(RISKY) else text
