"""Addresses as Saleor's rules for Indonesia leave them: 34 provinces, cities in capitals, the kecamatan kept or not."""

import re
from dataclasses import dataclass
from typing import ClassVar

from tests.fakes.saleor.faults import Problem
from tests.fakes.saleor.registry import query
from tests.fakes.saleor.things import Ask, Json, Thing, as_pairs
from tests.fakes.saleor.world import World

# the canonical name and how else it may be called, any case
_PROVINCES = """Aceh|Aceh;Bali|Bali;Banten|Banten;Bengkulu|Bengkulu;
Daerah Istimewa Yogyakarta|Daerah Istimewa Yogyakarta;
Daerah Istimewa Yogyakarta|Special Region of Yogyakarta;DKI Jakarta|DKI Jakarta;DKI Jakarta|Jakarta;Gorontalo|Gorontalo;
Jambi|Jambi;Jawa Barat|Jawa Barat;Jawa Barat|West Java;Jawa Tengah|Central Java;Jawa Tengah|Jawa Tengah;
Jawa Timur|East Java;Jawa Timur|Jawa Timur;Kalimantan Barat|Kalimantan Barat;Kalimantan Barat|West Kalimantan;
Kalimantan Selatan|Kalimantan Selatan;Kalimantan Selatan|South Kalimantan;Kalimantan Tengah|Central Kalimantan;
Kalimantan Tengah|Kalimantan Tengah;Kalimantan Timur|East Kalimantan;Kalimantan Timur|Kalimantan Timur;
Kalimantan Utara|Kalimantan Utara;Kalimantan Utara|North Kalimantan;Kepulauan Bangka Belitung|Bangka Belitung Islands;
Kepulauan Bangka Belitung|Kepulauan Bangka Belitung;Kepulauan Riau|Kepulauan Riau;Kepulauan Riau|Riau Islands;
Lampung|Lampung;Maluku|Maluku;Maluku Utara|Maluku Utara;Maluku Utara|North Maluku;
Nusa Tenggara Barat|Nusa Tenggara Barat;Nusa Tenggara Barat|West Nusa Tenggara;Nusa Tenggara Timur|East Nusa Tenggara;
Nusa Tenggara Timur|Nusa Tenggara Timur;Papua|Papua;Papua Barat|Papua Barat;Papua Barat|West Papua;Riau|Riau;
Sulawesi Barat|Sulawesi Barat;Sulawesi Barat|West Sulawesi;Sulawesi Selatan|South Sulawesi;
Sulawesi Selatan|Sulawesi Selatan;Sulawesi Tengah|Central Sulawesi;Sulawesi Tengah|Sulawesi Tengah;
Sulawesi Tenggara|South East Sulawesi;Sulawesi Tenggara|Sulawesi Tenggara;Sulawesi Utara|North Sulawesi;
Sulawesi Utara|Sulawesi Utara;Sumatera Barat|Sumatera Barat;Sumatera Barat|West Sumatra;
Sumatera Selatan|South Sumatra;Sumatera Selatan|Sumatera Selatan;Sumatera Utara|North Sumatra;
Sumatera Utara|Sumatera Utara"""
CHOICES = [(raw.strip(), verbose) for raw, _, verbose in (one.strip().partition("|") for one in _PROVINCES.split(";"))]
CANONICAL = {verbose.lower(): raw for raw, verbose in CHOICES}
FIELDS = ("firstName", "lastName", "companyName", "streetAddress1", "streetAddress2", "city", "cityArea", "postalCode",
          "countryArea", "phone")  # fmt: skip


@dataclass(kw_only=True, eq=False)
class Address(Thing):
    typename: ClassVar[str] = "Address"
    first_name: str = ""
    last_name: str = ""
    company_name: str = ""
    street_address1: str = ""
    street_address2: str = ""
    city: str = ""
    city_area: str = ""
    postal_code: str = ""
    country_area: str = ""
    phone: str | None = None
    country_code: str = "ID"

    @property
    def country(self) -> Json:
        name = "Indonesia" if self.country_code == "ID" else self.country_code
        return {"__typename": "CountryDisplay", "code": self.country_code, "country": name}

    is_default_shipping_address: bool | None = None
    is_default_billing_address: bool | None = None


