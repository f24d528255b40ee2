"""The buyer's receipt on paper: what was bought of whom, what was given back, what it comes to, and who was paid.

The figures are those of the tracking page (sums.py), so that paper and page never tell two totals.
"""

from dataclasses import dataclass

from babel.numbers import get_currency_name
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payments.money import Money, total
from sellers.kit import clock
from sellers.regions.spelling import in_words
from storefront.orders import tracking
from storefront.orders.following import PartView, TrackingView
from storefront.orders.models import Bill, Purchase
from storefront.orders.paper import Paper
from storefront.orders.wording import digits_of, moment, rupiah


@dataclass(frozen=True)
class Totals:
    """Over the parts whose money was received."""

    price: Money
    back: Money
    remains: Money


def parts_of(view: TrackingView) -> tuple[PartView, ...]:
    """The parts that were sold and whose bill was paid."""
    paid = {code for bill in view.bills if bill.state == Bill.State.PAID for code in bill.order_codes}
    return tuple(part for part in view.parts if part.code in paid and part.sold)


def totals_of(view: TrackingView) -> Totals:
    parts, currency = parts_of(view), view.total.currency
    return Totals(
        price=total([part.sums.price for part in parts], currency),
        back=total([part.sums.back for part in parts], currency),
        remains=total([part.sums.remains for part in parts], currency),
    )


def pdf(purchase: Purchase) -> bytes:
    """The receipt in the language of the page. Raises LookupError while nothing was paid."""
    return paper_of(tracking.timeline(purchase)).bytes()


def paper_of(view: TrackingView) -> Paper:
    if not view.has_receipt:
        raise LookupError(f"purchase {view.code} has nothing paid yet")
    purchase, totals = view.purchase, totals_of(view)
    paper = Paper(
        _("Kuitansi"), _("Pesanan %(code)s") % {"code": view.code}, language=get_language() or "id", made_at=clock.now()
    )
    paper.facts([(_("Untuk"), purchase.buyer_name), (_("Dipesan"), view.placed_when), (_("Dicetak"), _printed(view))])
    for part in parts_of(view):
        _add_part(paper, part)
    paper.heading(_("Jumlah semuanya"))
    sums = [(_("Harga"), rupiah(totals.price))]
    if totals.back:
        sums += [(_("Dikembalikan"), f"-{rupiah(totals.back)}"), (_("Menjadi"), rupiah(totals.remains))]
    paper.facts(sums, strong=True)
    paper.facts([(_("Terbilang"), spelled(totals.remains))])
    paper.heading(_("Pembayaran"))
    paid = [bill for bill in view.bills if bill.state == Bill.State.PAID]
    rows = [(bill.payee, bill.way_name, bill.paid_when, rupiah(bill.amount)) for bill in paid]
    paper.table([_("Kepada"), _("Cara bayar"), _("Diterima"), _("Jumlah")], rows, align="lllr")
    paper.note(_("Kode unik transfer tidak termasuk. Simpan kuitansi ini; halaman pesanan selalu memuat yang terbaru."))
    # without the signature: a receipt is shown to others, and whoever has the signed link is the buyer
    paper.note(f"{settings.BASE_URL}/pesanan/{view.code}/")
    return paper


def _add_part(paper: Paper, part: PartView) -> None:
    paper.heading(f"{part.seller_name} · {part.code} · {part.state_words}")
    rows = [
        (f"{line.quantity} × {line.product_name} {line.variant_label}", rupiah(Money(line.total_minor, _of(part))))
        for line in part.lines
    ]
    rows.append((part.delivery_label, rupiah(part.sums.delivery)))
    sums = [(_("Jumlah"), rupiah(part.sums.price))]
    if part.sums.back:
        sums += [(_("Dikembalikan"), f"-{rupiah(part.sums.back)}"), (_("Menjadi"), rupiah(part.sums.remains))]
    paper.table([_("Barang"), _("Harga")], rows, align="lr", totals=sums)
    if part.backs:
        back = [
            (one.when, f"{one.words}. {one.story}" if one.story else one.words, rupiah(one.amount))
            for one in part.backs
        ]
        paper.table([_("Dikembalikan"), _("Alasan"), _("Jumlah")], back, align="llr")


def spelled(amount: Money) -> str:
    """An amount in Indonesian words: "dua puluh lima ribu Rupiah Indonesia"; cents as a fraction of a hundred."""
    digits = digits_of(amount.currency)
    whole, part = divmod(amount.minor, 10**digits)
    words = in_words(whole)
    if digits and part:
        words = f"{words} {part:0{digits}}/{10**digits}"
    return f"{words} {get_currency_name(amount.currency, locale='id')}"


def _of(part: PartView) -> str:
    return part.sums.price.currency


def _printed(view: TrackingView) -> str:
    purchase = view.purchase
    return moment(clock.now(), region_code=purchase.village_code or view.region_code)
