"""How an order placed elsewhere divides among our sellers: goods, delivery, who is paid. README.md (foreign orders)
has the worked table.

| delivery of 30000 | weights 2000 g and 1000 g | goods 80000 and 20000, paid by us | others' goods of 50000 beside |
|---|---|---|---|
| our own split, when it adds up | as it says | as it says | as it says |
| else | 20000 and 10000 | 24000 and 6000 | they bear their share by price |
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.products.models import Variant
from payments.money import Money
from sellers.accounts.models import Cooperative, Seller
from sellers.kit import clock
from sellers.regions import places
from storefront.delivery.queries import ways_for
from storefront.orders.foreign_given import ForeignLine, ForeignOrder
from storefront.orders.foreign_pay import CASH, PaidSession
from storefront.orders.models import Bill
from storefront.terms.queries import COLLECTING

ELSEWHERE = Bill.Way.ELSEWHERE


@dataclass(frozen=True)
class PartLine:
    """`weight_g` is of all packs."""

    variant_id: int
    quantity: int
    total: Money
    weight_g: int


@dataclass(frozen=True)
class Part:
    """One seller's part. Lines of the same goods are one."""

    seller: Seller
    lines: tuple[PartLine, ...]
    delivery: Money

    @property
    def goods(self) -> Money:
        return Money(sum(line.total.minor for line in self.lines), self.delivery.currency)

    @property
    def total(self) -> Money:
        return self.goods + self.delivery


@dataclass(frozen=True)
class Payee:
    """Who is paid for which parts, in which way; `code` is the code its bill must have, if a payment waits for it."""

    kind: str
    id: int
    way: str
    sellers: tuple[int, ...]
    code: str = ""
    session: PaidSession | None = None


@dataclass(frozen=True)
class Divided:
    """`doubts` are sentences for the operator: what was decided for want of something better."""

    parts: tuple[Part, ...]
    payees: tuple[Payee, ...]
    doubts: tuple[str, ...]


def divide(given: ForeignOrder) -> Divided:
    variants = Variant.objects.filter(pk__in=[line.variant_id for line in given.lines]).select_related("product")
    known = {row.pk: row for row in variants}
    lines: dict[int, list[PartLine]] = {}
    for line in _merged(given.lines, known):
        lines.setdefault(known[line.variant_id].product.seller_id, []).append(line)
    rows = Seller.objects.filter(pk__in=lines).select_related("cooperative__terms").prefetch_related(*COLLECTING)
    sellers = {row.pk: row for row in rows}
    goods = [sum(line.total.minor for line in own) for own in lines.values()]
    weights = [sum(line.weight_g for line in own) for own in lines.values()]
    for measure in (weights, goods):
        deliveries = _deliveries(given, list(lines), goods, measure)
        parts = tuple(Part(sellers[seller_id], tuple(own), deliveries[seller_id]) for seller_id, own in lines.items())
        fits, left = _sessions(given, parts)
        if not left:
            break
    payees, doubts = _payees(given, parts, fits)
    if left:
        doubts = (*doubts, _("Pembayaran lewat Lapak tidak cocok dengan jumlah pesanan."))
    return Divided(parts, payees, doubts)


def _merged(lines: Sequence[ForeignLine], known: Mapping[int, Variant]) -> list[PartLine]:
    """One line for each variant: the shop there may show it twice."""
    found: dict[int, PartLine] = {}
    for line in lines:
        packs, minor = line.quantity, line.total
        before = found.get(line.variant_id)
        if before is not None:
            packs, minor = packs + before.quantity, minor + before.total
        found[line.variant_id] = PartLine(line.variant_id, packs, minor, known[line.variant_id].weight_g * packs)
    return list(found.values())


