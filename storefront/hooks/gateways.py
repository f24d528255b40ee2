"""What payment gateways send: verified, stored, answered 200; worked on later, by the sweep that is nudged."""

import logging

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.gateways import actions as gateways
from payments.gateways.errors import GatewayNotReady
from payments.providers.port import NotFromProvider

log = logging.getLogger("lapak.hooks")
LARGEST_BYTES = 256 * 1024  # the largest real events are a tenth of it


@never_cache
@csrf_exempt  # it reads no cookie: the gateway's signature says who sends
@require_POST
def receive(request: HttpRequest, gateway: str) -> HttpResponse:
    """Plain answers, for programs. A gateway sends again until it reads 200, so 200 means that the event is stored."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        gateways.receive(gateway=gateway, headers=headers, body=body_of(request))
    except GatewayNotReady as error:
        raise Http404 from error
    except RequestDataTooBig:
        return HttpResponse("too large", status=413, content_type="text/plain")
    except (NotFromProvider, UnreadablePostError) as error:
        log.warning("a webhook for %s was refused: %s", gateway, error)
        return HttpResponse("refused", status=400, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def body_of(request: HttpRequest) -> bytes:
    """All of it; raises RequestDataTooBig before it is read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isascii() or not announced.isdigit() or len(announced) > 9 or int(announced) > LARGEST_BYTES:
        raise RequestDataTooBig
    return request.body
