"""Where a check is told to look away, the line says why."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sellers", "catalog", "payments", "storefront", "tools", "tests")
PRAGMA = re.compile(r"noqa(?::\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[^\]]*\])?|pragma: no cover")
SAID = re.compile(r"[^\W\d_]{2,}")  # a word that is left over


def silent(source: str) -> list[int]:
    """The lines whose comment silences a check and says nothing more."""
    if not PRAGMA.search(source):
        return []
    return [
        token.start[0]
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
        and PRAGMA.search(token.string)
        and not SAID.search(PRAGMA.sub("", token.string))
    ]


def _sources() -> Iterator[Path]:
    yield ROOT / "manage.py"
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def test_every_silenced_check_has_its_reason_on_its_line() -> None:
    assert [f"{path.relative_to(ROOT)}:{line}" for path in _sources() for line in silent(path.read_text())] == []


def test_a_silenced_check_without_its_reason_is_found() -> None:
    source = 'a = 1  # noqa: E501\nb = 2  # type: ignore[arg-type, misc]\nc = "noqa"\nd = 4  # noqa: E501, S603  ours\n'
    source += "# the reason stands above\ne = 5  # type: ignore[misc]\nf = 6  # type: ignore[misc]  # bound early\n"
    assert silent(source) == [1, 2, 6]
