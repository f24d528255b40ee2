"""A stall that is away for some days: its goods stay on show and cannot be bought, open orders stay as they are."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.products import edges
from catalog.products.models import Product
from catalog.products.windows import today_at
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Seller
from sellers.audit.actions import record
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person

LONGEST_NOTE = 160


class HolidayRefused(Expected):
    code = "holiday"


@transaction.atomic
def go_away(
    *, scope: Scope, person: Person, seller_id: int, begins: date | None, ends: date | None, note: str = ""
) -> Seller:
    """From `begins` (today when None) to `ends`, both days included; without `ends` until somebody says it is over.

    It ends by itself, by the day of the stall's own village. Raises HolidayRefused.
    """
    seller = _stall(scope, seller_id)
    today = today_at(seller.village_code)
    begins = begins or today
    if ends is not None and ends < max(begins, today):
        raise HolidayRefused(_("Pilih hari terakhir libur yang belum lewat."), field="ends")
    return _write(scope, person, seller, begins, ends, " ".join(note.split())[:LONGEST_NOTE])


@transaction.atomic
def come_back(*, scope: Scope, person: Person, seller_id: int) -> Seller:
    """Open again at once; a stall that is not away stays as it is."""
    return _write(scope, person, _stall(scope, seller_id), None, None, "")


def _stall(scope: Scope, seller_id: int) -> Seller:
    allowed = scope.operator or seller_id in scope.seller_ids(Verb.STALL)
    seller = Seller.objects.within(scope).select_for_update().filter(pk=seller_id).first() if allowed else None
    if seller is None:
        raise NotFound(_("Lapak ini tidak ditemukan."))
    return seller


def _write(scope: Scope, person: Person, seller: Seller, begins: date | None, ends: date | None, note: str) -> Seller:
    before = _said(seller)
    seller.holiday_from, seller.holiday_until, seller.holiday_note = begins, ends, note
    if _said(seller) != before:
        seller.save(update_fields=["holiday_from", "holiday_until", "holiday_note"])
        helped = seller if seller.pk in scope.helped else None
        record(
            person=person, verb="seller.holiday", obj=seller, before=before, after=_said(seller), acting_for=helped
        )  # fmt: skip
        edges.settle(Product.objects.filter(seller=seller).values_list("pk", flat=True))
    return seller


def _said(seller: Seller) -> dict[str, str]:
    days = {"from": seller.holiday_from, "until": seller.holiday_until}
    return {name: day.isoformat() if day else "" for name, day in days.items()} | {"note": seller.holiday_note}
