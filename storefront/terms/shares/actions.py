"""What a group writes day by day about its shares: the rule, and what each member brought. closing.py divides it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Membership, Seller
from sellers.audit.actions import record
from sellers.kit import clock, once
from sellers.kit.errors import NotFound
from sellers.people.models import Person
from sellers.regions import places
from storefront.terms.shares.errors import AlreadyClosed, NoRule, ShareRefused
from storefront.terms.shares.groups import group_for_money
from storefront.terms.shares.models import Contribution, ShareClosing, ShareRule, SoldUnder

MOST_GRAMS = 100_000_000  # a hundred tonnes on one day: above it a zero too many is likelier
MOST_MINUTES = 24 * 60
MOST_WEIGHT = 10_000
REVERSAL = "reverse:"


@transaction.atomic
def set_rule(
    *, scope: Scope, person: Person, seller_id: int, method: str, reserve_basis_points: int,
    weights: Mapping[int, int], key: str,
) -> ShareRule:  # fmt: skip
    """A new version from now on; what was sold keeps its own. The rule in force, set again, stays as it is.

    `weights` (person id → whole number) are for fixed shares, of members of today only.
    """
    seller = group_for_money(scope, seller_id)
    fixed = _checked_weights(seller, weights) if method == ShareRule.Method.FIXED else {}
    if method not in ShareRule.Method.values:
        raise ShareRefused(_("Pilih cara membagi dari daftar."), field="cara")
    if not 0 <= reserve_basis_points <= 10_000:
        raise ShareRefused(_("Isi cadangan antara 0 dan 100 persen."), field="cadangan")

    def work() -> int:
        Seller.objects.select_for_update().get(pk=seller.pk)  # two treasurers wait for each other
        standing = newest_rule(seller.pk)
        wanted = (method, reserve_basis_points, fixed)
        if standing and (standing.method, standing.reserve_basis_points, standing.weights) == wanted:
            return standing.pk
        made = ShareRule.objects.create(
            seller=seller, version=standing.version + 1 if standing else 1, method=method, valid_from=clock.now(),
            reserve_basis_points=reserve_basis_points, weights=fixed, made_by=person,
        )  # fmt: skip
        record(person=person, verb="share_rule.set", obj=seller, before=_said(standing), after=_said(made))
        return made.pk

    given = {"seller": seller.pk, "method": method, "reserve": reserve_basis_points, "weights": fixed}
    answer = once.run(purpose="share_rule", key=f"{seller.pk}:{key}" if key else "", given=given, work=work)
    return ShareRule.objects.get(pk=answer.value)


def freeze(*, order_code: str, seller_id: int, at: datetime) -> None:
    """In the transaction of the sale: the version in force now divides what this order earns, and its refunds."""
    rule = ShareRule.objects.filter(seller_id=seller_id, valid_from__lte=at).order_by("-version").first()
    if rule is not None:
        of_sale = {"seller_id": seller_id, "rule": rule, "sold_at": at}
        SoldUnder.objects.get_or_create(order_code=order_code, defaults=of_sale)


@transaction.atomic
def record_contribution(
    *, scope: Scope, person: Person, seller_id: int, member_id: int, day: date, grams: int, minutes: int, note: str,
    key: str,
) -> Contribution:  # fmt: skip
    """What a member brought on a day that no closing has divided yet; kilograms, hours or both."""
    seller = group_for_money(scope, seller_id)
    if not Membership.objects.filter(seller=seller, person_id=member_id).exists():
        raise ShareRefused(_("Pilih anggota dari daftar."), field="anggota")
    if not (0 <= grams <= MOST_GRAMS and 0 <= minutes <= MOST_MINUTES and grams + minutes):
        raise ShareRefused(_("Isi kilogram atau jam lebih dari nol."), field="banyak")
    note = " ".join(note.split())[:120]
    given = {
        "seller": seller.pk, "member": member_id, "day": day, "grams": grams, "minutes": minutes, "note": note,
    }  # fmt: skip

    def work() -> int:
        check_open(seller, day)
        made = Contribution.objects.create(
            seller=seller, person_id=member_id, day=day, grams=grams, minutes=minutes, note=note, recorded_by=person,
            recorded_at=clock.now(), key=f"{seller.pk}:{key}",
        )  # fmt: skip
        return made.pk

    answer = once.run(purpose="contribution", key=f"{seller.pk}:{key}" if key else "", given=given, work=work)
    return Contribution.objects.get(pk=answer.value)


@transaction.atomic
def record_day(
    *, scope: Scope, person: Person, seller_id: int, day: date, rows: Sequence[tuple[int, int, int]], key: str
) -> int:
    """A day's list at once: (member id, grams, minutes), who brought nothing left out; all of it or none."""
    brought = [row for row in rows if row[1] or row[2]]
    if not brought:
        raise ShareRefused(_("Isi kilogram atau jam untuk satu anggota dulu."), field="banyak")
    for member_id, grams, minutes in brought:
        record_contribution(
            scope=scope, person=person, seller_id=seller_id, member_id=member_id, day=day, grams=grams,
            minutes=minutes, note="", key=f"{key}:{member_id}" if key else "",
        )  # fmt: skip
    return len(brought)


