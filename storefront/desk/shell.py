"""What every page of the desk carries: the stall, the bottom bar, the sentence after a deed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.regions import places
from storefront.desk import keeping
from storefront.desk.gate import Desk


def page(
    request: HttpRequest, desk: Desk, template: str, here: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Render `desk/<template>`; `here` is the entry of the bottom bar that is lit. Times are the stall's own."""
    own = {"desk": desk, "here": here, "now": clock.now(), "zone": places.zone_of(desk.seller.village_code)}
    response = render(request, f"desk/{template}", context | own, status=status)
    keeping.sign(response, request, desk, context)
    return response


def say(request: HttpRequest, sentence: str, *, undo: str = "") -> None:
    """One sentence on the next page; `undo` is the address to POST to take the deed back."""
    messages.success(request, sentence, extra_tags=undo)


def refuse(request: HttpRequest, error: Expected) -> None:
    messages.error(request, error.sentence)


def back_to(request: HttpRequest, default: str) -> str:
    """The page a form was sent from, when it says so and the page is ours."""
    wanted = request.POST.get("next", "")
    return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None) else default
