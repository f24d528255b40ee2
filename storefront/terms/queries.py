"""What a cooperative agreed with its sellers: deadlines, commission, and who collects the money.

Rows are reached through their relations, so a caller that lists sellers can prefetch them:
`Seller.objects.select_related("cooperative__terms").prefetch_related(*COLLECTING)`.

**Who collects.** Cash goes to the seller itself; cash that a courier takes at the door goes to whoever holds the
courier's contract: the seller's cooperative under a mandate, when it says so for that courier, else the seller. For all
else a seller has one main collector: its cooperative under a
mandate that has begun, when that cooperative can be paid in any way but cash; else the seller itself. A way is offered
when the main collector can be paid in it: by transfer with an account, by QRIS with a code of its own, by a gateway
whose account at the gateway is that cooperative's. One exception: a gateway whose account is the operator's collects
for every approved seller, beside the main collector. So a seller's ways have at most three collectors, each named to
the buyer before the last step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.money import Money
from payments.providers import known
from sellers.accounts.models import Cooperative
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.regions import places

if TYPE_CHECKING:
    from payments.charges.models import BankAccount, QrisCode
    from sellers.accounts.models import Seller

TRANSFER, QRIS, CASH = "bank_transfer", "qris", "cash"
WAYS: tuple[str, ...] = (TRANSFER, QRIS, *known.GATEWAYS, CASH)  # in the order they are offered in
COLLECTING = ("cooperative__bank_accounts", "cooperative__qris_codes", "bank_accounts", "qris_codes")

Gateways = Mapping[str, Cooperative]  # way → whose account at the gateway it is; the ready ones only


class WayNotOffered(Expected):
    """This seller cannot be paid in this way."""

    code = "way_not_offered"


@dataclass(frozen=True)
class Deadlines:
    """How long each step of an order may take."""

    pay_by_transfer_hours: int = 24
    accept_hours: int = 24
    pack_hours: int = 48
    received_days_after_arrival: int = 3
    received_days_after_sending: int = 10
    complete_days_after_receipt: int = 2


@dataclass(frozen=True)
class Collector:
    """Who receives the buyer's money; its name stands on every payment page."""

    kind: Literal["cooperative", "seller"]
    id: int
    name: str


def terms_for(seller: "Seller") -> Deadlines:
    """The deadlines of the seller's cooperative; the defaults when it has none."""
    cooperative = seller.cooperative
    if cooperative is None:
        return Deadlines()
    try:
        terms = cooperative.terms
    except ObjectDoesNotExist:
        return Deadlines()
    return Deadlines(
        pay_by_transfer_hours=terms.pay_by_transfer_hours,
        accept_hours=terms.accept_hours,
        pack_hours=terms.pack_hours,
        received_days_after_arrival=terms.received_days_after_arrival,
        received_days_after_sending=terms.received_days_after_sending,
        complete_days_after_receipt=terms.complete_days_after_receipt,
    )


def ready_gateways() -> Gateways:
    """The gateways that can collect now. Whoever asks for many sellers asks once and hands it on."""
    slugs = {gateway.name: gateway.collector_slug() for gateway in known.ready_gateways()}
    if not slugs:
        return {}
    owners = {row.slug: row for row in Cooperative.objects.filter(slug__in=set(slugs.values()))}
    return {way: owners[slug] for way, slug in slugs.items() if slug in owners}


def main_collector(seller: "Seller", *, gateways: Gateways | None = None) -> Collector:
    """Who is paid for this seller's part in all ways but cash and the operator's gateway."""
    cooperative = _mandated(seller)
    if cooperative is not None:
        own = gateways if gateways is not None else ready_gateways()
        by_gateway = any(owner.pk == cooperative.pk for owner in own.values())
        if by_gateway or any(_takes_itself(cooperative, way) for way in (TRANSFER, QRIS)):
            return Collector("cooperative", cooperative.pk, cooperative.name)
    return Collector("seller", seller.pk, seller.name)


def collector_for(*, seller: "Seller", way: str, gateways: Gateways | None = None, courier: str = "") -> Collector:
    """Who is paid for this seller's part in this way; `courier` is the one that brings it, if one does.

    Raises WayNotOffered when nobody can be.
    """
    if way == CASH:
        cooperative = cash_through(seller, courier) if courier else None
        if cooperative is not None:
            return Collector("cooperative", cooperative.pk, cooperative.name)
        return Collector("seller", seller.pk, seller.name)
    ready = gateways if gateways is not None else ready_gateways()
    main = main_collector(seller, gateways=ready)
    if way in (TRANSFER, QRIS):
        holder = _mandated(seller) if main.kind == "cooperative" else seller
        if holder is not None and _takes_itself(holder, way):
            return main
    owner = ready.get(way)
    if owner is not None:
        if main.kind == "cooperative" and main.id == owner.pk:
            return main
        if owner.is_operator and seller.state == "approved":
            return Collector("cooperative", owner.pk, owner.name)
    raise WayNotOffered(_("%(seller)s belum bisa dibayar dengan cara ini. Pilih cara lain.") % {"seller": seller.name})


def collectors_of(seller: "Seller", *, gateways: Gateways | None = None) -> dict[str, Collector]:
    """The ways this seller can be paid, in the order of WAYS, and who is paid in each."""
    ready = gateways if gateways is not None else ready_gateways()
    found: dict[str, Collector] = {}
    for way in WAYS:
        try:
            found[way] = collector_for(seller=seller, way=way, gateways=ready)
        except WayNotOffered:
            continue
    return found


def cash_through(seller: "Seller", courier: str) -> Cooperative | None:
    """The cooperative in whose name this courier takes cash for this seller: by its contract, under its mandate."""
    cooperative = _mandated(seller)
    terms = getattr(cooperative, "terms", None)
    if cooperative is None or cooperative.is_operator or terms is None or not terms.holds_courier_contract:
        return None
    return cooperative if courier in terms.cash_couriers else None


def takes_cash(*, seller: "Seller", courier: str, agreed: bool, is_stopped: bool) -> bool:
    """Whether a way of delivery takes cash now. `agreed`: the seller said so for it, for a courier by its own contract.

    A seller whose debt stops cash may still be brought cash by its cooperative's courier: that owes no commission.
    """
    if courier and cash_through(seller, courier) is not None:
        return True
    return agreed and not is_stopped


def ways_for(seller: "Seller", *, gateways: Gateways | None = None) -> tuple[str, ...]:
    """The ways this seller can be paid; whether cash fits the chosen delivery is for the quote to say."""
    return tuple(collectors_of(seller, gateways=gateways))


def can_take(way: str, amount: Money) -> bool:
    """Whether a bill of this amount can be collected in this way: each has its limits and its currencies."""
    provider = known.provider(way)
    return provider is not None and provider.takes(amount)


def _mandated(seller: "Seller") -> Cooperative | None:
    """The cooperative that may collect for this seller today, by the date where the seller is."""
    if seller.cooperative is None or seller.mandate_from is None:
        return None
    today = timezone.localdate(clock.now(), places.zone_of(seller.village_code))
    return seller.cooperative if seller.mandate_from <= today else None


def _takes_itself(holder: "Cooperative | Seller", way: str) -> bool:
    """Whether it has an account or a QRIS of its own in use. The operator collects through a gateway only."""
    if getattr(holder, "is_operator", False):
        return False
    return _any_active(holder.bank_accounts if way == TRANSFER else holder.qris_codes)


def _any_active(rows: "models.Manager[BankAccount] | models.Manager[QrisCode]") -> bool:
    return any(row.is_active for row in rows.all())
