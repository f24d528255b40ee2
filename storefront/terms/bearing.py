"""Why money goes back, and who then bears it. Pure: words, states and parties, no rows. README.md has the table."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Bearer = Literal["seller", "cooperative", "courier"]
SELLER: Bearer = "seller"
COOPERATIVE: Bearer = "cooperative"
COURIER: Bearer = "courier"

BEFORE = frozenset({"confirmed", "accepted", "packed", "ready"})  # sold, and still in the seller's hands
AFTER = frozenset({"sent", "received", "completed", "disputed"})
REFUNDABLE = BEFORE | AFTER


@dataclass(frozen=True)
class Reason:
    """`bearer` is proposed; `carried` instead of it when a courier had the parcel. `states`: where it is offered.

    `at_door`: also a reason for a cash parcel that was not taken. No states: written by the life of an order itself.
    """

    words: str | Promise
    bearer: Bearer
    carried: Bearer | None = None
    states: frozenset[str] = frozenset()
    at_door: bool = False


REASONS: dict[str, Reason] = {
    "out_of_stock": Reason(_("Barang habis"), SELLER, states=BEFORE),
    "missing": Reason(_("Barang kurang"), SELLER, states=AFTER),
    "wrong_goods": Reason(_("Barang salah"), SELLER, states=AFTER, at_door=True),
    "quality": Reason(_("Mutu tidak sesuai"), SELLER, states=REFUNDABLE, at_door=True),
    "damaged": Reason(_("Rusak di jalan"), SELLER, COURIER, AFTER, at_door=True),
    "late": Reason(_("Terlambat sampai"), SELLER, COURIER, REFUNDABLE, at_door=True),
    "lost": Reason(_("Paket hilang"), SELLER, COURIER, frozenset({"sent", "disputed"})),
    "not_collected": Reason(_("Tidak diambil pembeli"), SELLER, states=frozenset({"ready", "disputed"})),
    "not_home": Reason(_("Pembeli tidak di rumah"), SELLER, at_door=True),
    "refused": Reason(_("Pembeli tidak mau menerima"), SELLER, at_door=True),
    "price_error": Reason(_("Salah harga"), COOPERATIVE, states=REFUNDABLE),
    "goodwill": Reason(_("Itikad baik"), COOPERATIVE, states=REFUNDABLE),
    "cooperative_mistake": Reason(_("Kesalahan koperasi"), COOPERATIVE, states=REFUNDABLE),
    "weighed": Reason(_("Ditimbang saat dikemas"), SELLER),
    "by_shop": Reason(_("Diminta lewat toko daring"), SELLER),
    "dispute_lost": Reason(_("Diambil kembali oleh bank pembeli"), SELLER),
    "cancelled": Reason(_("Pesanan dibatalkan"), SELLER),
    "returned": Reason(_("Barang dikembalikan"), SELLER),
}

BEARER_WORDS: dict[str, Promise] = {
    SELLER: _("Penjual"),
    COOPERATIVE: _("Koperasi"),
    COURIER: _("Kurir"),
}


def offered(*, state: str) -> dict[str, Reason]:
    """The reasons that fit an order in `state`."""
    return {code: reason for code, reason in REASONS.items() if state in reason.states}


def at_door() -> dict[str, Reason]:
    """The reasons why a cash parcel was not taken."""
    return {code: reason for code, reason in REASONS.items() if reason.at_door}


def proposed(*, reason: str, carried: bool, has_cooperative: bool) -> Bearer:
    """Who bears it unless an officer says otherwise. `carried`: a courier had the parcel.

    A seller on its own has nobody who could bear it instead. KeyError for a reason nobody knows.
    """
    known = REASONS[reason]
    bearer = known.carried if carried and known.carried else known.bearer
    return bearer if bearer in allowed(has_cooperative=has_cooperative) else SELLER


def allowed(*, has_cooperative: bool) -> tuple[Bearer, ...]:
    """Who may bear it: couriers answer to the cooperative that settles with them, so without one only the seller."""
    return (SELLER, COOPERATIVE, COURIER) if has_cooperative else (SELLER,)


def words_of(reason: str) -> str | Promise:
    """What a reason is called; the code itself for one that is no longer known."""
    known = REASONS.get(reason)
    return known.words if known else reason
