"""How the desk looks on this phone: letters that are larger, and black on white for reading in the sun.

Both are cookies of the phone, not of the person: a shared phone has one pair of eyes at a time.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from markupsafe import Markup

from storefront.desk.gate import Desk, at_desk

COOKIES = {"besar": "desk_big", "terang": "desk_bright"}  # what the form asks for → cookie
CLASSES = {"desk_big": "big", "desk_bright": "bright"}
A_YEAR_S = 365 * 24 * 60 * 60


@at_desk(methods=("POST",))
def display(request: HttpRequest, desk: Desk) -> HttpResponse:
    cookie = COOKIES.get(request.POST.get("tampilan", ""))
    if cookie is None:
        raise Http404
    response = redirect("desk:stalls")
    if request.POST.get("hidup") == "1":
        response.set_cookie(
            cookie, "1", max_age=A_YEAR_S, secure=settings.HTTPS, httponly=True, samesite="Lax", path="/"
        )
    else:
        response.delete_cookie(cookie, path="/", samesite="Lax")
    return response


def chosen(request: HttpRequest) -> dict[str, bool]:
    """Which of the two are on, by the word the form uses."""
    return {word: request.COOKIES.get(cookie) == "1" for word, cookie in COOKIES.items()}


def html_class(request: HttpRequest | None) -> Markup:
    """The class attribute of <html> on this phone; nothing where all is as usual."""
    on = [CLASSES[cookie] for cookie in CLASSES if request is not None and request.COOKIES.get(cookie) == "1"]
    return Markup(' class="{}"').format(" ".join(on)) if on else Markup()
