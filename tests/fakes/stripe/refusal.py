"""An error of Stripe's, as it would answer it."""

from typing import Any


class Refusal(Exception):
    """`is_kept`: the work had begun, so Stripe keeps this answer under the idempotency key."""

    def __init__(
        self, message: str, *, status: int = 400, kind: str = "invalid_request_error", code: str = "",
        param: str = "", is_kept: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.status = status
        self.is_kept = is_kept
        facts = {"message": message, "type": kind, "code": code, "param": param}
        self.body: dict[str, Any] = {"error": {name: value for name, value in facts.items() if value}}


def missing(what: str, name: str) -> Refusal:
    return Refusal(f"No such {what}: '{name}'", status=404, code="resource_missing", param="id")
