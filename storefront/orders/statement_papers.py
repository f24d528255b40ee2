"""A statement on paper and as a CSV: the same figures as on the page, whole, however many movements there are."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payments.money import Money
from storefront.orders.csv_sheets import csv_text, plain
from storefront.orders.paper import Paper
from storefront.orders.statements import Statement
from storefront.orders.wording import number, rupiah


def to_pdf(
    said: Statement, *, whose: str, with_whom: str, meaning: str, made_at: datetime, with_label: str = "",
    title: str = "", notes: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """`whose` statement it is, `with_whom` it stands (under `with_label`), what the closing means in a sentence."""
    paper = Paper(title or _("Laporan uang"), whose, language=get_language() or "id", made_at=made_at)
    paper.facts(
        [(with_label or _("Dengan"), with_whom), (_("Masa"), period_words(said)), (_("Keadaan"), state_words(said))]
    )
    paper.facts([(_("Saldo awal"), signed(said.opening)), (_("Saldo akhir"), signed(said.closing))], strong=True)
    paper.note(meaning)
    if said.movements:
        paper.heading(_("Ringkasan"))
        sums = [(row.word, number(row.movements), signed(row.amount)) for row in said.sums]
        change = [(_("Perubahan"), number(len(said.movements)), signed(said.closing - said.opening))]
        paper.table([_("Untuk apa"), _("Catatan"), _("Jumlah")], sums, align="lrr", totals=change)
        paper.heading(_("Semua catatan"))
        head = [_("Waktu"), _("Untuk apa"), _("Pesanan"), _("Pembeli"), _("Jumlah"), _("Saldo")]
        paper.table(head, _lines(said), align="llllrr", totals=_ends(said))
    for note in notes:
        paper.note(note)
    return paper.bytes()


def to_csv(said: Statement) -> str:
    """The opening, each movement with the balance after it, the closing."""
    head = [_("Waktu"), _("Untuk apa"), _("Pesanan"), _("Kode"), _("Pembeli"), _("Jumlah"), _("Saldo"), _("Mata uang")]
    return csv_text(head, _rows(said))


def meaning_for_seller(said: Statement, collector: str) -> str:
    """What the closing means to the seller; no collector: its own till."""
    if not said.closing:
        return _("Tidak ada yang terutang pada akhir masa ini.")
    if not collector and said.closing.minor > 0:
        return _("Sebanyak ini belum Anda terima dari pembeli.")
    if not collector:
        return _("Sebanyak ini harus Anda kembalikan ke pembeli.")
    if said.closing.minor > 0:
        return _("%(name)s masih harus membayar Anda sebanyak ini.") % {"name": collector}
    return _("Anda masih harus menyetor sebanyak ini ke %(name)s.") % {"name": collector}


def meaning_for_office(said: Statement, seller: str) -> str:
    """What the closing means to the cooperative."""
    if not said.closing:
        return _("Tidak ada yang terutang pada akhir masa ini.")
    if said.closing.minor > 0:
        return _("Koperasi masih harus membayar %(name)s sebanyak ini.") % {"name": seller}
    return _("%(name)s masih harus menyetor sebanyak ini ke koperasi.") % {"name": seller}


def month_words(month: date) -> str:
    """ "Agustus 2026" """
    return format_date(month, "LLLL y", locale=_locale())


def period_words(said: Statement) -> str:
    """ "1 – 31 Agustus 2026" """
    whole = (said.first.year, said.first.month) == (said.last.year, said.last.month)
    first = format_date(said.first, "d" if whole else "d MMMM y", locale=_locale())
    return f"{first} – {format_date(said.last, 'd MMMM y', locale=_locale())}"


def state_words(said: Statement) -> str:
    if said.closed_at is None:
        return _("Masih terbuka, angka bisa bertambah")
    return _("Ditutup %(day)s") % {"day": moment(said, said.closed_at)[:10]}


def signed(amount: Money) -> str:
    """With a plus for what is for the holder, a minus for what is against."""
    text = rupiah(Money(abs(amount.minor), amount.currency))
    return f"+{text}" if amount.minor > 0 else f"−{text}" if amount.minor < 0 else text


def moment(said: Statement, at: datetime) -> str:
    return f"{at.astimezone(said.zone):%Y-%m-%d %H:%M}"


def _locale() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def _lines(said: Statement) -> Iterator[tuple[str, ...]]:
    for line in said.lines():
        yield (
            f"{line.at.astimezone(said.zone):%d/%m/%Y %H.%M}", line.word, line.order or line.ref, line.buyer,
            signed(line.amount), signed(line.balance),
        )  # fmt: skip


def _ends(said: Statement) -> list[tuple[str, ...]]:
    return [("", _("Saldo akhir"), "", "", "", signed(said.closing))]


def _rows(said: Statement) -> Iterator[Sequence[object]]:
    currency = said.key.currency
    yield said.first.isoformat(), _("Saldo awal"), "", "", "", "", plain(said.opening), currency
    for line in said.lines():
        yield (
            moment(said, line.at), line.word, line.order, line.ref, line.buyer, plain(line.amount),
            plain(line.balance), currency,
        )  # fmt: skip
    yield said.last.isoformat(), _("Saldo akhir"), "", "", "", "", plain(said.closing), currency
