"""Plays the recorded story of a real Saleor at the stand-in, and compares answer by answer.

Ids, times, tokens and cursors differ from run to run: an id of the story stands for one id of the stand-in, the same
one everywhere. Everything else must be equal.
"""

import json
import re
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.saleor.ids import parts
from tests.fakes.saleor.server import STAFF_PASSWORD, SaleorStandIn
from tests.storefront.engine.stand_in_receiver import PNG, RECORDED, STORY_APP, Receiver

STORY_SALEOR = "http://127.0.0.1:8800"
TIMES = {"createdAt", "created", "updatedAt", "stockReservationExpires", "issuedAt"}
CURSORS = {"endCursor", "startCursor", "cursor"}
UUID = r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
TOKENS = {"token", "refreshToken"}


@dataclass
class Story:
    saleor: SaleorStandIn
    app: Receiver
    ids: dict[str, str] = field(default_factory=dict)  # of the story → of the stand-in
    ahead: timedelta = timedelta()  # how far the clock was moved on
    tokens: dict[str, str] = field(default_factory=dict)  # auth → token
    differences: list[str] = field(default_factory=list)
    as_sets: set[str] = field(default_factory=set)  # "022.warehouses": the order of this list says nothing
    free: set[str] = field(default_factory=set)  # "089.slug": these values may differ
    compared: int = 0

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def recording(self, number: str) -> dict[str, Any]:
        path = next(RECORDED.glob(f"{number}-*.json"))
        found: dict[str, Any] = json.loads(path.read_text())
        return found

    def ours(self, value: Any) -> Any:
        """A value of the story in the stand-in's ids and addresses."""
        if isinstance(value, dict):
            return {key: self.ours(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.ours(one) for one in value]
        if not isinstance(value, str):
            return value
        text = value.replace(STORY_SALEOR, self.saleor.url).replace(STORY_APP, self.app.url)
        text = re.sub(r"[A-Za-z0-9+/]{8,}={0,2}", lambda found: self.ids.get(found[0], found[0]), text)
        return re.sub(UUID, lambda found: self._bare(found[0]), text)

    def _bare(self, key: str) -> str:
        """A key that a message names without its type."""
        return next((parts(mine)[1] for known, mine in self.ids.items() if parts(known)[1] == key), key)

    def ask(self, query: str, variables: dict[str, Any] | None = None, auth: str = "anonymous") -> tuple[int, Any]:
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        return self.post(body, {"Content-Type": "application/json"}, auth)

    def post(self, body: bytes, headers: dict[str, str], auth: str, path: str = "/graphql/") -> tuple[int, Any]:
        token = self.tokens.get(auth)
        if token:
            headers = {**headers, "Authorization": f"Bearer {token}"}
        request = urllib.request.Request(self.saleor.url + path, body, headers)  # noqa: S310  # the stand-in's own
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  # likewise
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            return error.code, json.loads(text) if text.startswith("{") else text

    def play(self, number: str) -> Any:
        """One recording: asked as it was asked, compared with what Saleor answered."""
        recorded = self.recording(number)
        request = recorded["request"]
        query, variables = self.ours(request["query"]), self.ours(request.get("variables") or {})
        if recorded.get("transport") == "multipart/form-data":
            status, answer = self._upload(query, variables, b"no picture" if number == "065" else PNG)
        else:
            status, answer = self.ask(query, _filled(variables, self._secrets(number)), recorded["auth"])
        self.compare(number, recorded, status, answer)
        self.saleor.work()
        return answer

    def compare(self, number: str, recorded: dict[str, Any], status: int, answer: Any) -> None:
        self.compared += 1
        expected = recorded["response"]
        if status != expected["status"]:
            self.differences.append(f"{number}: HTTP {status} instead of {expected['status']}: {str(answer)[:300]}")
            return
        wanted = expected["body"]
        if isinstance(wanted, dict) and isinstance(answer, dict):
            wanted = {key: value for key, value in wanted.items() if key != "extensions"}
            answer = {key: value for key, value in answer.items() if key != "extensions"}
        self.same(f"{number}", wanted, answer)

    def _secrets(self, number: str) -> dict[str, str]:
        """What the recordings keep to themselves."""
        ani = {"password": "Rahasia123"}
        return {
            "001": {"password": STAFF_PASSWORD}, "194": {"password": "abc"}, "195": ani, "196": ani, "199": ani,
            "197": {"token": "wrong"}, "198": {"token": self._confirmation()}, "200": {"password": "wrong"},
            "201": {"refresh": self.tokens.get("refresh", "")},
        }.get(number, {})  # fmt: skip

    def _confirmation(self) -> str:
        posted = [json.loads(body) for path, _, body in self.app.posted if path.endswith("customers")]
        return next((str(one["token"]) for one in posted if one.get("token")), "")

    def _upload(self, query: str, variables: dict[str, Any], content: bytes) -> tuple[int, Any]:
        edge = secrets.token_hex(8)
        operations = json.dumps({"query": query, "variables": variables})
        rows = []
        for name, text in (("operations", operations), ("map", '{"0": ["variables.input.image"]}')):
            rows.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode())
        head = 'Content-Disposition: form-data; name="0"; filename="foto.png"\r\nContent-Type: image/png'
        rows += [f"--{edge}\r\n{head}\r\n\r\n".encode(), content, f"\r\n--{edge}--\r\n".encode()]
        return self.post(b"".join(rows), {"Content-Type": f"multipart/form-data; boundary={edge}"}, "app")

    def was_told(self, recorded: dict[str, Any]) -> bool:
        """Whether a recorded request from Saleor has its like among those that our receiver got."""
        event = recorded["request"]["headers"]["Saleor-Event"]
        for body in self.app.bodies(event):
            trial = replace(self, ids=dict(self.ids), differences=[])
            trial.same("web", recorded["request"]["body"], body)
            if not trial.differences:
                return True
        return False

    # comparing

    def same(self, path: str, wanted: Any, got: Any) -> None:
        name = path.rpartition(".")[2]
        if f"{path[:3]}.{name}" in self.free:
            return
        if isinstance(wanted, dict) and isinstance(got, dict):
            if list(wanted) != list(got):
                self.differences.append(f"{path}: {list(got)} instead of {list(wanted)}")
                return
            for key in wanted:
                self.same(f"{path}.{key}", wanted[key], got[key])
        elif isinstance(wanted, list) and isinstance(got, list):
            self._same_list(path, wanted, got)
        elif isinstance(wanted, str) and isinstance(got, str):
            self._same_text(path, name, wanted, got)
        elif wanted != got or type(wanted) is not type(got):
            self.differences.append(f"{path}: {got!r} instead of {wanted!r}")

    def _same_list(self, path: str, wanted: list[Any], got: list[Any]) -> None:
        if len(wanted) != len(got):
            self.differences.append(f"{path}: {len(got)} rows instead of {len(wanted)}: {str(got)[:300]}")
            return
        if f"{path[:3]}.{path.rpartition('.')[2]}" in self.as_sets:
            wanted, got = sorted(wanted, key=_sorting), sorted(got, key=_sorting)
        for n, (one, other) in enumerate(zip(wanted, got, strict=True)):
            self.same(f"{path}.{n}", one, other)

    def _same_text(self, path: str, name: str, wanted: str, got: str) -> None:
        if name in TIMES:
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", got):
                self.differences.append(f"{path}: {got!r} is no time")
        elif name in TOKENS or wanted == "<redacted>":
            return
        elif name in CURSORS or _is_id(wanted):
            kind_is_same = name in CURSORS or parts(wanted)[0] == parts(got)[0]
            if self.ids.setdefault(wanted, got) != got or not kind_is_same:
                self.differences.append(f"{path}: {got!r} ({parts(got)}) instead of {wanted!r} ({parts(wanted)})")
        elif self.ours(wanted) != got:
            self.differences.append(f"{path}: {got!r} instead of {wanted!r}")


def _is_id(text: str) -> bool:
    kind, key = parts(text)
    return bool(re.fullmatch(r"[A-Z][A-Za-z]+", kind)) and key != "None"


def _sorting(row: Any) -> str:
    """By what does not differ from run to run."""
    return re.sub(r'"id": "[^"]*"', "", json.dumps(row, sort_keys=True))


def _filled(value: Any, given: dict[str, str]) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        key: given.get(key, one) if one == "<redacted>" else _filled(one, given) for key, one in value.items()
    }  # fmt: skip
