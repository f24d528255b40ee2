"""The form of a courier's remittance, as it is typed in the office and at the desk.

Reading never fails: what cannot be read is kept as typed, and `wanted` says in one sentence what to change.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from payments.remittances.actions import Wanted
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.orders.refund_form import parse_amount

FIELDS = {"diterima": 30, "ongkir": 30, "biaya": 30, "rela": 30, "referensi": 60, "tanggal": 10, "catatan": 200}
MOST_PARCELS = 500


@dataclass(frozen=True)
class RemittanceForm:
    """`texts` as typed, by the names of FIELDS; `parcels` are codes of charges."""

    texts: dict[str, str]
    parcels: tuple[str, ...]
    key: str

    def wanted(self, *, courier: str, currency: str, zone: ZoneInfo) -> Wanted:
        """What is to be written down. Raises Expected with the field."""
        return Wanted(
            key=self.key,
            courier=courier,
            charge_codes=self.parcels,
            reference=self.texts["referensi"],
            received_minor=self._minor("diterima", currency, "received"),
            delivery_minor=self._minor("ongkir", currency, "delivery"),
            fee_minor=self._minor("biaya", currency, "fee"),
            lost_minor=self._minor("rela", currency, "lost"),
            note=self.texts["catatan"],
            received_at=self._at(zone),
        )

    def _minor(self, name: str, currency: str, field: str) -> int:
        text = self.texts[name]
        if not text.strip(" 0.,"):
            return 0
        return parse_amount(text, currency=currency, field=field)

    def _at(self, zone: ZoneInfo) -> datetime:
        """Noon of the day; today is now, so that it does not lie ahead in the morning."""
        try:
            day = date.fromisoformat(self.texts["tanggal"])
        except ValueError as error:
            raise Expected(_("Isi tanggal yang benar."), field="day") from error
        if not 2000 <= day.year <= 2200:
            raise Expected(_("Isi tanggal yang benar."), field="day")
        now = clock.now().astimezone(zone)  # the day of the same form sent again is then the same day
        return now if day == now.date() else datetime.combine(day, time(12), tzinfo=zone)


def read(values: QueryDict, *, today: date) -> RemittanceForm:
    texts = {name: _clean(values.get(name, ""))[:most] for name, most in FIELDS.items()}
    texts["tanggal"] = texts["tanggal"] or today.isoformat()
    parcels = tuple(dict.fromkeys(_clean(code)[:8] for code in values.getlist("paket")[:MOST_PARCELS]))
    return RemittanceForm(texts, parcels, _clean(values.get("kunci", ""))[:80] or secrets.token_urlsafe(12))


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()
