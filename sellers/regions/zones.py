"""Time zone of each province: west, middle, east. A province that is not listed has no zone, and says so."""

from zoneinfo import ZoneInfo

ZONES = {
    "WIB": ZoneInfo("Asia/Jakarta"),
    "WITA": ZoneInfo("Asia/Makassar"),
    "WIT": ZoneInfo("Asia/Jayapura"),
}
_PROVINCES = {
    "WIB": "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62",
    "WITA": "51 52 53 63 64 65 71 72 73 74 75 76",
    "WIT": "81 82 91 92 93 94 95 96",
}
NAME_BY_PROVINCE = {province: name for name, listed in _PROVINCES.items() for province in listed.split()}
