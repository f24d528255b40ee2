"""Which people one phone knows: who signed in there with a code, and may come back with the PIN.

The browser keeps a random key in a signed cookie for a year; a row for each person holds its SHA-256. A row goes when
the person removes the phone, signs out everywhere, or moves to another number: then only a code opens that phone.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from sellers.kit import clock
from sellers.people import devices, passkeys, pins
from sellers.people.models import Device, Handset, Person

Answer = Callable[[HttpRequest], HttpResponseBase]

COOKIE = "lapak_hp"
SALT = "sellers.people.handsets"
AGE = timedelta(days=365)
SEEN = "handset_seen"  # in the session, seconds: when the row was last told
SEEN_EVERY = timedelta(hours=1)
SHARED_FOR = timedelta(days=90)
DEVICE = devices.SESSION_KEY
WRONG_PINS = 5
KEY_LENGTH = 43  # of secrets.token_urlsafe(32)
NO_KEY = Concat(Value("ended "), Cast("pk", CharField()))  # in place of the hash: the browser's key fits no more


@transaction.atomic
def remember(request: HttpRequest, person: Person, *, opened_by: Person | None = None) -> Handset:
    """The person has just signed in here: this phone knows them from now on, with a clean sheet of PINs.

    Not so after the code of a helper, `opened_by`, which may have been typed on the helper's phone: there no PIN is
    taken. Typed on the person's own phone it takes nothing away, and gives nothing: no new tries at the PIN either.
    """
    if not request.session.session_key:
        request.session.save()
    now = clock.now()
    who: dict[str, Any] = {"person": person, "key_hash": _hash(_key_of(request) or _new_key(request))}
    # locked: of two ways in at the same moment, the later one sees the session of the earlier, and ends it
    handset, _made = Handset.objects.select_for_update().get_or_create(**who)
    _shut_former(request, handset)
    handset.label = label_of(request.headers.get("User-Agent", ""))
    if not opened_by:
        handset.wrong_pins, handset.proven_at = 0, now
    elif handset.proven_at is None or handset.removed_at:  # where the phone knew the person no more
        handset.wrong_pins = WRONG_PINS
    handset.session_key, handset.opened_by = request.session.session_key or "", opened_by
    handset.seen_at, handset.removed_at = now, None
    handset.save()
    _bring_device(request, handset)
    request.session[SEEN] = now.timestamp()
    return handset


def known(request: HttpRequest) -> list[Handset]:
    """Who signed in on this very phone, by name; nobody else, whoever asks."""
    key = _key_of(request)
    if not key:
        return []
    rows = Handset.objects.filter(key_hash=_hash(key), removed_at__isnull=True, person__is_active=True)
    return list(rows.select_related("person").order_by("person__name", "pk"))


def here(request: HttpRequest, person: Person) -> Handset | None:
    """The person's row of this phone."""
    return next((row for row in known(request) if row.person_id == person.pk), None)


def shared(request: HttpRequest, person: Person) -> bool:
    """Whether somebody else was signed in on this very phone within `SHARED_FOR`, signed out or not.

    Whoever knows its screen lock is then not always `person`.
    """
    key = _key_of(request)
    if not key:
        return False
    since = clock.now() - SHARED_FOR
    return Handset.objects.filter(key_hash=_hash(key), seen_at__gte=since).exclude(person=person).exists()


def refuse_shared(request: HttpRequest, person: Person) -> None:
    """Raises passkeys.Refused where the lock of this phone may be somebody else's too."""
    if shared(request, person):
        raise passkeys.Refused(_("HP ini dipakai bersama. Masuk dengan kode atau PIN."), code="passkey_shared")


def own(request: HttpRequest, phone: str) -> str:
    """Names this browser for the limits of `phone`, if its person signed in here with a code; "" otherwise.

    So it stays after signing out; a helper's code alone earns it nowhere, and it ends where the person ended this
    phone from elsewhere.
    """
    key = _key_of(request)
    if not key:
        return ""
    rows = Handset.objects.filter(key_hash=_hash(key), person__phone=phone, person__is_active=True)
    proven = rows.filter(proven_at__isnull=False)
    return "".join(f"handset {pk}" for pk in proven.values_list("pk", flat=True))


