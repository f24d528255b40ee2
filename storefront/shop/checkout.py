"""One page, four questions: who, where to, how it is sent, how it is paid. The last button places the order, once."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sellers.kit.errors import Expected
from sellers.regions import places
from storefront.orders import carts
from storefront.orders.inputs import Problem, PurchaseInput
from storefront.orders.placing import PlacingProblem, place
from storefront.orders.quoting import quote
from storefront.orders.tracking import path_for
from storefront.shop import checkout_form
from storefront.shop.basket_cookie import cart_of, remember
from storefront.shop.checkout_form import CheckoutForm
from storefront.shop.purchases_kept import keep
from storefront.shop.region import chosen_region, villages_like

_OF_THE_VILLAGE = ("village_code", "village_q", "postal_code", "postal_for")
_KEPT = "checkout"  # what was typed, in the session until it is placed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _begin(request)
    form = checkout_form.read_form(request)
    if not form.lines:
        return redirect("shop:basket")
    request.session[_KEPT] = dict(form.texts)
    step = request.POST.get("step", "")
    if step == "pesan":
        return _place(request, form)
    if step == "ganti":
        form = replace(form, texts={**form.texts, **dict.fromkeys(_OF_THE_VILLAGE, "")})
    return _show(request, form)


@never_cache
@require_safe
def villages(request: HttpRequest) -> HttpResponse:
    """The list below the search box, for a page that asks while one types."""
    text = request.GET.get("village_q", "")
    return render(request, "shop/_villages.html", {"villages": _found(request, text), "village_q": text})


def _begin(request: HttpRequest) -> HttpResponse:
    basket = carts.view(cart_of(request))
    if not basket.groups or basket.problems:
        return redirect("shop:basket")
    here = chosen_region(request)
    kept = request.session.get(_KEPT, {})
    form = checkout_form.empty_form(checkout_form.lines_of(basket), kept, here.village_code if here else "")
    return _show(request, form)


def _show(request: HttpRequest, form: CheckoutForm, *, error: Expected | None = None) -> HttpResponse:
    quoted = quote(_wish(request, replace(form, total=None)))
    settled = checkout_form.with_obvious_choices(form, quoted)
    if settled != form:
        form, quoted = settled, quote(_wish(request, replace(settled, total=None)))
    problems = list(error.problems) if isinstance(error, PlacingProblem) else []
    if not problems and form.tried:
        problems = list(quoted.problems)
    context = {
        "form": replace(form, lines=checkout_form.lines_of_quote(quoted)),
        "quote": quoted,
        "problems": problems,
        "error": "" if error is None or problems else error.sentence,
        "village": places.village(form.texts["village_code"]) if places.place(form.texts["village_code"]) else None,
        "villages": _found(request, form.texts["village_q"]),
        "village_q": form.texts["village_q"],
        "problem_for": problem_for,
        "uses_htmx": True,
    }
    return render(request, "shop/checkout.html", context, status=error.status if error else 200)


def _place(request: HttpRequest, form: CheckoutForm) -> HttpResponse:
    form = replace(form, tried=True)
    try:
        purchase = place(key=form.key, given=_wish(request, form))
    except PlacingProblem as problem:  # nothing was taken: the next try is a new one
        return _show(request, replace(form, key=checkout_form.new_key()), error=problem)
    except Expected as error:
        return _show(request, form, error=error)
    response = redirect(path_for(purchase))
    cart = cart_of(request)
    if cart:
        carts.clear(cart)
        remember(response, cart)
    request.session.pop(_KEPT, None)
    keep(request, response, purchase)
    messages.success(request, _("Pesanan sudah masuk. Nomornya %(code)s.") % {"code": purchase.code})
    return response


def _wish(request: HttpRequest, form: CheckoutForm) -> PurchaseInput:
    person_id = request.user.pk if request.user.is_authenticated else None
    return form.purchase_input(language=(get_language() or "id")[:2], person_id=person_id)


def _found(request: HttpRequest, text: str) -> list[places.Village]:
    return villages_like(text, chosen_region(request))


def problem_for(problems: list[Problem], field: str, seller_id: int | None = None, group: str = "") -> str:
    """The first sentence about this input; templates ask."""
    found = (
        row.sentence
        for row in problems
        if row.field == field
        and (seller_id is None or row.seller_id == seller_id)
        and (not group or row.group in ("", group))
    )
    return next(found, "")
