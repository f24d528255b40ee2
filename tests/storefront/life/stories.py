"""How the stories of these tests begin: a placed purchase, paid or not, and what the books say about it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from payments.charges.models import Charge
from payments.ledger import accounts, balances
from payments.ledger.accounts import AccountKey
from payments.ledger.reconcile import check
from sellers.accounts.access import Scope
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.messages.models import Message
from sellers.people.models import Person
from storefront.orders import settling
from storefront.orders.models import Order, OrderEvent, Purchase
from storefront.orders.placing import place
from tests.cast import Cast
from tests.storefront.orders.wishes import cash, picked_up, wish

RP = "IDR"


def placed(cast: Cast, *, key: str = "story-key-1", **changes: Any) -> Purchase:
    """2 kg from Sari (80000) and 1 kg from Citra (12000), each brought for 5000, one transfer of 102000."""
    return place(key=key, given=wish(cast, **changes))


def placed_with_cash(cast: Cast, *, key: str = "story-key-1") -> Purchase:
    return placed(cast, key=key, payments=cash(cast))


def placed_for_pickup(cast: Cast, *, key: str = "story-key-1", **changes: Any) -> Purchase:
    return placed(cast, key=key, parts=picked_up(cast), **changes)


def transfer(cast: Cast, purchase: Purchase, *, minor: int | None = None, ref: str = "MUTASI-1") -> Charge:
    """Dewi sees the money of the purchase's newest charge on the statement; exactly what was asked unless told."""
    charge = Charge.objects.filter(bill_ref=purchase.bills.get().code).order_by("-pk")[0]
    settling.confirm_transfer(
        scope=scope(cast.dewi), person=cast.dewi, charge_code=charge.code,
        amount_minor=charge.total_minor if minor is None else minor, received_at=clock.now(), external_id=ref,
    )  # fmt: skip
    return charge


def paid(cast: Cast, **changes: Any) -> Purchase:
    purchase = placed(cast, **changes)
    transfer(cast, purchase)
    return purchase


def scope(person: Person) -> Scope:
    return scope_of(person)


def act(person: Person, order: Order) -> dict[str, Any]:
    """What every seller's and officer's action is called with."""
    return {"scope": scope(person), "person": person, "order_code": order.code}


def time_left(order: Order) -> timedelta:
    assert order.deadline_at is not None
    return order.deadline_at - clock.now()


def saris_part(cast: Cast, purchase: Purchase) -> Order:
    return purchase.orders.get(seller=cast.saris.seller)


def citras_part(cast: Cast, purchase: Purchase) -> Order:
    return purchase.orders.get(seller=cast.citras.seller)


def states(purchase: Purchase) -> list[str]:
    return list(purchase.orders.order_by("position").values_list("state", flat=True))


def verbs(order: Order) -> list[str]:
    return list(OrderEvent.objects.filter(order=order).order_by("pk").values_list("verb", flat=True))


def stock(cast: Cast) -> tuple[int, int]:
    """Grams left of Sari's and of Citra's goods; 50000 each at the start."""
    cast.saris.pool.refresh_from_db()
    cast.citras.pool.refresh_from_db()
    return cast.saris.pool.available, cast.citras.pool.available


def told(template: str) -> list[Message]:
    return list(Message.objects.filter(template=template).order_by("pk"))


def assert_books(expected: Iterable[tuple[AccountKey, int]]) -> None:
    """The books are balanced and say exactly this."""
    assert check() == []
    assert {key.path: balances.balance(key).minor for key, _minor in expected} == {
        key.path: minor for key, minor in expected
    }


def buyer(purchase: Purchase) -> AccountKey:
    return accounts.buyer(purchase.bills.order_by("position")[0].code, RP)


def bank(cast: Cast) -> AccountKey:
    return accounts.bank(cast.cooperative.pk, RP)


def sari(cast: Cast) -> AccountKey:
    return accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, RP)


def citra(cast: Cast) -> AccountKey:
    return accounts.seller(cast.citras.seller.pk, cast.cooperative.pk, RP)


def commission(cast: Cast) -> AccountKey:
    return accounts.commission(cast.cooperative.pk, RP)


def digits(cast: Cast) -> AccountKey:
    return accounts.unique_code(cast.cooperative.pk, RP)


def refunds(cast: Cast) -> AccountKey:
    return accounts.refund_due(cast.cooperative.pk, None, RP)
