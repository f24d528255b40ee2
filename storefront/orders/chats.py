"""What a seller may want to write to the buyer of an open order: ready texts, opened in the seller's own WhatsApp.

They are in the buyer's language and carry the order. The number is part of the link, so they are made only while the
buyer's particulars may be seen (life_table.OPEN); asking for them later is a mistake of the caller.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sellers.people.phones import wa_link
from sellers.regions import places
from storefront.delivery.couriers import courier_name
from storefront.orders import life_table
from storefront.orders.models import Bill, Order
from storefront.orders.quantities import in_units
from storefront.orders.sums import sums_of
from storefront.orders.wording import rupiah


@dataclass(frozen=True)
class Chat:
    """`word` is the button's; `text` what stands ready in the chat; `icon` a drawing's name."""

    word: str | Promise
    icon: str
    text: str
    link: str


@dataclass(frozen=True)
class _Kind:
    word: Promise
    icon: str
    write: Callable[[Order], str]
    states: frozenset[str]
    deliveries: frozenset[str] = life_table.ANY


def chats(order: Order) -> Iterator[Chat]:
    """Those that fit the order now, the likeliest first; none for a buyer without a number."""
    phone = order.purchase.buyer_phone
    if not phone or order.state not in life_table.OPEN:
        return
    for kind in _KINDS:
        if order.state in kind.states and order.delivery_kind in kind.deliveries:
            with translation.override(order.purchase.language):
                text = kind.write(order)
            yield Chat(kind.word, kind.icon, text, wa_link(phone, text))


def _confirm(order: Order) -> str:
    return _letter(order, _("Pesanan Anda sudah kami terima dan sedang disiapkan."), _goods(order), _sum(order))


def _ask_address(order: Order) -> str:
    ask = _("Boleh kirim patokan atau titik lokasi rumahnya? Supaya kami tidak tersesat.")
    bought = order.purchase
    known = ", ".join(part for part in (bought.street, bought.region_names) if part)
    return _letter(order, ask, _("Alamat di pesanan: %(address)s") % {"address": known} if known else "")


def _delay(order: Order) -> str:
    return _letter(order, _("Maaf, pesanan Anda agak terlambat. Kami kabari begitu siap."), _goods(order))


def _ready(order: Order) -> str:
    seller = order.seller
    where = ", ".join(part for part in (seller.address, places.names(seller.village_code)) if part)
    fetch = _("Silakan ambil di %(where)s. Tunjukkan PIN dari halaman pesanan.") % {"where": where}
    return _letter(order, _("Pesanan Anda siap diambil."), _goods(order), _sum(order), fetch)


def _on_the_way(order: Order) -> str:
    return _letter(order, _("Pesanan Anda sedang kami antar. Mohon ditunggu di rumah."), _goods(order), _sum(order))


def _sent(order: Order) -> str:
    shipment = getattr(order, "shipment", None)
    courier = courier_name((shipment.courier if shipment else "") or order.courier)
    number = shipment.tracking_number if shipment else ""
    how = _("Pesanan Anda sudah dikirim lewat %(courier)s.") % {"courier": courier}
    resi = _("Nomor resi: %(number)s") % {"number": number} if number else ""
    return _letter(order, how, resi, _goods(order))


def _thanks(order: Order) -> str:
    return _letter(order, _("Terima kasih sudah berbelanja. Kabari kami kalau ada yang kurang pas."))


def _ask(order: Order) -> str:
    return _letter(order, _("Ada yang ingin kami tanyakan."))


_PREPARING = frozenset({"confirmed", "accepted", "packed"})
_BROUGHT = frozenset({life_table.SELLER, life_table.COURIER})
_FETCHED, _BY_SELLER, _BY_COURIER = (
    frozenset({kind}) for kind in (life_table.PICKUP, life_table.SELLER, life_table.COURIER)
)
_KINDS = (
    _Kind(gettext_lazy("Kabari: pesanan disiapkan"), "check", _confirm, frozenset({"confirmed", "accepted"})),
    _Kind(gettext_lazy("Kabari: siap diambil"), "store", _ready, frozenset({"packed", "ready"}), _FETCHED),
    _Kind(gettext_lazy("Kabari: sudah dikirim"), "truck", _sent, frozenset({"sent"}), _BY_COURIER),
    _Kind(gettext_lazy("Kabari: sedang diantar"), "bike", _on_the_way, frozenset({"packed", "sent"}), _BY_SELLER),
    _Kind(gettext_lazy("Tanya alamat"), "map-pin", _ask_address, _PREPARING | {"sent"}, _BROUGHT),
    _Kind(gettext_lazy("Kabari: terlambat"), "clock-alert", _delay, _PREPARING),
    _Kind(gettext_lazy("Ucapkan terima kasih"), "heart", _thanks, frozenset({"ready", "sent"})),
    _Kind(gettext_lazy("Tulis sendiri"), "message-circle", _ask, life_table.OPEN),
)


def _letter(order: Order, *parts: str) -> str:
    """The greeting with stall and code, what is to be said, and where the order can be followed."""
    opening = _("Halo %(name)s, saya dari %(stall)s tentang pesanan %(code)s.") % {
        "name": order.purchase.buyer_name,
        "stall": order.seller.name,
        "code": order.code,
    }
    # without the signature: whoever has the signed link is the buyer, and a seller must not confirm its own receipt
    follow = _("Lihat pesanan: %(link)s") % {"link": f"{settings.BASE_URL}/pesanan/{order.purchase.code}/"}
    return "\n\n".join(part for part in (opening, *parts, follow) if part)


def _goods(order: Order) -> str:
    return "\n".join(
        f"• {line.product_name}, {in_units(line.quantity, line.variant_label)}"
        for line in sorted(order.lines.all(), key=lambda line: line.pk)
    )


def _sum(order: Order) -> str:
    amount = rupiah(sums_of(order).remains)
    if order.bill.state == Bill.State.PAID:
        return _("Sudah dibayar: %(amount)s") % {"amount": amount}
    return _("Siapkan uang tunai: %(amount)s") % {"amount": amount}