def _deliveries(
    given: ForeignOrder, seller_ids: Sequence[int], goods: Sequence[int], measure: Sequence[int]
) -> dict[int, Money]:
    """Our own split, when it names nobody else and adds up; else by largest remainder over `measure`."""
    own = given.breakdown
    if own and set(own) <= set(seller_ids) and sum(own.values()) == given.delivery.minor:
        return {seller_id: Money(own.get(seller_id, 0), given.currency) for seller_id in seller_ids}
    shares = list(measure)
    if given.others:  # what others sell travels too; its weight is not known, so its price says its share
        shares.append(sum(measure) * given.others.minor // (sum(goods) or 1))
    split = given.delivery.split(shares)
    return dict(zip(seller_ids, split[: len(seller_ids)], strict=True))


def _sessions(given: ForeignOrder, parts: Sequence[Part]) -> tuple[dict[int, PaidSession], bool]:
    """Whose part is paid by which payment begun with us, and whether one fits no parts."""
    totals = {part.seller.pk: part.total.minor for part in parts}
    found: dict[int, PaidSession] = {}
    left = False
    for session in given.sessions:
        if session.state != "paid" and given.paid:
            continue  # the shopper began with us, and then paid in another way: nobody collects cash for it too
        whose = set(session.seller_ids)
        if not whose <= set(totals) or whose & set(found):
            left = left or session.state == "paid"
        elif session.way != CASH and sum(totals[one] for one in whose) != session.amount.minor:
            left = True
        else:
            found |= dict.fromkeys(whose, session)
    return found, left


def _payees(
    given: ForeignOrder, parts: Sequence[Part], fits: Mapping[int, PaidSession]
) -> tuple[tuple[Payee, ...], tuple[str, ...]]:
    collector = collector_elsewhere()
    groups: dict[tuple[str, int, str, str], list[int]] = {}
    sessions: dict[str, PaidSession] = {}
    doubts: dict[str, None] = {}
    for part in parts:
        seller, session = part.seller, fits.get(part.seller.pk)
        if session is not None and session.way == CASH:
            key = ("seller", seller.pk, CASH, "")
        elif session is not None:
            key = (session.collector_kind, session.collector_id, session.way, session.bill_code)
            sessions[session.bill_code] = session
        elif collector is not None and may_collect(collector, seller):
            key = ("cooperative", collector.pk, str(ELSEWHERE), "")
        else:
            doubts[_doubt(seller, collector)] = None
            key = ("seller", seller.pk, str(ELSEWHERE), "")
        groups.setdefault(key, []).append(seller.pk)
    payees = tuple(
        Payee(kind, pk, way, tuple(own), code, sessions.get(code)) for (kind, pk, way, code), own in groups.items()
    )
    return payees, tuple(doubts)


def collector_elsewhere() -> Cooperative | None:
    """Whose account the other apps of the shop pay into."""
    slug = str(settings.SALEOR.get("collector") or "")
    return Cooperative.objects.filter(slug=slug).first() if slug else None


def may_collect(collector: Cooperative, seller: Seller) -> bool:
    """The operator for every approved seller, a cooperative for its own members under a mandate that has begun."""
    if collector.is_operator:
        return bool(seller.state == Seller.State.APPROVED)
    today = timezone.localdate(clock.now(), places.zone_of(seller.village_code))
    mandated = seller.mandate_from is not None and seller.mandate_from <= today
    return mandated and seller.cooperative_id == collector.pk


def _doubt(seller: Seller, collector: Cooperative | None) -> str:
    if collector is None:
        return _("Belum ada penerima uang toko lain (LAPAK_SALEOR_COLLECTOR).")
    words = {"collector": collector.name, "seller": seller.name}
    return _("%(collector)s belum boleh menerima uang untuk %(seller)s.") % words


def delivery_kind(part: Part, given: ForeignOrder, *, cash: bool) -> tuple[str, str]:
    """How the seller brings it, and the courier: the way that costs just this by its own table, as the buyer was told.

    Else a courier, when the seller works with one. Cash at the door is taken by the seller itself.
    """
    if given.collected:
        return "pickup", ""
    weight = sum(line.weight_g for line in part.lines)
    offered = ways_for(seller_ids=[part.seller.pk], village_code=given.region_code, weights_g={part.seller.pk: weight})
    brought = sorted((way for way in offered[part.seller.pk] if way.kind != "pickup"), key=lambda way: way.option_id)
    if cash:
        brought = [way for way in brought if way.kind == "seller"]
    for way in brought:
        if way.fee == part.delivery:
            return way.kind, way.courier
    found = next((way for way in brought if way.kind == "courier"), None) or next(iter(brought), None)
    return (found.kind, found.courier) if found else ("courier", "")
