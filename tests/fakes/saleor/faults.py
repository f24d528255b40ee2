"""The three layers of saying no: HTTP 400, an error beside the data, a business error inside a mutation's answer."""

from typing import Any


class Refused(Exception):
    """HTTP 400: the document itself cannot be run."""

    def __init__(self, *messages: str, code: str = "GraphQLError", **more: Any) -> None:
        super().__init__(*messages)
        self.code = code
        self.locations: list[dict[str, int]] = more.get("locations", [])
        self.has_cost = more.get("has_cost", True)
        self.cost = more.get("cost", 0)


class TopLevel(Exception):
    """HTTP 200, `errors` beside `data`, the field null."""

    def __init__(self, message: str, code: str = "GraphQLError") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Denied(TopLevel):
    def __init__(self, *permissions: str, message: str = "") -> None:
        needed = ", ".join(permissions)
        text = f"To access this path, you need one of the following permissions: {needed}"
        super().__init__(message or text, "PermissionDenied")


class Problem(Exception):
    """One business error; more of them travel in `others`."""

    def __init__(self, field: str | None, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.rows: list[dict[str, Any]] = [{"field": field, "code": code, "message": message, **more}]
        self.beside: dict[str, Any] = {}  # what the answer carries beside its errors

    def and_also(self, other: "Problem") -> "Problem":
        self.rows += other.rows
        return self


def not_found(given: object, field: str = "id", code: str = "NOT_FOUND") -> Problem:
    return Problem(field, code, f"Couldn't resolve to a node: {given}")


def taken(thing: str, field: str, word: str) -> Problem:
    return Problem(field, "UNIQUE", f"{thing} with this {word} already exists.")


class Cut(Exception):
    """The connection ends without an answer."""
