"""The channels that settings name, each adapter loaded at its first use: what is not configured costs no memory."""

from django.conf import settings
from django.utils.module_loading import import_string

from sellers.messages.channels.console.settings import ConsoleSettings
from sellers.messages.channels.port import Channel, ChannelSettings

CONSOLE = "console"
FOR_PHONES = ("whatsapp", "sms")
NOTHING_NEEDED = ConsoleSettings()

_made: dict[str, tuple[ChannelSettings, Channel]] = {}  # an adapter lives as long as its settings


def configured() -> dict[str, ChannelSettings]:
    """By name, "whatsapp", "sms", "email"; nothing in a market that has none."""
    found: dict[str, ChannelSettings] = settings.MESSAGE_CHANNELS
    return found


def channel(name: str) -> Channel:
    """The adapter of a configured channel, or the console."""
    ours = NOTHING_NEEDED if name == CONSOLE else configured()[name]
    held = _made.get(name)
    if held is None or held[0] is not ours:
        held = _made[name] = (ours, import_string(ours.adapter)(ours))
    return held[1]


def reaches_phones() -> bool:
    """Whether anything at all reaches a phone."""
    return any(name in configured() for name in FOR_PHONES)
