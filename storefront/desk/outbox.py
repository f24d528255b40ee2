"""The outbox page of the demo: what would have been sent, newest first, sign-in codes big."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.messages.models import Message

NEWEST = 60
AS_OPERATOR = Scope(operator=True)  # in the demo everybody reads the outbox as its operator does
CODE_LIVES = timedelta(minutes=10)
CHANNELS = {"whatsapp": "WhatsApp", "sms": "SMS", "email": "E-mail"}
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


@require_safe
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    newest = Message.objects.within(AS_OPERATOR).select_related("person").order_by("-created_at", "-pk")[:NEWEST]
    letters = [_letter(message) for message in newest]
    return render(request, "account/outbox.html", {"letters": letters})


def _letter(message: Message) -> Letter:
    found = _CODE.search(message.body) if message.secret else None
    return Letter(
        to=message.to,
        name=message.person.name if message.person else "",
        channel=CHANNELS.get(message.channel, message.channel),
        at=message.created_at,
        body=message.body,
        code=found[0] if found else "",
        open=clock.now() - message.created_at < CODE_LIVES,
        where="account_fresh_sign_in" if message.template == "fresh_code" else "account_confirm_login_code",
    )
