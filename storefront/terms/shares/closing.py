"""Closing a period: what its sales left is divided, written into the books, and told to each member. Once.

A period begins the day after the one before it, the first on the day of the first rule: so no two overlap and none is
left out. It ends on a day that is over, because what is sold later that day would come too late for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import formats, translation
from django.utils.translation import gettext as _

from payments.ledger import accounts
from payments.ledger.posting import Move, post
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.accounts.models import Seller
from sellers.audit.actions import record
from sellers.kit import clock, once
from sellers.kit.codes import new_code
from sellers.kit.errors import NotFound
from sellers.messages.actions import tell
from sellers.people.models import Person
from sellers.regions import places
from storefront.terms.shares.actions import first_share_day, newest_rule, today_at
from storefront.terms.shares.amounts import MOST_MINOR
from storefront.terms.shares.dividing import Division, NobodyContributed, VersionIncome, divide
from storefront.terms.shares.errors import (
    AlreadyClosed,
    FiguresChanged,
    NothingToDivideBy,
    NotYet,
    ShareRefused,
)
from storefront.terms.shares.groups import group_for_money, in_order, members_between
from storefront.terms.shares.income import uncounted, versions_that_sold
from storefront.terms.shares.models import Contribution, ShareClosing, ShareIncome, SharePart, ShareRule


@dataclass(frozen=True)
class Period:
    """Whole days of the group's place; `until` is exclusive."""

    first_day: date
    last_day: date
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Preview:
    """What closing would write now; `seen` names these figures, so that others are never confirmed by mistake."""

    period: Period
    incomes: dict[int, int]  # minor units by rule id
    rules: tuple[ShareRule, ...]  # those of `incomes` and the newest, by version
    division: Division
    seen: str


def open_period(*, seller: Seller, currency: str, last_day: date | None = None) -> Period:
    """The next period to close; its end is `last_day`, else the end of its first month or yesterday.

    Raises NoRule, NotYet, ShareRefused.
    """
    first_day = _first_day(seller, currency)
    yesterday = today_at(seller) - timedelta(days=1)
    if first_day > yesterday:
        raise NotYet(_("Masa ini baru bisa ditutup besok."), field="sampai")
    if last_day is None:
        next_month = (first_day.replace(day=1) + timedelta(days=32)).replace(day=1)
        last_day = min(next_month - timedelta(days=1), yesterday)
    if last_day > yesterday:
        raise NotYet(_("Tutup paling lambat sampai kemarin."), field="sampai")
    if last_day < first_day:
        raise ShareRefused(_("Masa sebelum tanggal itu sudah dibagi. Pilih tanggal sesudahnya."), field="sampai")
    return period_of(seller, first_day, last_day)


def period_of(seller: Seller, first_day: date, last_day: date) -> Period:
    zone = places.zone_of(seller.village_code)
    since = datetime.combine(first_day, time.min, zone)
    return Period(first_day, last_day, since, datetime.combine(last_day + timedelta(days=1), time.min, zone))


def preview(*, scope: Scope, seller_id: int, currency: str, last_day: date | None, costs_minor: int) -> Preview:
    """Every part as it would be. Raises Expected sentences, NothingToDivideBy among them."""
    return _preview(group_for_money(scope, seller_id), currency, last_day, costs_minor)


@transaction.atomic
def close_period(
    *, scope: Scope, person: Person, seller_id: int, currency: str, last_day: date, costs_minor: int,
    costs_note: str, seen: str, key: str,
) -> ShareClosing:  # fmt: skip
    """Write what the preview named `seen` showed; twice with one key is once. Raises FiguresChanged for others."""
    seller = group_for_money(scope, seller_id)
    note = " ".join(costs_note.split())[:200]
    if costs_minor and not note:
        raise ShareRefused(_("Tulis biaya itu untuk apa."), field="catatan")

    def work() -> str:
        Seller.objects.select_for_update().get(pk=seller.pk)  # two treasurers wait for each other
        if last_day < _first_day(seller, currency):
            raise AlreadyClosed(_("Masa ini sudah ditutup pengurus lain. Lihat hasilnya di bawah."))
        planned = _preview(seller, currency, last_day, costs_minor)
        if planned.seen != seen:
            raise FiguresChanged(_("Angkanya berubah sejak halaman dibuka. Periksa lagi."))
        return _write(seller, planned, note, person).code

    given = {"seller": seller.pk, "currency": currency, "until": last_day, "costs": costs_minor, "note": note}
    answer = once.run(purpose="share_closing", key=f"{seller.pk}:{key}" if key else "", given=given, work=work)
    return ShareClosing.objects.get(code=answer.value)


