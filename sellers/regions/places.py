"""Provinces, regencies, districts and villages by their Kemendagri code ("35.72.02.1005"), without a network."""

import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sellers.kit.errors import Expected
from sellers.regions import register, search
from sellers.regions.zones import NAME_BY_PROVINCE, ZONES

_CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?", re.ASCII)
PARENT_LEVELS = (2, 5, 8)  # characters of a province, regency and district code


class UnknownVillage(Expected):
    """The code names no village."""

    code = "unknown_village"

    def __init__(self) -> None:
        super().__init__(_("Pilih desa atau kelurahan dari daftar."), field="village_code")


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    level: int  # 1 province, 2 regency, 3 district, 4 village
    kind: str  # provinsi, kabupaten, kota, kecamatan, distrik, kelurahan, desa, desa_adat
    parent: str
    postal_code: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Village:
    code: str
    name: str
    district: str
    regency: str
    province: str
    district_code: str
    regency_code: str
    province_code: str
    postal_code: str
    timezone: str


def place(code: str) -> Place | None:
    """The place of any level, or None."""
    return _place(code) if _CODE.fullmatch(code) else None  # only what looks like a code is worth remembering


@lru_cache(maxsize=4096)
def _place(code: str) -> Place | None:
    level = code.count(".") + 1
    name, postal_code = register.regions().get(code, ""), ""
    if level == 4:
        villages = register.villages()
        i = villages.find(code)
        name, postal_code = (villages.names.line(i), villages.postal_code(i)) if i is not None else ("", "")
    if not name:
        return None
    return Place(code, name, level, _kind(code, level, name), code.rpartition(".")[0], postal_code, zone_of(code).key)


def country_of(_code: str) -> str:
    """The ISO 3166 country of a place: the register holds one country's villages only."""
    return register.COUNTRY


@lru_cache(maxsize=4096)
def village(code: str) -> Village:
    """The village with the names above it; raises UnknownVillage."""
    found = place(code)
    if found is None or found.level != 4:
        raise UnknownVillage
    province, regency, district = (register.regions().get(code[:length], "") for length in PARENT_LEVELS)
    return Village(
        code=code, name=found.name, district=district, regency=regency, province=province,
        district_code=code[:8], regency_code=code[:5], province_code=code[:2],
        postal_code=found.postal_code, timezone=found.timezone,
    )  # fmt: skip


def children(code: str = "") -> tuple[Place, ...]:
    """What lies directly in a place, by name; the provinces when no code is given."""
    return _children(code) if not code or _CODE.fullmatch(code) else ()


@lru_cache(maxsize=512)
def _children(code: str) -> tuple[Place, ...]:
    if code.count(".") == 2:
        villages = register.villages()
        codes = [villages.code(i) for i in villages.inside(code)]
    else:
        codes = [inner for inner in register.regions() if inner.rpartition(".")[0] == code]
    found = (place(inner) for inner in codes)
    return tuple(sorted((inner for inner in found if inner), key=lambda inner: inner.name))


def search_villages(text: str, limit: int = 20, near: str = "") -> tuple[Village, ...]:
    """Best first: part of a name, what lies above it, a postal code; forgives one wrong letter a word."""
    return _search(text[:80], limit, near[:8])


@lru_cache(maxsize=128)
def _search(text: str, limit: int, near: str) -> tuple[Village, ...]:
    return tuple(village(code) for code in search.find(text, limit=limit, near=near))


def zone_name(code: str) -> str:
    """WIB, WITA or WIT; a code of no known province raises UnknownVillage."""
    try:
        return NAME_BY_PROVINCE[code[:2]]
    except KeyError:
        raise UnknownVillage from None


def zone_of(code: str) -> ZoneInfo:
    return ZONES[zone_name(code)]


def names(code: str) -> str:
    """Nearest first: "Karangsari, Sukorejo, Kota Blitar, Jawa Timur"; empty for an unknown code."""
    found = place(code)
    above = [register.regions().get(code[:length], "") for length in reversed(PARENT_LEVELS) if length < len(code)]
    return ", ".join(name for name in [found.name, *above] if name) if found else ""


def _kind(code: str, level: int, name: str) -> str:
    if level == 1:
        return "provinsi"
    if level == 2:
        return "kota" if name.startswith("Kota ") else "kabupaten"
    if level == 3:
        return "distrik" if code[:2] >= "91" else "kecamatan"
    return {"1": "kelurahan", "3": "desa_adat"}.get(code[9], "desa")
