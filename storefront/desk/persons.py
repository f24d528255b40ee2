"""One phone, several people: who works on it now, the PIN that changes them, and the phones of a person."""

from typing import Any

from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from sellers.accounts import number_changes
from sellers.accounts.asking import scope_of
from sellers.kit.errors import Expected
from sellers.people import devices, handsets, passkeys, pins
from sellers.people.fresh_sign_in import fresh_sign_in_required
from sellers.people.models import Handset, Person
from sellers.people.unlock_pages import BACKEND
from storefront.desk.gate import as_person
from storefront.desk.shell import say
from storefront.desk.typed import number, typed

GET_POST = ("GET", "HEAD", "POST")


def people(request: HttpRequest) -> HttpResponse:
    """/lapak/orang/: those who signed in on this very phone, as big cards. Another phone shows others, or nobody."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return _page(request, handsets.known(request))


def enter(request: HttpRequest, handset_id: int) -> HttpResponse:
    """The PIN of one of them. A right one makes the session really theirs; five wrong ones leave only the code."""
    if request.method not in GET_POST:
        return HttpResponseNotAllowed(GET_POST)
    here = handsets.known(request)
    chosen = next((row for row in here if row.pk == handset_id), None)
    if chosen is None:
        raise Http404
    if request.user == chosen.person:
        return redirect("desk:today")
    if request.method != "POST":
        return _page(request, here, chosen)
    if handsets.may_try(chosen) and handsets.try_pin(chosen, typed(request.POST, "pin", most=pins.MOST + 1)):
        return _become(request, chosen)
    chosen.refresh_from_db(fields=["wrong_pins"])
    return _page(request, here, chosen, wrong=True)


@as_person(("POST",))
def add(request: HttpRequest, person: Person) -> HttpResponse:
    """Somebody new signs in with a code; this phone goes on knowing the one who makes room."""
    handsets.leave(request, person)
    logout(request)
    return redirect("account_login")


@as_person(GET_POST)
@fresh_sign_in_required
def own_pin(request: HttpRequest, person: Person) -> HttpResponse:
    """/lapak/orang/pin/: set, change or forget the PIN; asked for behind a fresh code, as it opens a session."""
    if person.is_staff:
        raise Http404  # whoever runs the market comes in with a code each time
    error: Expected | None = None
    if request.method == "POST" and request.POST.get("hapus"):
        pins.forget_pin(person=person)
        say(request, _("PIN dihapus. Ganti orang sekarang perlu kode."))
        return redirect("desk:phones")
    if request.method == "POST":
        try:
            given = {name: typed(request.POST, name, most=12) for name in ("pin", "again")}
            helped = devices.UNTIL_KEY in request.session
            pins.set_pin(person=person, here=handsets.here(request, person), helped=helped, **given)
        except Expected as refusal:
            error = refusal
        else:
            say(request, _("PIN tersimpan. Pakai untuk ganti orang di HP ini."))
            return redirect("desk:phones")
    status = error.status if error else 200
    return _show(request, "account/pin.html", {"error": error, "has_pin": bool(person.pin)}, status)


@as_person(GET_POST)
def phones(request: HttpRequest, person: Person) -> HttpResponse:
    """/lapak/orang/hp/: where the person is signed in; one tap takes a phone away, one ends them all."""
    if request.method == "POST":
        return _end(request, person)
    context = {
        "home": _home(person),
        "here": handsets.here(request, person),
        "phones": handsets.phones_of(person),
        "loose": handsets.loose_devices(person),
        "passkeys": passkeys.of(person),
        "may_passkey": passkeys.offered(request),
        "has_pin": bool(person.pin),
        "may_pin": not person.is_staff,
        "change": number_changes.open_of(person),
    }
    return _show(request, "account/phones.html", context)


@as_person(("POST",))
def stop_number(request: HttpRequest, person: Person) -> HttpResponse:
    """The person, signed in, says that the number shall not move."""
    change = number_changes.open_of(person)
    if change is None or not number_changes.stop(change):
        raise Http404
    say(request, _("Dihentikan. Nomor Anda tidak berubah."))
    return redirect("desk:phones")


def _home(person: Person) -> str:
    """The page of a person among whose rows this one stands."""
    scope = scope_of(person)
    if scope.sellers:
        return "desk:stalls"
    return "cooperative:cooperatives" if scope.cooperatives else "helper_home"


def _end(request: HttpRequest, person: Person) -> HttpResponse:
    if request.POST.get("semua"):
        handsets.end_everywhere(person)
        return redirect("account_login")
    handset, device = (number(typed(request.POST, name, most=12)) for name in ("hp", "token"))
    if not (handsets.remove(person=person, handset_id=handset) or devices.revoke(person=person, device_id=device)):
        raise Http404
    say(request, _("HP itu sudah keluar."))
    return redirect("desk:phones")


def _become(request: HttpRequest, handset: Handset) -> HttpResponse:
    """A new session, a new CSRF token, and no fresh sign-in: whatever moves money asks for the code again."""
    if isinstance(request.user, Person):
        handsets.leave(request, request.user)
    login(request, handset.person, backend=BACKEND)
    handsets.arrive(request, handset)
    say(request, _("Sekarang %(name)s yang bekerja di HP ini.") % {"name": handset.person.name or _("Anda")})
    return redirect("desk:today" if scope_of(handset.person).sellers else "desk:phones")


def _page(
    request: HttpRequest, here: list[Handset], chosen: Handset | None = None, *, wrong: bool = False
) -> HttpResponse:
    left = handsets.WRONG_PINS - chosen.wrong_pins if chosen else 0
    context = {
        "people": here,
        "chosen": chosen,
        "may_try": bool(chosen and handsets.may_try(chosen)),
        "wrong": wrong,
        "left": max(left, 0),
    }
    return _show(request, "account/people.html", context, 422 if wrong else 200)


def _show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    return response
