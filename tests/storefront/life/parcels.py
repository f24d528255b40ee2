"""Parcels that a courier brings for cash: by the cooperative's contract, or by the seller's own."""

from typing import Any

from payments.charges.models import Charge
from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.remittances import actions as remittances
from payments.remittances.models import Remittance
from sellers.kit import clock
from sellers.people.models import Person
from storefront.delivery.models import DeliveryOption
from storefront.orders import life
from storefront.orders.inputs import PartInput
from storefront.orders.models import Order, Purchase
from storefront.orders.placing import place
from storefront.terms.models import CooperativeTerms
from tests.cast import Cast
from tests.storefront.life.stories import RP, act, saris_part, scope
from tests.storefront.orders.wishes import cash, wanted, wish


def cooperatives_contract(cast: Cast) -> None:
    """JNE takes cash for the cooperative, which holds the contract with it."""
    CooperativeTerms.objects.filter(cooperative=cast.cooperative).update(
        holds_courier_contract=True, cash_couriers=["jne"]
    )


def own_contract(cast: Cast) -> None:
    """JNE takes cash for Sari and for Citra, by contracts of their own."""
    DeliveryOption.objects.filter(kind=DeliveryOption.Kind.COURIER).update(cod=True)


def wish_of(cast: Cast, *, both: bool = False, **changes: Any) -> Any:
    lines = [wanted(cast.saris.variant, 2)]
    parts = [PartInput(cast.saris.seller.pk, cast.saris.courier.pk)]
    if both:
        lines.append(wanted(cast.citras.variant, 1))
        parts.append(PartInput(cast.citras.seller.pk, cast.citras.courier.pk))
    return wish(cast, lines=tuple(lines), parts=tuple(parts), payments=cash(cast), **changes)


def cod(cast: Cast, *, key: str = "cod-1", both: bool = False) -> Purchase:
    """2 kg from Sari (80000), brought by JNE for 25000; with `both` also 1 kg from Citra (12000) for 10000."""
    return place(key=key, given=wish_of(cast, both=both))


def sent(cast: Cast, *, key: str = "cod-1") -> Order:
    order = saris_part(cast, cod(cast, key=key))
    return life.send(**act(cast.sari, order), tracking_number="JNE001")


def taken(cast: Cast, *, key: str = "cod-1") -> Order:
    """Sari's parcel of 105000: JNE brought it and has the money."""
    return life.courier_took_cash(**act(cast.dewi, sent(cast, key=key)))


def charge_of(order: Order) -> Charge:
    return Charge.objects.filter(bill_ref=order.bill.code).order_by("-pk")[0]


def remitted(
    cast: Cast, *orders: Order, received: int, person: Person | None = None, own: bool = False, **changes: Any
) -> Remittance:
    """Gita (or Sari, for her own contract) writes down what JNE remitted for these orders."""
    who = person or (cast.sari if own else cast.gita)
    given: dict[str, Any] = {
        "key": "setoran-1", "courier": "jne", "charge_codes": tuple(charge_of(order).code for order in orders),
        "reference": "TRX-1", "received_minor": received, "received_at": clock.now(),
    } | changes  # fmt: skip
    to = {"seller_id": cast.saris.seller.pk} if own else {"cooperative_id": cast.cooperative.pk}
    return remittances.register(scope=scope(who), person=who, wanted=remittances.Wanted(**given), **to)


def jne(cast: Cast) -> AccountKey:
    return accounts.courier_cash("jne", cast.cooperative.pk, None, RP)


def saris_jne(cast: Cast) -> AccountKey:
    return accounts.courier_cash("jne", None, cast.saris.seller.pk, RP)


def till(cast: Cast) -> AccountKey:
    return accounts.seller(cast.saris.seller.pk, None, RP)


def couriers_fees(cast: Cast) -> AccountKey:
    return accounts.courier(cast.cooperative.pk, RP)


def costs(cast: Cast) -> AccountKey:
    return accounts.costs(cast.cooperative.pk, RP)


def kept(cast: Cast) -> AccountKey:
    return accounts.fees(cast.cooperative.pk, None, RP)
