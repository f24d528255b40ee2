from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class ConsoleSettings:
    """Needs nothing: the channel of a market without any other."""

    adapter: ClassVar[str] = "sellers.messages.channels.console.channel.ConsoleChannel"
