"""A lost or changed number. Somebody who knows the person attests it, the new number proves itself, the old one may
object for two days; then signing in moves, and every phone of the person has to sign in again."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope
from sellers.accounts.models import Membership, Seller
from sellers.accounts.vouching import still_stands_by, willing
from sellers.audit.actions import record
from sellers.kit import clock, due, limits
from sellers.kit.codes import new_code
from sellers.kit.errors import Expected, NotFound
from sellers.messages.actions import tell
from sellers.people.handsets import end_everywhere
from sellers.people.models import NumberChange, Person
from sellers.people.phones import mask_phone, parse_phone, show_phone

DIGITS_LAST = timedelta(minutes=60)
COOL_OFF = timedelta(hours=48)
CONFIRMED_COOL_OFF = timedelta(hours=1)  # the old number agreed: time enough to see a mistake
WRONG = 5
DAY = 24 * 60 * 60


class NoChange(Expected):
    """The change is over, or its code was wrong too often."""

    code = "no_change"
    status = 409


class NumberTaken(Expected):
    """Told only to whoever holds the number: it belongs to another account."""

    code = "number_taken"
    status = 409


def attest(*, scope: Scope, person: Person, for_id: int, phone: str) -> NumberChange:
    """Say that the person's number is now `phone`. Nothing moves before that number has proven itself."""
    whom = willing(scope, for_id)
    new_phone = parse_phone(phone)
    if new_phone == whom.phone:
        raise Expected(_("Nomor ini sama dengan nomor lama."), field="phone")
    limits.check(what="number.attest", key=str(person.pk), limit=10, per_s=DAY)
    limits.check(what="number.for", key=str(whom.pk), limit=3, per_s=DAY)
    digits = f"{secrets.randbelow(1_000_000):06}"
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=whom.pk)
        _open().filter(person=whom).update(stopped_at=clock.now())
        change = NumberChange.objects.create(
            person=whom, attested_by=person, old_phone=whom.phone, new_phone=new_phone, code=new_code(),
            stop_key=secrets.token_hex(16), secret_hash=_hash(digits), expires_at=clock.now() + DIGITS_LAST,
        )  # fmt: skip
        record(person=person, verb="number.attested", obj=whom, after={"new": mask_phone(new_phone)})
        body = _(
            "%(code)s adalah kode untuk memakai nomor ini di Lapak. Buka %(link)s lalu tulis kodenya. "
            "Jika bukan Anda yang meminta, abaikan pesan ini."
        ) % {"code": digits, "link": _link("account_number_proof", change.code)}
        tell(key=f"number:{change.pk}", to=new_phone, body=body, template="number_code", secret=True)
    return change


def find_unproven(code: str) -> NumberChange:
    """The change whose new number may still prove itself; NotFound otherwise."""
    rows = _open().filter(code=code, proven_at__isnull=True, expires_at__gt=clock.now(), wrong__lt=WRONG)
    change = rows.select_related("person").first()
    if change is None:
        raise NotFound(_("Permintaan ini sudah tidak berlaku."))
    return change


def prove(*, code: str, digits: str, address: str) -> NumberChange:
    """The digits that only the new number got. From now on the old number may object."""
    limits.check(what="number.address", key=limits.network(address), limit=20, per_s=600)
    change = find_unproven(code)
    row = _open().filter(pk=change.pk, proven_at__isnull=True)
    if not row.filter(wrong__lt=WRONG).update(wrong=F("wrong") + 1):  # counted before it is looked at
        raise NoChange(_("Kode salah lima kali. Minta pendamping mengulang."), field="code")
    typed = "".join(sign for sign in digits if sign.isascii() and sign.isdigit())
    if not constant_time_compare(_hash(typed), change.secret_hash):
        raise Expected(_("Kode salah. Lihat lagi pesannya."), field="code", code="wrong_code")
    if Person.objects.filter(phone=change.new_phone).exists():
        raise NumberTaken(_("Nomor ini sudah dipakai akun lain. Pakai nomor lain."), field="code")
    if not still_stands_by(change.attested_by, change.person):
        stop(change)
        raise NoChange(_("Permintaan ini sudah tidak berlaku."))
    due_at = clock.now() + COOL_OFF
    with transaction.atomic():
        if not row.update(proven_at=clock.now(), due_at=due_at):
            raise NoChange(_("Permintaan ini sudah tidak berlaku."))
        record(person=None, verb="number.proven", obj=change.person, after={"due_at": due_at})
        body = _(
            "Bapak/Ibu, nomor masuk Lapak akan pindah ke %(new)s dalam 2 hari. "
            "Yang memberi keterangan: %(name)s. Jika ini bukan Bapak/Ibu, hentikan di %(link)s"
        ) % {
            "new": mask_phone(change.new_phone),
            "name": change.attested_by.name or _("pengurus"),
            "link": _link("account_number_old", change.stop_key),
        }
        tell(key=f"number.old:{change.pk}", to=change.old_phone, body=body, template="number_old", secret=True)
    change.refresh_from_db()
    return change


