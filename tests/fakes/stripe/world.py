"""What stands at the fake: objects as the SDK annotates them, the money behind them, and what was told of them."""

import copy
from collections.abc import Callable
from typing import Any

from tests.fakes.stripe.refusal import Refusal, missing
from tests.fakes.stripe.schema import fields_of

Object = dict[str, Any]

# id prefix → kind, for what can be expanded
KINDS = {
    "cs": "checkout.session", "pi": "payment_intent", "ch": "charge", "txn": "balance_transaction", "re": "refund",
    "du": "dispute", "acct": "account", "tr": "transfer", "trr": "transfer_reversal", "evt": "event",
}  # fmt: skip
PREFIXES = {kind: prefix for prefix, kind in KINDS.items()}

API_VERSION = "2026-10-28.endive"
FEE_PER_MILLE = 34


class World:
    """`settles_in` is the currency the account is kept in; empty keeps each payment in its own."""

    def __init__(self, *, now: Callable[[], float], country: str, settles_in: str = "") -> None:
        self._now = now
        self.country = country
        self.settles_in = settles_in
        self.rates = {("idr", "usd"): 1 / 16_000, ("idr", "sgd"): 1 / 12_000, ("usd", "idr"): 16_000.0}
        self.objects: dict[str, dict[str, Object]] = {kind: {} for kind in PREFIXES}
        self.events: list[Object] = []
        self.links: dict[str, Object] = {}  # of account onboarding, by token: account, urls, whether it was used
        self.base = ""  # the server's own address, once it listens
        self.refunds_held = False
        self.refunds_refused = False
        self._count = 0

    def now(self) -> int:
        return int(self._now())

    def make(self, kind: str, **values: Any) -> Object:
        """A new object with every field the SDK annotates; what it does not know, or misses, is a mistake of ours."""
        self._count += 1
        given = {"id": f"{PREFIXES[kind]}_fake{self._count:06}", "created": self.now(), "livemode": False, **values}
        made = shaped(kind, {name: value for name, value in given.items() if name in values or name in fields_of(kind)})
        self.objects[kind][made["id"]] = made
        return made

    def get(self, kind: str, name: str) -> Object:
        try:
            return self.objects[kind][name]
        except KeyError:
            raise missing(kind, name) from None

    def all(self, kind: str, **wanted: Any) -> list[Object]:
        """Oldest first; `wanted` names fields and their values."""
        return [one for one in self.objects[kind].values() if all(one.get(k) == v for k, v in wanted.items())]

    def tell(self, kind: str, about: Object) -> None:
        """An event holds its object as it was at that moment."""
        data = {"object": copy.deepcopy(about)}
        event = self.make("event", type=kind, data=data, pending_webhooks=1, api_version=API_VERSION)
        self.events.append(event)

    # money

    def book(
        self, *, kind: str, amount: int, currency: str, source: str, fee: int = 0, pending: bool = False
    ) -> Object:
        """A movement of the platform's balance. Positive comes in; the fee is taken off."""
        rate = self.rate(currency)
        kept = self.settles_in or currency
        amount, fee = round(amount * rate), round(fee * rate)
        return self.make(
            "balance_transaction", amount=amount, currency=kept, fee=fee, net=amount - fee, source=source, type=kind,
            fee_details=[], available_on=self.now() + (2 * 86_400 if pending else 0), reporting_category=kind,
            status="pending" if pending else "available", balance_type="payments",
            exchange_rate=rate if kept != currency else None,
        )  # fmt: skip

    def balance(self, status: str) -> dict[str, int]:
        """Currency → what is "available" or still "pending"."""
        sums: dict[str, int] = {}
        for one in self.all("balance_transaction", status=status):
            sums[one["currency"]] = sums.get(one["currency"], 0) + one["net"]
        return sums

    def make_available(self) -> None:
        """The days pass after which card money may be used."""
        for one in self.all("balance_transaction", status="pending"):
            one["status"] = "available"

    def rate(self, currency: str) -> float:
        if not self.settles_in or self.settles_in == currency:
            return 1.0
        return self.rates[currency, self.settles_in]


def shaped(kind: str, values: Object) -> Object:
    known = fields_of(kind)
    strange = sorted(set(values) - set(known))
    if strange:
        raise AssertionError(f"the SDK's {kind} has no {', '.join(strange)}")
    made: Object = {"object": kind, **dict.fromkeys(known), **values}
    made["object"] = kind
    empty: dict[str, Any] = {"livemode": False, "metadata": {}}
    for name, may_be_null in known.items():
        if made[name] is None and name in empty:
            made[name] = empty[name]
        if made[name] is None and not may_be_null:
            raise AssertionError(f"the SDK's {kind} always has {name}")
    return made


def listed(found: list[Object], params: Object, url: str) -> Object:
    """A page of a list, newest first."""
    newest = list(reversed(found))
    after = params.get("starting_after")
    if after:
        ids = [one["id"] for one in newest]
        if after not in ids:
            raise missing("object", after)
        newest = newest[ids.index(after) + 1 :]
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise Refusal("Invalid limit: must be between 1 and 100", param="limit", is_kept=False)
    return {"object": "list", "data": newest[:limit], "has_more": len(newest) > limit, "url": url}


def expanded(world: World, found: Object, paths: list[str]) -> Object:
    """A copy with the named ids written out. Raises Refusal for what cannot be."""
    result = copy.deepcopy(found)
    for path in paths:
        _expand(world, result, path.split("."), path)
    return result


def _expand(world: World, at: Any, steps: list[str], path: str) -> None:
    step, rest = steps[0], steps[1:]
    if at["object"] == "list" and step == "data":
        for one in at["data"]:
            _expand(world, one, rest, path)
        return
    if step not in at or not (at[step] is None or isinstance(at[step], dict | str)):
        raise Refusal(f"This property cannot be expanded ({path}).", param="expand", is_kept=False)
    if isinstance(at[step], str):
        kind = KINDS.get(at[step].split("_")[0])
        if kind is None or at[step] not in world.objects[kind]:
            raise Refusal(f"This property cannot be expanded ({path}).", param="expand", is_kept=False)
        at[step] = copy.deepcopy(world.objects[kind][at[step]])
    if rest and at[step] is not None:
        _expand(world, at[step], rest, path)
