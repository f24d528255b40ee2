"""Refuses a request whose address or form holds a NUL: no person types one, and PostgreSQL cannot keep it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def refuse_bad_text(answer: Answer) -> Answer:
    """Stands before the views, so that the answer is 400 on every database. The API looks at its own documents."""

    def look(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path or _holds_nul(request):
            raise BadRequest("a NUL in the request")
        return answer(request)

    return look


def _holds_nul(request: HttpRequest) -> bool:
    given = [request.GET] + ([request.POST] if request.method == "POST" else [])
    return any("\0" in text for form in given for name, texts in form.lists() for text in (name, *texts))