@transaction.atomic
def mark_paid(*, scope: Scope, person: Person, closing_code: str, member_id: int) -> bool:
    """The member has the money of this closing in hand; False when that was written before."""
    closing = ShareClosing.objects.within(scope).filter(code=closing_code).first()
    open_parts = SharePart.objects.filter(closing=closing, person_id=member_id) if closing else None
    if closing is None or open_parts is None or not open_parts.exists():
        raise NotFound(_("Bagian tidak ditemukan."))
    now, paid = clock.now(), 0
    for part in open_parts.filter(amount_minor__gt=0).order_by("pk"):
        taken = SharePart.objects.filter(pk=part.pk, paid_at__isnull=True)
        if taken.update(paid_at=now, paid_by=person):
            paid += part.amount_minor
            source, target = _group_and_member(closing, member_id)
            amount = Money(part.amount_minor, closing.currency)
            move = Move("member_paid", source, target, amount, closing.code)
            post(entry=f"member_paid:{part.pk}", moves=[move], at=now)
    if paid:
        record(person=person, verb="share.paid", obj=closing, after={"person": member_id, "minor": paid})
    return bool(paid)


def _first_day(seller: Seller, currency: str) -> date:
    before = ShareClosing.objects.filter(seller=seller, currency=currency).order_by("-last_day").first()
    if before is not None:
        return before.last_day + timedelta(days=1)
    return first_share_day(seller)


def _preview(seller: Seller, currency: str, last_day: date | None, costs_minor: int) -> Preview:
    if not 0 <= costs_minor <= MOST_MINOR:
        raise ShareRefused(_("Tulis biaya dengan angka, misalnya 150.000."), field="biaya")
    period = open_period(seller=seller, currency=currency, last_day=last_day)
    incomes = uncounted(seller_id=seller.pk, currency=currency, until=period.until)
    sold = versions_that_sold(seller_id=seller.pk, since=period.since, until=period.until)
    rules = _rules(seller, {*incomes, *sold})
    versions = [
        VersionIncome(
            key=rule.pk,
            income=Money(incomes.get(rule.pk, 0), currency),
            reserve_basis_points=rule.reserve_basis_points,
            measures=measures(rule, period),
            sold=rule.pk in sold,
        )
        for rule in rules
    ]
    try:
        division = divide(versions=versions, costs=Money(costs_minor, currency), carried=_carried(seller, currency))
    except NobodyContributed as nobody:
        method = next(rule.method for rule in rules if rule.pk == nobody.key)
        raise NothingToDivideBy(_missing(method)) from nobody
    parts = [(part.key, part.person_id, part.measure, part.amount.minor) for part in division.parts]
    figures = [period.first_day, period.last_day, costs_minor, sorted(incomes.items()), division.reserve.minor, parts]
    return Preview(period, incomes, tuple(rules), division, once.hash_of(figures)[:16])


def measures(rule: ShareRule, period: Period) -> tuple[tuple[int, int], ...]:
    """(person id, measure) in the order of membership: of the whole period, whenever in it the rule changed."""
    if rule.method == ShareRule.Method.FIXED:
        weights = {int(person): int(weight) for person, weight in rule.weights.items()}
    elif rule.method == ShareRule.Method.EQUAL:
        weights = dict.fromkeys(members_between(rule.seller_id, period.since, period.until), 1)
    else:
        column = "grams" if rule.method == ShareRule.Method.WEIGHT else "minutes"
        rows = Contribution.objects.filter(
            seller_id=rule.seller_id, day__gte=period.first_day, day__lte=period.last_day
        )
        weights = dict(rows.values_list("person_id").annotate(sum=Sum(column)).order_by())
    ordered = in_order(rule.seller_id, list(weights))
    return tuple((person, weights[person]) for person in ordered if weights[person] > 0)


