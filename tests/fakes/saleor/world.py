"""The state of one Saleor, and the lock around it."""

import secrets
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from tests.fakes.saleor.faults import Problem, not_found
from tests.fakes.saleor.ids import gid, parts
from tests.fakes.saleor.signing import Keys
from tests.fakes.saleor.things import Json, Thing

T = TypeVar("T", bound=Thing)
VERSION = "3.23.28"


@dataclass
class Happening:
    """Something webhooks may tell; `extra` are the event's other fields (the warehouse of a stock event)."""

    kind: str  # ORDER_CREATED
    fields: Json
    issuer: Json | None
    issued_at: datetime


@dataclass
class Settings:
    """What a test turns: the network's and the worker's bad days are on SaleorStandIn itself."""

    settings_need_restart: bool = False  # rule 2: a changed shop setting is half in force until `.restart()`
    toplevel_insufficient_stock: bool = False  # the next losers at checkoutCreate get the exception, not errors[]
    race_window_s: float = 0.15  # how long checks and allocation lie apart while reservations are off (rule 1)
    webhook_timeout_s: float = 18.0
    login_block_s: float = 0.0  # rule 27: 1.0 is Saleor's


class World:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.base = ""  # http://127.0.0.1:port
        self.settings = Settings()
        self.kept: dict[str, dict[str, Thing]] = {}
        self.counters: dict[str, int] = {}
        self.happenings: list[Happening] = []
        self.shop: Any = None
        self.shop_in_force: Any = None  # the copy some process has cached (rule 2)
        self.tokens: dict[str, str] = {}  # an app's token → its id
        self.expired_before: datetime | None = None
        self.media: dict[str, tuple[str, bytes]] = {}  # path → content type and bytes
        self.jobs: list[Callable[[], None]] = []  # the worker's: installations, refund requests
        self.keys = Keys()
        self.logins: dict[str, datetime] = {}  # rule 27: when an address last tried
        self.call_apps: Callable[..., Any]  # these three are the courier's
        self.call_app: Callable[..., Any]
        self.install: Callable[..., Any]
        self.complete: Callable[[str], Any]  # what automatic completion does with a paid checkout
        self._lock = threading.Lock()

    # the lock

    @contextmanager
    def acting(self) -> Iterator[None]:
        with self._lock:
            yield

    @contextmanager
    def unlocked(self) -> Iterator[None]:
        """Around a call to an app, which may well ask back."""
        self._lock.release()
        try:
            yield
        finally:
            self._lock.acquire()

    # things

    def number(self, kind: str) -> int:
        self.counters[kind] = self.counters.get(kind, 0) + 1
        return self.counters[kind]

    def new_id(self, kind: str) -> str:
        return gid(kind, self.number(kind))

    def new_uuid_id(self, kind: str) -> str:
        return gid(kind, uuid.uuid4())

    def add(self, thing: T) -> T:
        self.kept.setdefault(thing.typename, {})[thing.id] = thing
        return thing

    def drop(self, thing: Thing) -> None:
        self.kept.get(thing.typename, {}).pop(thing.id, None)

    def all(self, kind: type[T]) -> list[T]:
        return list(self.kept.get(kind.typename, {}).values())  # type: ignore[arg-type]  # kept by the name of its kind

    def named(self, typename: str) -> list[Any]:
        """All of a type whose class the asking module does not know."""
        return list(self.kept.get(typename, {}).values())

    def get(self, kind: type[T], id: object) -> T | None:
        return self.kept.get(kind.typename, {}).get(str(id))  # type: ignore[return-value]  # kept by the name of its kind

    def by(self, kind: type[T], **wanted: object) -> T | None:
        """The first whose attributes are so; a wish that is None finds nothing."""
        if any(value is None for value in wanted.values()):
            return None
        for thing in self.all(kind):
            if all(getattr(thing, name) == value for name, value in wanted.items()):
                return thing
        return None

    def need(self, kind: type[T], id: object, field: str = "id", code: str = "NOT_FOUND") -> T:
        """Raises Problem as Saleor does for an unknown id, and for one of another type."""
        found = self.get(kind, id)
        if found is not None:
            return found
        received = parts(str(id))[0]
        if received and received != kind.typename:
            raise Problem(field, "GRAPHQL_ERROR", f"Invalid ID: {id}. Expected: {kind.typename}, received: {received}.")
        raise not_found(id, field, code)

    def find(self, kind: type[T], id: object, external_reference: str | None, field: str = "id", **other: object) -> T:
        """By id or by external reference, as most update mutations do."""
        if id is not None:
            return self.need(kind, id, field)
        if external_reference is not None:
            found = self.by(kind, external_reference=external_reference)
            if found is None:
                raise not_found(external_reference, "externalReference")
            return found
        for name, value in other.items():
            found = self.by(kind, **{name: value})
            if found is not None:
                return found
            if value is not None:
                raise not_found(value, name)
        raise Problem(None, "GRAPHQL_ERROR", "At least one of arguments is required: 'id', 'externalReference'.")

    # apps

    def new_token(self, app: Thing) -> str:
        token = secrets.token_urlsafe(22)[:30]
        self.tokens[token] = app.id
        return token

    def forget_app(self, app: Any) -> None:
        self.drop(app)
        for hook in app.hooks:
            self.drop(hook)
        self.tokens = {token: id for token, id in self.tokens.items() if id != app.id}

    # events

    def tell(self, kind: str, issuer: Json | None, **fields: Any) -> None:
        self.happenings.append(Happening(kind, fields, issuer, self.now()))
