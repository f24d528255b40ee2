"""Channels of our own that fail, to see what the outbox does then."""

from sellers.messages.channels.port import ChannelError, Outgoing


class DownChannel:
    name = "down"

    def send(self, outgoing: Outgoing) -> None:
        raise ChannelError("no signal")


class BrokenChannel:
    name = "broken"

    def send(self, outgoing: Outgoing) -> None:
        raise KeyError("an answer nobody foresaw")


class NoSuchNumberChannel:
    name = "nobody"

    def send(self, outgoing: Outgoing) -> None:
        raise ChannelError("no such number", permanent=True)
