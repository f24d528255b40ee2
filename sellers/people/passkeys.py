"""Passkeys: a person signs in with the fingerprint or the lock of an own phone, without waiting for a code.

A passkey is good for the number it was made with and for the phones it was made and used on: when the number moves, or
one of those phones is taken away, it ends. What needs django-allauth's WebAuthn, and so fido2, is in
`passkey_ceremony`, which the first passkey loads.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from ipaddress import ip_address
from types import ModuleType
from urllib.parse import urlsplit
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sellers.audit.actions import record
from sellers.kit.errors import Expected, NotFound
from sellers.kit.hostnames import as_sent, origin
from sellers.messages.actions import tell
from sellers.people.models import Person

MOST = 10
LONGEST_NAME = 40
WEBAUTHN = Authenticator.Type.WEBAUTHN


class Refused(Expected):
    """No passkey of this site, or of nobody here, or no longer: which of them is told to nobody."""

    code = "passkey_refused"


@dataclass(frozen=True)
class Site:
    """What passkeys are bound to."""

    host: str
    origin: str


def site() -> Site | None:
    """Of LAPAK_BASE_URL; None where browsers make no passkeys: a bare IP address, or a name without https.

    This machine is also called localhost, and under that name it may. A name of other letters (lapak-désa.id) is the
    one that browsers send and sign for (xn--lapak-dsa-h4a.id).
    """
    parts = urlsplit(settings.BASE_URL)
    try:
        host = as_sent(parts.hostname or "")
    except UnicodeError:  # no such name can be registered
        return None
    try:
        if not ip_address(host).is_loopback:
            return None
    except ValueError:
        pass
    else:
        host = "localhost"
    if not host or (parts.scheme != "https" and host != "localhost"):
        return None
    return Site(host, origin(parts.scheme, host, parts.port))


def offered(request: HttpRequest) -> bool:
    """Whether whoever asks came by that very address; under any other name their browser would refuse."""
    here = site()
    return here is not None and urlsplit(here.origin).netloc == request.get_host().lower()


@cache
def ceremony() -> ModuleType:
    """sellers.people.passkey_ceremony."""
    return import_module("sellers.people.passkey_ceremony")


def of(person: Person) -> list[Authenticator]:
    """The person's passkeys that open the account, the newest first.

    Each has `data["name"]`, `created_at` and `last_used_at`.
    """
    return [row for row in _all(person) if fits_number(row, person)]


def find(person: Person, passkey_id: int) -> Authenticator:
    """One of the person's own; NotFound for anybody else's."""
    row = Authenticator.objects.filter(user=person, type=WEBAUTHN, pk=passkey_id).first()
    if row is None:
        raise NotFound(_("Kunci ini sudah tidak ada."))
    return row


@transaction.atomic
def keep(row: Authenticator, *, handset_id: int | None, count: int) -> None:
    """Write down what a new passkey is good for, and tell its owner that somebody can now sign in with it."""
    person = row.user
    row.data |= {"phone": mark(person), "count": count, "handsets": [handset_id] if handset_id else []}
    row.save(update_fields=["data"])
    record(person=person, verb="passkey.added", obj=person, after={"name": row.data["name"]})
    body = _(
        "Bapak/Ibu, sidik jari atau kunci layar HP %(name)s sekarang membuka akun Lapak. "
        "Jika bukan Bapak/Ibu, hapus di %(link)s"
    ) % {"name": row.data["name"], "link": f"{settings.BASE_URL}{reverse('desk:phones')}"}
    tell(key=f"passkey.added:{uuid4()}", to=person.phone, body=body, template="passkey_added", person=person)


@transaction.atomic
def note_phone(row: Authenticator, handset_id: int | None) -> None:
    """Whoever keeps passkeys for a person may carry them to another phone: one ends with each phone it was used on."""
    standing = Authenticator.objects.select_for_update().filter(pk=row.pk).first()
    if standing and handset_id and handset_id not in standing.data["handsets"]:
        standing.data["handsets"] = [*standing.data["handsets"], handset_id]
        standing.save(update_fields=["data"])


@transaction.atomic
def remove(*, person: Person, passkey_id: int) -> None:
    """One of the person's own; NotFound for anybody else's."""
    _end(person, [find(person, passkey_id)])


@transaction.atomic
def end_of_handset(person: Person, handset_id: int) -> None:
    """A phone was taken away: what was made or used there opens nothing more, wherever it was copied to."""
    _end(person, [row for row in _all(person) if handset_id in row.data.get("handsets", ())])


@transaction.atomic
def end_all(person: Person, *, told: bool = True) -> None:
    """`told`: by a message of its own."""
    _end(person, _all(person), told=told)


@transaction.atomic
def end_unfit(person: Person) -> None:
    """Those of a former number, which opened nothing any more: their phones may get new ones."""
    _end(person, [row for row in _all(person) if not fits_number(row, person)], told=False)


def fits_number(row: Authenticator, person: Person) -> bool:
    """False once the person has another number, whoever changed it."""
    return bool(row.data.get("phone") == mark(person))


def mark(person: Person) -> str:
    """Without the site's secret, which may change: no secret hangs on it, only whether the number is the same."""
    return sha256(f"{person.pk}:{person.phone}".encode()).hexdigest()


def clean_name(typed: str) -> str:
    """What the person calls it, in one line."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())[:LONGEST_NAME]


def _all(person: Person) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=person, type=WEBAUTHN).order_by("-created_at", "-pk"))


def _end(person: Person, rows: Iterable[Authenticator], *, told: bool = True) -> None:
    names = []
    for row in rows:
        if Authenticator.objects.filter(pk=row.pk).delete()[0]:
            names.append(row.data["name"])
            record(person=person, verb="passkey.removed", obj=person, before={"name": row.data["name"]})
    if names and told:
        body = _(
            "Bapak/Ibu, sidik jari atau kunci layar HP %(names)s sudah dihapus dari Lapak. "
            "Jika bukan Bapak/Ibu yang menghapusnya, masuk dengan kode. Lalu keluarkan HP yang tidak dikenal."
        ) % {"names": ", ".join(names)}
        tell(key=f"passkey.removed:{uuid4()}", to=person.phone, body=body, template="passkey_removed", person=person)
