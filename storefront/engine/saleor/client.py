"""Calls to Saleor's GraphQL over HTTP. Loaded at the first question, for httpx is heavy: nobody imports this module."""

import json
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import IO, Any

import httpx
from django.conf import settings

from storefront.engine.saleor import connection, documents
from storefront.engine.saleor.errors import Answered, BadRequest, Denied, TooLong, Unreachable

CONNECT_S = 4.0
KEEP_OPEN_S = 3.0  # Saleor's server closes an idle connection after five
RETRY_AFTER_S = (0.2, 1.0)
LONGEST_SAID = 300
LONGEST_FETCH_S, FETCH_CHUNK = 90, 65_536
DENIED = frozenset(
    {"PermissionDenied", "ExpiredSignatureError", "InvalidTokenError", "InvalidSignatureError", "DecodeError"}
)
_pools: dict[float, httpx.Client] = {}
_opening = threading.Lock()


class Client:
    """One Saleor with one token (none: a stranger). Cheap to make; the connection below it is shared and kept open."""

    def __init__(self, *, url: str, token: str = "", timeout_s: float = 18) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._timeout_s = timeout_s
        self.last_cost = 0

    def ask(self, name: str, variables: Mapping[str, Any] | None = None, *, safe: bool = False) -> dict[str, Any]:
        body = _packed({"query": documents.operation(name), "variables": dict(variables or {})})
        waits = RETRY_AFTER_S if safe else ()
        for wait_s in (*waits, None):
            try:
                return self._post(name, content=body, headers={"Content-Type": "application/json"})
            except _RoadBroken:
                if wait_s is None:
                    raise
                time.sleep(wait_s)
        raise AssertionError("the last try returns or raises")

    def upload(
        self, name: str, variables: Mapping[str, Any], file_field: str, filename: str, content_type: str, content: bytes
    ) -> dict[str, Any]:
        operations = _packed(
            {"query": documents.operation(name), "variables": _with_hole(variables, file_field.split("."))}
        )
        fields = {"operations": operations.decode(), "map": json.dumps({"0": [f"variables.{file_field}"]})}
        return self._post(name, data=fields, files={"0": (filename, content, content_type)})

    def _post(self, name: str, *, headers: Mapping[str, str] | None = None, **parts: Any) -> dict[str, Any]:
        try:
            answer = _http(self._timeout_s).post(self._url, headers={**self._headers, **(headers or {})}, **parts)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise _RoadBroken(f"saleor {name}: {type(error).__name__}", sent=False) from error
        except httpx.TimeoutException as error:
            raise Unreachable(f"saleor {name}: {type(error).__name__}", sent=True) from error
        except httpx.HTTPError as error:
            raise _RoadBroken(f"saleor {name}: {type(error).__name__}", sent=True) from error
        told = _told(name, answer)
        self.last_cost = _cost(told)
        return _data(name, told)


class _RoadBroken(Unreachable):
    """Worth another try at once."""


def connected() -> Client:
    """The client of the connected Saleor. Raises NotConnected."""
    found = connection.current()
    return Client(url=connection.address(), token=connection.token(found), timeout_s=_timeout_s())


def stranger() -> Client:
    """The same Saleor without a token, before there is one."""
    return with_token("")


def with_token(token: str) -> Client:
    return Client(url=connection.address(), token=token, timeout_s=_timeout_s())


def fetch_json(url: str) -> dict[str, Any]:
    """A document beside the API, such as its public keys. Raises Unreachable."""
    try:
        answer = _http(_timeout_s()).get(url)
    except httpx.HTTPError as error:
        raise Unreachable(f"{url}: {type(error).__name__}", sent=False) from error
    if answer.status_code != 200:
        raise Unreachable(f"{url}: HTTP {answer.status_code}", sent=True)
    return _told(url, answer)


