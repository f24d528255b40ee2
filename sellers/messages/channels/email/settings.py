from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class EmailSettings:
    """A mail server that takes our letters; `starttls` off only for one on the same machine."""

    host: str
    sender: str
    port: int = 587
    user: str = ""
    password: str = ""
    starttls: bool = True
    timeout_s: float = 15.0

    adapter: ClassVar[str] = "sellers.messages.channels.email.channel.Email"
