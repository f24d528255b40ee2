"""Adding a product: photo, name, price, unit, stock. Everything else is defaulted and can be changed later."""

from typing import Any
from uuid import uuid4

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalog.media.actions import receive_photo
from catalog.media.models import Photo
from catalog.media.queries import photo_url
from catalog.products import actions
from catalog.products.models import Product, Variant
from catalog.products.prices import parse_price
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk import unit_choices
from storefront.desk.currency import currency_of
from storefront.desk.gate import Desk, at_desk
from storefront.desk.guessing import guess_category
from storefront.desk.shell import page, say

KEPT = "desk.photo"  # salt of the signed id of a photo that arrived before its product could be made
KEPT_FOR_S = 24 * 60 * 60
TYPED = {"key": 80, "name": 120, "price": 30, "unit": 20, "other_unit": 20, "stock": 30}


class PhotoMissing(Expected):
    code = "photo_missing"


@at_desk(Verb.PRODUCTS, methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    if request.method != "POST":
        return _form(request, desk, dict.fromkeys(TYPED, "") | {"key": uuid4().hex, "unit": _last_unit(desk)}, None)
    if request.POST.get("stall") != str(desk.seller.pk):  # opened at another stall: it may not land in this one
        raise Http404
    given: dict[str, Any] = {key: request.POST.get(key, "").strip()[:most] for key, most in TYPED.items()}
    given["unit"] = given["other_unit"] or given["unit"]
    if made := _made_already(desk, given):
        return redirect("desk:product", product_id=made.pk)
    photo: Photo | None = None
    try:
        photo = _photo(request, desk)
        product = actions.create_product(
            scope=desk.scope,
            person=desk.person,
            seller_id=desk.seller.pk,
            name=given["name"],
            category=guess_category(name=given["name"], scope=desk.scope, seller=desk.seller),
            unit=given["unit"],
            price_minor=parse_price(given["price"]),
            stock=given["stock"],
            currency=currency_of(desk.seller),
            photo_ids=[photo.pk],
            client_key=given["key"] or None,
        )
    except Expected as error:
        return _form(request, desk, given, photo, error)
    if desk.seller.state == desk.seller.State.APPROVED:
        say(request, _("%(name)s sudah tayang.") % {"name": product.name})
    else:
        say(request, _("%(name)s tersimpan. Tayang setelah lapak disetujui.") % {"name": product.name})
    return redirect("desk:product", product_id=product.pk)


def _made_already(desk: Desk, given: dict[str, Any]) -> Product | None:
    """A second tap on the same form; with another name under its key it goes on, and is refused as a key reused."""
    if not given["key"]:
        return None
    same = Product.objects.within(desk.scope).filter(seller=desk.seller, client_key=given["key"])
    return same.filter(name=" ".join(given["name"].split())).first()


def _photo(request: HttpRequest, desk: Desk) -> Photo:
    """The photo of this very form: just uploaded, or kept from an earlier try."""
    upload = request.FILES.get("photo")
    if upload:
        return receive_photo(scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, file=upload)
    kept = _kept(request, desk)
    if kept is None:
        raise PhotoMissing(_("Ambil foto barangnya dulu."), field="photo")
    return kept


def _kept(request: HttpRequest, desk: Desk) -> Photo | None:
    try:
        photo_id = signing.loads(request.POST.get("kept_photo", ""), salt=KEPT, max_age=KEPT_FOR_S)
    except signing.BadSignature:
        return None
    return Photo.objects.within(desk.scope).filter(pk=photo_id, seller=desk.seller).first()


def _form(
    request: HttpRequest, desk: Desk, given: dict[str, Any], photo: Photo | None, error: Expected | None = None
) -> HttpResponse:
    if photo is None and request.method == "POST" and not (error and error.field == "photo"):
        photo = _kept(request, desk)
    units = unit_choices.common(given.get("unit", "") or _last_unit(desk))
    given["kept_photo"] = signing.dumps(photo.pk, salt=KEPT) if photo else ""
    return page(
        request,
        desk,
        "product_new.html",
        "new",
        given=given,
        photo=photo_url(photo, 400) if photo else "",
        common_units=units,
        other_units=unit_choices.others(units),
        error=error,
        status=error.status if error else 200,
    )


def _last_unit(desk: Desk) -> str:
    own = Variant.objects.within(desk.scope).filter(product__seller=desk.seller)
    return own.order_by("-pk").values_list("unit", flat=True).first() or ""