def fetch_file(url: str, into: IO[bytes], *, most_bytes: int) -> None:
    """A file beside the API, as it comes over the wire. Raises Unreachable, BadRequest for any answer but 200, TooLong.

    Without our token, and no redirect is followed.
    """
    until = time.monotonic() + LONGEST_FETCH_S
    length = 0
    try:
        with _http(_timeout_s()).stream("GET", url, headers={"Accept-Encoding": "identity"}) as answer:
            if answer.status_code >= 500:
                raise Unreachable(f"{url}: HTTP {answer.status_code}", sent=True)
            if answer.status_code != 200:
                raise BadRequest(f"{url}: HTTP {answer.status_code}")
            for chunk in answer.iter_raw(FETCH_CHUNK):
                length += len(chunk)
                if length > most_bytes:
                    raise TooLong(f"{url}: more than {most_bytes} bytes")
                if time.monotonic() > until:
                    raise Unreachable(f"{url}: not whole after {LONGEST_FETCH_S} seconds", sent=True)
                into.write(chunk)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(f"{url}: {type(error).__name__}", sent=False) from error


def time_there(url: str) -> datetime | None:
    """By the clock of whoever answers; None when it does not say. Raises Unreachable."""
    try:
        told = _http(_timeout_s()).get(url).headers.get("Date")
    except httpx.HTTPError as error:
        raise Unreachable(f"{url}: {type(error).__name__}", sent=False) from error
    return parsedate_to_datetime(told) if told else None


def _timeout_s() -> float:
    return float(settings.SALEOR["timeout_s"])


def hang_up() -> None:
    """Close what is kept open; the next call opens it again."""
    while _pools:
        _pools.popitem()[1].close()


def _http(timeout_s: float) -> httpx.Client:
    """One pool of connections a process, for all threads."""
    with _opening:
        if timeout_s not in _pools:
            timeout = httpx.Timeout(timeout_s, connect=min(CONNECT_S, timeout_s))
            limits = httpx.Limits(max_keepalive_connections=10, max_connections=50, keepalive_expiry=KEEP_OPEN_S)
            _pools[timeout_s] = httpx.Client(timeout=timeout, limits=limits, follow_redirects=False, trust_env=False)
        return _pools[timeout_s]


def _packed(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: object) -> int | float:
    """JSON has one kind of number: a Decimal goes as the very digits it has, or not at all."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} cannot be sent to Saleor")
    if value == value.to_integral_value():
        return int(value)
    number = float(value)
    if Decimal(repr(number)) != value:
        raise ValueError(f"{value} has more digits than a number in JSON keeps")
    return number


def _with_hole(variables: Mapping[str, Any], place: list[str]) -> dict[str, Any]:
    """The variables with null where the file belongs, as the multipart convention wants it."""
    first, *rest = place
    inner = _with_hole(variables.get(first) or {}, rest) if rest else None
    return {**variables, first: inner}


def _told(name: str, answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer. Saleor and what stands before it also answer HTML: that is never parsed."""
    status = answer.status_code
    if status >= 500 or status == 429:
        raise _RoadBroken(f"saleor {name}: HTTP {status}", sent=status != 429)
    try:
        told = json.loads(answer.content, parse_float=Decimal)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        kind = answer.headers.get("Content-Type", "")
        raise Unreachable(f"saleor {name}: HTTP {status} with {kind or 'nothing'} instead of JSON", sent=status < 300)
    if status in (401, 403):
        raise Denied(f"saleor {name}: {_said(told)}", code=_code(told) or f"HTTP_{status}")
    if status != 200:
        raise BadRequest(f"saleor {name}: HTTP {status} {_said(told)}")
    return told


def _data(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    data = told.get("data") or {}
    if told.get("errors"):
        code, said = _code(told), f"saleor {name}: {_said(told)}"
        if code in DENIED:
            raise Denied(said, code=code, data=data)
        raise Answered(said, code=code, data=data, errors=told["errors"])
    return dict(data)


def _code(told: Mapping[str, Any]) -> str:
    first = (told.get("errors") or [{}])[0]
    return str(((first.get("extensions") or {}).get("exception") or {}).get("code") or "")


def _said(told: Mapping[str, Any]) -> str:
    return "; ".join(str(one.get("message")) for one in told.get("errors") or ())[:LONGEST_SAID]


def _cost(told: Mapping[str, Any]) -> int:
    cost = (told.get("extensions") or {}).get("cost") or {}
    return int(cost.get("requestedQueryCost") or 0)
