"""What a fake far side took, and the mood it is in."""

import threading
from dataclasses import dataclass, field
from enum import StrEnum


class Mood(StrEnum):
    WELL = "well"
    BAD_NUMBER = "bad_number"  # no such receiver
    DOWN = "down"  # answers 503, or its like
    DROPS = "drops"  # takes the message, then hangs up without an answer
    SLOW = "slow"  # takes the message, and answers after the other side has given up
    WRONG_TOKEN = "wrong_token"


@dataclass(frozen=True)
class Letter:
    to: str
    text: str
    key: str = ""


@dataclass
class Box:
    """Everything taken, in order; shared between the server's threads and the test."""

    mood: Mood = Mood.WELL
    letters: list[Letter] = field(default_factory=list)
    requests: list[object] = field(default_factory=list)  # as they came, decoded
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, letter: Letter, *, once_a_key: bool = False) -> int:
        """How many were taken, this one included."""
        with self.lock:
            if not once_a_key or letter.key not in {one.key for one in self.letters}:
                self.letters.append(letter)
            return len(self.letters)
