"""People's addresses as Saleor keeps them. Pure.

Saleor checks addresses by Google's list, which knows 34 provinces; those made in 2022 are sent unchecked, as they are.
What Saleor has no field for (the village and its code) rides in the address's metadata.
"""

import re
from collections.abc import Mapping
from typing import Any

COUNTRY = "ID"
MAIL_DOMAIN = "pembeli.invalid"  # a reserved domain: Saleor wants an address, and nobody is to get its mail
NAME_LENGTH, STREET_LENGTH, CITY_LENGTH, AREA_LENGTH = 256, 256, 256, 128
NOWHERE = "Ambil sendiri di penjual"  # the street of a purchase that is only picked up

# our register's name -> Google's, where they differ; all others are the same
_SPELLED = {"Daerah Khusus Ibukota Jakarta": "DKI Jakarta", "Daerah Khusus Jakarta": "DKI Jakarta"}
_KNOWN = frozenset({
    "Aceh", "Bali", "Banten", "Bengkulu", "Daerah Istimewa Yogyakarta", "DKI Jakarta", "Gorontalo", "Jambi",
    "Jawa Barat", "Jawa Tengah", "Jawa Timur", "Kalimantan Barat", "Kalimantan Selatan", "Kalimantan Tengah",
    "Kalimantan Timur", "Kalimantan Utara", "Kepulauan Bangka Belitung", "Kepulauan Riau", "Lampung", "Maluku",
    "Maluku Utara", "Nusa Tenggara Barat", "Nusa Tenggara Timur", "Papua", "Papua Barat", "Riau", "Sulawesi Barat",
    "Sulawesi Selatan", "Sulawesi Tengah", "Sulawesi Tenggara", "Sulawesi Utara", "Sumatera Barat",
    "Sumatera Selatan", "Sumatera Utara",
})  # fmt: skip
_POSTAL_CODE = re.compile(r"\d{5}", re.ASCII)
_PHONE = re.compile(r"\+\d{8,15}", re.ASCII)


def address(
    *, name: str, phone: str = "", street: str = "", village_code: str = "", region_names: str = "",
    postal_code: str = "", checked: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """An AddressInput. `region_names` is nearest first: "Karangsari, Sukorejo, Kota Blitar, Jawa Timur".

    `checked=False` asks Saleor to take it as it is (an app's privilege): after it refused one, and for what its list
    cannot know.
    """
    village, district, city, province = _parts(region_names)
    area = _SPELLED.get(province, province)
    metadata = {"lapak.village": village, "lapak.village_code": village_code, "lapak.province": province}
    if not _POSTAL_CODE.fullmatch(postal_code):
        metadata["lapak.postal_code"], postal_code = postal_code, ""
    if not _PHONE.fullmatch(phone):
        metadata["lapak.phone"], phone = phone, ""
    wanted: dict[str, Any] = {
        "firstName": name[:NAME_LENGTH],
        "lastName": "",
        "streetAddress1": (street or NOWHERE)[:STREET_LENGTH],
        "streetAddress2": village[:STREET_LENGTH],
        "cityArea": district[:AREA_LENGTH],
        "city": city[:CITY_LENGTH],
        "countryArea": area[:AREA_LENGTH],
        "postalCode": postal_code,
        "country": COUNTRY,
        "phone": phone,
        "metadata": _pairs(metadata),
    }
    if not checked or area not in _KNOWN:
        wanted["skipValidation"] = True
    return wanted


def email_of(ref: str) -> str:
    """The made-up address of a purchase: our buyers have a phone number and often nothing else."""
    return f"{re.sub('[^a-z0-9.-]', '-', ref.lower())}@{MAIL_DOMAIN}"


def province_known(name: str) -> bool:
    """Whether Saleor's address list has this province."""
    return _SPELLED.get(name, name) in _KNOWN


def _parts(region_names: str) -> tuple[str, str, str, str]:
    """Village, district, city and province; the nearest are missing first."""
    names = [part.strip() for part in region_names.split(",")] if region_names.strip() else []
    village, district, city, province = ["", "", "", "", *names][-4:]
    return village, district, city, province


def _pairs(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in values.items() if value]
