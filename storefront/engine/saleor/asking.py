"""What everybody in the engine may ask of the connected Saleor. Its client is loaded at the first question."""

from collections.abc import Mapping
from typing import Any, Protocol


class Api(Protocol):
    """One document a call. Answers are the `data` of Saleor's answer: whole numbers int, all others Decimal.

    Raises Unreachable, BadRequest, Answered or Denied (errors.py); refusals inside the data are read by `problems`.
    """

    last_cost: int  # what Saleor counted for the last answer, of 50,000

    def ask(self, name: str, variables: Mapping[str, Any] | None = None, *, safe: bool = False) -> dict[str, Any]:
        """Run operations/<name>.graphql. `safe`: doing it twice does no harm, so a broken road is tried again."""
        ...

    def upload(
        self, name: str, variables: Mapping[str, Any], file_field: str, filename: str, content_type: str, content: bytes
    ) -> dict[str, Any]:
        """The same with a file at the dotted place `file_field` of the variables: "input.image"."""
        ...
