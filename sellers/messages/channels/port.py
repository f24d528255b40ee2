"""How a message leaves. A folder per channel beside this file; tests/sellers/test_channel_contract.py runs on each."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Outgoing:
    """One message to hand over. `key` is unique for ever: a gateway that knows it must not send it again."""

    key: str
    to: str  # E.164 for WhatsApp and SMS, an address for e-mail
    body: str
    template: str
    secret: bool = False  # must not be written to any log


class ChannelError(Exception):
    """The message did not leave. `permanent` means that trying again cannot help (no such number)."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Channel(Protocol):
    """Hands messages over; raises ChannelError when it could not. Called outside any transaction."""

    name: str

    def send(self, outgoing: Outgoing) -> None: ...
