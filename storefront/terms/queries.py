"""What a cooperative agreed with its sellers: deadlines, commission, and who collects the money.

Rows are reached through their relations, so a caller that lists sellers can prefetch them:
`Seller.objects.select_related("cooperative__terms").prefetch_related("cooperative__commission_rules",
"cooperative__bank_accounts", "bank_accounts")`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.regions import places

if TYPE_CHECKING:
    from payments.charges.models import BankAccount
    from sellers.accounts.models import Seller

Way = Literal["bank_transfer", "cash"]
TRANSFER: Way = "bank_transfer"
CASH: Way = "cash"


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


def collector_for(*, seller: "Seller", way: str) -> Collector:
    """Who is paid for this seller's part: the cooperative for a mandated member's transfers, else the seller.

    Raises WayNotOffered when nobody can receive a transfer for it.
    """
    if way == CASH:
        return Collector("seller", seller.pk, seller.name)
    if way == TRANSFER:
        cooperative = seller.cooperative
        if cooperative is not None and _is_mandated(seller) and _has_account(cooperative.bank_accounts):
            return Collector("cooperative", cooperative.pk, cooperative.name)
        if _has_account(seller.bank_accounts):
            return Collector("seller", seller.pk, seller.name)
    raise WayNotOffered(_("%(seller)s belum bisa dibayar dengan cara ini. Pilih cara lain.") % {"seller": seller.name})


def ways_for(seller: "Seller") -> tuple[Way, ...]:
    """The ways this seller can be paid; whether cash fits the chosen delivery is for the quote to say."""
    try:
        collector_for(seller=seller, way=TRANSFER)
    except WayNotOffered:
        return (CASH,)
    return (TRANSFER, CASH)


def _is_mandated(seller: "Seller") -> bool:
    if seller.mandate_from is None:
        return False
    return seller.mandate_from <= timezone.localdate(clock.now(), places.zone_of(seller.village_code))


def _has_account(accounts: "models.Manager[BankAccount]") -> bool:
    return any(account.is_active for account in accounts.all())
