"""A person's PIN: it changes who is at work on a phone that knows the person already, and opens nothing else."""

import re
from datetime import date

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from sellers.kit.errors import Expected
from sellers.people.models import Handset, Person

LEAST, MOST = 4, 6
RUN = "01234567890"


class WeakPin(Expected):
    """Anybody would try this one first."""

    code = "weak_pin"


class BorrowedPhone(Expected):
    """A helper's code opened this session or alone ever opened this phone: a PIN would be a helper's way back in."""

    code = "borrowed_phone"


def set_pin(*, person: Person, pin: str, again: str, here: Handset | None = None, helped: bool = False) -> None:
    """Four to six digits that nobody guesses; asked again so that a slip locks nobody out.

    `here` is the phone it is set on, where the person has just entered a code: it alone starts with a clean sheet.
    `helped` says that a helper's code opened this session, on whatever phone.
    Raises WeakPin or BorrowedPhone.
    """
    if helped or (here is not None and here.proven_at is None):
        raise BorrowedPhone(_("HP ini dibuka dengan kode bantuan. Pakai HP sendiri untuk ini."), field="pin")
    if not re.fullmatch(rf"[0-9]{{{LEAST},{MOST}}}", pin):
        raise WeakPin(_("Tulis PIN 4 sampai 6 angka."), field="pin")
    if easy(pin, phone=person.phone):
        raise WeakPin(_("PIN ini mudah ditebak. Pilih angka lain."), field="pin")
    if pin != again:
        raise WeakPin(_("PIN kedua tidak sama. Tulis sekali lagi."), field="again")
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(pin=make_password(pin))
        if here is not None:
            Handset.objects.filter(pk=here.pk, person=person).update(wrong_pins=0)


def forget_pin(*, person: Person) -> None:
    """Nobody comes back by PIN any more; the code stays."""
    Person.objects.filter(pk=person.pk).update(pin="")


def fits(person: Person, pin: str) -> bool:
    return bool(person.pin) and check_password(pin[:MOST], person.pin) and len(pin) <= MOST


def easy(pin: str, *, phone: str = "") -> bool:
    """Runs, repeats, years, dates of birth, and the end of the own number: the first guesses of whoever holds it."""
    repeats = any(len(pin) % n == 0 and pin == pin[:n] * (len(pin) // n) for n in (1, 2, 3))
    runs = pin in RUN or pin[::-1] in RUN
    return repeats or runs or _birthday(pin) or (bool(phone) and phone.endswith(pin))


def _birthday(pin: str) -> bool:
    if len(pin) == 4:
        return pin[:2] in ("19", "20")
    return len(pin) == 6 and any(_is_date(f"{century}{pin[4:]}", pin[2:4], pin[:2]) for century in ("19", "20"))


def _is_date(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