@transaction.atomic
def reverse_contribution(*, scope: Scope, person: Person, contribution_id: int) -> None:
    """A slip is taken back by a row against it, once; nothing is erased."""
    rows = Contribution.objects.within(scope).select_related("seller")
    if not scope.operator:
        rows = rows.filter(seller_id__in=scope.seller_ids(Verb.MONEY))
    slip = rows.filter(pk=contribution_id).exclude(key__startswith=REVERSAL).first()
    if slip is None:
        raise NotFound(_("Catatan tidak ditemukan."))
    key = f"{REVERSAL}{slip.pk}"
    if Contribution.objects.filter(key=key).exists():
        return
    check_open(slip.seller, slip.day)
    try:
        with transaction.atomic():
            Contribution.objects.create(
                seller=slip.seller, person_id=slip.person_id, day=slip.day, grams=-slip.grams, minutes=-slip.minutes,
                note=slip.note, recorded_by=person, recorded_at=clock.now(), key=key,
            )  # fmt: skip
    except IntegrityError:  # somebody else took it back at the same moment
        return


def check_open(seller: Seller, day: date) -> None:
    """Raises when the day is to come, before the first rule, or divided. Waits for a closing that is being written."""
    today = today_at(seller)
    if day > today:
        raise ShareRefused(_("Tanggalnya belum tiba. Periksa lagi."), field="tanggal")
    Seller.objects.select_for_update().get(pk=seller.pk)
    if day < first_share_day(seller):
        raise ShareRefused(_("Tanggal itu sebelum aturan berlaku. Pakai tanggal sesudahnya."), field="tanggal")
    closed = ShareClosing.objects.filter(seller=seller).aggregate(until=Max("last_day"))["until"]
    if closed and day <= closed:
        raise AlreadyClosed(_("Masa tanggal itu sudah dibagi. Pakai tanggal sesudahnya."), field="tanggal")


def first_share_day(seller: Seller) -> date:
    """The day of the first rule: nothing is divided before it. Raises NoRule."""
    rule = ShareRule.objects.filter(seller=seller).order_by("version").first()
    if rule is None:
        raise NoRule(_("Tentukan dulu cara membagi hasil."))
    return timezone.localdate(rule.valid_from, places.zone_of(seller.village_code))


def newest_rule(seller_id: int) -> ShareRule | None:
    return ShareRule.objects.filter(seller_id=seller_id).order_by("-version").first()


def today_at(seller: Seller) -> date:
    return timezone.localdate(clock.now(), places.zone_of(seller.village_code))


def _checked_weights(seller: Seller, weights: Mapping[int, int]) -> dict[str, int]:
    members = set(Membership.objects.standing().filter(seller=seller).values_list("person_id", flat=True))
    if set(weights) - members:
        raise ShareRefused(_("Daftar anggota berubah. Muat ulang halaman."), field="bagian")
    if any(not 0 <= weight <= MOST_WEIGHT for weight in weights.values()) or not any(weights.values()):
        raise ShareRefused(_("Isi bagian dengan angka bulat, misalnya 1 atau 2."), field="bagian")
    return {str(person): weight for person, weight in sorted(weights.items()) if weight}


def _said(rule: ShareRule | None) -> dict[str, object] | None:
    if rule is None:
        return None
    return {
        "version": rule.version, "method": rule.method, "reserve_basis_points": rule.reserve_basis_points,
        "weights": rule.weights,
    }  # fmt: skip
