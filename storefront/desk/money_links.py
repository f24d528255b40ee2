"""Where the page Uang leads: one row for each thing about money, for those who may open it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.gateways.connect import is_offered
from sellers.accounts.access import Verb
from sellers.accounts.models import Seller
from storefront.desk.gate import Desk
from storefront.orders import courier_money
from storefront.terms.shares.groups import is_group


def always(_seller: Seller) -> bool:
    return True


def withholds(_seller: Seller) -> bool:
    return bool(settings.PPH22)


@dataclass(frozen=True)
class MoneyLink:
    """`url` is a URL name of the desk; `verb` is what one must be allowed."""

    url: str
    icon: str
    words: str | Promise
    explains: str | Promise
    verb: Verb = Verb.MONEY
    applies: Callable[[Seller], bool] = always  # whether there is such a thing for this stall


LINKS: list[MoneyLink] = [
    MoneyLink("payouts", "hand-coins", _("Pencairan"), _("Uang dari koperasi: berapa, kapan, ke mana.")),
    MoneyLink("bank_accounts", "landmark", _("Rekening"), _("Ke mana uang Anda dikirim."), Verb.BANK),
    MoneyLink("incoming", "banknote", _("Uang masuk"), _("Catat transfer dan QRIS yang masuk ke Anda.")),
    MoneyLink(
        url="courier_cash",
        icon="truck",
        words=_("Uang di kurir"),
        explains=_("Uang COD yang belum disetor kurir ke Anda."),
        applies=courier_money.concerns,
    ),
    MoneyLink("qris", "qr-code", _("QRIS"), _("Kode lapak sendiri yang di-scan pembeli."), Verb.BANK),
    MoneyLink("repayments", "undo-2", _("Pengembalian"), _("Uang yang Anda kembalikan ke pembeli.")),
    MoneyLink("statement", "file-text", _("Laporan uang"), _("Saldo dan semua catatan tiap bulan. Bisa diunduh.")),
    MoneyLink(
        url="shares",
        icon="users",
        words=_("Bagi hasil anggota"),
        explains=_("Bagi pendapatan kelompok ke anggotanya."),
        applies=is_group,
    ),
    MoneyLink(
        url="tax",
        icon="receipt",
        words=_("Pajak"),
        explains=_("Omzet setahun dan pernyataan Anda."),
        applies=withholds,
    ),
    MoneyLink(
        url="connect",
        icon="credit-card",
        words=_("Uang lewat Stripe"),
        explains=_("Terima pencairan di akun Stripe sendiri."),
        verb=Verb.BANK,
        applies=is_offered,
    ),
]


def links_for(desk: Desk) -> list[MoneyLink]:
    return [link for link in LINKS if desk.may(link.verb) and link.applies(desk.seller)]
