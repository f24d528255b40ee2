"""Uang: one page that leads to everything about money, with what waits there."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sellers.accounts.access import Verb
from storefront.cooperative import bank_statement_queue, courier_cash, gateways, payouts, refunds, repayments
from storefront.cooperative.gate import Office, in_office, page


@dataclass(frozen=True)
class Entry:
    """`waits` counts what somebody has to do there, 0 when nothing."""

    url: str  # a URL name of this office
    icon: str
    words: str | Promise
    explains: str | Promise
    verb: Verb = Verb.REVIEW
    waits: Callable[[Office], int] = lambda office: 0
    applies: Callable[[], bool] = lambda: True  # whether this market has such a thing


ENTRIES: list[Entry] = [
    Entry("transfers", "banknote", _("Transfer masuk"), _("Cocokkan uang yang datang dengan pesanan."), Verb.TRANSFERS),
    Entry(
        "statements",
        "file-spreadsheet",
        _("Mutasi rekening"),
        _("Impor mutasi bank; uang dicocokkan sendiri bila pasti."),
        Verb.TRANSFERS,
        bank_statement_queue.waiting,
    ),
    Entry("payouts", "hand-coins", _("Pencairan"), _("Bayar penjual: siapkan, setujui, kirim."), waits=payouts.waiting),
    Entry("refunds", "undo-2", _("Pengembalian"), _("Uang yang harus kembali ke pembeli."), waits=repayments.ready),
    Entry("seller_statements", "file-text", _("Laporan penjual"), _("Catatan tiap bulan, PDF, dan tutup bulan.")),
    Entry(
        "refund_proposals",
        "users",
        _("Usulan pengembalian"),
        _("Jumlah besar disetujui dua pengurus."),
        Verb.PAYOUTS,
        refunds.waiting,
    ),
    Entry("owed", "scale", _("Utang & piutang"), _("Siapa berutang kepada siapa.")),
    Entry(
        "tax",
        "receipt",
        _("Pajak penjual"),
        _("PPh 22 yang dipungut, tiap bulan."),
        applies=lambda: bool(settings.PPH22),
    ),
    Entry(
        "gateways",
        "credit-card",
        _("Gerbang pembayaran"),
        _("Uang di gerbang, dan yang dipersoalkan pembeli."),
        waits=gateways.disputed,
        applies=lambda: bool(settings.GATEWAYS),
    ),
    Entry(
        "courier_cash",
        "package",
        _("COD lewat kurir"),
        _("Uang tunai yang masih di kurir, dan setorannya."),
        waits=courier_cash.owing,
    ),
    Entry("courier", "truck", _("Kurir"), _("Ongkos kirim yang diteruskan, dan ganti rugi.")),
    Entry("bank_accounts", "landmark", _("Rekening koperasi"), _("Ke mana pembeli mentransfer."), Verb.BANK),
    Entry("qris", "qr-code", _("QRIS koperasi"), _("Kode yang di-scan pembeli."), Verb.TRANSFERS),
    Entry("rules", "percent", _("Aturan uang"), _("Potongan, batas setoran, persetujuan berdua.")),
    Entry("surplus", "chart-pie", _("SHU"), _("Bagi sisa hasil usaha ke anggota tiap tahun.")),
]


@in_office(Verb.REVIEW)
def hub(request: HttpRequest, office: Office) -> HttpResponse:
    shown = [(entry, entry.waits(office)) for entry in ENTRIES if office.may(entry.verb) and entry.applies()]
    return page(request, office, "money_hub.html", "money", entries=shown)
