"""The goods of a stall: the list with its small forms, taking a product down and putting it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.products import actions
from catalog.products.prices import parse_price
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk import product_reading
from storefront.desk.gate import Desk, at_desk, product_stall, variant_stall
from storefront.desk.shell import back_to, page, refuse, say


@at_desk(Verb.PRODUCTS)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _list(request, desk)


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=variant_stall)
def price_and_stock(request: HttpRequest, desk: Desk, variant_id: int) -> HttpResponse:
    """One row's price and stock. When somebody changed them meanwhile, the row comes back with both values."""
    typed = {key: request.POST.get(key, "").strip()[:20] for key in ("price", "stock", "stock_was")}
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
        return _answer(request, desk, variant_id, error, typed)
    if not request.htmx:  # type: ignore[attr-defined]  # set by the htmx middleware
        say(request, _("Harga dan stok tersimpan."))
        return redirect(back_to(request, f"{reverse('desk:products')}#kemasan-{variant_id}"))
    return _answer(request, desk, variant_id, None, {})


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=product_stall)
def take_down(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    try:
        actions.take_down(scope=desk.scope, person=desk.person, product_id=product_id)
    except Expected as error:
        refuse(request, error)
    else:
        undo = reverse("desk:product_put_back", args=[product_id])
        say(request, _("Produk diturunkan. Pembeli tidak melihatnya lagi."), undo=undo)
    return redirect(back_to(request, reverse("desk:products")))


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=product_stall)
def put_back(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    try:
        actions.put_back(scope=desk.scope, person=desk.person, product_id=product_id)
    except Expected as error:
        refuse(request, error)
    else:
        undo = reverse("desk:product_take_down", args=[product_id])
        say(request, _("Produk tayang lagi."), undo=undo)
    return redirect(back_to(request, reverse("desk:products")))


def _answer(
    request: HttpRequest, desk: Desk, variant_id: int, error: Expected | None, typed: dict[str, Any]
) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]  # set by the htmx middleware
        return _list(request, desk, variant_id, error, typed)
    pack = next(
        pack for row in product_reading.rows(scope=desk.scope) for pack in row.packs if pack.variant_id == variant_id
    )
    context = {
        "pack": pack,
        "saved": error is None,
        "wrong": variant_id if error else 0,
        "error": error,
        "typed": typed,
    }
    return render(request, "desk/_pack.html", context, status=error.status if error else 200)


def _list(
    request: HttpRequest,
    desk: Desk,
    wrong: int = 0,
    error: Expected | None = None,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:60]
    return page(
        request,
        desk,
        "products.html",
        "products",
        rows=product_reading.rows(scope=desk.scope, text=text),
        q=text,
        wrong=wrong,
        error=error,
        typed=typed or {},
        status=error.status if error else 200,
    )


def _version(request: HttpRequest) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