@dataclass(frozen=True)
class Checks:
    """What `validationRules` and `skipValidation` turn off."""

    format: bool = True
    required: bool = True
    normal: bool = True

    @classmethod
    def of(cls, rules: Json | None) -> "Checks":
        rules = rules or {}
        return cls(
            rules.get("checkFieldsFormat", True),
            rules.get("checkRequiredFields", True),
            rules.get("enableFieldsNormalization", True),
        )


def address_of(ask: Ask, given: Json | None, *, kind: str | None = None, rules: Json | None = None) -> Address | None:
    """Raises Problem; `kind` is SHIPPING or BILLING where the error names it."""
    if given is None:
        return None
    checks = Checks.of(rules)
    if given.get("skipValidation"):
        ask.caller.demand("HANDLE_CHECKOUTS", "MANAGE_ORDERS", "MANAGE_PRODUCTS")
        checks = Checks(format=False, required=False, normal=False)
    values: Json = {name: (given.get(name) or "").strip() for name in FIELDS}
    country = given.get("country") or ("ID" if not checks.required else "")
    extra = {"addressType": kind} if kind else {}
    if country == "ID":
        _check(values, checks, extra)
        values = _normal(ask.world, values, checks)
    elif not country:
        raise Problem("country", "REQUIRED", "This field is required.", **extra)
    made = Address(
        id=ask.world.new_id("Address"),
        country_code=country,
        metadata_=as_pairs(given.get("metadata")),
        phone=_phone(values["phone"]) or None,
    )
    for name, attribute in _SNAKE.items():
        setattr(made, attribute, values[name])
    return made


_SNAKE = {
    "firstName": "first_name", "lastName": "last_name", "companyName": "company_name",
    "streetAddress1": "street_address1", "streetAddress2": "street_address2", "city": "city",
    "cityArea": "city_area", "postalCode": "postal_code", "countryArea": "country_area",
}  # fmt: skip


def _check(values: Json, checks: Checks, extra: Json) -> None:
    rows: list[Problem] = []
    if checks.required:
        for name in ("streetAddress1", "countryArea"):
            if not values[name]:
                rows += [Problem(name, "REQUIRED", "This field is required.", **extra)] * 2
    if checks.format:
        wrong = "This value is not valid for the address."
        if values["countryArea"] and values["countryArea"].lower() not in CANONICAL:
            rows.append(Problem("countryArea", "INVALID", wrong, **extra))
        if values["postalCode"] and not re.fullmatch(r"\d{5}", values["postalCode"]):
            rows.append(Problem("postalCode", "INVALID", wrong, **extra))
        if values["phone"] and not re.fullmatch(r"\+?[\d\s-]{8,16}", values["phone"]):
            rows.append(Problem("phone", "INVALID", f"'{values['phone']}' is not a valid phone number.", **extra))
    if rows:
        first = Problem(None, "", "")
        first.rows = [dict(row) for one in rows for row in one.rows]
        raise first


def _normal(world: World, values: Json, checks: Checks) -> Json:
    if not checks.normal:
        return values
    kept = values["cityArea"] if world.shop.preserve_all_address_fields else ""
    return {
        **values,
        "city": values["city"].upper(),
        "cityArea": kept,
        "countryArea": CANONICAL.get(values["countryArea"].lower(), values["countryArea"]),
    }


def _phone(given: str) -> str:
    digits = re.sub(r"[\s-]", "", given)
    return f"+62{digits[1:]}" if digits.startswith("0") else digits


@query("addressValidationRules")
def address_validation_rules(ask: Ask, *, country_code: str, **_: object) -> Json:
    choices = [{"__typename": "ChoiceValue", "raw": raw, "verbose": verbose} for raw, verbose in CHOICES]
    is_ours = country_code == "ID"
    return {
        "__typename": "AddressValidationData",
        "countryCode": country_code,
        "countryName": "INDONESIA" if is_ours else country_code,
        "requiredFields": ["streetAddress1", "countryArea"] if is_ours else ["streetAddress1"],
        "allowedFields": [
            "streetAddress1",
            "name",
            "countryArea",
            "postalCode",
            "companyName",
            "streetAddress2",
            "city",
        ],
        "countryAreaChoices": choices if is_ours else [],
        "postalCodeMatchers": [r"^\d{5}$"] if is_ours else [],
        "upperFields": ["city"],
    }
