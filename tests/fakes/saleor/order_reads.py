"""Finding orders."""

from datetime import datetime
from typing import Any

from tests.fakes.saleor.faults import TopLevel
from tests.fakes.saleor.goods_reads import moment
from tests.fakes.saleor.orders import ORDERS, Order
from tests.fakes.saleor.paging import connection
from tests.fakes.saleor.registry import query
from tests.fakes.saleor.things import Ask, Json


@query("order")
def order(ask: Ask, *, id: str | None = None, external_reference: str | None = None) -> Order | None:
    """Rule 24: whoever knows the id may read it, without any token."""
    if id:
        return ask.world.get(Order, id)
    ask.caller.demand(*ORDERS)
    return ask.world.by(Order, external_reference=external_reference)


@query("orders", *ORDERS)
def orders(
    ask: Ask, *, where: Json | None = None, filter: Json | None = None, sort_by: Json | None = None,
    channel: str | None = None, search: str | None = None, **page: Any,
) -> Json:  # fmt: skip
    placed = [one for one in ask.world.all(Order) if one.status != "DRAFT"]  # drafts have a list of their own
    rows = [one for one in placed if not channel or one.channel.slug == channel]
    if where:
        rows = [one for one in rows if matches(one, where)]
    if filter:
        rows = [one for one in rows if _filtered(one, filter)]
    if search:
        rows = [one for one in rows if search in (one.number, one.user_email)]
    wanted = sort_by or {"field": "NUMBER", "direction": "DESC"}
    down = wanted.get("direction") == "DESC"

    def key(one: Order) -> list[Any]:
        if wanted.get("field") == "LAST_MODIFIED_AT":
            return [str(one.updated_at), one.status.lower(), one.number]
        if wanted.get("field") in ("CREATED_AT", "CREATION_DATE"):
            return [str(one.created), one.status.lower(), one.number]
        return [int(one.number)]

    rows.sort(key=key, reverse=down)
    return connection("orders", rows, **page, key=key, down=down, kind="Order")


def matches(one: Order, where: Json) -> bool:
    return all(_test(one, name, wish) for name, wish in where.items() if wish is not None)


def _one_of(value: Any, wish: Json) -> bool:
    if wish.get("oneOf") is not None:
        return value in wish["oneOf"]
    if wish.get("range") is not None:
        low, high = wish["range"].get("gte"), wish["range"].get("lte")
        return (low is None or value >= low) and (high is None or value <= high)
    return bool(value == wish.get("eq"))


def _within(value: datetime, wish: Json) -> bool:
    low, high = wish.get("gte"), wish.get("lte")
    return (low is None or value >= moment(low)) and (high is None or value <= moment(high))


def _pair(pairs: dict[str, str], wish: Json) -> bool:
    if wish["key"] not in pairs:
        return False
    value = wish.get("value")
    return value is None or _one_of(pairs[wish["key"]], value)


def _test(one: Order, name: str, wish: Any) -> bool:
    plain = {
        "status": one.status, "chargeStatus": one.charge_status, "authorizeStatus": one.authorize_status,
        "number": int(one.number), "checkoutId": one.checkout_id, "userEmail": one.user_email,
        "channelId": one.channel.id, "checkoutToken": one.checkout_id, "user": one.user_.id if one.user_ else None,
    }  # fmt: skip
    if name in plain:
        return _one_of(plain[name], wish)
    if name == "ids":
        return one.id in wish
    if name in ("updatedAt", "createdAt", "expiredAt"):
        value = {"updatedAt": one.updated_at, "createdAt": one.created, "expiredAt": one.expired_at}[name]
        return value is not None and _within(value, wish)
    if name == "metadata":
        return _pair(one.metadata_, wish)
    if name == "lines":
        wishes = wish if isinstance(wish, list) else [wish]
        return all(any(_pair(line.metadata_, each["metadata"]) for line in one.lines) for each in wishes)
    if name == "fulfillments":
        return all(any(_sent(sent, each) for sent in one.fulfillments) for each in wish)
    if name == "hasFulfillments":
        return bool(one.fulfillments) is bool(wish)
    if name == "AND":
        return all(matches(one, each) for each in wish)
    if name == "OR":
        return any(matches(one, each) for each in wish)
    raise TopLevel(f"the stand-in does not know orders(where: {{{name}}})")


def _sent(one: Any, wish: Json) -> bool:
    house = (wish.get("warehouse") or {}).get("id")
    if house and not (one.warehouse and _one_of(one.warehouse.id, house)):
        return False
    return not wish.get("status") or _one_of(one.status, wish["status"])


def _filtered(one: Order, wish: Json) -> bool:
    """The older `filter`."""
    checks = [
        not wish.get("status") or one.status in wish["status"] or one.status == wish["status"],
        not wish.get("ids") or one.id in wish["ids"],
        not wish.get("numbers") or one.number in wish["numbers"],
        not wish.get("checkoutIds") or one.checkout_id in wish["checkoutIds"],
        not wish.get("customer") or wish["customer"] == one.user_email,
        not wish.get("updatedAt") or _within(one.updated_at, wish["updatedAt"]),
    ]
    return all(checks)
