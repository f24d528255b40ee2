"""How a message leaves, and what comes back. A folder per channel beside this file, each with the same file names:

`settings.py` (what it needs, and where its adapter is), `channel.py` (the adapter), and where the far side tells what
became of a message `receipts.py`. tests/sellers/test_channel_contract.py runs on each, against servers of its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

_CODE = re.compile(r"\b\d{4,9}\b")


@dataclass(frozen=True)
class Outgoing:
    """One message to hand over.

    `key` is the same in every try of this handing over and in no other: a gateway that knows keys sends it once.
    `may_write` says that the receiver wrote to us in the last day, so that WhatsApp takes free text.
    """

    key: str
    to: str  # E.164 for WhatsApp and SMS, an address for e-mail
    body: str
    template: str
    secret: bool = False  # must not be written to any log
    may_write: bool = False

    @property
    def code(self) -> str:
        """The code that a secret message is about."""
        return code_in(self.body) if self.secret else ""


def code_in(secret_body: str) -> str:
    """The code a secret message is about; "" where it is about more than that: a link, or no code at all."""
    found = _CODE.search(secret_body)
    return found[0] if found and "://" not in secret_body else ""


@dataclass(frozen=True)
class Handed:
    """The far side took the message; `external_id` is its own name for it, "" where it gives none."""

    external_id: str = ""


class ChannelError(Exception):
    """The message was not taken. `permanent`: trying again here cannot help (no such number).

    `may_have_left`: the request had gone when the answer was lost, so the message may be on its way all the same.
    """

    def __init__(self, reason: str, *, permanent: bool = False, may_have_left: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.may_have_left = may_have_left


class Channel(Protocol):
    """Hands messages over; raises ChannelError when it could not. Called outside any transaction.

    `repeatable`: handing over the same key again does no harm (nothing leaves, or the gateway knows its keys).
    """

    name: str
    repeatable: bool

    def send(self, outgoing: Outgoing) -> Handed: ...


class ChannelSettings(Protocol):
    """What the environment said of one channel. `adapter` is the dotted path of a class that is made with it."""

    @property
    def adapter(self) -> str: ...


@dataclass(frozen=True)
class Told:
    """What became of a message: `status` is sent, delivered, read or failed. Found by either id."""

    external_id: str
    status: str
    at: datetime
    key: str = ""  # ours, where the far side gives it back
    reason: str = ""


@dataclass(frozen=True)
class Written:
    """Somebody wrote to us."""

    external_id: str
    phone: str  # E.164
    text: str
    at: datetime


class NotFromChannel(Exception):
    """What came is not signed by the far side, or cannot be read."""


class Receipts(Protocol):
    """Reads what the far side posts to us; raises NotFromChannel. Loads no HTTP library."""

    def read(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> list[Told | Written]: ...