def find_by_old(stop_key: str) -> NumberChange:
    """The change that the holder of this link may stop; NotFound when it is over."""
    rows = _open().filter(stop_key=stop_key, proven_at__isnull=False)
    change = rows.select_related("person", "attested_by").first()
    if change is None:
        raise NotFound(_("Permintaan ini sudah tidak berlaku."))
    return change


def open_of(person: Person) -> NumberChange | None:
    """The change that waits for its day, so that the person sees it where they are signed in."""
    return _open().filter(person=person, proven_at__isnull=False).first()


@transaction.atomic
def stop(change: NumberChange) -> bool:
    """The number stays. False when it moved already."""
    stopped = bool(_open().filter(pk=change.pk).update(stopped_at=clock.now()))
    if stopped:
        record(person=None, verb="number.stopped", obj=change.person)
    return stopped


@transaction.atomic
def confirm(change: NumberChange) -> bool:
    """The old number agrees: an hour is enough."""
    sooner = clock.now() + CONFIRMED_COOL_OFF
    rows = _open().filter(pk=change.pk, confirmed_at__isnull=True)
    confirmed = bool(rows.update(confirmed_at=clock.now(), due_at=min(change.due_at, sooner)))
    if confirmed:
        record(person=None, verb="number.confirmed", obj=change.person, after={"due_at": min(change.due_at, sooner)})
    return confirmed


def move_due() -> int:
    """Move the numbers whose time to object is over; answers how many."""
    waiting = _open().filter(proven_at__isnull=False)
    return sum(_move(change) for change in due.take(waiting, lease_s=60))


def _move(change: NumberChange) -> bool:
    try:
        with transaction.atomic():
            moved = _move_now(change)
    except IntegrityError:  # somebody opened an account with that number meanwhile
        _open().filter(pk=change.pk).update(stopped_at=clock.now())
        due.finish(change, error="the number is another account's")
        return False
    due.finish(change)
    return moved


def _move_now(change: NumberChange) -> bool:
    person = Person.objects.select_for_update().get(pk=change.person_id)
    change.refresh_from_db(fields=["confirmed_at"])
    if not still_stands_by(change.attested_by, person, agreed=change.confirmed_at is not None):
        stop(change)  # the helper's consent was withdrawn meanwhile, or the person directs others' money now
        return False
    if not _open().filter(pk=change.pk).update(moved_at=clock.now()):
        return False  # stopped at the last moment
    if not Person.objects.filter(pk=person.pk, phone=change.old_phone).update(
        phone=change.new_phone, phone_verified=True
    ):
        return False  # changed by the operator meanwhile
    end_everywhere(person, told=False)  # both numbers are told of the move
    led = Membership.objects.live().filter(person=person, role=Membership.Role.CHAIR, seller__isnull=False)
    stalls = Seller.objects.filter(pk__in=led.values("seller_id"), phone=change.old_phone)
    for seller in stalls:  # orders are told to the stall's number: a lost one would hear of none
        Seller.objects.filter(pk=seller.pk).update(phone=change.new_phone)
        record(person=None, verb="seller.phone", obj=seller, after={"phone": mask_phone(change.new_phone)})
    old, new = mask_phone(change.old_phone), mask_phone(change.new_phone)
    record(person=change.attested_by, verb="number.moved", obj=person, before={"phone": old}, after={"phone": new})
    told = _("Bapak/Ibu, masuk Lapak sekarang memakai nomor %(new)s. Semua HP harus masuk lagi dengan kode.")
    for phone in (change.old_phone, change.new_phone):
        body = told % {"new": show_phone(change.new_phone) if phone == change.new_phone else new}
        tell(key=f"number.moved:{change.pk}:{phone}", to=phone, body=body, template="number_moved", person=person)
    return True


def _open() -> "models.QuerySet[NumberChange]":
    return NumberChange.objects.filter(stopped_at__isnull=True, moved_at__isnull=True)


def _link(name: str, key: str) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=[key])}"


def _hash(digits: str) -> str:
    return salted_hmac("sellers.accounts.number_changes", digits, algorithm="sha256").hexdigest()
