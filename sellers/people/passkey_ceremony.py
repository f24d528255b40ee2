"""Making a passkey and signing in with one, by django-allauth's WebAuthn. Loaded at the first one: it brings fido2.

allauth keeps the challenge in the session. Here it is bound to what it was asked for, lives five minutes and is looked
at once, whatever came of it. An answer must come from exactly our own origin (fido2 alone would take a sub-domain's),
and its counter may not go back.
"""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth, flows
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from sellers.audit.actions import record
from sellers.kit import clock, limits
from sellers.people import passkeys
from sellers.people.models import Person

ASKED = "passkey_asked"  # in the session: what the challenge is for, for whom, and when it was made
LASTS = timedelta(minutes=5)
LONGEST = 20_000  # letters of an answer; a phone's has about a thousand
# all that reading bytes of a stranger may raise in fido2 and the libraries below it
UNREADABLE = (
    ValidationError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, OverflowError,
    NotImplementedError, RecursionError, struct.error,
)  # fmt: skip


def ask_new(request: HttpRequest, person: Person) -> dict[str, Any]:
    """What the browser needs to make a passkey that finds its person by itself and asks for finger, face or lock."""
    passkeys.end_unfit(person)
    return _asked(request, "add", person, auth.begin_registration(person, passwordless=True))


def ask(request: HttpRequest, person: Person | None) -> dict[str, Any]:
    """What the browser needs to sign: `person`, who confirms a visit, or whoever the phone knows."""
    return _asked(request, "again" if person else "enter", person, auth.begin_authentication(person))


def add(request: HttpRequest, person: Person, *, name: str, answer: str, handset_id: int | None) -> Authenticator:
    """Keep the new passkey; raises passkeys.Refused."""
    with _answer(request, "add", person, answer) as given:
        made = auth.complete_registration(given)
        read = auth.parse_registration_response(given)
        kept = {  # what was read, and nothing else that a browser may have sent along
            "id": read.id,
            "rawId": read.id,
            "type": "public-key",
            "response": {
                "clientDataJSON": read.response.client_data.b64,
                "attestationObject": urlsafe_base64_encode(read.response.attestation_object),
            },
            "clientExtensionResults": {},
        }
    with transaction.atomic():
        now = Person.objects.select_for_update().get(pk=person.pk)
        if not now.is_active or now.session_salt != person.session_salt:  # meanwhile everything of theirs was ended
            raise _refused()
        stands = Authenticator.objects.filter(type=passkeys.WEBAUTHN, data__credential__id=read.id).exists()
        if stands or len(passkeys.of(person)) >= passkeys.MOST:
            raise _refused()
        row: Authenticator = auth.WebAuthn.add(person, name, kept).instance
        passkeys.keep(row, handset_id=handset_id, count=made.counter)
    return row


def enter(request: HttpRequest, answer: str) -> Authenticator:
    """The passkey of whoever signed, who is in `user`; raises passkeys.Refused."""
    with _answer(request, "enter", None, answer) as given:
        person = auth.extract_user_from_response(given)
        row, count = _signed(person, given)
    return _counted(person, row, count)


def confirm(request: HttpRequest, person: Person, answer: str) -> Authenticator:
    """The person's own passkey, signed just now; raises passkeys.Refused for anybody else's."""
    with _answer(request, "again", person, answer) as given:
        row, count = _signed(person, given)
    row = _counted(person, row, count)
    with _unless_removed(row):
        flows.reauthenticate(request, row)
    return row


def let_in(request: HttpRequest, row: Authenticator, login: Login) -> HttpResponse:
    """Signed in as after a code, by the same door of allauth's; raises passkeys.Refused."""
    with _unless_removed(row):
        answer: HttpResponse = flows.perform_passwordless_login(request, row, login)
    return answer


@contextmanager
def _unless_removed(row: Authenticator) -> Iterator[None]:
    """allauth writes down that the passkey was used; refused where it was removed just before."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError:
        if Authenticator.objects.filter(pk=row.pk).exists():
            raise
        raise _refused() from None


def _signed(person: Person, given: dict[str, Any]) -> tuple[Authenticator, int]:
    row = auth.complete_authentication(person, given)
    return row, auth.parse_authentication_response(given).response.authenticator_data.counter


def _counted(person: Person, row: Authenticator, count: int) -> Authenticator:
    """The passkey as it stands now, one use later."""
    with transaction.atomic():
        standing = Authenticator.objects.select_for_update().filter(pk=row.pk).first()
        if standing is None or not person.is_active or not passkeys.fits_number(standing, person):
            raise _refused()
        before = standing.data["count"]
        forward = count > before or count == before == 0  # most phones count nothing and always say 0
        if forward:
            standing.data["count"] = count
            standing.save(update_fields=["data"])
        else:
            record(person=person, verb="passkey.counter_went_back", obj=person, after={"name": standing.data["name"]})
    if not forward:
        raise _refused()
    return standing


def _asked(request: HttpRequest, purpose: str, person: Person | None, options: dict[str, Any]) -> dict[str, Any]:
    request.session[ASKED] = {"for": purpose, "person": person and person.pk, "at": clock.now().timestamp()}
    return options


@contextmanager
def _answer(request: HttpRequest, purpose: str, person: Person | None, answer: str) -> Iterator[dict[str, Any]]:
    """The answer to the session's one challenge, which is then over; what cannot be read or believed is refused."""
    asked, state = request.session.pop(ASKED, None), auth.get_state()
    try:
        if not asked or not state or (asked["for"], asked["person"]) != (purpose, person and person.pk):
            raise _late()
        if not 0 <= clock.now().timestamp() - asked["at"] < LASTS.total_seconds():
            raise _late()
        if not limits.hit(what="passkey.challenge", key=state["challenge"], limit=1, per_s=24 * 60 * 60):
            raise _late()  # sent twice at once
        if len(answer) > LONGEST:
            raise _refused()
        given = json.loads(answer)
        _from_here(given)
        yield given
    except UNREADABLE as error:
        raise _refused() from error
    finally:
        auth.clear_state()


def _from_here(given: dict[str, Any]) -> None:
    here = passkeys.site()
    said = json.loads(urlsafe_base64_decode(given["response"]["clientDataJSON"]))
    if here is None or said["origin"] != here.origin or said.get("crossOrigin"):
        raise ValueError("signed for another origin")


def _late() -> passkeys.Refused:
    return passkeys.Refused(_("Waktunya habis. Coba sekali lagi."), code="passkey_late")


def _refused() -> passkeys.Refused:
    return passkeys.Refused(_("Kunci ini tidak bisa dipakai. Masuk dengan kode."))
