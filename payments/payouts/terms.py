"""What a cooperative decided about its payouts: the day, the least, how long to hold, and when two must look."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from payments.money import Money
from payments.payouts import notices
from payments.payouts.access import require
from payments.payouts.errors import BadTerms
from payments.payouts.models import PayoutTerms
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.people.models import Person

DAYS = 7
LONGEST_HOLD = 60  # days
MOST_MINOR = 10**12
COOL_OFF = timedelta(hours=24)  # a seller's new account is used for payouts only this long after it was added


@dataclass(frozen=True)
class TermsWish:
    """The terms as somebody wants them; amounts in minor units of the cooperative's currency."""

    weekday: int
    minimum_minor: int
    hold_days: int
    second_person_above_minor: int
    is_automatic: bool


def terms_of(cooperative_id: int) -> PayoutTerms:
    """The cooperative's terms, made with the defaults at first need."""
    return PayoutTerms.objects.get_or_create(cooperative_id=cooperative_id)[0]


def minimum_of(terms: PayoutTerms, currency: str, house: str) -> Money:
    """The least that leaves. The terms are in the cooperative's own currency (`house`); of another, one unit."""
    return Money(terms.minimum_minor if currency == house else 1, currency)


def needs_second_person(above_minor: int, total: Money, house: str) -> bool:
    """Above the limit. The limit is in the cooperative's own currency: of another, two always look."""
    return total.currency != house or total.minor > above_minor


def next_day(terms: PayoutTerms, today: date) -> date:
    """The next day a batch is proposed: today, if it is the day and nothing ran yet."""
    day = today + timedelta(days=(terms.weekday - today.weekday()) % DAYS)
    return day + timedelta(days=DAYS) if terms.last_run_on == day else day


def last_day(terms: PayoutTerms, today: date) -> date:
    """The newest day a batch was due, today included."""
    return today - timedelta(days=(today.weekday() - terms.weekday) % DAYS)


@transaction.atomic
def set_terms(*, scope: Scope, person: Person, cooperative_id: int, wish: TermsWish) -> PayoutTerms:
    """Change the terms, with the old ones in the audit. Batches that stand keep what was decided about them; a limit
    that rises is told to everybody who approves."""
    require(scope, cooperative_id)
    _check(wish)
    terms_of(cooperative_id)
    terms = PayoutTerms.objects.select_for_update().get(cooperative_id=cooperative_id)
    before = shown(terms)
    for name, value in vars(wish).items():
        setattr(terms, name, value)
    after = shown(terms)
    if after != before:
        terms.save(update_fields=list(vars(wish)))
        change = record(person=person, verb="payout_terms_changed", obj=terms, before=before, after=after)
        house = terms.cooperative
        was, now = (Money(said["second_person_above_minor"], house.currency) for said in (before, after))
        if now.minor > was.minor:
            notices.limit_raised(change=change, cooperative=house, page="pencairan/aturan", before=was, after=now)
    return terms


def shown(terms: PayoutTerms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in TermsWish.__dataclass_fields__}


def _check(wish: TermsWish) -> None:
    if not 0 <= wish.weekday < DAYS:
        raise BadTerms(_("Pilih hari pencairan dari daftar."), field="weekday")
    if not 1 <= wish.minimum_minor <= MOST_MINOR:
        raise BadTerms(_("Isi jumlah paling sedikit, minimal 1."), field="minimum")
    if not 0 <= wish.hold_days <= LONGEST_HOLD:
        raise BadTerms(_("Isi lama tahan antara 0 dan 60 hari."), field="hold_days")
    if not 0 <= wish.second_person_above_minor <= MOST_MINOR:
        raise BadTerms(_("Isi batas dua orang dengan angka wajar."), field="second_person")
