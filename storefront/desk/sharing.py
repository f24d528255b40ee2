"""Bagikan: the picture of a product or of the stall for WhatsApp, Instagram and Facebook, its words, and a poster."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from catalog.media.models import Photo
from catalog.products.models import Product
from sellers.accounts.access import Verb
from sellers.kit import limits
from sellers.kit.errors import Expected
from storefront.desk.gate import Desk, at_desk, product_stall
from storefront.desk.shell import page
from storefront.stalls import cards
from storefront.stalls.cards import Card

DRAWN, PER_S = 60, 600  # pictures one stall may have made


@at_desk(Verb.PRODUCTS, locate=product_stall)
def product(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    found = _product(desk, product_id)
    pictures = {shape: reverse("desk:product_card", args=[found.pk, shape]) for shape in ("square", "story")}
    back = reverse("desk:product", args=[found.pk])
    return _page(request, desk, _of_product(desk, found), pictures, back, can_buy=found.state == found.State.PUBLISHED)


@at_desk(Verb.PRODUCTS, locate=product_stall)
def product_card(request: HttpRequest, desk: Desk, product_id: int, shape: str) -> HttpResponse:
    found = _product(desk, product_id)
    return _picture(desk, _of_product(desk, found), shape, found.slug)


@at_desk()
def stall(request: HttpRequest, desk: Desk) -> HttpResponse:
    pictures = {shape: reverse("desk:stall_card", args=[shape]) for shape in ("square", "story")}
    return _page(request, desk, _of_stall(desk), pictures, reverse("desk:today"), can_buy=_open(desk), poster=True)


@at_desk()
def stall_card(request: HttpRequest, desk: Desk, shape: str) -> HttpResponse:
    return _picture(desk, _of_stall(desk), shape, desk.seller.slug)


@at_desk()
def poster(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The stall's code on a page to hang up."""
    link = _of_stall(desk).link
    name = f"poster-{desk.seller.slug}.pdf"
    return _made(desk, lambda: cards.poster(desk.seller, link), "application/pdf", name)


def _page(
    request: HttpRequest, desk: Desk, card: Card, pictures: dict[str, str], back: str, *, can_buy: bool,
    poster: bool = False,
) -> HttpResponse:  # fmt: skip
    return page(
        request, desk, "sharing.html", "products" if card.price else "today", card=card, pictures=pictures, back=back,
        can_buy=can_buy, poster=poster, chat="https://wa.me/?" + urlencode({"text": card.caption}),
    )  # fmt: skip


def _picture(desk: Desk, card: Card, shape: str, name: str) -> HttpResponse:
    if shape not in cards.SHAPES:
        raise Http404
    return _made(desk, lambda: cards.drawn(card, shape), "image/jpeg", f"{name}-{shape}.jpg")


def _made(desk: Desk, draw: Callable[[], bytes], kind: str, name: str) -> HttpResponse:
    """What was drawn, as a file the phone shows or keeps; one sentence when it cannot be drawn now."""
    try:
        limits.check(what="card.drawn", key=str(desk.seller.pk), limit=DRAWN, per_s=PER_S)
        content = draw()
    except Expected as error:
        return HttpResponse(error.sentence, status=error.status, content_type="text/plain; charset=utf-8")
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})


def _product(desk: Desk, product_id: int) -> Product:
    found = Product.objects.within(desk.scope).filter(pk=product_id).first()
    if found is None:
        raise Http404
    return found


def _of_product(desk: Desk, found: Product) -> Card:
    return cards.of_product(found, Photo.objects.within(desk.scope).of_product(found.pk).in_order().first())


def _of_stall(desk: Desk) -> Card:
    """The stall with the photo of what it listed last."""
    own = Photo.objects.within(desk.scope).filter(product__seller=desk.seller, product__state=Product.State.PUBLISHED)
    return cards.of_stall(desk.seller, own.order_by("-product__published_at", "position", "pk").first())


def _open(desk: Desk) -> bool:
    return desk.seller.state == desk.seller.State.APPROVED