def _rules(seller: Seller, ids: set[int]) -> list[ShareRule]:
    newest = newest_rule(seller.pk)
    if newest is not None:
        ids |= {newest.pk}
    return list(ShareRule.objects.filter(pk__in=ids).order_by("version"))


def _carried(seller: Seller, currency: str) -> Money:
    """The loss that the closings so far left undivided: zero or negative."""
    closings = ShareClosing.objects.filter(seller=seller, currency=currency)
    left = closings.aggregate(sum=Sum(F("income_minor") - F("costs_minor") - F("reserve_minor")))["sum"] or 0
    divided = SharePart.objects.filter(closing__in=closings).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return Money(left - divided, currency)


def _write(seller: Seller, planned: Preview, note: str, person: Person) -> ShareClosing:
    division, period, now = planned.division, planned.period, clock.now()
    try:
        with transaction.atomic():
            closing = ShareClosing.objects.create(
                code=new_code(), seller=seller, first_day=period.first_day, last_day=period.last_day,
                currency=division.income.currency, income_minor=division.income.minor,
                carried_minor=division.carried.minor, costs_minor=division.costs.minor, costs_note=note,
                reserve_minor=division.reserve.minor, closed_by=person, closed_at=now,
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyClosed(_("Masa ini sudah ditutup pengurus lain. Lihat hasilnya di bawah.")) from None
    ShareIncome.objects.bulk_create(
        ShareIncome(closing=closing, rule_id=rule, income_minor=minor) for rule, minor in planned.incomes.items()
    )
    SharePart.objects.bulk_create(
        SharePart(
            closing=closing, rule_id=part.key, person_id=part.person_id, measure=part.measure,
            amount_minor=part.amount.minor, currency=closing.currency,
        )
        for part in division.parts
    )  # fmt: skip
    post(entry=f"share:{closing.code}", moves=_moves(closing, division), at=now)
    facts: dict[str, Any] = {
        "code": closing.code, "first_day": period.first_day, "last_day": period.last_day,
        "income": division.income.minor, "costs": division.costs.minor, "reserve": division.reserve.minor,
    }  # fmt: skip
    record(person=person, verb="share_period.closed", obj=seller, after=facts)
    _tell(closing, sorted({part.person_id for part in division.parts if part.amount}))
    return closing


def _moves(closing: ShareClosing, division: Division) -> list[Move]:
    """The group now holds for its members, and for its reserve, what was divided."""
    moves = []
    for part in division.parts:
        group, member = _group_and_member(closing, part.person_id)
        moves.append(Move("member_share", member, group, part.amount, closing.code))
    group = accounts.group(closing.seller_id, None, closing.currency)
    reserve = accounts.reserve(closing.seller_id, None, closing.currency)
    return [*moves, Move("group_reserve", reserve, group, division.reserve, closing.code)]


def _group_and_member(closing: ShareClosing, person_id: int) -> tuple[accounts.AccountKey, accounts.AccountKey]:
    group = accounts.group(closing.seller_id, None, closing.currency)
    return group, accounts.member(person_id, closing.seller_id, None, closing.currency)


def _tell(closing: ShareClosing, people: Sequence[int]) -> None:
    """Each learns that the own part is known, and where to see it; the amount stays behind the sign-in."""
    for member in Person.objects.filter(pk__in=people).order_by("pk"):
        with translation.override(member.language):
            body = _("Bapak/Ibu, bagian Anda dari %(group)s sampai %(day)s sudah dihitung. Lihat di %(link)s") % {
                "group": closing.seller.name,
                "day": formats.date_format(closing.last_day, "j F Y"),
                "link": f"{settings.BASE_URL}/saya/bagian/",
            }
        key = f"share_closed:{closing.code}:{member.pk}"
        tell(key=key, to=member.phone, body=body, template="share_closed", person=member)


def _missing(method: str) -> str:
    if method == ShareRule.Method.WEIGHT:
        return _("Belum ada catatan kilogram untuk masa ini. Catat dulu, baru tutup.")
    if method == ShareRule.Method.HOURS:
        return _("Belum ada catatan jam untuk masa ini. Catat dulu, baru tutup.")
    return _("Belum ada anggota yang mendapat bagian. Ubah aturannya dulu.")
