"""The channel of the first run: nothing leaves the machine; the outbox rows themselves are read in the demo."""

import logging

from sellers.messages.channels.console.settings import ConsoleSettings
from sellers.messages.channels.port import ChannelError, Handed, Outgoing
from sellers.people.phones import mask_phone

log = logging.getLogger("lapak.messages")


class ConsoleChannel:
    """One line in the log for each message; neither a secret body nor a whole number stands there."""

    name = "console"
    repeatable = True

    def __init__(self, settings: ConsoleSettings) -> None:
        pass

    def send(self, outgoing: Outgoing) -> Handed:
        if not outgoing.to or not outgoing.body:
            raise ChannelError("no receiver or no text", permanent=True)
        text = "(rahasia)" if outgoing.secret else outgoing.body
        log.info("%s → %s: %s", outgoing.template, mask_phone(outgoing.to), text)
        return Handed()
