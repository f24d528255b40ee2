"""What the five questions of the opening take: the fields typed, and each answer checked."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from payments.charges import banks
from sellers.kit.errors import Expected
from sellers.regions import places
from storefront.desk.archetypes import SHOWN
from storefront.stalls import first_good
from storefront.stalls.queries import home_regency

STEPS = ("siapa", "nama", "desa", "jual", "bayar")
MOST_VILLAGES = 15
FIELDS = {
    "siapa": ("archetype",),
    "nama": ("name",),
    "desa": ("village_code", "q"),
    "jual": ("good",),
    "bayar": ("paid_by", "bank_code", "bank_number", "bank_holder", "bank"),
}
_ANSWERED = {"siapa": "archetype", "nama": "name", "desa": "village_code", "jual": "good", "bayar": "paid_by"}
_GOOD = ("name", "price", "unit", "stock")


class Unanswered(Expected):
    code = "unanswered"


def next_step(answers: dict[str, Any]) -> str:
    """The first question without an answer, else the last."""
    return next((step for step in STEPS if not _answered(step, answers)), STEPS[-1])


def typed(request: HttpRequest, step: str) -> dict[str, Any]:
    """What the form of this step says, cut to a sane length and not yet checked."""
    post = request.POST
    if step == "jual":
        good = {key: post.get(key, "").strip()[:120] for key in _GOOD}
        good["unit"] = post.get("other_unit", "")[:20] or good["unit"]
        return {"good": {"later": True} if post.get("nanti") == "1" else good}
    given: dict[str, Any] = {
        key: post.get(key, "").strip()[:200] for key in FIELDS[step] if key in post and key not in ("paid_by", "bank")
    }
    if step == "bayar":
        given["paid_by"] = [way for way in post.getlist("paid_by") if way in ("cash", "transfer")]
    return given


def read(step: str, given: dict[str, Any]) -> dict[str, Any]:
    """The answer as it is kept. Raises Expected with the field it is about."""
    return _READERS[step](given)


def villages_shown(given: dict[str, Any]) -> dict[str, Any]:
    """What desk/_villages.html shows: those near the cooperatives that stand here first, for many share a name."""
    text = given.get("q", "")
    found = places.search_villages(text, limit=MOST_VILLAGES, near=home_regency()) if len(text.strip()) >= 3 else ()
    return {"villages": found, "q": text, "chosen": _chosen_village(given)}


def _answered(step: str, answers: dict[str, Any]) -> bool:
    if step == "jual":
        good = answers.get("good") or {}
        return bool(good.get("later") or good.get("checked"))
    return bool(answers.get(_ANSWERED[step]))


def _chosen_village(given: dict[str, Any]) -> places.Village | None:
    try:
        return places.village(given["village_code"]) if given.get("village_code") else None
    except Expected:
        return None


def _read_who(given: dict[str, Any]) -> dict[str, Any]:
    if given.get("archetype") not in {kind.code for kind in SHOWN}:
        raise Unanswered(_("Pilih salah satu."), field="archetype")
    return {}


def _read_name(given: dict[str, Any]) -> dict[str, Any]:
    if len(given.get("name", "")) < 3:
        raise Unanswered(_("Tulis nama lapak, paling sedikit 3 huruf."), field="name")
    return {"name": given["name"][:120]}


def _read_village(given: dict[str, Any]) -> dict[str, Any]:
    if not given.get("village_code"):
        raise Unanswered(_("Cari lalu pilih desa atau kelurahan."), field="village_code")
    return {"village_code": places.village(given["village_code"]).code}


def _read_good(given: dict[str, Any]) -> dict[str, Any]:
    good = given["good"]
    if good.get("later"):
        return {"good": {"later": True}}
    if not good.get("photo"):
        raise Unanswered(_("Ambil foto barangnya dulu."), field="photo")
    return {"good": first_good.check(good) | {"photo": good["photo"], "checked": True}}


def _read_pay(given: dict[str, Any]) -> dict[str, Any]:
    if not given.get("paid_by"):
        raise Unanswered(_("Pilih paling sedikit satu cara dibayar."), field="paid_by")
    if "transfer" not in given["paid_by"]:
        return {"bank": {}}
    number = "".join(sign for sign in given.get("bank_number", "") if sign not in " -.")
    if given.get("bank_code") not in banks.all_banks():
        raise Unanswered(_("Pilih bank."), field="bank_code")
    if not (number.isascii() and number.isdigit()) or not 6 <= len(number) <= 20:
        raise Unanswered(_("Tulis nomor rekening, 6 sampai 20 angka."), field="bank_number")
    if not given.get("bank_holder"):
        raise Unanswered(_("Tulis nama pemilik rekening."), field="bank_holder")
    return {"bank": {"bank_code": given["bank_code"], "number": number, "holder": given["bank_holder"]}}


_READERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "siapa": _read_who, "nama": _read_name, "desa": _read_village, "jual": _read_good, "bayar": _read_pay,
}  # fmt: skip
