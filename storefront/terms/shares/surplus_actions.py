"""A cooperative's SHU of a year: set up with its members, corrected until it is closed, closed and paid out once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from payments.ledger import accounts
from payments.ledger.posting import Move, post
from payments.money import Money
from sellers.accounts.access import Scope, Verb
from sellers.accounts.members import AlreadyThere, add_member
from sellers.accounts.models import Cooperative, Membership
from sellers.audit.actions import record
from sellers.kit import clock, once
from sellers.kit.errors import Expected, NotFound
from sellers.messages.actions import tell
from sellers.people.models import Person
from sellers.people.phones import parse_phone
from storefront.terms.shares.amounts import MOST_MINOR
from storefront.terms.shares.cooperators import cooperators, sold_in
from storefront.terms.shares.errors import AlreadyClosed, FiguresChanged, NotYet, ShareRefused
from storefront.terms.shares.models import SurplusPart, SurplusYear
from storefront.terms.shares.surplus import (
    SAVINGS,
    MemberFigures,
    MemberSurplus,
    PotEmpty,
    SurplusDivision,
    divide_surplus,
    is_whole,
)
from storefront.terms.shares.wording import percent

FIRST_YEAR = 2000


class PotWithoutFigures(Expected):
    """A pot for members cannot be divided yet."""

    code = "pot_without_figures"
    status = 409


@dataclass(frozen=True)
class Figures:
    """Of one member, as typed or imported; None leaves what stands."""

    person_id: int
    transactions: int | None = None
    savings: int | None = None


@transaction.atomic
def set_up_year(
    *, scope: Scope, person: Person, cooperative_id: int, year: int, surplus_minor: int, division: Mapping[str, int]
) -> SurplusYear:
    """The year with everybody who belongs to the cooperative; a year that stands takes the new surplus and division.

    Each new member's transactions are filled from what the own stall sold in the year. Raises AlreadyClosed.
    """
    cooperative = _own_cooperative(scope, cooperative_id)
    if not FIRST_YEAR <= year <= clock.now().year:
        raise ShareRefused(_("Tulis tahunnya, misalnya 2025."), field="tahun")
    if not 0 < surplus_minor <= MOST_MINOR:
        raise ShareRefused(_("Tulis SHU dengan angka, misalnya 25.000.000."), field="shu")
    if not is_whole(division):
        given = percent(sum(division.values()))
        raise ShareRefused(_("Jumlahnya %(sum)s persen. Ubah sampai tepat 100.") % {"sum": given}, field="pembagian")
    plain = {pot: points for pot, points in division.items() if points}
    fresh = {"currency": cooperative.currency, "surplus_minor": surplus_minor, "division": plain}
    found, made = SurplusYear.objects.get_or_create(cooperative=cooperative, year=year, defaults=fresh)
    found = _locked(found)
    before = {"surplus": found.surplus_minor, "division": found.division}
    if not made and before != {"surplus": surplus_minor, "division": plain}:
        SurplusYear.objects.filter(pk=found.pk).update(surplus_minor=surplus_minor, division=plain)
    if made or before != {"surplus": surplus_minor, "division": plain}:
        after = {"year": year, "surplus": surplus_minor, "division": plain}
        record(person=person, verb="surplus.set", obj=cooperative, before=None if made else before, after=after)
    _add_missing(found)
    found.refresh_from_db()
    return found


@transaction.atomic
def add_cooperator(
    *, scope: Scope, person: Person, cooperative_id: int, year: int, phone: str, name: str
) -> SurplusPart:
    """Somebody who belongs to the cooperative and is not in the year's list yet; made a member where not one."""
    found = _locked(own_year(scope, cooperative_id, year))
    try:
        with transaction.atomic():
            add_member(
                scope=scope, person=person, phone=phone, name=name, role=Membership.Role.MEMBER,
                cooperative_id=cooperative_id,
            )  # fmt: skip
    except AlreadyThere:
        pass  # a member already: only the list lacked them
    _add_missing(found)
    part = SurplusPart.objects.filter(year=found, person__phone=parse_phone(phone)).first()
    if part is None:
        raise ShareRefused(_("Orang ini peninjau koperasi, bukan anggota."), field="hp")
    return part


