"""The bodies of the WhatsApp messages about orders. Each function returns one finished text in the active language.

Buyers are addressed by name, sellers as Bapak/Ibu; every text says the next step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from payments.money import Money
from sellers.people.phones import show_phone
from storefront.delivery.couriers import courier_name
from storefront.orders.models import Order, Purchase
from storefront.orders.sums import sums_of
from storefront.orders.wording import moment, rupiah


@dataclass(frozen=True)
class ToPay:
    """One bill as the buyer must pay it. `account` is "BRI 0012345678 a.n. Koperasi Mawar" for a transfer, `qris`
    "KUB MAWAR BLITAR (NMID ID0000000000001)" for a QRIS, `online` the name of a gateway's way; none of them: cash.

    `region_code` is the place whose time zone `until` is told in; `has_digits` says that the last three digits matter.
    """

    payee: str
    amount: Money
    region_code: str
    account: str = ""
    qris: str = ""
    online: str = ""
    until: datetime | None = None
    has_digits: bool = False
    by_courier: bool = False  # cash, to a courier in the payee's name


def purchase_placed(*, purchase: Purchase, to_pay: Sequence[ToPay], link: str) -> str:
    """What to pay, to whom, until when, and where to follow it."""
    opening = _("Halo %(name)s, pesanan %(code)s sudah dibuat.") % _buyer(purchase)
    blocks = [_pay(bill) for bill in to_pay]
    return _join(opening, *blocks, _follow(link))


def not_placed(*, purchase: Purchase) -> str:
    """Nothing was bought: the goods could not be reserved in time."""
    opening = _("Halo %(name)s, pesanan %(code)s tidak jadi karena toko tidak dapat dihubungi.") % _buyer(purchase)
    return _join(opening, _("Tidak ada yang perlu dibayar. Silakan pesan lagi."))


def amount_changed(*, purchase: Purchase, order: Order, to_pay: ToPay, link: str) -> str:
    """An unpaid part was cancelled, so another amount is to be transferred."""
    opening = _("Halo %(name)s, bagian %(seller)s dari pesanan %(code)s dibatalkan.") % _about(purchase, order)
    return _join(opening, _("Jumlah yang harus dibayar berubah."), _pay(to_pay), _follow(link))


def order_paid(*, purchase: Purchase, paid: Money, sellers: Sequence[str], link: str) -> str:
    opening = _("Halo %(name)s, pembayaran %(amount)s untuk pesanan %(code)s sudah diterima.") % {
        **_buyer(purchase),
        "amount": rupiah(paid),
    }
    return _join(opening, _("Sedang disiapkan oleh: %(sellers)s.") % {"sellers": ", ".join(sellers)}, _follow(link))


def paid_short(*, purchase: Purchase, received: Money, to_pay: ToPay, link: str) -> str:
    opening = _("Halo %(name)s, untuk pesanan %(code)s baru diterima %(amount)s.") % {
        **_buyer(purchase),
        "amount": rupiah(received),
    }
    return _join(opening, _("Mohon bayar kekurangannya."), _pay(to_pay), _follow(link))


def new_order(*, order: Order, paid: bool) -> str:
    """To the seller, at once: what was ordered and until when to accept it."""
    lines = [f"• {line.quantity} × {line.product_name} {line.variant_label}" for line in order.lines.all()]
    money = _money(order, order.total_minor)
    how = _("Sudah dibayar: %(amount)s.") if paid else _("Dibayar tunai saat serah terima: %(amount)s.")
    if not paid and order.delivery_kind == "courier":
        how = _("COD lewat kurir. Kurir menagih %(amount)s ke pembeli.")
    return _join(
        _("Bapak/Ibu %(seller)s, ada pesanan baru %(code)s.") % _order(order),
        "\n".join(lines),
        how % {"amount": rupiah(money)},
        _("Pengiriman: %(way)s.") % {"way": delivery_words(order)},
        _("Catatan pembeli: %(note)s") % {"note": order.note} if order.note else "",
        _join(_("Terima pesanan sebelum %(until)s:") % {"until": _until(order)}, desk_link(order), gap="\n"),
    )


def accepted(*, order: Order, link: str) -> str:
    body = _("Halo %(name)s, %(seller)s menerima pesanan %(order)s dan mulai menyiapkan.") % _about(
        order.purchase, order
    )
    return _join(body, _follow(link))


def sent(*, order: Order, courier: str, number: str, link: str) -> str:
    opening = _("Halo %(name)s, pesanan %(order)s dari %(seller)s sudah dikirim.") % _about(order.purchase, order)
    how = _("Kurir: %(courier)s.") % {"courier": courier_name(courier)} if courier else _("Diantar oleh penjual.")
    resi = _("Nomor resi: %(number)s") % {"number": number} if number else ""
    arrived = _("Sudah sampai? Konfirmasi di sini: %(link)s") % {"link": link}
    return _join(opening, _join(how, resi, _cash_ready(order), gap="\n"), arrived)


def ready_for_pickup(*, order: Order, address: str, opening_note: str, link: str) -> str:
    """Where to fetch it, and that the PIN on the order page opens the hand."""
    opening = _("Halo %(name)s, pesanan %(order)s dari %(seller)s siap diambil.") % _about(order.purchase, order)
    where = _("Ambil di: %(address)s") % {"address": address}
    pin = _("Tunjukkan PIN 4 angka dari halaman pesanan: %(link)s") % {"link": link}
    return _join(opening, _join(where, opening_note, gap="\n"), _cash_ready(order), pin)


def received(*, order: Order, link: str) -> str:
    opening = _("Halo %(name)s, pesanan %(order)s dari %(seller)s sudah diterima.") % _about(order.purchase, order)
    return _join(opening, _("Terima kasih. Ada masalah? Beri tahu di sini: %(link)s") % {"link": link})


def counted_as_received(*, order: Order, link: str) -> str:
    opening = _("Halo %(name)s, pesanan %(order)s kami anggap sudah sampai.") % _about(order.purchase, order)
    return _join(opening, _("Belum sampai? Beri tahu di sini: %(link)s") % {"link": link})


def cancelled(*, order: Order, reason: str, refund: Money | None, refund_by: str, link: str) -> str:
    opening = _("Halo %(name)s, pesanan %(order)s dari %(seller)s dibatalkan.") % _about(order.purchase, order)
    why = _("Alasan: %(reason)s") % {"reason": reason} if reason else ""
    back = refund_words(refund=refund, refund_by=refund_by) if refund else ""
    return _join(opening, why, back, _follow(link))


def cancelled_to_seller(*, order: Order, reason: str) -> str:
    opening = _("Bapak/Ibu %(seller)s, pesanan %(code)s dibatalkan. Stok sudah kembali.") % _order(order)
    why = _("Alasan: %(reason)s") % {"reason": reason} if reason else ""
    return _join(opening, why, _("Pesanan ini tidak perlu disiapkan lagi."))


def expired(*, purchase: Purchase, sellers: Sequence[str], link: str) -> str:
    opening = _("Halo %(name)s, batas bayar pesanan %(code)s sudah lewat.") % _buyer(purchase)
    return _join(
        opening,
        _("Bagian yang ditutup: %(sellers)s.") % {"sellers": ", ".join(sellers)},
        _("Sudah terlanjur transfer? Kirim bukti di halaman ini, kami periksa: %(link)s") % {"link": link},
    )


def cancellation_asked(*, order: Order, reason: str) -> str:
    opening = _("Bapak/Ibu %(seller)s, pembeli meminta batal untuk pesanan %(code)s.") % _order(order)
    why = _("Alasan: %(reason)s") % {"reason": reason} if reason else ""
    return _join(opening, why, _join(_("Jawab setuju atau tidak di sini:"), desk_link(order), gap="\n"))


def cancellation_refused(*, order: Order, link: str) -> str:
    opening = _("Halo %(name)s, %(seller)s tetap menyiapkan pesanan %(order)s.") % _about(order.purchase, order)
    return _join(opening, _("Ingin bertanya? Chat penjual dari halaman pesanan."), _follow(link))


def refund_owed(*, purchase: Purchase, refund: Money, refund_by: str, why: str, link: str) -> str:
    """Money came that pays for nothing: after expiry with no stock left, twice, or too much."""
    opening = _("Halo %(name)s, kami menerima uang lebih untuk pesanan %(code)s.") % _buyer(purchase)
    return _join(opening, why, refund_words(refund=refund, refund_by=refund_by), _follow(link))


def refund_words(*, refund: Money, refund_by: str) -> str:
    return _("%(amount)s akan dikembalikan oleh %(payee)s.") % {"amount": rupiah(refund), "payee": refund_by}


def refund_to_return(*, purchase: Purchase, refund: Money, why: str, by_cooperative: bool) -> str:
    """To whoever collected: this money must go back."""
    page = "koperasi/pengembalian" if by_cooperative else "lapak/uang/pengembalian"
    return _join(
        _("Ada %(amount)s yang perlu dikembalikan untuk pesanan %(code)s.")
        % {"amount": rupiah(refund), "code": purchase.code},
        why,
        _join(_("Lihat daftarnya di sini:"), f"{settings.BASE_URL}/{page}/", gap="\n"),
    )


def overdue_accept(*, order: Order) -> str:
    return _join(
        _("Pesanan %(code)s untuk %(seller)s belum diterima penjual.") % _order(order),
        _("Mohon hubungi penjual hari ini: %(phone)s") % {"phone": show_phone(order.seller.phone)},
    )


def overdue_send(*, order: Order) -> str:
    return _join(
        _("Pesanan %(code)s dari %(seller)s belum dikirim sampai batas waktu.") % _order(order),
        _("Pembeli sekarang boleh membatalkan. Hubungi penjual: %(phone)s") % {"phone": show_phone(order.seller.phone)},
    )


def overdue_send_to_seller(*, order: Order) -> str:
    opening = _("Bapak/Ibu %(seller)s, pesanan %(code)s menunggu dikirim.") % _order(order)
    return _join(opening, _join(_("Kirim hari ini agar tidak dibatalkan pembeli:"), desk_link(order), gap="\n"))


def overdue_send_to_buyer(*, order: Order, link: str) -> str:
    opening = _("Halo %(name)s, pesanan %(order)s dari %(seller)s belum dikirim.") % _about(order.purchase, order)
    return _join(opening, _("Tunggu sebentar lagi, atau batalkan di sini: %(link)s") % {"link": link})


def overdue_cash(*, order: Order) -> str:
    return _join(
        _("Paket COD %(code)s dari %(seller)s belum ada kabar dari kurir.") % _order(order),
        _("Tanyakan ke kurir, lalu catat: sudah dibayar, atau ditolak."),
    )


def overdue_cash_to_seller(*, order: Order) -> str:
    opening = _("Bapak/Ibu %(seller)s, paket COD %(code)s belum ada kabar.") % _order(order)
    ask = _("Tanyakan ke kurir, lalu catat: sudah dibayar, atau ditolak.")
    return _join(opening, _join(ask, desk_link(order), gap="\n"))


def disputed(*, order: Order, reason: str) -> str:
    """To the officer, who looks at it, and to the seller."""
    opening = _("Pembeli melaporkan masalah pada pesanan %(code)s dari %(seller)s.") % _order(order)
    report = _("Laporan: %(reason)s") % {"reason": reason}
    return _join(opening, report, _("Hubungi pembeli untuk mencari jalan keluar."))


def dispute_settled(*, order: Order, returned: bool, refund: Money | None, refund_by: str, link: str) -> str:
    opening = _("Halo %(name)s, laporan untuk pesanan %(order)s sudah diputuskan.") % _about(order.purchase, order)
    result = _("Barang dianggap dikembalikan.") if returned else _("Pesanan dianggap diterima dengan baik.")
    back = refund_words(refund=refund, refund_by=refund_by) if refund else ""
    return _join(opening, _join(result, back, gap=" "), _follow(link))


def delivery_words(order: Order) -> str:
    if order.delivery_kind == "pickup":
        return _("Ambil sendiri")
    if order.delivery_kind == "seller":
        return _("Diantar penjual")
    return courier_name(order.courier) if order.courier else _("Kurir")


def desk_link(order: Order) -> str:
    return f"{settings.BASE_URL}/lapak/pesanan/{order.code}/"


def _pay(bill: ToPay) -> str:
    if bill.by_courier:
        return _("*Siapkan tunai %(amount)s* untuk kurir saat paket sampai. Uangnya untuk %(payee)s.") % {
            "amount": rupiah(bill.amount),
            "payee": bill.payee,
        }
    if not (bill.account or bill.qris or bill.online):
        return _("*Siapkan tunai %(amount)s* untuk %(payee)s saat barang diterima.") % {
            "amount": rupiah(bill.amount),
            "payee": bill.payee,
        }
    words = {"amount": rupiah(bill.amount), "way": bill.online}
    if bill.account:
        lines = [_("*Transfer %(amount)s* ke:") % words, bill.account]
    elif bill.qris:
        lines = [_("*Bayar %(amount)s dengan QRIS* ke:") % words, bill.qris, _("Buka tautan di bawah untuk kodenya.")]
    else:
        lines = [_("*Bayar %(amount)s* lewat %(way)s.") % words, _("Buka tautan di bawah untuk membayar.")]
    if bill.has_digits:
        lines.append(_("Jumlahnya harus tepat sampai 3 digit terakhir."))
    if bill.until:
        lines.append(_("Bayar sebelum %(until)s.") % {"until": moment(bill.until, region_code=bill.region_code)})
    return "\n".join(lines)


def _cash_ready(order: Order) -> str:
    if order.bill.way != "cash" or order.bill.state != "open":
        return ""
    return _("Siapkan uang tunai %(amount)s.") % {"amount": rupiah(sums_of(order).remains)}


def _follow(link: str) -> str:
    return _("Lihat dan ikuti pesanan: %(link)s") % {"link": link}


def _buyer(purchase: Purchase) -> dict[str, str]:
    return {"name": purchase.buyer_name, "code": purchase.code}


def _about(purchase: Purchase, order: Order) -> dict[str, str]:
    return {"name": purchase.buyer_name, "code": purchase.code, "order": order.code, "seller": order.seller.name}


def _order(order: Order) -> dict[str, str]:
    return {"seller": order.seller.name, "code": order.code}


def _until(order: Order) -> str:
    return moment(order.deadline_at, region_code=order.seller.village_code) if order.deadline_at else ""


def _money(order: Order, minor: int) -> Money:
    return Money(minor, order.currency)


def _join(*blocks: str, gap: str = "\n\n") -> str:
    return gap.join(block for block in blocks if block)
