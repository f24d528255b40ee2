"""The goods of a stall as a file to take along, and an empty one to fill in."""

from collections.abc import Callable, Sequence

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from catalog.products.models import Category
from catalog.products.sheets import words
from catalog.products.sheets.columns import COLUMNS, SEEN
from catalog.products.sheets.goods import standing
from catalog.products.units import UNITS
from sellers.accounts.access import Scope

NUMBERS = frozenset({"price", "stock", "weight_g", "lead_time_days"})


def headings() -> list[str]:
    return [str(column.heading) for column in COLUMNS]


def rows(*, scope: Scope, seller_id: int) -> list[dict[str, str]]:
    """A row per pack that is sold, by the name of its goods."""
    return [pack.texts | {SEEN: pack.seen} for pack in standing(scope, seller_id).packs]


def lines(*, scope: Scope, seller_id: int) -> list[list[str]]:
    """The same as a table, in the order of the headings."""
    return [[row[column.key] for column in COLUMNS] for row in rows(scope=scope, seller_id=seller_id)]


def workbook(*, scope: Scope, seller_id: int) -> bytes:
    return _written(rows(scope=scope, seller_id=seller_id))


def template() -> bytes:
    """No goods but one example, which is left out again when it comes back as it was."""
    return _written([{column.key: column.example for column in COLUMNS}])


def choices() -> dict[str, list[str]]:
    """What may be chosen in a column, as it is written in a sheet."""
    yes_or_no = [words.yes_or_no(True), words.yes_or_no(False)]
    return {
        "category": [category.name_id for category in Category.objects.tidy()],
        "unit": [unit.code for unit in UNITS.values() if unit.kind != "service"],
        "halal": [word for word in words.HALAL.values() if word],
        "perishable": yes_or_no,
        "shown": yes_or_no,
    }


def _written(found: Sequence[dict[str, str]]) -> bytes:
    write: Callable[..., bytes] = import_string("catalog.products.sheets.workbook.write")
    columns = [(column.key, str(column.heading), str(column.explained)) for column in COLUMNS]
    titles = (_("Barang"), _("Petunjuk"), _("Pilihan"))
    lists = {key: values for key, values in choices().items() if values}
    return write(titles=titles, columns=columns, rows=found, numbers=NUMBERS, lists=lists)
