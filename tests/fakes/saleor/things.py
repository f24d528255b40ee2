"""What every object of the stand-in has: a type, an id, metadata; and the money shapes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from tests.fakes.saleor.faults import Denied

if TYPE_CHECKING:
    from tests.fakes.saleor.world import World

Json = dict[str, Any]
CENT = Decimal("0.01")


class Loose(dict[str, Any]):
    """An answer whose absent fields are null (errors, payloads)."""


@dataclass(frozen=True)
class Caller:
    """Who asks. `kind`: anonymous, app, staff or customer; `permissions` are codes."""

    kind: str = "anonymous"
    id: str = ""
    permissions: frozenset[str] = frozenset()
    is_expired: bool = False

    def may(self, *any_of: str) -> bool:
        if "AUTHENTICATED_APP" in any_of and self.kind == "app":
            return True
        if "AUTHENTICATED_STAFF_USER" in any_of and self.kind == "staff":
            return True
        return bool(self.permissions & set(any_of))

    def demand(self, *any_of: str) -> None:
        if not self.may(*any_of):
            raise Denied(*any_of)


@dataclass
class Ask:
    """One field being answered: the world, who asks, and what the root said about the channel."""

    world: World
    caller: Caller = Caller()
    channel: str = ""
    ip: str = "127.0.0.1"
    circular: bool = False  # inside the payload of a sync webhook prices cannot be asked
    files: Json = field(default_factory=dict)

    @property
    def sees_hidden(self) -> bool:
        return self.caller.kind in ("app", "staff")


@dataclass(kw_only=True, eq=False)
class Thing:
    """A node. Public attributes and methods are GraphQL's fields in snake_case; a method takes (ask, **arguments)."""

    typename: ClassVar[str] = ""
    private_needs: ClassVar[tuple[str, ...]] = ("MANAGE_PRODUCTS",)
    needs: ClassVar[dict[str, tuple[str, ...]]] = {}  # field → any of these permissions
    id: str
    metadata_: dict[str, str] = field(default_factory=dict)
    private_: dict[str, str] = field(default_factory=dict)

    def metadata(self, ask: Ask) -> list[Json]:
        return meta_items(self.metadata_)

    def private_metadata(self, ask: Ask) -> list[Json]:
        if not ask.caller.may(*self.private_needs):
            raise Denied(message="You do not have permission to perform this action")
        return meta_items(self.private_)

    def metafield(self, ask: Ask, key: str) -> str | None:
        return self.metadata_.get(key)

    def private_metafield(self, ask: Ask, key: str) -> str | None:
        self.private_metadata(ask)
        return self.private_.get(key)

    def metafields(self, ask: Ask, keys: list[str] | None = None) -> Json:
        return {k: v for k, v in sorted(self.metadata_.items()) if keys is None or k in keys}

    def private_metafields(self, ask: Ask, keys: list[str] | None = None) -> Json:
        self.private_metadata(ask)
        return {k: v for k, v in sorted(self.private_.items()) if keys is None or k in keys}


def meta_items(pairs: dict[str, str]) -> list[Json]:
    return [{"__typename": "MetadataItem", "key": key, "value": pairs[key]} for key in sorted(pairs)]


def as_pairs(items: list[Json] | None) -> dict[str, str]:
    return {item["key"]: item["value"] for item in items or []}


def decimal(value: object) -> Decimal:
    return Decimal(str(value))


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def money(amount: Decimal, currency: str) -> Json:
    return {
        "__typename": "Money",
        "amount": amount,
        "currency": currency,
        "fractionDigits": 2,
        "fractionalAmount": int(amount * 100),
    }


def taxed(amount: Decimal, currency: str) -> Json:
    one = money(amount, currency)
    return {
        "__typename": "TaxedMoney",
        "currency": currency,
        "gross": one,
        "net": one,
        "tax": money(Decimal(0), currency),
    }


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def stored_json(text: str | None) -> str | None:
    """A JSON text as PostgreSQL's jsonb gives it back: keys by length, then by letter."""
    return None if text is None else json.dumps(_sorted(json.loads(text)), ensure_ascii=True)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda key: (len(key), key))}
    return [_sorted(one) for one in value] if isinstance(value, list) else value
