"""The goods of a stall: the list with its small forms, taking a product down and putting it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.products import actions
from catalog.products.prices import parse_price
from catalog.products.suggesting import looks_like_a_slip
from payments.money import Money
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk import product_reading
from storefront.desk.gate import Desk, at_desk, product_stall, variant_stall
from storefront.desk.market_source import for_packs
from storefront.desk.shell import back_to, page, refuse, say


@at_desk(Verb.PRODUCTS)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _list(request, desk)


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=variant_stall)
def price_and_stock(request: HttpRequest, desk: Desk, variant_id: int) -> HttpResponse:
    """One row's price and stock. When somebody changed them meanwhile, the row comes back with both values."""
    typed = {key: request.POST.get(key, "").strip()[:20] for key in ("price", "price_was", "stock", "stock_was")}
    try:
        actions.update_variant(
            scope=desk.scope,
            person=desk.person,
            variant_id=variant_id,
            price_minor=parse_price(typed["price"]) if typed["price"] else None,
            stock=typed["stock"] or None,
            stock_seen=typed["stock_was"] or None if typed["stock"] else None,
            version=_version(request),
        )
    except Expected as error:
        # what the page had shown does not come back as if typed: sold goods would be on sale again
        anew = {key: typed[key] if typed[key] != typed[f"{key}_was"] else "" for key in ("price", "stock")}
        return _answer(request, desk, variant_id, error, anew)
    if not request.htmx:  # type: ignore[attr-defined]  # set by the htmx middleware
        sentence = _("Harga dan stok tersimpan.")
        if _slipped_from(typed):
            sentence += " " + _("Periksa harganya. Tadinya %(price)s.") % {"price": typed["price_was"]}
        say(request, sentence)
        return redirect(back_to(request, f"{reverse('desk:products')}#kemasan-{variant_id}"))
    return _answer(request, desk, variant_id, None, typed)


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=product_stall)
def take_down(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    try:
        gone = actions.take_down(scope=desk.scope, person=desk.person, product_id=product_id)
    except Expected as error:
        refuse(request, error)
    else:
        undo = reverse("desk:product_put_back", args=[product_id])
        say(request, _("%(name)s diturunkan. Pembeli tidak melihatnya lagi.") % {"name": gone.name}, undo=undo)
    return redirect(back_to(request, reverse("desk:products")))


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=product_stall)
def put_back(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    try:
        back = actions.put_back(scope=desk.scope, person=desk.person, product_id=product_id)
    except Expected as error:
        refuse(request, error)
    else:
        undo = reverse("desk:product_take_down", args=[product_id])
        say(request, _("%(name)s tayang lagi.") % {"name": back.name}, undo=undo)
    return redirect(back_to(request, reverse("desk:products")))


def _answer(
    request: HttpRequest, desk: Desk, variant_id: int, error: Expected | None, typed: dict[str, Any]
) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]  # set by the htmx middleware
        return _list(request, desk, variant_id, error, typed)
    pack = next(
        pack for row in product_reading.rows(scope=desk.scope) for pack in row.packs if pack.variant_id == variant_id
    )
    before = 0 if error else _slipped_from(typed)
    context = {
        "pack": pack,
        "saved": error is None,
        "wrong": variant_id if error else 0,
        "error": error,
        "typed": typed,
        "slipped_from": Money(before, pack.price.currency) if before else None,
        "markets": for_packs(desk=desk, variant_ids=[variant_id]),
    }
    return render(request, "desk/_pack.html", context, status=error.status if error else 200)


def _slipped_from(typed: dict[str, Any]) -> int:
    """The price before, where what was typed is so far from it that a slip of a zero is likelier; else 0."""
    try:
        before, now = parse_price(typed["price_was"]), parse_price(typed["price"])
    except Expected:
        return 0
    return before if looks_like_a_slip(now, usual=before) else 0


def _list(
    request: HttpRequest,
    desk: Desk,
    wrong: int = 0,
    error: Expected | None = None,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:60]
    rows = product_reading.rows(scope=desk.scope, text=text)
    return page(
        request,
        desk,
        "products.html",
        "products",
        rows=rows,
        markets=for_packs(desk=desk, variant_ids=[pack.variant_id for row in rows for pack in row.packs]),
        q=text,
        wrong=wrong,
        error=error,
        typed=typed or {},
        status=error.status if error else 200,
    )


def _version(request: HttpRequest) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
