"""The end of a message: its status, its secret wiped, and the operator told where somebody has to telephone."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from sellers.kit import due
from sellers.messages import kinds
from sellers.messages.actions import tell
from sellers.messages.channels import known
from sellers.messages.models import Message
from sellers.people.phones import show_phone

Status = Message.Status
TOLD_BY_CHANNEL = (Status.SENT, Status.DELIVERED, Status.READ)
IN_VAIN = (Status.FAILED, Status.UNSURE, Status.EXPIRED)


def end(message: Message, status: str) -> None:
    """Done. What a channel told in the meantime is better than what we know, and stays."""
    stored = Message.objects.filter(pk=message.pk)
    stored.exclude(status__in=TOLD_BY_CHANNEL).update(status=status)
    if message.secret and not settings.DEMO:
        stored.update(body="")
    last = message.sendings.filter(round=message.round).order_by("-begun_at", "-pk").first()
    why = (last.error if last else "") if status in IN_VAIN else ""
    if due.finish(message, error=why) and status in IN_VAIN:
        _tell_operator(message)


def _tell_operator(message: Message) -> None:
    """One letter a message and round about what cannot wait. Of a code nothing: whoever needs it asks again."""
    if message.secret or kinds.may_wait(template=message.template, secret=False) or _is_letter(message):
        return
    if not settings.OPERATOR_EMAIL or Message.Channel.EMAIL not in known.configured():
        return
    with translation.override(settings.LANGUAGE_CODE):
        opening = _("Pesan ke %(phone)s belum sampai.") % {"phone": show_phone(message.to)}
        body = "\n\n".join((opening, _("Mohon telepon. Isinya:"), message.body))
    tell(
        key=f"undelivered:{message.pk}:{message.round}", to=settings.OPERATOR_EMAIL, body=body,
        template="undelivered", channel=Message.Channel.EMAIL,
    )  # fmt: skip


def _is_letter(message: Message) -> bool:
    return message.channel == Message.Channel.EMAIL
