"""Bagi hasil: how a group divides, what its members brought, and the periods it divided. Only who keeps its money."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from payments.money import Money
from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from storefront.desk.currency import currency_of
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, refuse, say
from storefront.desk.typed import day, number, typed
from storefront.terms.shares import actions, reading, wording
from storefront.terms.shares.amounts import parse_hours, parse_kilograms, parse_percent, typed_part
from storefront.terms.shares.closing import open_period
from storefront.terms.shares.groups import members_of
from storefront.terms.shares.income import uncounted
from storefront.terms.shares.models import Contribution, ShareClosing, ShareRule

Method = ShareRule.Method


@dataclass(frozen=True)
class DayRow:
    """One member's line of a day's list, as typed."""

    person_id: int
    name: str
    kg: str
    hours: str


@at_desk(Verb.MONEY)
def hub(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The rule in words, the running period, and the periods that were divided."""
    currency, currencies = chosen_currency(request, desk)
    incomes = uncounted(seller_id=desk.seller.pk, currency=currency, until=clock.now())
    rule = actions.newest_rule(desk.seller.pk)
    closings = ShareClosing.objects.within(desk.scope).filter(seller=desk.seller, currency=currency)
    closed = [(closing, *_paid_of(closing)) for closing in closings.order_by("-last_day", "-pk")]
    return page(
        request,
        desk,
        "shares.html",
        "money",
        rule=rule,
        rule_words=wording.rule_sentence(rule) if rule else "",
        running=_running(desk, currency, incomes) if rule else None,
        income=Money(sum(incomes.values()), currency),
        may_close=rule is not None and _may_close(desk, currency),
        closed=closed,
        currency=currency,
        currencies=currencies,
        written=typed_part,
    )


@at_desk(Verb.MONEY, methods=("GET", "HEAD", "POST"))
def rule(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How the group divides from now on; what was sold keeps its own rule."""
    standing = actions.newest_rule(desk.seller.pk)
    members = members_of(desk.seller.pk)
    given: dict[str, Any] = _standing_rule(standing, [member.person_id for member in members])
    error = None
    if request.method == "POST":
        given = {
            "method": typed(request.POST, "cara", most=10),
            "reserve": typed(request.POST, "cadangan", most=10),
            "weights": {one.person_id: typed(request.POST, f"bagian-{one.person_id}", most=6) for one in members},
            "key": typed(request.POST, "kunci", most=40),
        }
        try:
            actions.set_rule(
                scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, method=given["method"],
                reserve_basis_points=parse_percent(given["reserve"], field="cadangan"), key=given["key"],
                weights=_weights(given["weights"]) if given["method"] == Method.FIXED else {},
            )  # fmt: skip
        except Expected as refused:
            error = refused
        else:
            say(request, _("Aturan tersimpan. Berlaku untuk penjualan mulai sekarang."))
            return redirect("desk:shares")
    return page(
        request, desk, "shares_rule.html", "money", status=error.status if error else 200, standing=standing,
        methods=wording.METHODS, members=members, given=given, error=error,
    )  # fmt: skip


@at_desk(Verb.MONEY, methods=("GET", "HEAD", "POST"))
def contributions(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A day's list: who brought how much; and the slips of the running period, each of which can be taken back."""
    if actions.newest_rule(desk.seller.pk) is None:
        return redirect("desk:shares_rule")
    currency = currency_of(desk.seller)
    incomes = uncounted(seller_id=desk.seller.pk, currency=currency, until=clock.now())
    running = _running(desk, currency, incomes)
    source = request.POST if request.method == "POST" else request.GET
    chosen = typed(source, "tanggal", most=10) or actions.today_at(desk.seller).isoformat()
    rows = [
        DayRow(one.member.person_id, one.member.name, typed(request.POST, f"kg-{one.member.person_id}", most=12),
               typed(request.POST, f"jam-{one.member.person_id}", most=12))
        for one in running.brought if one.member.live
    ]  # fmt: skip
    key, error = typed(request.POST, "kunci", most=40) or secrets.token_urlsafe(9), None
    if request.method == "POST":
        try:
            number_of = actions.record_day(
                scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, day=_day(chosen), key=key,
                rows=[(row.person_id, parse_kilograms(row.kg, field=f"kg-{row.person_id}"),
                       parse_hours(row.hours, field=f"jam-{row.person_id}")) for row in rows],
            )  # fmt: skip
        except Expected as refused:
            error = refused
        else:
            say(request, _("Catatan %(n)s anggota tersimpan.") % {"n": number_of})
            return redirect("desk:shares_contributions")
    return page(
        request, desk, "shares_day.html", "money", status=error.status if error else 200, running=running, rows=rows,
        chosen=chosen, today=actions.today_at(desk.seller).isoformat(), key=key, error=error, written=typed_part,
    )  # fmt: skip


@at_desk(Verb.MONEY, methods=("POST",))
def contribution_reversal(request: HttpRequest, desk: Desk, contribution_id: int) -> HttpResponse:
    if not Contribution.objects.within(desk.scope).filter(pk=contribution_id, seller=desk.seller).exists():
        raise Http404
    try:
        actions.reverse_contribution(scope=desk.scope, person=desk.person, contribution_id=contribution_id)
    except NotFound:
        raise Http404 from None
    except Expected as error:
        refuse(request, error)
    else:
        say(request, _("Catatan dibatalkan."))
    return redirect("desk:shares_contributions")


def chosen_currency(request: HttpRequest, desk: Desk) -> tuple[str, tuple[str, ...]]:
    """The group's own currency, or another it sells in when the address says so; and all of them."""
    known = reading.currencies_of(desk.scope, desk.seller, currency_of(desk.seller))
    asked = typed(request.POST if request.method == "POST" else request.GET, "mata-uang", most=3)
    return asked if asked in known else known[0], known


def _running(desk: Desk, currency: str, incomes: dict[int, int]) -> reading.Running:
    methods = reading.methods_of(desk.seller, incomes)
    last = ShareClosing.objects.within(desk.scope).filter(seller=desk.seller, currency=currency)
    newest = last.order_by("-last_day").values_list("last_day", flat=True).first()
    since = newest + timedelta(days=1) if newest else actions.first_share_day(desk.seller)
    return reading.running(desk.seller, since=since, methods=methods)


def _may_close(desk: Desk, currency: str) -> bool:
    try:
        open_period(seller=desk.seller, currency=currency)
    except Expected:
        return False
    return True


def _paid_of(closing: ShareClosing) -> tuple[Money, int, int]:
    """What went to members, how many of them have a part, and how many have it in hand."""
    parts = [part for part in reading.closed_parts(closing) if part.amount]
    divided = Money(sum(part.amount.minor for part in parts), closing.currency)
    return divided, len(parts), sum(part.paid_at is not None for part in parts)


def _standing_rule(standing: ShareRule | None, members: list[int]) -> dict[str, Any]:
    weights = standing.weights if standing else {}
    return {
        "method": standing.method if standing else "",
        "reserve": wording.percent(standing.reserve_basis_points) if standing else "",
        "weights": {member: str(weights.get(str(member), 0 if weights else 1)) for member in members},
        "key": secrets.token_urlsafe(9),
    }


def _weights(typed_in: Mapping[int, str]) -> dict[int, int]:
    """Empty means none."""
    return {member: number(text) if text else 0 for member, text in typed_in.items()}


def _day(text: str) -> date:
    found = day(text)
    if found is None:
        raise Expected(_("Pilih tanggalnya dulu."), field="tanggal")
    return found
