"""What bringing a basket of another storefront costs: all sellers together, from the same tables as our own checkout.

The other storefront's address has names and a postal code, and rarely our village code. The region is found as finely
as they allow, and priced as fine as that: where only the regency is known, fees of single districts do not apply.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.products.models import Variant
from payments.money import Money, total
from sellers.regions import places
from storefront.delivery.queries import PICKUP, DeliveryWay, ways_for

CHEAPEST, PICKED_UP = "cheapest", "pickup"
_KIND_OF_PLACE = re.compile(
    r"^(kota|kab\.?|kabupaten|kec\.?|kecamatan|distrik|kel\.?|kelurahan|desa)\s+", re.IGNORECASE
)
_PROVINCES = {"dki jakarta": "daerah khusus ibukota jakarta", "jakarta": "daerah khusus ibukota jakarta"}


@dataclass(frozen=True)
class WrittenAddress:
    """An address as somebody else's form has it."""

    province: str = ""
    city: str = ""
    district: str = ""
    village: str = ""
    postal_code: str = ""
    village_code: str = ""


@dataclass(frozen=True)
class ForeignWay:
    """One way for the whole basket. `shares`: each seller's fee in minor units."""

    kind: str  # CHEAPEST, PICKED_UP
    fee: Money
    shares: Mapping[int, int]
    label: str
    days: int | None = None


def quote(*, packs: Mapping[int, int], to: WrittenAddress, currency: str) -> tuple[ForeignWay, ...]:
    """Ways for these packs by variant id; none when a seller does not reach the place, or has another currency."""
    variants = list(Variant.objects.filter(pk__in=packs).select_related("product__seller"))
    if not variants or len(variants) != len(packs) or any(variant.currency != currency for variant in variants):
        return ()
    weights: dict[int, int] = {}
    for variant in variants:
        seller_id = variant.product.seller_id
        weights[seller_id] = weights.get(seller_id, 0) + variant.weight_g * packs[variant.pk]
    ways = ways_for(seller_ids=sorted(weights), village_code=region_of(to), weights_g=weights)
    return tuple(way for way in (_cheapest(ways, currency), _picked_up(ways, currency)) if way is not None)


def region_of(address: WrittenAddress) -> str:
    """The code of the smallest place that the address surely names: a village, a district, a regency, a province."""
    if places.place(address.village_code) is not None:
        return address.village_code
    province = _named(places.children(), _PROVINCES.get(_bare(address.province), address.province))
    regency = _named(places.children(province), address.city) if province else ""
    if not regency:
        return _by_postal_code(address.postal_code, within=province) or province
    district = _named(places.children(regency), address.district)
    if not district:
        return _by_postal_code(address.postal_code, within=regency) or regency
    village = _named(places.children(district), address.village)
    return village or district


def _cheapest(ways: Mapping[int, Sequence[DeliveryWay]], currency: str) -> ForeignWay | None:
    chosen: dict[int, tuple[Money, DeliveryWay]] = {}
    for seller_id, offered in ways.items():
        priced = [(way.fee, way) for way in offered if way.fee is not None and way.kind != PICKUP]
        priced = [(fee, way) for fee, way in priced if fee.currency == currency]
        if not priced:
            return None
        chosen[seller_id] = min(priced, key=lambda one: (one[0].minor, one[1].option_id))
    labels = list(dict.fromkeys(way.label for _fee, way in chosen.values()))
    days = [number for _fee, way in chosen.values() if (number := _most_days(way.days)) is not None]
    return ForeignWay(
        CHEAPEST,
        total([fee for fee, _way in chosen.values()], currency),
        {seller_id: fee.minor for seller_id, (fee, _way) in chosen.items()},
        ", ".join(labels),
        max(days) if len(days) == len(chosen) else None,
    )


def _picked_up(ways: Mapping[int, Sequence[DeliveryWay]], currency: str) -> ForeignWay | None:
    if not all(any(way.kind == PICKUP for way in offered) for offered in ways.values()):
        return None
    return ForeignWay(PICKED_UP, Money(0, currency), dict.fromkeys(ways, 0), _("Ambil Sendiri"))


def _most_days(written: str) -> int | None:
    numbers = [int(number) for number in re.findall(r"\d{1,3}", written)]
    return max(numbers) if numbers else None


def _by_postal_code(code: str, *, within: str) -> str:
    """The smallest place that holds every village of a postal code, inside what is known already."""
    if not re.fullmatch(r"\d{5}", code, re.ASCII):
        return ""
    found = [village.code for village in places.search_villages(code, limit=200)]
    found = [one for one in found if not within or one.startswith(f"{within}.")]
    shared = found[0] if found else ""
    while shared and not all(one == shared or one.startswith(f"{shared}.") for one in found):
        shared = shared.rpartition(".")[0]
    return shared


def _named(among: Iterable[places.Place], name: str) -> str:
    """The place of that name; a kota and its kabupaten may share one, and then only the full name will do."""
    wanted = name.strip().casefold()
    if not wanted:
        return ""
    listed = list(among)
    exact = [one.code for one in listed if one.name.casefold() == wanted]
    bare = [one.code for one in listed if _bare(one.name) == _bare(name)]
    found = exact or bare
    return found[0] if len(found) == 1 else ""


def _bare(name: str) -> str:
    return _KIND_OF_PLACE.sub("", name.strip()).casefold()
