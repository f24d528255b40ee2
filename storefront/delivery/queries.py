"""How a seller's goods can reach a village, and what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from payments.money import Money
from storefront.delivery.couriers import courier_name, couriers
from storefront.delivery.fees import FeeRow, covers, fee_for
from storefront.delivery.models import DeliveryFee, DeliveryOption

PICKUP = DeliveryOption.Kind.PICKUP
_ORDER = {PICKUP: 0, DeliveryOption.Kind.SELLER: 1, DeliveryOption.Kind.COURIER: 2}


@dataclass(frozen=True)
class DeliveryWay:
    """One way of one seller, priced for one village and weight. `fee` is None while `problem` says why."""

    option_id: int
    kind: str  # pickup, seller, courier
    courier: str
    label: str
    fee: Money | None
    days: str
    cod: bool
    note: str
    problem: str = ""


def ways_for(
    *, seller_ids: Sequence[int], village_code: str, weights_g: Mapping[int, int]
) -> dict[int, tuple[DeliveryWay, ...]]:
    """Every active way of each seller: pick-up first, then the seller's own delivery, then couriers.

    A way that does not reach the village or carry the weight is listed with its `problem`, so a page can say why.
    """
    options = DeliveryOption.objects.active().filter(seller_id__in=seller_ids)
    rows = list(options.select_related("seller__cooperative").prefetch_related("fees"))
    rows.sort(key=lambda row: (_ORDER[DeliveryOption.Kind(row.kind)], row.pk))
    return {
        seller_id: tuple(
            _way(row, village_code, weights_g.get(seller_id, 0)) for row in rows if row.seller_id == seller_id
        )
        for seller_id in seller_ids
    }


def label_for(*, kind: str, courier: str) -> str:
    """The way in words, as it stands on an order."""
    if kind == PICKUP:
        return _("Ambil Sendiri")
    if kind == DeliveryOption.Kind.SELLER:
        return _("Diantar Penjual")
    known = couriers().get(courier)
    if known and not known.is_company:  # "Titip bus / travel / kapal" says it all
        return known.name
    return _("Kurir %(name)s") % {"name": courier_name(courier)}


def _way(option: DeliveryOption, village_code: str, weight_g: int) -> DeliveryWay:
    fee, days, problem = _priced(option, village_code, weight_g)
    label = label_for(kind=option.kind, courier=option.courier)
    return DeliveryWay(option.pk, option.kind, option.courier, label, fee, days, option.cod, option.note, problem)


def _priced(option: DeliveryOption, village_code: str, weight_g: int) -> tuple[Money | None, str, str]:
    if option.kind == PICKUP:
        return Money(0, _currency(option)), "", ""
    if not village_code:
        return None, "", _("Pilih desa dulu untuk melihat ongkir.")
    rows = [
        FeeRow(row.region, row.upto_weight_g, Money(row.fee_minor, row.currency), row.days) for row in option.fees.all()
    ]
    row = fee_for(rows=rows, region_code=village_code, weight_g=weight_g)
    if row is not None:
        return row.fee, row.days, ""
    if any(covers(row.region, village_code) for row in rows):
        return None, "", _("Terlalu berat untuk cara ini. Pilih cara lain.")
    return None, "", _("Belum sampai ke desa ini. Pilih cara lain.")


def _currency(option: DeliveryOption) -> str:
    cooperative = option.seller.cooperative
    return cooperative.currency if cooperative else str(DeliveryFee._meta.get_field("currency").default)