@transaction.atomic
def set_figures(*, scope: Scope, person: Person, cooperative_id: int, year: int, rows: Sequence[Figures]) -> int:
    """Transactions and savings of members, who must stand in the year; how many changed."""
    found = _locked(own_year(scope, cooperative_id, year))
    parts = {part.person_id: part for part in SurplusPart.objects.filter(year=found)}
    changed: dict[str, list[int]] = {}
    for row in rows:
        part = parts.get(row.person_id)
        if part is None:
            raise ShareRefused(_("Daftar anggota berubah. Muat ulang halaman."))
        new = {"transactions_minor": row.transactions, "savings_minor": row.savings}
        given = {name: minor for name, minor in new.items() if minor is not None and getattr(part, name) != minor}
        if any(not 0 <= minor <= MOST_MINOR for minor in given.values()):
            raise ShareRefused(_("Tulis jumlah dengan angka, misalnya 1.500.000."))
        if given:
            SurplusPart.objects.filter(pk=part.pk).update(**given)
            changed[str(row.person_id)] = [given.get(name, getattr(part, name)) for name in new]
    if changed:
        record(person=person, verb="surplus.figures", obj=found, after=changed)
    return len(changed)


def divided(year: SurplusYear) -> tuple[SurplusDivision, list[SurplusPart]]:
    """What the year's figures give, and its parts in the same order. Raises PotWithoutFigures."""
    parts = list(SurplusPart.objects.filter(year=year).select_related("person").order_by("pk"))
    figures = [MemberFigures(part.person_id, part.transactions_minor, part.savings_minor) for part in parts]
    surplus = Money(year.surplus_minor, year.currency)
    try:
        return divide_surplus(surplus=surplus, division=year.division, members=figures), parts
    except PotEmpty as empty:
        if empty.pot == SAVINGS:
            raise PotWithoutFigures(_("Belum ada simpanan anggota. Isi dulu, atau ubah pembagian.")) from None
        raise PotWithoutFigures(_("Belum ada transaksi anggota. Isi dulu, atau ubah pembagian.")) from None


@transaction.atomic
def close_year(*, scope: Scope, person: Person, cooperative_id: int, year: int, seen: str) -> SurplusYear:
    """Write each member's part into the books, once; a year that was closed stays.

    `seen` is the `fingerprint` of what the page showed. Raises NotYet, PotWithoutFigures, FiguresChanged.
    """
    found = own_year(scope, cooperative_id, year)
    try:
        found = _locked(found)
    except AlreadyClosed:
        found.refresh_from_db()
        return found
    if year >= clock.now().year:
        raise NotYet(_("Tahun ini belum selesai. Tutup setelah 31 Desember."))
    division, parts = divided(found)
    if fingerprint(found, division) != seen:
        raise FiguresChanged(_("Angkanya berubah sejak halaman dibuka. Periksa lagi."))
    now = clock.now()
    for part, given in zip(parts, division.members, strict=True):
        part.for_transactions_minor, part.for_savings_minor = given.for_transactions.minor, given.for_savings.minor
    SurplusPart.objects.bulk_update(parts, ["for_transactions_minor", "for_savings_minor"])
    closed = {"remainder_minor": division.remainder.minor, "closed_by": person, "closed_at": now}
    SurplusYear.objects.filter(pk=found.pk).update(**closed)
    post(entry=f"surplus:{cooperative_id}:{year}", moves=_moves(found, division), at=now)
    facts = {"year": year, "surplus": found.surplus_minor, "members": len(parts), "remainder": division.remainder.minor}
    record(person=person, verb="surplus.closed", obj=found.cooperative, after=facts)
    _tell(found, division.members)
    found.refresh_from_db()
    return found


