"""The sums of orders as columns of a sheet, for the office's and the seller's CSV alike; amounts are bare numbers."""

from decimal import Decimal

from django.utils.translation import gettext as _

from payments.money import Money
from storefront.orders.csv_sheets import plain
from storefront.orders.models import Order
from storefront.orders.sums import sums_of


def head() -> list[str]:
    return [
        _("Barang"),
        _("Ongkir"),
        _("Jumlah"),
        _("Dikembalikan"),
        _("Menjadi"),
        _("Komisi"),
        _("Ganti rugi"),
        _("Untuk lapak"),
    ]


def amounts(order: Order) -> list[int | Decimal]:
    sums = sums_of(order)
    shown = (
        sums.goods, sums.delivery, sums.price, sums.back, sums.remains, sums.commission, sums.made_good, sums.net,
    )  # fmt: skip
    return [plain(amount) for amount in shown]


def plain_minor(minor: int, currency: str) -> int | Decimal:
    return plain(Money(minor, currency))
