"""What a basket of another storefront can be paid by: one bill a collector, and the ways each can be paid in.

Saleor's checkout has one order and any number of transactions, so each collector's bill is one transaction of its own.
Reads only; the same rules as our own checkout (storefront/terms/queries.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from payments.charges.instructions import way_name
from payments.money import Money
from sellers.accounts.models import Seller
from sellers.kit.errors import Expected
from storefront.delivery.models import DeliveryOption
from storefront.engine.paying_elsewhere import BROUGHT, FETCHED, Basket
from storefront.orders.cash_refusals import may_pay_cash
from storefront.orders.models import Purchase
from storefront.orders.wording import rupiah
from storefront.terms.cash_debt import stopped_sellers
from storefront.terms.queries import (
    CASH,
    COLLECTING,
    WAYS,
    Collector,
    Gateways,
    can_take,
    collectors_of,
    main_collector,
    ready_gateways,
)

ALL = "all"


class NotPayable(Expected):
    """The basket cannot be paid through Lapak, or not in this way; the sentence says why and what to do."""

    code = "not_payable"


@dataclass(frozen=True)
class WayOffer:
    """One way to pay a bill. `collector` receives the money; None for cash, which each seller takes itself."""

    way: str
    name: str
    collector: Collector | None
    why_not: str = ""  # a sentence, when it is shut for this amount or delivery


@dataclass(frozen=True)
class BillOffer:
    """What one collector is paid. `id` is what a storefront sends back as `data.bill`."""

    id: str
    name: str
    sellers: tuple[Seller, ...]
    amount: Money
    ways: tuple[WayOffer, ...]

    def way(self, name: str) -> WayOffer:
        """Raises NotPayable."""
        found = next((one for one in self.ways if one.way == name), None)
        if found is None:
            raise NotPayable(_("Cara bayar ini tidak tersedia. Pilih cara lain."), field="way")
        if found.why_not:
            raise NotPayable(found.why_not, field="way")
        return found


def bills_of(basket: Basket) -> tuple[BillOffer, ...]:
    """One bill a main collector; and, where a gateway of the operator takes all of them, one over everything ("all").

    Raises NotPayable when goods in the basket are nobody's here, or when nobody would take in its order.
    """
    if basket.channel not in ("", settings.SALEOR.get("channel")):
        raise NotPayable(_("Cara bayar ini tidak tersedia. Pilih cara lain."))
    parts = parts_of(basket)
    rows = Seller.objects.filter(pk__in=parts).select_related("cooperative__terms").prefetch_related(*COLLECTING)
    sellers = {row.pk: row for row in rows}
    gateways = ready_gateways()
    groups: dict[str, list[Seller]] = {}
    names: dict[str, str] = {}
    for seller_id in parts:
        main = main_collector(sellers[seller_id], gateways=gateways)
        key = f"{'coop' if main.kind == 'cooperative' else 'seller'}:{main.id}"
        groups.setdefault(key, []).append(sellers[seller_id])
        names[key] = main.name
    cash_shut = _cash_shut(basket, list(sellers.values()))
    offers = [_offer(key, names[key], rows, parts, gateways, cash_shut) for key, rows in groups.items()]
    if len(offers) > 1:
        whole = _offer(ALL, "", list(sellers.values()), parts, gateways, cash_shut)
        if whole.ways:
            offers.append(whole)
    return tuple(offers)


def chosen(offers: Sequence[BillOffer], bill_id: str) -> BillOffer:
    """The bill a storefront names; it need not when there is one only. Raises NotPayable."""
    if not bill_id and len(offers) == 1:
        return offers[0]
    found = next((one for one in offers if one.id == bill_id), None)
    if found is None:
        raise NotPayable(_("Pilih tagihan mana yang dibayar."), field="bill")
    return found


def parts_of(basket: Basket) -> dict[int, Money]:
    """What each seller's part costs, by seller id in the order of the lines; together exactly the basket's total.

    Delivery as our own split says it, else by what the goods cost; what a voucher took off by what each part costs.
    Raises NotPayable.
    """
    goods: dict[int, int] = {}
    for line in basket.lines:
        if line.seller_id is None:
            raise NotPayable(_("Ada barang yang bukan dari Lapak. Bayar dengan cara lain."))
        goods[line.seller_id] = goods.get(line.seller_id, 0) + line.total.minor
    if not goods:
        raise NotPayable(_("Keranjang kosong. Pilih barang dulu."))
    delivery = _delivery(basket, goods)
    weights = [minor + delivery[seller_id] for seller_id, minor in goods.items()]
    return dict(zip(goods, basket.total.split(weights), strict=True))


def _delivery(basket: Basket, goods: Mapping[int, int]) -> dict[int, int]:
    if basket.breakdown and set(basket.breakdown) <= set(goods):
        return {seller_id: basket.breakdown.get(seller_id, 0) for seller_id in goods}
    shares = basket.delivery.split(list(goods.values()))
    return {seller_id: share.minor for seller_id, share in zip(goods, shares, strict=True)}


def _offer(
    key: str,
    name: str,
    sellers: Sequence[Seller],
    parts: Mapping[int, Money],
    gateways: Gateways,
    cash_shut: str,
) -> BillOffer:
    """The ways in which all these sellers are paid by one collector, or by each itself with cash."""
    amount = Money(sum(parts[seller.pk].minor for seller in sellers), next(iter(parts.values())).currency)
    offered = [collectors_of(seller, gateways=gateways) for seller in sellers]
    ways = []
    for way in WAYS:
        collectors = {one.get(way) for one in offered}
        if None in collectors or (way != CASH and len(collectors) != 1):
            continue
        collector = None if way == CASH else next(iter(collectors))
        why_not = cash_shut if way == CASH else ""
        if not can_take(way, amount):
            words = {"way": way_name(way), "amount": rupiah(amount)}
            why_not = _("%(way)s tidak bisa untuk %(amount)s. Pilih cara lain.") % words
        ways.append(WayOffer(way, way_name(way), collector, why_not))
    if key == ALL:
        ways = [one for one in ways if one.way != CASH and not one.why_not]
        name = ways[0].collector.name if ways and ways[0].collector else ""
    return BillOffer(key, name, tuple(sellers), amount, tuple(ways))


def _cash_shut(basket: Basket, sellers: Sequence[Seller]) -> str:
    """Why cash is not taken for this basket; "" when it is: every seller brings the goods itself and takes cash."""
    if basket.is_order and Purchase.objects.filter(origin_ref=basket.id).exists():
        return _("Pesanan ini sudah jalan tanpa tunai. Pilih cara lain.")
    if not may_pay_cash(basket.buyer.phone):
        return _("Dua paket tunai ke nomor ini ditolak. Pilih bayar di muka.")
    if not basket.buyer.phone:
        return _("Isi nomor HP dulu untuk bayar tunai.")
    kind = _KINDS.get(basket.method)
    stopped = stopped_sellers([seller.pk for seller in sellers])
    taking = DeliveryOption.objects.active().filter(seller__in=sellers, kind=kind, cod=True) if kind else ()
    by_itself = {option.seller_id for option in taking}
    for seller in sellers:
        if seller.pk in stopped or seller.pk not in by_itself:
            return _("%(seller)s tidak menerima tunai untuk kiriman ini. Pilih cara lain.") % {"seller": seller.name}
    return ""


_KINDS = {BROUGHT: DeliveryOption.Kind.SELLER, FETCHED: DeliveryOption.Kind.PICKUP}  # where cash changes hands
