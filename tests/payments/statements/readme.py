"""The tables of payments/statements/README.md, as lists of rows of texts."""

from pathlib import Path

README = Path(__file__).resolve().parents[3] / "payments" / "statements" / "README.md"


def table(first_heading: str) -> list[tuple[str, ...]]:
    """The rows of the table whose first column is headed so."""
    lines = README.read_text().splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith(f"| {first_heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
    return rows
