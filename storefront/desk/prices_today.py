"""Harga hari ini: the prices and stocks of all goods on one screen, saved together, taken back together."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.products import suggesting, today
from catalog.products.models import Product
from catalog.products.prices import parse_price
from catalog.products.today import Base, Outcome, State, Wish
from payments.money import Money
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk import product_reading
from storefront.desk.gate import Desk, at_desk
from storefront.desk.market_source import for_packs
from storefront.desk.shell import page, refuse, say
from storefront.desk.typed import number, typed
from storefront.orders.wording import rupiah

UNDO = "desk_prices_undo"  # session: the rows last saved, as they have to be sent to stand as before
NAMED = 3  # rows the summary names


@dataclass(frozen=True)
class Trouble:
    """A row that was not saved: what was typed, "" where nothing was, for that shows how it stands now.

    What the page had shown must not come back as if typed: sold goods would be on sale again.
    """

    price: str
    stock: str
    sentence: str
    conflict: bool


@at_desk(Verb.PRODUCTS, methods=("GET", "HEAD", "POST"))
def prices(request: HttpRequest, desk: Desk) -> HttpResponse:
    if request.method != "POST":
        return _page(request, desk, {})
    if request.POST.get("stall") != str(desk.seller.pk):  # opened at another stall: its rows are not of this one
        raise Http404
    wishes = _wishes(request)
    try:
        outcomes = today.set_prices(scope=desk.scope, person=desk.person, rows=wishes)
    except Expected as error:
        return _page(request, desk, {}, error=error)
    troubles = {
        wish.variant_id: Trouble(*_typed(wish), outcome.sentence, outcome.state == State.CONFLICT)
        for wish, outcome in zip(wishes, outcomes, strict=True)
        if outcome.state in (State.CONFLICT, State.REFUSED)
    }
    saved = [outcome for outcome in outcomes if outcome.state == State.SAVED]
    _tell(request, desk, saved, troubles)
    if troubles:
        return _page(request, desk, troubles)
    return redirect("desk:prices")


@at_desk(Verb.PRODUCTS, methods=("POST",))
def undo(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Put the rows last saved back as they stood; what changed since is left alone and named."""
    rows = request.session.pop(UNDO, [])
    wishes = [Wish(row["variant"], row["price"], row["stock"], Base(**row["base"])) for row in rows]
    try:
        outcomes = today.set_prices(scope=desk.scope, person=desk.person, rows=wishes)
    except Expected as error:
        refuse(request, error)
        return redirect("desk:prices")
    back = sum(outcome.state in (State.SAVED, State.SAME) for outcome in outcomes)
    left = len(outcomes) - back
    if left:
        words = ngettext("%(n)s baris sudah berubah lagi. Periksa.", "%(n)s baris sudah berubah lagi. Periksa.", left)
        refuse(request, Expected(words % {"n": left}))
    if back:
        say(request, _("Harga dan stok kembali seperti tadi."))
    return redirect("desk:prices")


def _wishes(request: HttpRequest) -> list[Wish]:
    """The rows of the form; where the seller chose how it stands now, there is nothing to do."""
    ids = dict.fromkeys(number(text) for text in request.POST.getlist("variant")[: today.MOST_ROWS + 1])
    return [
        Wish(
            variant_id,
            typed(request.POST, f"price-{variant_id}", most=30),
            typed(request.POST, f"stock-{variant_id}", most=30),
            _base(request.POST.get(f"base-{variant_id}", "")),
        )
        for variant_id in ids
        if variant_id > 0 and request.POST.get(f"choose-{variant_id}", "mine") == "mine"
    ]


def _typed(wish: Wish) -> tuple[str, str]:
    """Price and stock where they are not what the page showed."""
    try:
        untouched = parse_price(wish.price) == wish.base.price_minor
    except Expected:
        untouched = False
    return "" if untouched else wish.price, "" if wish.stock == wish.base.stock else wish.stock


def _base(text: str) -> Base:
    """What the page showed; a base nobody can read is of no version, so the row is asked about."""
    try:
        told = json.loads(text[:200])
        return Base(int(told["version"]), int(told["price"]), str(told["stock"])[:30])
    except (ValueError, TypeError, KeyError, OverflowError):
        return Base(0, 0, "0")


def _tell(request: HttpRequest, desk: Desk, saved: Sequence[Outcome], troubles: Mapping[int, Trouble]) -> None:
    """What was saved, with the way back, and a hint where a price looks like a slip of a zero."""
    if not saved:
        if not troubles:
            say(request, _("Tidak ada yang berubah."))
        return
    request.session[UNDO] = [_way_back(outcome) for outcome in saved]
    packs = {pack.variant_id: (row.name, pack) for row in product_reading.rows(scope=desk.scope) for pack in row.packs}
    known = [outcome for outcome in saved if outcome.variant_id in packs]
    words = [_row_said(*packs[outcome.variant_id]) for outcome in known[:NAMED]]
    if len(known) > NAMED:
        words.append(_("dan %(n)s lainnya") % {"n": len(known) - NAMED})
    sentence = _("Tersimpan: %(rows)s.") % {"rows": ", ".join(words)}
    slips = [outcome for outcome in known if _slipped(outcome)]
    for outcome in slips[:NAMED]:
        name, pack = packs[outcome.variant_id]
        before = rupiah(Money(outcome.before.price_minor if outcome.before else 0, pack.price.currency))
        sentence += " " + _("Periksa %(row)s, tadinya %(before)s.") % {"row": _row_said(name, pack), "before": before}
    say(request, sentence, undo=reverse("desk:prices_undo"))


def _row_said(name: str, pack: product_reading.Pack) -> str:
    return f"{name} {pack.label} {rupiah(pack.price)}"


def _slipped(outcome: Outcome) -> bool:
    if outcome.now is None or outcome.before is None:
        return False
    return suggesting.looks_like_a_slip(outcome.now.price_minor, usual=outcome.before.price_minor)


def _way_back(outcome: Outcome) -> dict[str, Any]:
    before, now = outcome.before, outcome.now
    if before is None or now is None:  # what is saved has both
        raise ValueError("a saved row stood before and stands now")
    base = {"version": now.version, "price_minor": now.price_minor, "stock": now.stock}
    return {"variant": outcome.variant_id, "price": str(before.price_minor), "stock": before.stock, "base": base}


def _page(
    request: HttpRequest, desk: Desk, troubles: Mapping[int, Trouble], error: Expected | None = None
) -> HttpResponse:
    rows = [
        row for row in product_reading.rows(scope=desk.scope) if row.state != Product.State.TAKEN_DOWN and row.packs
    ]
    conflicts = sum(trouble.conflict for trouble in troubles.values())
    status = error.status if error else 409 if conflicts else 422 if troubles else 200
    return page(
        request, desk, "prices.html", "products", status=status,
        rows=rows, troubles=troubles, error=error, step=price_step,
        markets=for_packs(desk=desk, variant_ids=[pack.variant_id for row in rows for pack in row.packs]),
    )  # fmt: skip


def price_step(price: Money) -> int:
    """What one tap on plus adds, by how large the price is: Rp500 up to ten thousand, Rp1.000 up to a hundred, …"""
    step = 100
    for below, larger in ((2_000, 100), (10_000, 500), (100_000, 1_000), (500_000, 5_000), (2_000_000, 10_000)):
        step = larger
        if price.minor < below:
            return step
    return 50_000
