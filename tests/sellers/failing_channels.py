"""Channels of our own that fail, to see what the outbox does then."""

from dataclasses import dataclass

from sellers.messages.channels.port import ChannelError, Handed, Outgoing


@dataclass(frozen=True)
class FailingSettings:
    kind: str

    @property
    def adapter(self) -> str:
        return f"tests.sellers.failing_channels.{self.kind}"


class DownChannel:
    name = "whatsapp"
    repeatable = False

    def __init__(self, settings: FailingSettings) -> None:
        self.settings = settings

    def send(self, outgoing: Outgoing) -> Handed:
        raise ChannelError("no signal")


class BrokenChannel(DownChannel):
    name = "sms"

    def send(self, outgoing: Outgoing) -> Handed:
        raise KeyError("an answer nobody foresaw")


class NoSuchNumberChannel(DownChannel):
    def send(self, outgoing: Outgoing) -> Handed:
        raise ChannelError("no such number", permanent=True)