def may_try(handset: Handset) -> bool:
    return bool(handset.person.pin) and handset.wrong_pins < WRONG_PINS


def try_pin(handset: Handset, pin: str) -> bool:
    """One try, counted before it is looked at: the sixth is not, however many come at once. A right one starts anew."""
    row = Handset.objects.filter(pk=handset.pk, removed_at__isnull=True)
    if not row.filter(wrong_pins__lt=WRONG_PINS).update(wrong_pins=F("wrong_pins") + 1):
        return False
    if not pins.fits(handset.person, pin):
        return False
    return bool(row.update(wrong_pins=0, seen_at=clock.now()))


def leave(request: HttpRequest, person: Person) -> None:
    """Somebody else takes the phone: what waits to be sent keeps its own author's token."""
    rows = Handset.objects.filter(person=person, session_key=request.session.session_key or "")
    rows.update(session_key="", device_id=_live_device(request.session.get(DEVICE), person))


@transaction.atomic
def arrive(request: HttpRequest, handset: Handset) -> None:
    """The session is now this person's, by the own PIN; their former token of this phone is theirs again.

    A helper's word ends it no more. What the helper's code had opened ends with it all the same: a session now, so
    that no copy of it stays where no row names it any longer; a token by its own mark.
    """
    if not request.session.session_key:
        request.session.save()
    row = Handset.objects.select_for_update().get(pk=handset.pk)
    _shut_former(request, row)
    Handset.objects.filter(pk=row.pk).update(session_key=request.session.session_key, opened_by=None)
    _bring_device(request, row)
    request.session[SEEN] = clock.now().timestamp()


@transaction.atomic
def remove(*, person: Person, handset_id: int) -> bool:
    """One phone of the person: its session, its token and its PIN end. False when it is none of theirs."""
    row = Handset.objects.filter(pk=handset_id, person=person, removed_at__isnull=True).first()
    if row is None:
        return False
    _end(row)
    return True


@transaction.atomic
def forget(request: HttpRequest) -> None:
    """Signing out: this phone knows the person no more. To leave it to somebody else for a while, there is the PIN."""
    if isinstance(request.user, Person):
        rows = Handset.objects.filter(person=request.user, session_key=request.session.session_key or "-")
        rows.update(removed_at=clock.now(), session_key="")


@transaction.atomic
def end_opened_by(helper: Person, people: Iterable[int]) -> None:
    """The helper's word no longer holds: what it opened for these people shuts, wherever it was typed.

    A phone in which the person came in without a helper goes on knowing them, and keeps their passkeys and the token
    of what they opened themselves.
    """
    hold(helper)
    whose = list(people)
    rows = Handset.objects.filter(opened_by=helper, person_id__in=whose, removed_at__isnull=True)
    for row in rows.select_for_update(of=("self",)).order_by("pk"):  # not those whom the person opens at this moment
        if row.proven_at:
            _shut(row)
        else:
            _end(row)
    tokens = Device.objects.filter(opened_by=helper, person_id__in=whose, revoked_at__isnull=True)
    tokens.update(revoked_at=clock.now())


def hold(helper: Person) -> None:
    """Until the transaction ends, this helper's codes open nothing, and nothing of theirs shuts, at the same time."""
    Person.objects.select_for_update(no_key=True).get(pk=helper.pk)


@transaction.atomic
def end_everywhere(person: Person, *, told: bool = True) -> None:
    """Every session, token, passkey and phone of the person ends; a code opens the next one.

    `told`: where passkeys ended, by a message of its own.
    """
    now = clock.now()
    person.session_salt = secrets.token_hex(8)
    Person.objects.filter(pk=person.pk).update(session_salt=person.session_salt)
    Device.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=now)
    Handset.objects.filter(person=person, removed_at__isnull=True).update(removed_at=now, session_key="")
    Handset.objects.filter(person=person).update(key_hash=NO_KEY)
    passkeys.end_all(person, told=told)


