"""/pendamping/orang/: helping somebody to sign in, from the helper's or officer's own phone and behind a fresh code."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from sellers.accounts import number_changes, vouching
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.people.fresh_sign_in import fresh_sign_in_required
from sellers.people.models import Person
from sellers.people.phones import show_phone
from storefront.desk.gate import as_person
from storefront.desk.typed import typed

GET_POST = ("GET", "HEAD", "POST")
MOST = 40  # of a page; a name finds the others


@as_person()
def people(request: HttpRequest, person: Person) -> HttpResponse:
    """Everybody of the stalls one helps or looks after; whoever helps nobody finds an empty page that says why."""
    named = typed(request.GET, "q", most=60)
    found = vouching.people_in_care(scope_of(person), named=named)
    return _show(request, person, "people.html", {"people": found[:MOST], "cut": len(found) > MOST, "named": named})


@as_person(GET_POST)
@fresh_sign_in_required
def unlocking(request: HttpRequest, person: Person, person_id: int) -> HttpResponse:
    """A POST makes eight digits and shows them this once."""
    cared = _cared(person, person_id)
    context: dict[str, Any] = {"cared": cared, "digits": "", "error": None}
    if request.method != "POST":
        return _show(request, person, "unlock.html", context)
    try:
        made, digits = vouching.make_unlock_code(scope=scope_of(person), person=person, for_id=person_id)
    except Expected as error:
        return _show(request, person, "unlock.html", {**context, "error": error}, error.status)
    context |= {"digits": f"{digits[:4]} {digits[4:]}", "until": made.expires_at}
    return _show(request, person, "unlock.html", context)


@as_person(GET_POST)
@fresh_sign_in_required
def renumbering(request: HttpRequest, person: Person, person_id: int) -> HttpResponse:
    """The person's number was lost or changed; the new one proves itself on the page this one names."""
    cared = _cared(person, person_id)
    phone = typed(request.POST, "phone", most=30)
    context: dict[str, Any] = {"cared": cared, "phone": phone, "change": None, "error": None}
    if request.method != "POST":
        return _show(request, person, "number.html", context)
    try:
        change = number_changes.attest(scope=scope_of(person), person=person, for_id=person_id, phone=phone)
    except Expected as error:
        return _show(request, person, "number.html", {**context, "error": error}, error.status)
    context |= {"change": change, "new": show_phone(change.new_phone)}
    return _show(request, person, "number.html", context)


def _cared(person: Person, person_id: int) -> vouching.Cared:
    try:
        return vouching.in_care(scope_of(person), person_id)
    except NotFound:
        raise Http404 from None


def _show(
    request: HttpRequest, person: Person, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = {"person": person, "has_stall": bool(scope_of(person).sellers), "now": clock.now()}
    response = render(request, f"helper/{template}", {**frame, **context}, status=status)
    add_never_cache_headers(response)
    return response
