"""One product: its particulars, photos, packs, and how a buyer will see it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from catalog.media.actions import MOST_PHOTOS, receive_photo
from catalog.media.models import Photo
from catalog.media.queries import photo_url
from catalog.products import actions
from catalog.products.drafting import Window
from catalog.products.listing import categories
from catalog.products.models import Product
from catalog.products.prices import parse_price
from catalog.products.windows import closed_now
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk import maker, product_reading, unit_choices, weighed
from storefront.desk.gate import Desk, at_desk, product_stall
from storefront.desk.market_source import for_packs
from storefront.desk.shell import page, say
from storefront.desk.typed import day, typed

HALAL: tuple[tuple[str, Any], ...] = (
    (Product.Halal.UNSTATED, gettext_lazy("Belum diisi")),
    (Product.Halal.CERTIFIED, gettext_lazy("Bersertifikat halal")),
    (Product.Halal.IN_PROCESS, gettext_lazy("Sedang diurus")),
    (Product.Halal.NOT_HALAL, gettext_lazy("Tidak halal")),
    (Product.Halal.NOT_FOOD, gettext_lazy("Bukan makanan")),
)
TYPED = {"name": 120, "category": 50, "description": 4000, "halal": 15, "lead_time_days": 4, "maker": 120}
DAYS = ("harvest_from", "harvest_until", "best_before")
MORE = ("lead_time_days", "maker", "batch", *DAYS)  # behind "Lebih lanjut"
FIELDS = (*TYPED, *DAYS, "batch", "photo", "content", "pack_price", "pack_unit", "price", "stock")


@dataclass(frozen=True)
class Shown:
    """A photo of the album: its number opens it."""

    id: int
    url: str


class NotDays(Expected):
    code = "days"


@at_desk(Verb.PRODUCTS, methods=("GET", "HEAD", "POST"), locate=product_stall)
def edit(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    if request.method != "POST":
        return _show(request, desk, product_id)
    given: dict[str, Any] = {key: request.POST.get(key, "").strip()[:most] for key, most in TYPED.items()}
    given["perishable"] = request.POST.get("perishable") == "1"
    said = {name: typed(request.POST, name, most=30) for name in ("batch", *DAYS)}
    try:
        actions.edit_product(
            scope=desk.scope, person=desk.person, product_id=product_id,
            **{**given, "lead_time_days": _days(given["lead_time_days"])},
            window=Window(batch=said["batch"], **{name: _day(said, name) for name in DAYS}),
        )  # fmt: skip
    except Expected as error:
        return _show(request, desk, product_id, error, given=given | said)
    say(request, _("Perubahan tersimpan."))
    return redirect("desk:product", product_id=product_id)


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=product_stall)
def add_photo(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    uploads = request.FILES.getlist("photo")[:MOST_PHOTOS]
    try:
        if not uploads:
            raise Expected(_("Pilih foto dulu."), field="photo")
        for upload in uploads:
            receive_photo(
                scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, file=upload, product_id=product_id
            )
    except Expected as error:
        return _show(request, desk, product_id, error)
    say(request, _("Foto tersimpan."))
    return redirect("desk:product", product_id=product_id)


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=product_stall)
def add_pack(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    given = {key: request.POST.get(key, "").strip()[:30] for key in ("pack_unit", "content", "pack_price")}
    try:
        actions.add_pack(
            scope=desk.scope,
            person=desk.person,
            product_id=product_id,
            unit=given["pack_unit"],
            content=given["content"],
            price_minor=parse_price(given["pack_price"]),
        )
    except Expected as error:
        error.field = {"price": "pack_price", "unit": "pack_unit"}.get(error.field, error.field)
        return _show(request, desk, product_id, error, pack_given=given)
    say(request, _("Kemasan baru tersimpan."))
    return redirect("desk:product", product_id=product_id)


@at_desk(Verb.PRODUCTS, locate=product_stall)
def preview(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    """As a buyer will see it, also while the stall waits or the product is down."""
    product = _product(desk, product_id)
    return page(
        request,
        desk,
        "product_preview.html",
        "products",
        product=product,
        row=product_reading.row(scope=desk.scope, product_id=product_id),
        photos=_photos(desk, product_id, 800),
        halal=dict(HALAL)[product.halal],
        public=_is_public(desk, product) and reverse("shop:product", args=[product.slug]),
    )


def _show(
    request: HttpRequest,
    desk: Desk,
    product_id: int,
    error: Expected | None = None,
    *,
    given: dict[str, Any] | None = None,
    pack_given: dict[str, str] | None = None,
) -> HttpResponse:
    product = _product(desk, product_id)
    standing = {key: getattr(product, key) for key in TYPED if key != "category"}
    standing |= {"category": product.category.slug, "perishable": product.perishable, "batch": product.batch or ""}
    standing |= {name: found.isoformat() if (found := getattr(product, name)) else "" for name in DAYS}
    row = product_reading.row(scope=desk.scope, product_id=product_id)
    name = "name_en" if (get_language() or "").startswith("en") else "name_id"
    return page(
        request,
        desk,
        "product.html",
        "products",
        product=product,
        row=row,
        markets=for_packs(desk=desk, variant_ids=[pack.variant_id for pack in row.packs] if row else []),
        album=_album(desk, product_id),
        most_photos=MOST_PHOTOS,
        given=given or standing,
        pack_given=pack_given or {"pack_unit": "", "content": "", "pack_price": ""},
        categories=[(category.slug, getattr(category, name)) for category in categories()],
        halal_choices=HALAL,
        pack_units=unit_choices.all_of(),
        makers=maker.choices(desk),
        weighed_choices=weighed.choices(product),
        fields=FIELDS,
        more=MORE,
        closed=closed_now(product),
        error=error,
        wrong=0,
        typed={},
        status=error.status if error else 200,
    )


def _product(desk: Desk, product_id: int) -> Product:
    found = Product.objects.within(desk.scope).select_related("category", "seller").filter(pk=product_id).first()
    if found is None:
        raise Http404
    return found


def _album(desk: Desk, product_id: int) -> list[Shown]:
    kept = Photo.objects.within(desk.scope).filter(product_id=product_id).in_order()
    return [Shown(photo.pk, photo_url(photo, 400)) for photo in kept]


def _photos(desk: Desk, product_id: int, size: int) -> list[str]:
    kept = Photo.objects.within(desk.scope).filter(product_id=product_id).in_order()
    return [photo_url(photo, size) for photo in kept]


def _is_public(desk: Desk, product: Product) -> bool:
    return product.state == Product.State.PUBLISHED and desk.seller.state == desk.seller.State.APPROVED


def _day(said: dict[str, str], name: str) -> date | None:
    """The day typed, or None for none."""
    if not said[name]:
        return None
    found = day(said[name])
    if found is None:
        raise NotDays(_("Pilih tanggal dari kalender."), field=name)
    return found


def _days(text: str) -> int:
    if text and not (text.isascii() and text.isdigit()):
        raise NotDays(_("Tulis jumlah hari dengan angka, misalnya 3."), field="lead_time_days")
    return int(text or 0)
