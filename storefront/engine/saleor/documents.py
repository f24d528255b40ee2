"""The GraphQL documents, one a file: operations/product_of_reference.graphql holds the operation ProductOfReference.

A fragment that several of them spread stands once, in fragments/, and is added to each that spreads it.
"""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
OPERATIONS = FOLDER / "operations"
SUBSCRIPTIONS = FOLDER / "subscriptions"
FRAGMENTS = FOLDER / "fragments"
_SPREAD = re.compile(r"\.\.\.(\w+)")


def operation(name: str) -> str:
    """Raises KeyError for a name that no file has."""
    return _named(OPERATIONS)[name]


def subscription(name: str) -> str:
    return _named(SUBSCRIPTIONS)[name]


def operations() -> dict[str, str]:
    return dict(_named(OPERATIONS))


def subscriptions() -> dict[str, str]:
    return dict(_named(SUBSCRIPTIONS))


def name_of(file_name: str) -> str:
    """product_of_reference.graphql -> ProductOfReference."""
    return "".join(word.capitalize() for word in file_name.removesuffix(".graphql").split("_"))


@cache
def _named(folder: Path) -> dict[str, str]:
    return {name: _whole(text) for name, text in _files(folder).items()}


def _whole(text: str) -> str:
    """The document with the shared fragments it spreads."""
    shared = _files(FRAGMENTS)
    return "\n".join([text, *(shared[name] for name in sorted(set(_SPREAD.findall(text)) & shared.keys()))])


@cache
def _files(folder: Path) -> dict[str, str]:
    return {name_of(file.name): file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.graphql"))}
