"""Prices of markets: noted by an officer, corrected, removed, and each of these taken back.

A good has one price a day at a market: noting it again corrects it. What a unit holds is told by whoever knows units;
here it is only kept.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sellers.accounts import cooperatives
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Cooperative
from sellers.audit.actions import record
from sellers.kit import clock, once
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person
from sellers.regions import places
from sellers.regions.models import MarketPrice
from sellers.regions.register import fold

LONGEST_NAME = 80
OLDEST_DAYS = 366
MOST_ROWS = 500
PURPOSE = "market_prices"


class NotAMarketPrice(Expected):
    code = "market_price"


class PriceMoved(Expected):
    """Somebody corrected, removed or noted the same price meanwhile."""

    code = "market_price_moved"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Harga ini baru diubah orang lain. Muat ulang halaman."))


@dataclass(frozen=True)
class Noting:
    """One good at one market on one day: `base_amount` base units cost `price_minor`."""

    good: str
    unit: str
    base: str
    base_amount: int
    price_minor: int
    market: str
    day: date


def checked(noting: Noting, *, today: date) -> Noting:
    """The same, tidied. Raises NotAMarketPrice with the field that has to be mended."""
    good, market = (" ".join(text.split()) for text in (noting.good, noting.market))
    if not fold(good) or len(good) > LONGEST_NAME:
        raise NotAMarketPrice(_("Tulis nama barang, paling panjang 80 huruf."), field="good")
    if not fold(market) or len(market) > LONGEST_NAME:
        raise NotAMarketPrice(_("Tulis nama pasar, paling panjang 80 huruf."), field="market")
    if noting.day > today:
        raise NotAMarketPrice(_("Tanggal belum terjadi. Pilih hari ini atau sebelumnya."), field="day")
    if noting.day < today - timedelta(days=OLDEST_DAYS):
        raise NotAMarketPrice(_("Tanggal lebih dari setahun lalu. Periksa tahunnya."), field="day")
    if noting.price_minor < 1:
        raise NotAMarketPrice(_("Isi harga lebih dari 0."), field="price")
    return Noting(good, noting.unit, noting.base, noting.base_amount, noting.price_minor, market, noting.day)


@transaction.atomic
def note(
    *, scope: Scope, person: Person, cooperative_id: int, rows: Sequence[Noting], source: str, key: str
) -> list[int]:
    """The ids of the prices that are new or corrected; what already stands so is left. The same `key` runs once.

    Raises NotAMarketPrice, NotFound for a cooperative that is not theirs.
    """
    cooperative = cooperatives.under(scope, cooperative_id, Verb.APPROVE)
    today = timezone.localdate(clock.now(), places.zone_of(cooperative.village_code))
    if len(rows) > MOST_ROWS:
        raise NotAMarketPrice(_("Simpan paling banyak %(n)s baris sekaligus.") % {"n": MOST_ROWS})
    tidy = [checked(row, today=today) for row in rows]
    given = {"cooperative": cooperative_id, "rows": [asdict(row) for row in tidy]}

    def work() -> list[int]:
        return [pk for row in tidy if (pk := _note(cooperative, person, row, source))]

    found: list[int] = once.run(purpose=f"{PURPOSE}:{person.pk}", key=key, given=given, work=work).value
    return found


@transaction.atomic
def correct(*, scope: Scope, person: Person, price_id: int, price_minor: int) -> MarketPrice:
    """Another price for the same good, market and day; the one before stays in the history."""
    if price_minor < 1:
        raise NotAMarketPrice(_("Isi harga lebih dari 0."), field="price")
    before = _standing(scope, price_id)
    return before if before.price_minor == price_minor else _replace(before, person, price_minor, before.source)


@transaction.atomic
def remove(*, scope: Scope, person: Person, price_id: int) -> None:
    price = _standing(scope, price_id)
    _end(price, person)
    record(person=person, verb="market_price.removed", obj=price, before={"price_minor": price.price_minor})


@transaction.atomic
def take_back(*, scope: Scope, person: Person, price_id: int) -> None:
    """Undo what was done last to this price: its removal, its correction, or that it was noted.

    Raises PriceMoved when it was changed since.
    """
    price = MarketPrice.objects.editable(scope).filter(pk=price_id).first()
    if price is None:
        raise _unknown()
    if price.ended_at is not None:
        later = Q(ended_at__isnull=True) | Q(ended_at__gt=price.ended_at)
        if price.corrections.filter(later).exists():  # one that was itself undone before says nothing
            raise PriceMoved
        _stand_again(price)
    else:
        _end(price, person)
        if price.replaces is not None:
            _stand_again(price.replaces)
    record(person=person, verb="market_price.taken_back", obj=price, after={"price_minor": price.price_minor})


def _note(cooperative: Cooperative, person: Person, row: Noting, source: str) -> int:
    """The id of the price noted, 0 when it stood like that already."""
    keys = {"good_key": fold(row.good), "market_key": fold(row.market), "place": cooperative.village_code[:5]}
    own = MarketPrice.objects.standing().filter(cooperative=cooperative, unit=row.unit, day=row.day, **keys)
    before = own.select_for_update(of=("self",)).first()
    if before is not None:
        same = before.price_minor == row.price_minor
        return 0 if same else _replace(before, person, row.price_minor, source).pk
    values = {**asdict(row), **keys, "cooperative": cooperative, "currency": cooperative.currency}
    made = _create(source=source, noted_by=person, **values)
    record(person=person, verb="market_price.noted", obj=made, after={"price_minor": row.price_minor})
    return made.pk


def _replace(before: MarketPrice, person: Person, price_minor: int, source: str) -> MarketPrice:
    _end(before, person)
    kept = ("good", "good_key", "unit", "base", "base_amount", "currency", "market", "market_key", "place", "day")
    same = {name: getattr(before, name) for name in kept}
    made = _create(
        cooperative=before.cooperative, noted_by=person, source=source, price_minor=price_minor, replaces=before, **same
    )
    record(
        person=person, verb="market_price.corrected", obj=made, before={"price_minor": before.price_minor},
        after={"price_minor": price_minor},
    )  # fmt: skip
    return made


def _create(**values: object) -> MarketPrice:
    try:
        with transaction.atomic():
            return MarketPrice.objects.create(**values)
    except IntegrityError as error:  # another officer noted it at the same moment
        raise PriceMoved from error


def _end(price: MarketPrice, person: Person) -> None:
    stands = MarketPrice.objects.standing().filter(pk=price.pk)
    if not stands.update(ended_at=clock.now(), ended_by=person):
        raise PriceMoved


def _stand_again(price: MarketPrice) -> None:
    try:
        with transaction.atomic():
            MarketPrice.objects.filter(pk=price.pk, ended_at__isnull=False).update(ended_at=None, ended_by=None)
    except IntegrityError as error:  # the same good was noted anew
        raise PriceMoved from error


def _standing(scope: Scope, price_id: int) -> MarketPrice:
    own = MarketPrice.objects.editable(scope).standing().select_related("cooperative")
    found = own.select_for_update(of=("self",)).filter(pk=price_id).first()
    if found is None:
        raise _unknown()
    return found


def _unknown() -> NotFound:
    return NotFound(_("Harga pasar ini tidak ada."))
