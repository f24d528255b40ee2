"""Why goods on show cannot be bought today, in a few words for a card and in a sentence for a basket."""

from datetime import date

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.products.windows import Closed, Why
from sellers.kit import clock


def short(closed: Closed) -> str:
    """ "Panen mulai 3 Desember", "Libur sampai 3 Desember"."""
    if closed.why == Why.HOLIDAY:
        return _("Libur sampai %(day)s") % {"day": day(closed.day)} if closed.day else _("Lapak sedang libur")
    if closed.why == Why.HARVEST_AHEAD and closed.day:
        return _("Panen mulai %(day)s") % {"day": day(closed.day)}
    if closed.why == Why.HARVEST_OVER:
        return _("Musim panen sudah lewat")
    return _("Lewat tanggal baik")


def in_the_way(closed: Closed, *, name: str = "") -> str:
    """What a buyer can do about a line of the basket that cannot be bought today."""
    why = f"{name}: {short(closed)}" if name else short(closed)
    return _("%(why)s. Keluarkan dari keranjang dulu.") % {"why": why}


def day(said: date) -> str:
    """ "3 Desember", and with its year when that is another one."""
    english = (get_language() or "").startswith("en")
    pattern = "d MMMM" if said.year == clock.now().year else "d MMMM y"
    return format_date(said, pattern, locale="en" if english else "id")
