"""The outbox page of the demo: what leaves, what would have left, newest first, sign-in codes big."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.messages.channels import known
from sellers.messages.models import Message

NEWEST = 60
AS_OPERATOR = Scope(operator=True)  # in the demo everybody reads the outbox as its operator does
CODE_LIVES = timedelta(minutes=10)
CHANNELS = {"whatsapp": "WhatsApp", "sms": "SMS", "email": "E-mail"}
KINDS = {"delivered": "good", "read": "good", "sent": "good", "failed": "bad", "unsure": "wait", "expired": "bad"}
_CODE = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True)
class Letter:
    to: str
    name: str
    channel: str
    at: datetime
    body: str
    code: str
    open: bool  # the code may still be used
    where: str  # the name of the page that asks for it
    state: str  # where it really left: what became of it
    kind: str


@require_safe
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    newest = Message.objects.within(AS_OPERATOR).select_related("person").order_by("-created_at", "-pk")[:NEWEST]
    letters = [_letter(message) for message in newest]
    lacking = [name for key, name in CHANNELS.items() if key not in known.configured()]
    about = {"letters": letters, "channels": channel_names(), "lacking": lacking}
    return render(request, "account/outbox.html", about)


def channel_names() -> list[str]:
    """The channels by which messages really leave; empty where there is none."""
    return [name for key, name in CHANNELS.items() if key in known.configured()]


def state_of(message: Message) -> tuple[str, str]:
    """What became of it in words, and as good, wait, bad or nothing."""
    if message.sent_by == known.CONSOLE:
        return _("Hanya ditulis"), ""
    return str(Message.Status(message.status).label), KINDS.get(message.status, "")


def _letter(message: Message) -> Letter:
    found = _CODE.search(message.body) if message.secret else None
    state, kind = state_of(message)
    by = message.sent_by if message.sent_by in CHANNELS else message.channel
    return Letter(
        to=message.to,
        name=message.person.name if message.person else "",
        channel=CHANNELS.get(by, by),
        at=message.created_at,
        body=message.body,
        code=found[0] if found else "",
        open=clock.now() - message.created_at < CODE_LIVES,
        where="account_fresh_sign_in" if message.template == "fresh_code" else "account_confirm_login_code",
        state=state,
        kind=kind,
    )
