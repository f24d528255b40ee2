"""Adding a product: photo, name, price, unit, stock. Everything else is defaulted and can be changed later."""

from typing import Any
from uuid import uuid4

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalog.media.actions import MOST_PHOTOS, receive_photo
from catalog.media.models import Photo
from catalog.media.queries import photo_url
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk import unit_choices
from storefront.desk.defaults import last_unit
from storefront.desk.gate import Desk, at_desk
from storefront.desk.listing_new import TYPED, list_new, made_already
from storefront.desk.shell import page, say

KEPT = "desk.photo"  # salt of the signed id of a photo that arrived before its product could be made
KEPT_FOR_S = 24 * 60 * 60
FIELDS = {"key": 80, **TYPED}


class PhotoMissing(Expected):
    code = "photo_missing"


@at_desk(Verb.PRODUCTS, methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    if request.method != "POST":
        return _form(
            request,
            desk,
            dict.fromkeys(FIELDS, "") | {"key": uuid4().hex, "unit": last_unit(scope=desk.scope, seller=desk.seller)},
            [],
        )
    if request.POST.get("stall") != str(desk.seller.pk):  # opened at another stall: it may not land in this one
        raise Http404
    given: dict[str, Any] = {key: request.POST.get(key, "").strip()[:most] for key, most in FIELDS.items()}
    if made := made_already(desk=desk, name=given["name"], client_key=given["key"]):
        return redirect("desk:product", product_id=made.pk)
    photos = _kept(request, desk)
    try:
        _receive(request, desk, photos)
        ids = [photo.pk for photo in photos]
        product = list_new(desk=desk, given=given, photo_ids=ids, client_key=given["key"] or None)
    except Expected as error:
        return _form(request, desk, given, photos, error)
    if desk.seller.state == desk.seller.State.APPROVED:
        say(request, _("%(name)s sudah tayang.") % {"name": product.name})
    else:
        say(request, _("%(name)s tersimpan. Tayang setelah lapak disetujui.") % {"name": product.name})
    return redirect("desk:product", product_id=product.pk)


def _receive(request: HttpRequest, desk: Desk, photos: list[Photo]) -> None:
    """Add those just uploaded to those kept from an earlier try; each received one counts, also when the next fails."""
    for upload in request.FILES.getlist("photo")[:MOST_PHOTOS]:
        photo = receive_photo(scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, file=upload)
        if photo not in photos and len(photos) < MOST_PHOTOS:
            photos.append(photo)
    if not photos:
        raise PhotoMissing(_("Ambil foto barangnya dulu."), field="photo")


def _kept(request: HttpRequest, desk: Desk) -> list[Photo]:
    """The photos of this very form, kept from an earlier try, in their order."""
    try:
        ids = signing.loads(request.POST.get("kept_photo", ""), salt=KEPT, max_age=KEPT_FOR_S)
    except signing.BadSignature:
        return []
    ids = ids if isinstance(ids, list) else [ids]  # a form opened before it could keep several
    found = Photo.objects.within(desk.scope).filter(seller=desk.seller, product=None).in_bulk(ids)
    return [found[photo_id] for photo_id in ids if photo_id in found]


def _form(
    request: HttpRequest, desk: Desk, given: dict[str, Any], photos: list[Photo], error: Expected | None = None
) -> HttpResponse:
    given["unit"] = given["other_unit"] or given["unit"]
    units = unit_choices.common(given["unit"] or last_unit(scope=desk.scope, seller=desk.seller))
    given["kept_photo"] = signing.dumps([photo.pk for photo in photos], salt=KEPT) if photos else ""
    return page(
        request,
        desk,
        "product_new.html",
        "new",
        given=given,
        photos=[photo_url(photo, 400) for photo in photos],
        most_photos=MOST_PHOTOS - len(photos),
        common_units=units,
        other_units=unit_choices.others(units),
        error=error,
        status=error.status if error else 200,
    )
