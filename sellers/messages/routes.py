"""Which channels are tried for a message, in which order, and how patiently."""

from datetime import timedelta

from django.conf import settings

from sellers.messages import kinds
from sellers.messages.channels import known
from sellers.messages.models import Message

CODE_LIVES = timedelta(minutes=10)  # as long as allauth takes it (ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
CODE_ARRIVES_S = 40  # a code that has not been delivered by then goes by the next channel too
MOST_TRIES = 8
URGENT_TRIES = 3
LONGEST_PAUSE_S = 2 * 3600


def channels_for(message: Message) -> tuple[str, ...]:
    """Names of configured channels, first choice first; the console alone where none is."""
    if message.channel == Message.Channel.EMAIL:
        wished: tuple[str, ...] = (Message.Channel.EMAIL.value,)
    else:
        order: tuple[str, ...] = settings.MESSAGE_ORDER["code" if message.secret else "notice"]
        first = (message.channel,) if message.channel != Message.Channel.WHATSAPP else ()
        wished = (*first, *(name for name in order if name not in first))
    return tuple(name for name in wished if name in known.configured()) or (known.CONSOLE,)


def tries_for(message: Message, *, is_last: bool) -> int:
    """How often a channel that is down is asked before the next one is."""
    if is_last:
        return MOST_TRIES
    if message.secret:
        return 1
    return MOST_TRIES if kinds.may_wait(template=message.template, secret=False) else URGENT_TRIES


def pause_s(message: Message, tries: int) -> int:
    """Until the next try: a code cannot wait long, all else doubles from a minute."""
    return (5 << tries) if message.secret else min(30 << tries, LONGEST_PAUSE_S)