def phones_of(person: Person) -> list[Handset]:
    """Where the person signed in, the last used first."""
    rows = Handset.objects.filter(person=person, removed_at__isnull=True)
    return list(rows.select_related("device").order_by("-seen_at", "-pk"))


def loose_devices(person: Person) -> list[Device]:
    """Live tokens that belong to none of the phones above: of a session that ran out."""
    phones = phones_of(person)
    tied = {row.device_id for row in phones}
    tied |= {_session(row.session_key).get(DEVICE) for row in phones if row.session_key}
    live = Device.objects.filter(person=person, revoked_at__isnull=True).order_by("-seen_at", "-pk")
    return [device for device in live if device.pk not in tied]


def label_of(agent: str) -> str:
    """What a person calls the phone: "Android, Chrome"."""
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
               ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip
    browsers = (("SamsungBrowser", "Samsung"), ("Firefox", "Firefox"), ("Edg", "Edge"), ("OPR", "Opera"),
                ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
    found = (next((name for sign, name in signs if sign in agent), "") for signs in (systems, browsers))
    return ", ".join(part for part in found if part)


def handset_cookie(get_response: Answer) -> Answer:
    """Middleware: gives a new key to the browser, and notes once an hour that a known phone is in use."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        fresh_key = request.META.get(SALT)
        if fresh_key:
            response.set_signed_cookie(
                COOKIE, fresh_key, salt=SALT, max_age=AGE, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
        if request.session.accessed:
            _note(request)
        return response

    return middleware


def _note(request: HttpRequest) -> None:
    told = request.session.get(SEEN)
    now = clock.now()
    if isinstance(told, int | float) and now.timestamp() - told > SEEN_EVERY.total_seconds():
        request.session[SEEN] = now.timestamp()
        Handset.objects.filter(session_key=request.session.session_key or "-").update(seen_at=now)


def _key_of(request: HttpRequest) -> str:
    made: str | None = request.META.get(SALT)
    key = made or request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=AGE)
    return key if key and len(key) == KEY_LENGTH else ""


def _new_key(request: HttpRequest) -> str:
    request.META[SALT] = secrets.token_urlsafe(32)  # the middleware hands it to the browser with the answer
    return str(request.META[SALT])


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _bring_device(request: HttpRequest, handset: Handset) -> None:
    device_id = _live_device(handset.device_id, handset.person)
    if device_id and DEVICE not in request.session:
        request.session[DEVICE] = device_id


def _live_device(device_id: object, person: Person) -> int | None:
    if not isinstance(device_id, int):
        return None
    live = Device.objects.filter(pk=device_id, person=person, revoked_at__isnull=True)
    return live.values_list("pk", flat=True).first()


def _shut_former(request: HttpRequest, row: Handset) -> None:
    """One session of a helper's code in one browser: an older one would stay open when the helper's word ends."""
    if row.opened_by_id and row.session_key and row.session_key != request.session.session_key:
        _shut(row)


def _shut(row: Handset, *, own_too: bool = False) -> None:
    """The session that is open there, with the token of a helper's code; `own_too`: with the person's own."""
    ended: list[Any] = [row.device_id]
    if row.session_key:
        session = _session(row.session_key)
        ended.append(session.get(DEVICE))
        session.delete()
    live = Device.objects.filter(pk__in=[pk for pk in ended if isinstance(pk, int)], revoked_at__isnull=True)
    if not own_too:
        live = live.filter(expires_at__isnull=False)
    live.filter(person_id=row.person_id).update(revoked_at=clock.now())
    Handset.objects.filter(pk=row.pk).update(session_key="", opened_by=None)


def _end(row: Handset) -> None:
    _shut(row, own_too=True)
    passkeys.end_of_handset(row.person, row.pk)
    Handset.objects.filter(pk=row.pk).update(removed_at=clock.now(), key_hash=NO_KEY)


def _session(key: str) -> SessionBase:
    store: SessionBase = import_string(f"{settings.SESSION_ENGINE}.SessionStore")(key)
    return store
