"""/lapak/kiriman/: the page of what waits on the phone, and the address the phone sends its acts to."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from sellers.kit import limits
from storefront.desk.acts import running
from storefront.desk.acts.port import Conflict, NotYet
from storefront.desk.gate import Desk, at_desk
from storefront.desk.phone import Phone, from_phone, said
from storefront.desk.reading_json import document
from storefront.desk.shell import page

LIMIT, PER_S = 900, 600  # acts of one person; a month of offline work goes out within minutes


@csrf_exempt  # reading changes nothing, and what is sent here brings a bearer token and no cookie
def outbox(request: HttpRequest) -> HttpResponse:
    return waiting(request) if request.method in ("GET", "HEAD") else receive(request)


@at_desk()
def waiting(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits on this phone; its rows are drawn by the phone, which alone knows them."""
    return page(request, desk, "outgoing.html", "today")


@from_phone("POST", "GET", "HEAD")
def receive(request: HttpRequest, phone: Phone) -> HttpResponse:
    """One act. Every answer but success says in one sentence what the person, or the phone, does next."""

    def admit() -> None:
        limits.check(what="desk.act", key=str(phone.person.pk), limit=LIMIT, per_s=PER_S)

    try:
        found = running.run(phone, document(request), admit=admit)
    except NotYet as error:
        return said(425, state="wait", uploads=[str(key) for key in error.keys])
    except Conflict as error:
        return said(
            409, state="conflict", sentence=error.sentence, theirs=error.theirs, yours=error.yours, base=error.base
        )
    kept = found.value
    if kept["refusal"]:
        return said(422, state="refused", replayed=found.replayed, **kept["refusal"])
    return said(200, state="done", answer=kept["answer"], url=kept["url"], replayed=found.replayed)
