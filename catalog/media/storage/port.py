"""What catalog.media asks of a place for files: Django's storage, and four things more. README.md says what is public.

One suite (tests/contracts/test_storage.py) runs on every implementation. A name says what a file is: only what lies
under `photos/` is for everybody. Whatever else is stored (uploads, papers, proofs of payment) has no address at all:
the pages that may show it read it with `open`, for the person who asks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Protocol

PUBLIC = "photos/"
INCOMING = "incoming/"  # what phones sent past us, until it was looked at
DRAWN = "drawn/"  # pictures made of our own rows, which can be made again
FOR_EVER = "public, max-age=31536000, immutable"  # a name never changes its content
PAGE = 1000


class NotPublic(ValueError):
    """A program asked for the address of a file that has none."""


@dataclass(frozen=True)
class Stored:
    name: str
    size: int
    at: datetime  # of its last change


@dataclass(frozen=True)
class PostForm:
    """Where and with which fields a browser posts one file (as the last field, `file`) past our server."""

    url: str
    fields: Mapping[str, str]


class MediaStorage(Protocol):
    """A Django storage for `photos/` and private files."""

    def save(self, name: str, content: Any) -> str: ...

    def open(self, name: str, mode: str = "rb") -> IO[bytes]:
        """Read by blocks; a missing file raises FileNotFoundError. The caller closes it."""

    def exists(self, name: str) -> bool: ...

    def size(self, name: str) -> int: ...

    def delete(self, name: str) -> None:
        """Gone, also where it was gone before."""

    def url(self, name: str) -> str:
        """The lasting public address; raises NotPublic for all but `photos/`."""

    def listed(self, prefix: str) -> Iterator[Stored]:
        """Every file under a prefix that ends with "/", fetched by pages of at most PAGE."""

    def post_form(self, name: str, *, size: int, content_type: str, lives_s: int) -> PostForm | None:
        """Leave to store exactly `size` bytes of `content_type` under `name`, for `lives_s` seconds.

        None where files only come through our own server, as on a local disk.
        """