@transaction.atomic
def mark_surplus_paid(*, scope: Scope, person: Person, cooperative_id: int, year: int, member_id: int) -> bool:
    """The member has the year's SHU in hand; False when that was written before."""
    found = own_year(scope, cooperative_id, year)
    part = SurplusPart.objects.filter(year=found, person_id=member_id).first()
    if part is None or found.closed_at is None:
        raise NotFound(_("Bagian tidak ditemukan."))
    amount = Money(part.for_transactions_minor + part.for_savings_minor, found.currency)
    now = clock.now()
    taken = SurplusPart.objects.filter(pk=part.pk, paid_at__isnull=True)
    if not amount or not taken.update(paid_at=now, paid_by=person):
        return False
    group, member = _group_and_member(found, member_id)
    post(entry=f"surplus_paid:{part.pk}", moves=[Move("member_paid", group, member, amount, _ref(found))], at=now)
    record(person=person, verb="surplus.paid", obj=found, after={"person": member_id, "minor": amount.minor})
    return True


def fingerprint(year: SurplusYear, division: SurplusDivision) -> str:
    """Names the figures a page showed, so that others are never confirmed by mistake."""
    pots = [division.pots[pot].minor for pot in sorted(division.pots)]
    parts = [(part.person_id, part.for_transactions.minor, part.for_savings.minor) for part in division.members]
    return once.hash_of([year.surplus_minor, pots, parts])[:16]


def own_year(scope: Scope, cooperative_id: int, year: int) -> SurplusYear:
    """The year of a cooperative whose money the asker handles. Raises NotFound."""
    _own_cooperative(scope, cooperative_id)
    found = SurplusYear.objects.within(scope).select_related("cooperative")
    standing = found.filter(cooperative_id=cooperative_id, year=year).first()
    if standing is None:
        raise NotFound(_("SHU tahun ini belum dibuat."))
    return standing


def _own_cooperative(scope: Scope, cooperative_id: int) -> Cooperative:
    found = Cooperative.objects.within(scope).filter(pk=cooperative_id).first()
    if found is None or not (scope.operator or cooperative_id in scope.cooperative_ids(Verb.PAYOUTS)):
        raise NotFound(_("Koperasi tidak ditemukan."))
    return found


def _locked(year: SurplusYear) -> SurplusYear:
    found = SurplusYear.objects.select_for_update().select_related("cooperative").get(pk=year.pk)
    if found.closed_at is not None:
        raise AlreadyClosed(_("SHU tahun ini sudah ditutup. Angkanya tidak bisa diubah."))
    return found


def _add_missing(year: SurplusYear) -> None:
    standing = set(SurplusPart.objects.filter(year=year).values_list("person_id", flat=True))
    missing = [person for person in cooperators(year.cooperative) if person not in standing]
    sold = sold_in(year.cooperative, year.year) if missing else {}
    for person in missing:
        try:
            with transaction.atomic():
                SurplusPart.objects.create(year=year, person_id=person, transactions_minor=max(0, sold.get(person, 0)))
        except IntegrityError:  # another officer set the year up at the same moment
            continue


def _moves(year: SurplusYear, division: SurplusDivision) -> list[Move]:
    moves = []
    for part in division.members:
        group, member = _group_and_member(year, part.person_id)
        moves.append(Move("member_share", member, group, part.amount, _ref(year)))
    group = accounts.group(None, year.cooperative_id, year.currency)
    reserve = accounts.reserve(None, year.cooperative_id, year.currency)
    return [*moves, Move("group_reserve", reserve, group, division.reserve, _ref(year))]


def _group_and_member(year: SurplusYear, person_id: int) -> tuple[accounts.AccountKey, accounts.AccountKey]:
    group = accounts.group(None, year.cooperative_id, year.currency)
    return group, accounts.member(person_id, None, year.cooperative_id, year.currency)


def _ref(year: SurplusYear) -> str:
    return f"SHU {year.year}"


def _tell(year: SurplusYear, members: Sequence[MemberSurplus]) -> None:
    """Each learns that the own part is known, and where to see it; the amount stays behind the sign-in."""
    with_part = [member.person_id for member in members if member.amount]
    for member in Person.objects.filter(pk__in=with_part).order_by("pk"):
        with translation.override(member.language):
            body = _("Bapak/Ibu, SHU %(year)s dari %(cooperative)s sudah dihitung. Lihat di %(link)s") % {
                "year": year.year,
                "cooperative": year.cooperative.name,
                "link": f"{settings.BASE_URL}/saya/bagian/",
            }
        key = f"surplus_closed:{year.pk}:{member.pk}"
        tell(key=key, to=member.phone, body=body, template="surplus_closed", person=member)
