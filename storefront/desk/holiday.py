"""Libur: the stall says from when to when it is away, and opens again with one tap."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.products.windows import away_now, today_at
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, say
from storefront.desk.typed import day, typed
from storefront.stalls import holiday as stalls

FIELDS = ("begins", "ends", "note")


@at_desk(Verb.STALL, methods=("GET", "HEAD", "POST"))
def holiday(request: HttpRequest, desk: Desk) -> HttpResponse:
    if request.method != "POST":
        return _page(request, desk, _standing(desk))
    given = {name: typed(request.POST, name, most=stalls.LONGEST_NOTE) for name in FIELDS}
    try:
        begins, ends = (_day(given, name) for name in ("begins", "ends"))
        stalls.go_away(
            scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, begins=begins, ends=ends, note=given["note"]
        )
    except Expected as error:
        return _page(request, desk, given, error)
    say(request, _("Libur tersimpan. Barang tetap terlihat."), undo=reverse("desk:holiday_end"))
    return redirect("desk:holiday")


@at_desk(Verb.STALL, methods=("POST",))
def coming_back(request: HttpRequest, desk: Desk) -> HttpResponse:
    stalls.come_back(scope=desk.scope, person=desk.person, seller_id=desk.seller.pk)
    say(request, _("Lapak buka lagi."))
    return redirect("desk:holiday")


def _day(given: dict[str, str], name: str) -> Any:
    """The day, or None for none; raises what a person can put right."""
    if not given[name]:
        return None
    found = day(given[name])
    if found is None:
        raise Expected(_("Pilih tanggal dari kalender."), field=name)
    return found


def _standing(desk: Desk) -> dict[str, Any]:
    seller = desk.seller
    days = {"begins": seller.holiday_from or today_at(seller.village_code), "ends": seller.holiday_until}
    return {name: found.isoformat() if found else "" for name, found in days.items()} | {"note": seller.holiday_note}


def _page(request: HttpRequest, desk: Desk, given: dict[str, Any], error: Expected | None = None) -> HttpResponse:
    desk.seller.refresh_from_db(fields=["holiday_from", "holiday_until", "holiday_note"])
    today = today_at(desk.seller.village_code)
    planned = desk.seller.holiday_from is not None and (
        desk.seller.holiday_until is None or desk.seller.holiday_until >= today
    )
    return page(
        request, desk, "stall_holiday.html", "stall", status=error.status if error else 200,
        given=given, error=error, away=away_now(desk.seller), planned=planned, today=today.isoformat(),
    )  # fmt: skip
