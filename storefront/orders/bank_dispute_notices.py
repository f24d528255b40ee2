"""Tells sellers and the collector what a payer's bank did. Each belongs into the transaction of what it tells."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from payments.charges.models import Settlement
from payments.money import Money
from sellers.messages import actions as outbox
from storefront.orders import life_table
from storefront.orders.life_notices import SELLERS_LANGUAGE
from storefront.orders.models import Bill, Order
from storefront.orders.wording import rupiah


def told(*, settlement: Settlement, bill: Bill, orders: Sequence[Order]) -> None:
    """One message to whoever collected, and one to each seller whose part was sold."""
    with translation.override(SELLERS_LANGUAGE):
        amount = rupiah(Money(settlement.amount_minor, settlement.currency))
        collector = bill.cooperative or bill.seller
        if collector and collector.phone:
            _tell(settlement, to=collector.phone, who="collector", body=_to_collector(settlement, bill, amount))
        for order in orders:
            if order.sold_at is not None and order.seller.phone:
                _tell(settlement, to=order.seller.phone, who=order.code, body=_to_seller(settlement, order))


def _tell(settlement: Settlement, *, to: str, who: str, body: str) -> None:
    outbox.tell(key=f"{settlement.key}:{who}", to=to, body=body, template=settlement.kind)


def _to_collector(settlement: Settlement, bill: Bill, amount: str) -> str:
    about = {"amount": amount, "code": bill.purchase.code}
    if settlement.kind == Settlement.Kind.DISPUTED:
        opening = _("Pembeli pesanan %(code)s mempersoalkan pembayaran %(amount)s lewat banknya.") % about
        rest = _("Uangnya ditahan dulu. Kirim bukti kirim ke gerbang pembayaran.")
    elif settlement.kind == Settlement.Kind.DISPUTE_WON:
        opening = _("Sengketa pembayaran %(amount)s untuk pesanan %(code)s selesai.") % about
        rest = _("Uangnya kembali. Pencairan bagian ini bisa jalan lagi.")
    else:
        opening = _("Bank mengembalikan %(amount)s ke pembeli pesanan %(code)s.") % about
        rest = _("Penjualan itu dibatalkan di pembukuan. Jangan kembalikan uang lagi.")
    return "\n\n".join(
        [opening, rest, f"{settings.BASE_URL}/koperasi/uang/gerbang/" if bill.cooperative_id else ""]
    ).strip()


def _to_seller(settlement: Settlement, order: Order) -> str:
    about = {"code": order.code}
    if settlement.kind == Settlement.Kind.DISPUTED:
        opening = _("Bapak/Ibu, pembayaran pesanan %(code)s sedang dipersoalkan lewat bank.") % about
        unsent = order.state in life_table.NOT_HANDED_OVER
        rest = _("Tunggu kabar dulu sebelum mengirim.") if unsent else _("Simpan bukti kirim. Pencairannya menunggu.")
    elif settlement.kind == Settlement.Kind.DISPUTE_WON:
        opening = _("Bapak/Ibu, sengketa untuk pesanan %(code)s sudah selesai.") % about
        rest = _("Uangnya aman. Lanjutkan seperti biasa.")
    else:
        opening = _("Bapak/Ibu, bank mengambil kembali pembayaran pesanan %(code)s.") % about
        rest = _("Lihat rinciannya di halaman Uang, atau tanyakan ke koperasi.")
    return "\n\n".join([opening, rest, f"{settings.BASE_URL}/lapak/uang/"])
