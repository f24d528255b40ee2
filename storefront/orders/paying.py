"""How the parts of a quote can be paid: the groups that choose one way together, and what stands in the way."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from payments.charges.instructions import way_name
from payments.money import Money, total
from sellers.accounts.models import Seller
from storefront.orders.inputs import Problem
from storefront.orders.quoted import BillQuote, PartQuote, PayGroup, ShutWay
from storefront.orders.wording import rupiah
from storefront.terms.queries import (
    CASH,
    WAYS,
    Gateways,
    can_take,
    collectors_of,
    main_collector,
    ready_gateways,
)


def pay_groups(
    chosen: Mapping[str, str], sellers: Sequence[Seller], parts: Sequence[PartQuote]
) -> tuple[PayGroup, ...]:
    """One group for each main collector. `chosen` is the wish by group key."""
    gateways = ready_gateways()
    members: dict[str, list[Seller]] = {}
    names: dict[str, str] = {}
    for seller in sellers:
        main = main_collector(seller, gateways=gateways)
        key = f"{'coop' if main.kind == 'cooperative' else 'seller'}:{main.id}"
        members.setdefault(key, []).append(seller)
        names[key] = main.name
    by_seller = {part.seller_id: part for part in parts}
    groups: list[PayGroup] = []
    for key, rows in members.items():
        own = [by_seller[row.pk] for row in rows]
        cash = all(_takes_cash(part) for part in own)
        groups.append(_group(key, names[key], rows, own, chosen.get(key), gateways=gateways, cash=cash))
    return tuple(groups)


def _group(
    key: str,
    name: str,
    sellers: Sequence[Seller],
    parts: Sequence[PartQuote],
    chosen: str | None,
    *,
    gateways: Gateways,
    cash: bool,
) -> PayGroup:
    """The ways all its sellers can be paid in, less those that do not take what it costs."""
    offered = [collectors_of(seller, gateways=gateways) for seller in sellers]
    possible = [way for way in WAYS if (way != CASH or cash) and all(way in collectors for collectors in offered)]
    price = total([part.total for part in parts], parts[0].total.currency)
    shut = tuple(ShutWay(way, _too_much(way, price)) for way in possible if price and not can_take(way, price))
    ways = tuple(way for way in possible if way not in {one.way for one in shut})
    payees = {way: offered[0][way].name for way in ways if way != CASH and offered[0][way].name != name}
    brought = [part.chosen for part in parts if part.chosen]
    return PayGroup(
        key, name, tuple(row.pk for row in sellers), ways, chosen if chosen in ways else None, shut, payees,
        cash_by_courier=bool(brought) and all(one.courier and one.cod for one in brought),
    )  # fmt: skip


def problems_of_payment(
    groups: Sequence[PayGroup], parts: Sequence[PartQuote], wished: Mapping[str, str]
) -> Iterable[Problem]:
    """Where no way is chosen yet, or the chosen one does not fit the delivery."""
    by_seller = {part.seller_id: part for part in parts}
    for group in groups:
        if group.chosen is None:
            yield Problem("payment", _why_not_chosen(group, wished.get(group.key)), group=group.key)
        if group.chosen != CASH:
            continue
        for seller_id in group.seller_ids:
            part = by_seller[seller_id]
            if part.chosen and not part.chosen.cod:
                sentence = _("%(way)s dari %(seller)s tidak bisa dibayar tunai. Pilih cara lain.")
                words = {"way": part.chosen.label, "seller": part.seller_name}
                yield Problem("payment", sentence % words, seller_id=seller_id, group=group.key)


def problems_of_bills(bills: Sequence[BillQuote], groups: Sequence[PayGroup]) -> Iterable[Problem]:
    """Groups that choose the operator's gateway share one bill: what each alone could be is too much together."""
    for bill in bills:
        if bill.amount and not can_take(bill.way, bill.amount):
            for group in groups:
                if group.chosen == bill.way and set(group.seller_ids) & set(bill.seller_ids):
                    yield Problem("payment", _too_much(bill.way, bill.amount), group=group.key)


def _takes_cash(part: PartQuote) -> bool:
    return any(way.cod and not way.problem for way in part.ways)


def _why_not_chosen(group: PayGroup, wished: str | None) -> str:
    shut = {one.way: one.why for one in group.shut}
    if wished in shut:
        return shut[wished]
    sentence = _("Pilih cara bayar untuk %(name)s.")
    if not group.ways:
        sentence = _("%(name)s belum bisa menerima pembayaran. Chat penjual.")
    return sentence % {"name": group.name}


def _too_much(way: str, amount: Money) -> str:
    words = {"way": way_name(way), "amount": rupiah(amount)}
    return _("%(way)s tidak bisa untuk %(amount)s. Pilih cara lain.") % words
