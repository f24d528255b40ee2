"""One message through its channels. Nothing is handed over twice: each try is a row first, taken by one worker alone.

The steps: claim the Sending (committed), call the channel (no transaction), write down what came of it. A process that
dies between leaves LEAVING behind. Whoever finds it old repeats the call only where that does no harm; else the
message is unsure, and a status that comes later may still settle it.
"""

import logging
from datetime import timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F

from sellers.kit import clock, due
from sellers.messages import ending, kinds, optouts, quiet, routes
from sellers.messages.channels import known
from sellers.messages.channels.port import Channel, ChannelError, Outgoing, code_in
from sellers.messages.models import Message, Receipt, Sending

log = logging.getLogger("lapak.messages")
A_SWEEP = 20
LEASE_S = 120
LONGEST_CALL_S = 60  # beyond it a call under way counts as one whose process died
ANSWER_WINDOW = timedelta(hours=23)  # WhatsApp's is 24; the clocks are two
ARRIVED = (Message.Status.DELIVERED, Message.Status.READ)
State = Sending.State
OPEN = (State.WAITING, State.LEAVING)


def send_due() -> int:
    """Hand over what is due; answers how many a channel took. Codes go before anything else, again and again."""
    taken = 0
    for _step in range(A_SWEEP):
        batch = due.take(Message.objects.filter(secret=True), limit=3, lease_s=LEASE_S) or due.take(
            Message.objects.all(), limit=1, lease_s=LEASE_S
        )
        if not batch:
            break
        taken += sum(_send(message) for message in batch)
    return taken


def _send(message: Message) -> bool:
    """Take one leased message a step further; True if a channel took it now."""
    if _not_at_all(message):
        return False
    names = routes.channels_for(message)
    tried = {sending.channel: sending for sending in message.sendings.filter(round=message.round)}
    for name in names:
        sending, is_last = tried.get(name), name == names[-1]
        if sending is None or sending.state in OPEN:
            if name != known.CONSOLE and _waits_for_morning(message):
                return False
            outcome = _try(message, sending, channel=known.channel(name), is_last=is_last)
            if outcome is not None:
                return outcome
        elif _is_held(sending) and not _goes_on(message, sending, is_last):
            _rest(message, sending, is_last)
            return False
    ending.end(message, _end_of(message))
    return False


def _not_at_all(message: Message) -> bool:
    """Whether nothing is to leave: nobody can use the code any more, or the receiver wants no messages."""
    too_old = clock.now() - message.created_at > routes.CODE_LIVES
    if message.secret and too_old and code_in(message.body):
        ending.end(message, Message.Status.EXPIRED)
        return True
    stoppable = kinds.may_be_stopped(template=message.template, secret=message.secret)
    if stoppable and optouts.is_out(message.to):
        ending.end(message, Message.Status.STOPPED)
        return True
    return False


def _waits_for_morning(message: Message) -> bool:
    if not kinds.may_wait(template=message.template, secret=message.secret):
        return False
    until = quiet.ends_at(now=clock.now(), zone=quiet.zone_of(message))
    if until is None:
        return False
    held = Message.objects.filter(pk=message.pk, done_at__isnull=True, leased_until=message.leased_until)
    held.update(due_at=until, leased_until=None)
    return True


def _try(message: Message, sending: Sending | None, *, channel: Channel, is_last: bool) -> bool | None:
    """Hand it over once: True, False for now, or None when the next channel is to be tried at once."""
    claimed = _claim(message, sending, channel)
    if claimed is None:
        _left_behind(message, channel.name, is_last)
        return False
    try:
        handed = channel.send(_outgoing(message, claimed))
    except Exception as error:  # one message's trouble must not stop the others
        if not isinstance(error, ChannelError):
            log.exception("message %s by %s", message.pk, channel.name)
            error = ChannelError(type(error).__name__, may_have_left=True)  # nobody knows how far it came
        return _did_not_work(message, claimed, channel, error, is_last)
    rows = Sending.objects.filter(pk=claimed.pk)
    rows.update(state=State.HANDED, external_id=handed.external_id[:200])
    rows.exclude(status=Message.Status.FAILED).update(error="")
    Message.objects.filter(pk=message.pk).update(sent_by=channel.name)
    claimed.refresh_from_db()
    if claimed.status == Message.Status.FAILED and not is_last:  # the channel told so before its call had ended
        return None
    _rest(message, claimed, is_last)
    return True


