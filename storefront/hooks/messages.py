"""What message channels post: verified, stored, answered 200; worked on later, by the sweep that is nudged."""

import logging

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from sellers.messages import receipts
from sellers.messages.channels import known
from sellers.messages.channels.port import NotFromChannel, Receipts
from sellers.messages.channels.sms.receipts import SmsReceipts
from sellers.messages.channels.sms.settings import SmsSettings
from sellers.messages.channels.whatsapp.receipts import WhatsAppReceipts
from sellers.messages.channels.whatsapp.settings import WhatsAppSettings
from storefront.hooks.gateways import body_of

log = logging.getLogger("lapak.hooks")


@never_cache
@csrf_exempt  # it reads no cookie: the signature says who sends
@require_http_methods(["GET", "POST"])
def whatsapp(request: HttpRequest) -> HttpResponse:
    """GET is the question whether this address is ours, asked when it is entered in WhatsApp's dashboard."""
    ours = known.configured().get("whatsapp")
    if not isinstance(ours, WhatsAppSettings):
        raise Http404
    reader = WhatsAppReceipts(ours)
    if request.method == "POST":
        return _receive(request, "whatsapp", reader)
    try:
        return _plain(reader.challenge(request.GET.dict()))
    except NotFromChannel:
        return _plain("refused", 403)


@never_cache
@csrf_exempt  # it reads no cookie: the signature, or the key in its address, says who sends
@require_POST
def sms(request: HttpRequest) -> HttpResponse:
    ours = known.configured().get("sms")
    if not isinstance(ours, SmsSettings) or not ours.hook_secret:
        raise Http404
    return _receive(request, "sms", SmsReceipts(ours))


def _receive(request: HttpRequest, channel: str, reader: Receipts) -> HttpResponse:
    """A channel posts again until it reads 200, so 200 means that it is stored."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        heard = reader.read(headers, request.GET.dict(), body_of(request))
    except RequestDataTooBig:
        return _plain("too large", 413)
    except (NotFromChannel, UnreadablePostError, RawPostDataException) as error:  # the last: a form of many parts
        log.warning("a post for %s was refused: %s", channel, error)
        return _plain("refused", 400)
    receipts.store(channel=channel, heard=heard)
    return _plain("ok")


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain")
