"""What can go wrong when Saleor is asked, by layer: the road, the document, beside the data, in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as column
from typing import Any

from storefront.engine.port import EngineUnavailable


class NotConnected(EngineUnavailable):
    """No Saleor is named in the settings, or the app was not installed on it yet."""


class Unreachable(EngineUnavailable):
    """No answer to rely on: network, timeout, HTTP 5xx, or something that is not JSON.

    `sent` says whether Saleor may have done what was asked.
    """

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


class UnknownKey(Exception):
    """A signature names a key that is not among those we keep: Saleor may have changed its keys."""


class SaleorError(Exception):
    """Saleor answered, and not what was hoped for."""


class BadRequest(SaleorError):
    """HTTP 400: the document or its variables cannot be run. A bug of ours, and nothing was done."""


class TooLong(SaleorError):
    """A file that is longer than anybody needs."""


class Answered(SaleorError):
    """HTTP 200 with `errors` beside the data. `code` is that of the first one; `data` is what came all the same.

    Several mutations of one document run one by one: those before and after the failing one may be in `data`.
    """

    def __init__(
        self, message: str, *, code: str, data: Mapping[str, Any], errors: Sequence[Mapping[str, Any]]
    ) -> None:
        super().__init__(message)
        self.code = code
        self.data = dict(data)
        self.errors = tuple(errors)


class Denied(SaleorError):
    """The token is not (or no longer) good for this: a permission is missing, or Saleor took us for a stranger."""

    def __init__(self, message: str, *, code: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.data = dict(data or {})


@dataclass(frozen=True)
class Problem:
    """One business error; `more` holds what else the document asked of it: lines, variants, path, index …"""

    field: str
    code: str
    message: str
    more: Mapping[str, Any] = column(default_factory=dict)


class Refused(SaleorError):
    """A mutation ran and said no, in `errors` of its own answer."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{one.code} {one.field}: {one.message}" for one in problems))
        self.problems = tuple(problems)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(one.code for one in self.problems)


def problems(answer: Mapping[str, Any] | None) -> tuple[Problem, ...]:
    """The business errors of one mutation's answer, or of one row of a bulk answer."""
    rows = (answer or {}).get("errors") or ()
    return tuple(_problem(row) for row in rows)


def raise_for(answer: Mapping[str, Any] | None, *, but: frozenset[str] = frozenset()) -> Mapping[str, Any]:
    """The answer again; raises Refused when it holds an error whose code is not in `but`, or when there is none."""
    found = problems(answer)
    if answer is None:
        raise Refused([Problem("", "NO_ANSWER", "Saleor answered null")])
    if any(one.code not in but for one in found):
        raise Refused(found)
    return answer


def _problem(row: Mapping[str, Any]) -> Problem:
    named = row.get("field") or row.get("path") or ""
    known = ("field", "code", "message")
    more = {key: value for key, value in row.items() if key not in known}
    return Problem(str(named), str(row.get("code") or ""), str(row.get("message") or ""), more)
