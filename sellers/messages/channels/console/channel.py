"""The channel of the first run: nothing leaves the machine; the outbox rows themselves are read in the demo."""

import logging

from sellers.messages.channels.port import ChannelError, Outgoing

log = logging.getLogger("lapak.messages")


class ConsoleChannel:
    """Writes one line to the log for each message; a secret body never stands there."""

    name = "console"

    def send(self, outgoing: Outgoing) -> None:
        if not outgoing.to or not outgoing.body:
            raise ChannelError("no receiver or no text", permanent=True)
        text = "(rahasia)" if outgoing.secret else outgoing.body
        log.info("%s → %s: %s", outgoing.template, outgoing.to, text)
