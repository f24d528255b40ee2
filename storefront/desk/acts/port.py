"""What an act is: a deed of the desk that a phone sends by itself, once for ever under its key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from catalog.media.models import Photo
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk.gate import Desk
from storefront.desk.reading_json import Given


@dataclass(frozen=True)
class Sent:
    """One act as it came, at its stall. `photos` are what its uploads became, waiting for a product.

    `proofs` are storage names of private pictures made of them: `do` takes out what it keeps, the rest is deleted.
    """

    key: UUID
    desk: Desk
    given: Given
    photos: Mapping[UUID, Photo] = field(default_factory=dict)
    proofs: dict[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """What the phone is told, now and at every repeat. `refusal` was a try that counts (a wrong PIN): kept as well."""

    answer: Mapping[str, Any]
    url: str = ""
    refusal: Expected | None = None


@dataclass(frozen=True)
class Act:
    """`do` runs inside the act's transaction and makes one domain call; it raises what a person reads.

    `before` runs outside the transaction, for what may not be inside one. `verb` None: whoever belongs to the stall.
    `uploads` names the keys it needs whole; they are decoded before the transaction, as photos of goods or as proofs.
    """

    verb: Verb | None
    do: Callable[[Sent], Done]
    uploads: Callable[[Given], tuple[UUID, ...]] = lambda given: ()
    as_proofs: bool = False
    before: Callable[[Sent], None] = lambda sent: None


class Conflict(Expected):
    """Somebody else wrote the same thing meanwhile: nothing is written, the person chooses."""

    code = "conflict"
    status = 409

    def __init__(self, sentence: str, *, theirs: Mapping[str, Any], yours: Mapping[str, Any], base: Any) -> None:
        super().__init__(sentence)
        self.theirs, self.yours, self.base = theirs, yours, base


class Again(Exception):
    """Something moved between preparing and writing: prepare anew. The phone hears nothing of it."""


class Busy(Expected):
    """Too many wrote the same thing at once: a little later it goes through."""

    code = "busy"
    status = 503


class NotYet(Exception):
    """These uploads have not arrived whole."""

    def __init__(self, keys: tuple[UUID, ...]) -> None:
        super().__init__(", ".join(str(key) for key in keys))
        self.keys = keys
