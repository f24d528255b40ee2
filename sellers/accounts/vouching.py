"""Who may stand by a person that cannot sign in: a helper of their stall, or an officer who approves stalls there.

Neither ever stands by an operator or an officer. Whoever signs in as one of those directs other people's money, and a
neighbour's word is not enough for that: the cooperative's operator puts their number right at /admin/.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.accounts.asking import COOPERATIVE_VERBS, scope_of
from sellers.accounts.models import Membership, Seller
from sellers.accounts.queries import MembershipQuerySet
from sellers.audit.actions import record
from sellers.kit import clock, limits
from sellers.kit.errors import Expected, NotFound
from sellers.messages.actions import tell
from sellers.people.models import Person, UnlockCode
from sellers.people.phones import InvalidPhone, parse_phone

LASTS = timedelta(minutes=10)
DIGITS = 8
WRONG = 5  # from one network
WRONG_IN_ALL = 200  # of 10**8; five codes a day make that 1 in 100,000, and 40 networks to end a code from afar
DAY, TEN_MINUTES = 24 * 60 * 60, 10 * 60
OFFICES = frozenset({Verb.APPROVE, Verb.TRANSFERS, Verb.MONEY, Verb.BANK, Verb.PAYOUTS, Verb.MEMBERS})


class NotForOfficers(Expected):
    """The person directs a cooperative or the market."""

    code = "not_for_officers"
    status = 403


class WrongUnlock(Expected):
    """Phone and code do not belong together; says nothing about either."""

    code = "wrong_unlock"


@dataclass(frozen=True)
class Cared:
    """Somebody the asker may stand by; `stalls` are named once each, `why_not` says why no help is possible."""

    person: Person
    stalls: tuple[str, ...]
    why_not: str


def people_in_care(scope: Scope, *, named: str = "") -> list[Cared]:
    """The members of the stalls that the asker helps or looks after, by name; never the asker.

    A helper stands by those of stalls that were approved once; the cooperative also by those it refused or that sell
    on trial, who have nobody else.

    Only whoever joined such a stall with an own yes: anybody may open a stall and type a stranger's number there.

    `named` keeps those whose name, or whose stall's, holds it.
    """
    found: dict[int, tuple[Person, list[str]]] = {}
    rows = _members(scope).select_related("person", "seller").order_by("person__name", "person_id", "seller__name")
    if named:
        rows = rows.filter(Q(person__name__icontains=named) | Q(seller__name__icontains=named))
    for row in rows:
        stall = row.seller.name if row.seller else ""
        found.setdefault(row.person_id, (row.person, []))[1].append(stall)
    officers = _officers(found)
    return [
        Cared(person, tuple(dict.fromkeys(stalls)), _why_not(person, officer=person.pk in officers))
        for person, stalls in found.values()
    ]


def in_care(scope: Scope, person_id: int) -> Cared:
    """One of them; NotFound for anybody else."""
    row = next((one for one in people_in_care(scope) if one.person.pk == person_id), None)
    if row is None:
        raise NotFound(_("Orang tidak ditemukan."))
    return row


def willing(scope: Scope, person_id: int) -> Person:
    """The person, when the asker may stand by them; NotFound or NotForOfficers otherwise."""
    cared = in_care(scope, person_id)
    if cared.why_not:
        raise NotForOfficers(cared.why_not)
    return cared.person


def still_stands_by(attester: Person, person: Person, *, agreed: bool = False) -> bool:
    """Whether a word given earlier still holds: a consent may end, and a person may come to direct others' money.

    `agreed`: the person said yes from the own number, and needs nobody's word.
    """
    if agreed:
        return not _why_not(person, officer=bool(_officers([person.pk])))
    try:
        willing(scope_of(attester), person.pk)
    except Expected:
        return False
    return True


def make_unlock_code(*, scope: Scope, person: Person, for_id: int) -> tuple[UnlockCode, str]:
    """Eight digits that open one session of the person within ten minutes; a newer one ends the older."""
    whom = willing(scope, for_id)
    limits.check(what="unlock.maker", key=str(person.pk), limit=20, per_s=DAY)
    limits.check(what="unlock.for", key=str(whom.pk), limit=5, per_s=DAY)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    now = clock.now()
    with transaction.atomic():
        UnlockCode.objects.filter(person=whom, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
        made = UnlockCode.objects.create(
            person=whom, made_by=person, code_hash=_hash(whom.phone, digits), expires_at=now + LASTS
        )
        record(person=person, verb="unlock.made", obj=whom, after={"until": made.expires_at})
    return made, digits


def redeem(*, phone: str, digits: str, address: str) -> UnlockCode:
    """The code whose person may come in with this number and these digits.

    Raises WrongUnlock for all that does not fit, and says nothing about either; or TooMany. What strangers elsewhere
    type counts for their own networks, so that they do not end a code while it is being read out.
    """
    typed = "".join(sign for sign in digits if sign.isascii() and sign.isdigit())[: DIGITS + 1]
    try:
        number = parse_phone(phone)
    except InvalidPhone:
        number = ""
    limits.check(what="unlock.address", key=limits.network(address, bits=64), limit=20, per_s=TEN_MINUTES)
    here = f"{number or phone[:40]} {limits.network(address)}"
    limits.check(what="unlock.phone", key=here, limit=WRONG, per_s=TEN_MINUTES)
    code = _open_code(number)
    fits = constant_time_compare(_hash(number, typed), code.code_hash if code else _hash("", "no code"))
    if code is None or not fits or not _still_stands_by(code):
        UnlockCode.objects.filter(pk=code.pk if code else 0).update(wrong=F("wrong") + 1)  # as long either way
        raise _wrong()
    return _use(code)


def confirm(code: UnlockCode) -> None:
    """Raises WrongUnlock where the word of whoever made it was taken back since it was typed."""
    if not _still_stands_by(code):
        raise _wrong()


@transaction.atomic
def _use(code: UnlockCode) -> UnlockCode:
    now = clock.now()
    if not UnlockCode.objects.filter(pk=code.pk, used_at__isnull=True, expires_at__gt=now).update(used_at=now):
        raise _wrong()
    record(person=code.made_by, verb="unlock.used", obj=code.person, after={"made_at": code.made_at})
    body = _(
        "Bapak/Ibu, akun Lapak ini baru dibuka dengan bantuan %(name)s. "
        "Jika bukan Bapak/Ibu yang memintanya, masuk ke Lapak. Lalu pilih Saya, Keluar dari semua HP."
    ) % {"name": code.made_by.name or _("pendamping")}
    tell(key=f"unlocked:{code.pk}", to=code.person.phone, body=body, template="unlocked", person=code.person)
    return code


def _members(scope: Scope) -> MembershipQuerySet:
    states = Seller.State
    helped = Q(seller_id__in=list(scope.helped), seller__state__in=(states.APPROVED, states.SUSPENDED))
    known = Q(seller__state__in=(states.APPROVED, states.SUSPENDED, states.REFUSED))
    on_trial = Q(seller__state=states.PENDING, seller__cooperative__pending_orders__isnull=False)
    office = Q(seller__cooperative_id__in=scope.cooperative_ids(Verb.APPROVE)) & (known | on_trial)
    live = Membership.objects.live().filter(helped | office, person__is_active=True)
    return live if scope.person_id is None else live.exclude(person_id=scope.person_id)


def _officers(person_ids: Iterable[int]) -> set[int]:
    """Those of them who direct something in any cooperative."""
    rows = Membership.objects.live().filter(person_id__in=list(person_ids), cooperative__isnull=False)
    held = rows.values_list("person_id", "role")
    return {person_id for person_id, role in held if COOPERATIVE_VERBS.get(role, frozenset()) & OFFICES}


def _why_not(person: Person, *, officer: bool) -> str:
    """Why nobody may open this account for its owner; "" when they may."""
    if person.is_staff or person.is_superuser:
        return _("Akun pengelola hanya dibuka oleh pengelola.")
    return _("Akun pengurus memegang uang anggota. Hubungi pengelola.") if officer else ""


def _wrong() -> WrongUnlock:
    return WrongUnlock(_("Nomor atau kode tidak cocok. Minta pendamping membuat kode baru."), field="code")


def _open_code(phone: str) -> UnlockCode | None:
    rows = UnlockCode.objects.filter(
        person__phone=phone,
        person__is_active=True,
        used_at__isnull=True,
        expires_at__gt=clock.now(),
        wrong__lt=WRONG_IN_ALL,
    )
    return rows.select_related("person", "made_by").order_by("-pk").first()


def _still_stands_by(code: UnlockCode) -> bool:
    """A consent withdrawn a minute ago ends the code as well."""
    return still_stands_by(code.made_by, code.person)


def _hash(phone: str, digits: str) -> str:
    return salted_hmac("sellers.accounts.vouching", f"{phone}:{digits}", algorithm="sha256").hexdigest()
