"""Couriers that take cash, in the random stories: they are given parcels, bring them or not, and remit."""

from typing import Any

from payments.remittances import actions as remittances
from payments.remittances.models import Remittance
from payments.remittances.queries import debts_of
from payments.remittances.undoing import undo
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from storefront.orders import life
from storefront.orders.models import Order
from tests.money.market import Market


def give_to_courier(market: Market, pick: int) -> None:
    orders = [one for one in market.orders("confirmed", "accepted", "packed") if one.delivery_kind == "courier"]
    if orders:
        order = orders[pick % len(orders)]
        owner = market.owner(order.seller_id)
        market.attempt(lambda: life.send(scope=scope_of(owner), person=owner, order_code=order.code))


def on_the_way(market: Market) -> list[Order]:
    return [one for one in market.orders("sent") if one.delivery_kind == "courier"]


def courier_brings(market: Market, pick: int, *, says: str) -> None:
    """The seller, an officer or the buyer says that it came; the money of a cash parcel is then the courier's."""
    orders = on_the_way(market)
    if not orders:
        return
    order = orders[pick % len(orders)]
    person = market.cast.dewi if says == "officer" and order.seller.cooperative_id else market.owner(order.seller_id)
    given = {"scope": scope_of(person), "person": person, "order_code": order.code}
    for _again in range(2):
        if says == "buyer":
            market.attempt(lambda: life.buyer_confirm_receipt(purchase=order.purchase, order_code=order.code))
        else:
            market.attempt(lambda: life.courier_took_cash(**given))


def courier_is_refused(market: Market, pick: int, *, back: int) -> None:
    orders = on_the_way(market)
    if orders:
        order = orders[pick % len(orders)]
        owner = market.owner(order.seller_id)
        given = {"scope": scope_of(owner), "person": owner, "order_code": order.code}
        returned = {line.pk: back for line in order.lines.all()}
        for _again in range(2):
            market.attempt(lambda: life.refuse_at_door(**given, reason="refused", returned=returned))


def courier_remits(market: Market, pick: int, part: int, kind: str) -> None:
    """`kind`: all of it with fees held back, short, over, lost; `part` of 1 to 150 says how much."""
    owner: dict[str, Any] = (
        {"seller_id": market.umis.pk} if pick % 3 == 0 else {"cooperative_id": market.cast.cooperative.pk}
    )
    debts = [debt for debt in debts_of(**owner) if debt.parcels]
    if not debts:
        return
    debt = debts[pick % len(debts)]
    chosen = debt.parcels[: 1 + part % 3]
    due = sum(parcel.missing.minor for parcel in chosen)
    fee = due * min(part, 20) // 200
    amounts = {
        "all": {"received_minor": due - fee - fee // 2, "delivery_minor": fee // 2, "fee_minor": fee},
        "short": {"received_minor": max(1, due * min(part, 99) // 100)},
        "over": {"received_minor": due + part},
        "lost": {"received_minor": 0, "lost_minor": max(1, due * min(part, 100) // 100)},
    }[kind]  # fmt: skip
    person = market.umi if "seller_id" in owner else market.cast.gita
    key = market.key()
    wanted = remittances.Wanted(
        key=key, courier=debt.courier, charge_codes=tuple(parcel.charge.code for parcel in chosen), reference=key,
        received_at=clock.now(), note="Selisih", **amounts,
    )  # fmt: skip
    made = market.attempt(lambda: remittances.register(scope=scope_of(person), person=person, wanted=wanted, **owner))
    if made is not None:
        again = remittances.register(scope=scope_of(person), person=person, wanted=wanted, **owner)
        assert again.pk == made.pk


def remittance_is_undone(market: Market, pick: int) -> None:
    """It was written down wrongly: taken back, twice is once."""
    rows = list(Remittance.objects.standing().order_by("pk"))
    if not rows:
        return
    row = rows[pick % len(rows)]
    owner: dict[str, Any] = {"seller_id": row.seller_id} if row.seller_id else {"cooperative_id": row.cooperative_id}
    person = market.umi if row.seller_id else market.cast.gita
    for _again in range(2):
        market.attempt(
            lambda: undo(scope=scope_of(person), person=person, code=row.code, reason="Salah ketik", **owner)
        )
