"""The photos of a product: added, put in order, turned, cropped, taken away and put back."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.media import editing
from catalog.media.editing import Box
from catalog.media.models import Photo
from catalog.media.queries import photo_url
from catalog.products.models import Product
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk.gate import Desk, at_desk, product_stall
from storefront.desk.shell import page, refuse, say
from storefront.desk.typed import number, typed

Act = Callable[[HttpRequest, Desk, int, int], HttpResponse]


@at_desk(Verb.PRODUCTS, locate=product_stall)
def photo(request: HttpRequest, desk: Desk, product_id: int, photo_id: int) -> HttpResponse:
    """One photo, large, with all that can be done with it."""
    found = _photo(desk, product_id, photo_id)
    place = editing.place_of(scope=desk.scope, product_id=product_id, photo_id=photo_id)
    return page(
        request, desk, "photo.html", "products",
        product=Product.objects.within(desk.scope).get(pk=product_id), photo=found, shown=photo_url(found, 800),
        place=place, ready=not found.original, last=found.product_id and _last(desk, product_id) == place,
    )  # fmt: skip


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=product_stall)
def act(request: HttpRequest, desk: Desk, product_id: int, photo_id: int, deed: str) -> HttpResponse:
    """One of ACTS; what cannot be done is said on the page the person came from."""
    if deed not in ACTS:
        raise Http404
    try:
        return ACTS[deed](request, desk, product_id, photo_id)
    except Expected as error:
        if error.status == 404:
            raise Http404 from error
        refuse(request, error)
        return redirect("desk:photo", product_id=product_id, photo_id=photo_id)


def _first(request: HttpRequest, desk: Desk, product_id: int, photo_id: int) -> HttpResponse:
    return _moved(request, desk, product_id, photo_id, 0)


def _earlier(request: HttpRequest, desk: Desk, product_id: int, photo_id: int) -> HttpResponse:
    place = editing.place_of(scope=desk.scope, product_id=product_id, photo_id=photo_id)
    return _moved(request, desk, product_id, photo_id, place - 1)


def _later(request: HttpRequest, desk: Desk, product_id: int, photo_id: int) -> HttpResponse:
    place = editing.place_of(scope=desk.scope, product_id=product_id, photo_id=photo_id)
    return _moved(request, desk, product_id, photo_id, place + 1)


def _moved(request: HttpRequest, desk: Desk, product_id: int, photo_id: int, to: int) -> HttpResponse:
    editing.move(scope=desk.scope, person=desk.person, product_id=product_id, photo_id=photo_id, to=to)
    say(request, _("Urutan foto tersimpan."))
    return redirect(f"{reverse('desk:product', args=[product_id])}#foto")


def _turn(request: HttpRequest, desk: Desk, product_id: int, photo_id: int) -> HttpResponse:
    editing.turn(scope=desk.scope, person=desk.person, product_id=product_id, photo_id=photo_id)
    say(request, _("Foto diputar."))
    return redirect("desk:photo", product_id=product_id, photo_id=photo_id)


def _crop(request: HttpRequest, desk: Desk, product_id: int, photo_id: int) -> HttpResponse:
    """The frame that was drawn, or the middle in one of the shapes."""
    shape = typed(request.POST, "shape", most=10)
    if shape == "bingkai":
        box = Box(*(number(typed(request.POST, side, most=4)) for side in ("left", "top", "width", "height")))
    else:
        found = _photo(desk, product_id, photo_id)
        box = editing.middle(shape, width=found.width, height=found.height)
    editing.crop(scope=desk.scope, person=desk.person, product_id=product_id, photo_id=photo_id, box=box)
    say(request, _("Foto dipotong."))
    return redirect("desk:photo", product_id=product_id, photo_id=photo_id)


def _take_away(request: HttpRequest, desk: Desk, product_id: int, photo_id: int) -> HttpResponse:
    place = editing.place_of(scope=desk.scope, product_id=product_id, photo_id=photo_id)
    editing.take_away(scope=desk.scope, person=desk.person, product_id=product_id, photo_id=photo_id)
    undo = reverse("desk:photo_act", args=[product_id, photo_id, "pemulihan"])
    say(request, _("Foto dihapus."), undo=f"{undo}?urutan={place}")
    return redirect(f"{reverse('desk:product', args=[product_id])}#foto")


def _put_back(request: HttpRequest, desk: Desk, product_id: int, photo_id: int) -> HttpResponse:
    place = number(typed(request.GET, "urutan", most=3))
    editing.put_back(scope=desk.scope, person=desk.person, product_id=product_id, photo_id=photo_id, to=place)
    say(request, _("Foto kembali."))
    return redirect(f"{reverse('desk:product', args=[product_id])}#foto")


ACTS: dict[str, Act] = {
    "pertama": _first,
    "maju": _earlier,
    "mundur": _later,
    "putaran": _turn,
    "potongan": _crop,
    "penghapusan": _take_away,
    "pemulihan": _put_back,
}


def _photo(desk: Desk, product_id: int, photo_id: int) -> Photo:
    found = Photo.objects.within(desk.scope).filter(pk=photo_id, product_id=product_id).first()
    if found is None:
        raise Http404
    return found


def _last(desk: Desk, product_id: int) -> int:
    return Photo.objects.within(desk.scope).of_product(product_id).count() - 1
