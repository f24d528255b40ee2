"""Messages about money that is given back: to the buyer, the seller, and the officers whose word is awaited."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from payments.money import Money
from sellers.messages import actions as outbox
from storefront.orders.life_notices import SELLERS_LANGUAGE, payee
from storefront.orders.links import link_for
from storefront.orders.models import Bill, Order, Refund
from storefront.orders.sums import sums_of
from storefront.orders.texts import desk_link
from storefront.orders.wording import rupiah
from storefront.terms import bearing


def to_buyer(*, bill: Bill, refunds: Sequence[Refund]) -> None:
    """One message a bill: what comes back (or need not be paid), why, and what each part comes to now."""
    purchase = bill.purchase
    if not purchase.buyer_phone:  # bought elsewhere without one
        return
    amount = rupiah(Money(sum(refund.amount_minor for refund in refunds), bill.currency))
    with translation.override(purchase.language):
        named = {"name": purchase.buyer_name, "code": purchase.code, "amount": amount, "payee": payee(bill)}
        if bill.state == Bill.State.PAID:
            opening = _("Halo %(name)s, %(amount)s dari pesanan %(code)s dikembalikan oleh %(payee)s.") % named
            how = _("Buka halaman pesanan untuk mengikuti uangnya: %(link)s") % {"link": link_for(purchase)}
        else:
            now = rupiah(Money(bill.amount_minor, bill.currency))
            opening = _("Halo %(name)s, pesanan %(code)s berkurang %(amount)s.") % named
            how = _("Siapkan %(amount)s. Lihat pesanan: %(link)s") % {"amount": now, "link": link_for(purchase)}
        body = "\n\n".join([opening, _why(refunds[0]), *(_sums(refund.order) for refund in refunds), how])
        outbox.tell(
            key=f"refunded:{refunds[0].code}", to=purchase.buyer_phone, body=body, template="refunded",
            person=purchase.person,
        )  # fmt: skip


def to_seller(*, refund: Refund) -> None:
    """What its buyer gets back, who bears it, and what the order still brings."""
    order = refund.order
    with translation.override(SELLERS_LANGUAGE):
        opening = _("Bapak/Ibu %(seller)s, %(amount)s dari pesanan %(code)s kembali ke pembeli.") % {
            "seller": order.seller.name,
            "amount": rupiah(Money(refund.amount_minor, refund.currency)),
            "code": order.code,
        }
        borne = _("Ditanggung: %(bearer)s.") % {"bearer": bearing.BEARER_WORDS[refund.bearer]}
        left = _("Untuk Bapak/Ibu dari pesanan ini: %(net)s.") % {"net": rupiah(sums_of(order).net)}
        body = "\n\n".join([opening, f"{_why(refund)}\n{borne}", f"{_sums(order)}\n{left}", desk_link(order)])
        outbox.tell(key=f"refunded_seller:{refund.code}", to=order.seller.phone, body=body, template="refunded_seller")


def asks_second(*, refunds: Sequence[Refund]) -> None:
    """To the cooperative: somebody else there must agree."""
    cooperative = refunds[0].order.seller.cooperative
    if cooperative is None or not cooperative.phone:
        return
    with translation.override(SELLERS_LANGUAGE):
        amount = Money(sum(refund.amount_minor for refund in refunds), refunds[0].currency)
        asks = _("Pengembalian %(amount)s untuk pesanan %(code)s menunggu persetujuan pengurus lain.") % {
            "amount": rupiah(amount),
            "code": refunds[0].order.code,
        }
        body = "\n\n".join([asks, _why(refunds[0]), f"{settings.BASE_URL}/koperasi/pengembalian/usulan/"])
        outbox.tell(key=f"refund_asked:{refunds[0].code}", to=cooperative.phone, body=body, template="refund_asked")


def refused_at_door(*, order: Order, reason: str) -> None:
    """To the buyer: nothing is to be paid; how often this happens counts."""
    purchase = order.purchase
    if not purchase.buyer_phone:
        return
    with translation.override(purchase.language):
        opening = _("Halo %(name)s, pesanan %(order)s dari %(seller)s tidak diterima di pintu.") % {
            "name": purchase.buyer_name,
            "order": order.code,
            "seller": order.seller.name,
        }
        why = _("Alasan: %(reason)s") % {"reason": str(bearing.words_of(reason))}
        rest = _("Tidak ada yang perlu dibayar. Dua paket yang ditolak menutup bayar tunai untuk 90 hari.")
        follow = _("Lihat dan ikuti pesanan: %(link)s") % {"link": link_for(purchase)}
        body = "\n\n".join([opening, why, rest, follow])
        outbox.tell(
            key=f"refused_at_door:{order.code}", to=purchase.buyer_phone, body=body, template="refused_at_door",
            person=purchase.person,
        )  # fmt: skip


def _why(refund: Refund) -> str:
    words = str(bearing.words_of(refund.reason))
    return _("Alasan: %(reason)s") % {"reason": f"{words}. {refund.story}".strip() if refund.story else words}


def _sums(order: Order) -> str:
    """The same figures as on every page: price, given back, what remains."""
    sums = sums_of(order)
    return _("Pesanan %(code)s: %(price)s. Dikembalikan: %(back)s. Menjadi: %(remains)s.") % {
        "code": order.code,
        "price": rupiah(sums.price),
        "back": rupiah(sums.back),
        "remains": rupiah(sums.remains),
    }