def _claim(message: Message, sending: Sending | None, channel: Channel) -> Sending | None:
    """The row of this try, ours alone; None while another worker's call is under way, or when it died in it."""
    now = clock.now()
    if sending is None:
        fields = {"message": message, "round": message.round, "channel": channel.name, "key": uuid4().hex}
        try:
            with transaction.atomic():
                return Sending.objects.create(state=State.LEAVING, tries=1, begun_at=now, **fields)
        except IntegrityError:  # another worker was faster
            return None
    free = Sending.objects.filter(pk=sending.pk, state=sending.state)
    if sending.state == State.LEAVING:
        if not channel.repeatable:
            return None
        free = free.filter(begun_at__lt=now - timedelta(seconds=LONGEST_CALL_S))
    if not free.update(state=State.LEAVING, begun_at=now, tries=F("tries") + 1):
        return None
    sending.refresh_from_db()
    return sending


def _left_behind(message: Message, name: str, is_last: bool) -> None:
    """Another worker's call: still under way, or its process died in it and the message may have left."""
    rows = Sending.objects.filter(message=message, round=message.round, channel=name)
    dead = rows.filter(state=State.LEAVING, begun_at__lt=clock.now() - timedelta(seconds=LONGEST_CALL_S))
    if dead.update(state=State.UNSURE, error="the process died while sending"):
        _rest(message, rows.get(), is_last)
    else:
        due.fail(message, "another worker is sending it", retry_in_s=LONGEST_CALL_S)


def _did_not_work(
    message: Message, sending: Sending, channel: Channel, error: ChannelError, is_last: bool
) -> bool | None:
    """Write down why; put it back, leave it unsure (both False), or answer None for the next channel."""
    log.warning("message %s by %s: %s", message.pk, channel.name, error)
    sending.error = str(error)[:200]
    given_up = error.permanent or sending.tries >= routes.tries_for(message, is_last=is_last)
    if error.may_have_left and not channel.repeatable:
        sending.state = State.UNSURE
    else:
        sending.state = State.REFUSED if given_up else State.WAITING
    sending.save(update_fields=["state", "error"])
    if sending.state == State.REFUSED:
        return None
    if sending.state == State.UNSURE:
        _rest(message, sending, is_last)
    else:
        due.fail(message, sending.error, retry_in_s=routes.pause_s(message, sending.tries))
    return False


def _rest(message: Message, sending: Sending, is_last: bool) -> None:
    """A channel has it, or may: done, but for a code, which is looked after until it was delivered."""
    if not message.secret or is_last or _has_arrived(sending):
        ending.end(message, _end_of(message))
        return
    held = Message.objects.filter(pk=message.pk, done_at__isnull=True, leased_until=message.leased_until)
    held.update(due_at=sending.begun_at + timedelta(seconds=routes.CODE_ARRIVES_S), leased_until=None)
    Message.objects.filter(pk=message.pk, status="").update(status=_end_of(message))


def _is_held(sending: Sending) -> bool:
    """Taken by the far side, or perhaps; and it has not told since that nothing came of it."""
    return sending.state in (State.HANDED, State.UNSURE) and sending.status != Message.Status.FAILED


def _goes_on(message: Message, sending: Sending, is_last: bool) -> bool:
    """Whether a code had its time to be delivered here, so that the next channel carries it too."""
    if not message.secret or is_last or _has_arrived(sending):
        return False
    return clock.now() - sending.begun_at >= timedelta(seconds=routes.CODE_ARRIVES_S)


def _has_arrived(sending: Sending) -> bool:
    return sending.status in ARRIVED


def _end_of(message: Message) -> str:
    """The best that any channel made of it."""
    held = [one for one in message.sendings.filter(round=message.round) if _is_held(one)]
    if any(one.state == State.HANDED for one in held):
        return Message.Status.HANDED
    return Message.Status.UNSURE if held else Message.Status.FAILED


def _outgoing(message: Message, sending: Sending) -> Outgoing:
    wrote = Receipt.objects.filter(channel=Message.Channel.WHATSAPP, phone=message.to)
    lately = wrote.filter(told_at__gt=clock.now() - ANSWER_WINDOW).exists()
    return Outgoing(sending.key, message.to, message.body, message.template, message.secret, lately)
