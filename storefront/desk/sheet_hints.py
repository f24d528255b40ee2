"""The word under the price in a sheet: of new goods the one the phone says while it is typed. It stops nobody.

What such goods usually cost is looked up for the rows of a page only: each asks the search. Prices that are far from
the last are found in the whole sheet, which knows both.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from catalog.products.models import SheetRow
from catalog.products.sheets.checking import BLIND
from catalog.products.sheets.goods import categories
from catalog.products.suggesting import Wanted, looks_like_a_slip
from catalog.products.units import base_for, pack_size_for
from sellers.kit.errors import Expected
from storefront.desk.gate import Desk
from storefront.desk.guessing import guess_category
from storefront.desk.market_source import NotedPrices
from storefront.desk.price_hint import Hint, tell

State = SheetRow.State
NEEDED = frozenset({"unit", "price"})


def for_new(*, desk: Desk, rows: Iterable[SheetRow], currency: str) -> dict[int, Hint]:
    """By row, what goods like its new ones usually cost; a page of rows at most, each of them is looked up.

    Rows come with their product and its category: those of a new pack of goods that stand.
    """
    new = [row for row in rows if row.state in (State.NEW, State.PROBLEM) and not row.base and _readable(row)]
    if not new:
        return {}
    prices = NotedPrices(scope=desk.scope, village_code=desk.seller.village_code)
    _names, slugs = categories()
    found: dict[int, Hint] = {}
    for row in new:
        wanted = _wanted(row, desk, currency, slugs)
        hint = tell(wanted, prices, row.changes["price"][1]) if wanted else None
        if hint is not None:
            found[row.pk] = hint
    return found


def slipped(change: list[str] | None) -> bool:
    """Whether a price, old and new, is so far from the last that a zero is likelier."""
    old, new = change or ("", "")
    return old.isdigit() and new.isdigit() and looks_like_a_slip(int(new), usual=int(old))


def look_first(rows: QuerySet[SheetRow], *, on_a_page: int) -> dict[str, list[tuple[int, int]]]:
    """Lines of the file to look at before it is saved, each with the page of changed rows it stands on. One query.

    `far`: the price is so; `blind`: the file does not say what it showed of what the row changes.
    """
    changed = rows.filter(state=State.CHANGED).order_by("line").values_list("line", "changes__price", f"base__{BLIND}")
    found: dict[str, list[tuple[int, int]]] = {"far": [], "blind": []}
    for at, (line, price, blind) in enumerate(changed):
        where = (line, at // on_a_page + 1)
        if slipped(price):
            found["far"].append(where)
        if blind:
            found["blind"].append(where)
    return found


def _readable(row: SheetRow) -> bool:
    named = "name" in row.changes or row.product is not None
    return named and row.changes.keys() >= NEEDED and not NEEDED.intersection(row.problems)


def _wanted(row: SheetRow, desk: Desk, currency: str, slugs: dict[str, str]) -> Wanted | None:
    read = {key: new for key, (_old, new) in row.changes.items()}
    name = read.get("name", row.product.name if row.product else "")
    category = slugs.get(read.get("category", ""), "") or (row.product.category.slug if row.product else "")
    content = read.get("content", "")
    try:
        base, size = base_for(read["unit"], content), pack_size_for(read["unit"], content)
    except Expected:  # contents nobody can read are the row's own problem
        return None
    return Wanted(
        name=name, category=category or guess_category(name=name, scope=desk.scope, seller=desk.seller),
        unit=read["unit"], base=base, pack_size=size, currency=currency, village_code=desk.seller.village_code,
    )  # fmt: skip
