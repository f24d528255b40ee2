"""The period and the breakdown a page was asked for, from its address; anything odd falls back to the usual."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from storefront.cooperative.typed import typed

PERIODS = ((1, _("Hari ini")), (7, _("7 hari")), (30, _("30 hari")), (90, _("90 hari")))
BREAKDOWNS = {
    "seller": _("Lapak"),
    "product": pgettext_lazy("rincian", "Produk"),
    "category": _("Kategori"),
    "kabupaten": _("Kabupaten pembeli"),
    "day": _("Hari"),
}
USUAL = 30
FIRST_YEAR, LAST_YEAR = 2000, 2199


@dataclass(frozen=True)
class Asked:
    days: int
    by: str = ""
    key: str = ""
    previous: bool = False

    def query(self, **other: object) -> str:
        """The query string of this period, with `other` put in; empty values are left out."""
        own = {"hari": self.days, "per": self.by, "kunci": self.key, "lalu": "1" if self.previous else ""}
        return urlencode({name: value for name, value in (own | other).items() if value not in ("", None)})


def asked(request: HttpRequest) -> Asked:
    days = request.GET.get("hari", "")
    known = {str(period): period for period, _label in PERIODS}
    by = request.GET.get("per", "")
    by = by if by in BREAKDOWNS else ""
    key = typed(request.GET, "kunci", most=60) if by else ""
    if not _possible(by, key):
        by, key = "", ""
    return Asked(known.get(days, USUAL), by, key, request.GET.get("lalu") == "1")


def _possible(by: str, key: str) -> bool:
    """Whether a row of this breakdown may have such a key: a stranger's typing must not become an error."""
    if by in ("seller", "product"):
        return key.isascii() and key.isdigit() and len(key) < 19
    if by == "day":
        try:
            return FIRST_YEAR <= date.fromisoformat(key).year <= LAST_YEAR
        except ValueError:
            return False
    return True
