"""The basket: packs of any number of sellers, with the price last shown beside each."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.media.queries import photo_url
from catalog.products.models import Product, Variant
from catalog.products.windows import closed_now, ready_on, today_at
from payments.money import Money, total
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from storefront import engine
from storefront.engine.port import Offer
from storefront.orders import closed_words
from storefront.orders.inputs import MOST_LINES, MOST_PACKS
from storefront.orders.models import Cart, CartLine
from storefront.orders.wording import currency_of_the_house, number, rupiah

KEPT = timedelta(days=90)

_LARGEST_ID = 2**63 - 1  # of a database column; SQLite cannot even be asked for a larger one


class CartRefused(Expected):
    """The basket cannot hold this."""

    code = "cart_refused"


@dataclass(frozen=True)
class LineView:
    variant_id: int
    product_name: str
    slug: str
    label: str
    photo_url: str
    quantity: int
    price: Money
    total: Money
    available: int  # packs that can be bought now
    problem: str  # what to do before this line can be bought; "" when nothing
    weighed: bool  # the packer weighs it; the price is the most it can cost
    ready_on: date | None = None  # made to order: the day it is ready when it is ordered today


@dataclass(frozen=True)
class SellerGroup:
    seller: Seller
    lines: tuple[LineView, ...]
    subtotal: Money


@dataclass(frozen=True)
class CartView:
    groups: tuple[SellerGroup, ...]
    total: Money
    count: int  # packs
    changes: tuple[str, ...]  # what changed since the buyer last looked, in sentences

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(line.problem for group in self.groups for line in group.lines if line.problem)


def cart_for(token: str) -> Cart | None:
    return Cart.objects.filter(token=token).first() if token else None


def open_cart() -> Cart:
    return Cart.objects.create(token=secrets.token_urlsafe(32))


@transaction.atomic
def set_quantity(*, cart: Cart, variant_id: int, quantity: int) -> str:
    """Put `quantity` packs in the basket; 0 takes the line out. Answers a sentence when there was less stock, else "".

    The price now offered is remembered as shown, so a later change can be explained.
    """
    if not 0 < variant_id <= _LARGEST_ID:
        raise NotFound(_("Produk ini tidak ada. Pilih produk lain."), field="variant_id")
    if quantity < 0 or quantity > MOST_PACKS:
        raise CartRefused(_("Isi jumlah antara 0 dan %(most)s.") % {"most": number(MOST_PACKS)}, field="quantity")
    if quantity == 0:
        CartLine.objects.filter(cart=cart, variant_id=variant_id).delete()
        _touch(cart)
        return ""
    offer = engine.active().offers([variant_id]).get(variant_id)
    if offer is None:
        raise NotFound(_("Produk ini tidak ada. Pilih produk lain."), field="variant_id")
    shut = closed_now(Product.objects.select_related("seller").get(variants=variant_id)) if offer.sellable else None
    if shut is not None:
        raise CartRefused(_("%(why)s.") % {"why": closed_words.short(shut)}, field="quantity", variant_id=variant_id)
    if not offer.sellable or offer.available == 0:
        raise CartRefused(_("Stok habis. Pilih kemasan atau produk lain."), field="quantity", variant_id=variant_id)
    _room_for(cart, variant_id)
    kept = min(quantity, offer.available)
    CartLine.objects.update_or_create(
        cart=cart, variant_id=variant_id, defaults={"quantity": kept, "shown_price_minor": offer.price.minor}
    )
    _touch(cart)
    return _("Stok tinggal %(n)s. Jumlah disesuaikan.") % {"n": kept} if kept < quantity else ""


def add(*, cart: Cart, variant_id: int, quantity: int = 1) -> str:
    """Put `quantity` more packs in the basket, as "+ Keranjang" does."""
    if quantity < 1:
        raise CartRefused(_("Isi jumlah mulai dari 1."), field="quantity")
    present = dict(cart.lines.values_list("variant_id", "quantity")).get(variant_id, 0)
    return set_quantity(cart=cart, variant_id=variant_id, quantity=min(present + quantity, MOST_PACKS))


def accept_prices(*, cart: Cart) -> None:
    """The buyer has seen the present prices: changes before now are no longer told."""
    lines = list(cart.lines.all())
    offers = engine.active().offers([line.variant_id for line in lines])
    for line in lines:
        offer = offers.get(line.variant_id)
        if offer and offer.price.minor != line.shown_price_minor:
            CartLine.objects.filter(pk=line.pk).update(shown_price_minor=offer.price.minor)


def clear(cart: Cart) -> None:
    cart.lines.all().delete()
    _touch(cart)


def count(cart: Cart | None) -> int:
    """Packs in the basket: the figure beside the icon."""
    return sum(cart.lines.values_list("quantity", flat=True)) if cart else 0


def view(cart: Cart | None) -> CartView:
    """The basket by seller, at the engine's present prices."""
    lines = list(cart.lines.order_by("added_at", "pk")) if cart else []
    variants = _variants([line.variant_id for line in lines])
    offers = engine.active().offers(list(variants))
    groups: dict[int, list[LineView]] = {}
    changes = []
    for line in lines:
        variant, offer = variants[line.variant_id], offers.get(line.variant_id)
        groups.setdefault(variant.product.seller_id, []).append(_line_view(line, variant, offer))
        changes += _price_change(line, variant, offer)
    sellers = {variant.product.seller_id: variant.product.seller for variant in variants.values()}
    shown = tuple(_group(sellers[seller_id], views) for seller_id, views in groups.items())
    currency = shown[0].subtotal.currency if shown else currency_of_the_house()
    return CartView(
        groups=shown,
        total=total([group.subtotal for group in shown], currency),
        count=sum(line.quantity for line in lines),
        changes=tuple(changes),
    )


def _touch(cart: Cart) -> None:
    Cart.objects.filter(pk=cart.pk).update(updated_at=clock.now())


def _room_for(cart: Cart, variant_id: int) -> None:
    if cart.lines.exclude(variant_id=variant_id).count() >= MOST_LINES:
        raise CartRefused(_("Keranjang penuh. Pesan dulu yang sudah ada."), field="variant_id")


def _variants(variant_ids: Sequence[int]) -> Mapping[int, Variant]:
    rows = Variant.objects.filter(pk__in=variant_ids)
    rows = rows.select_related("product__seller__cooperative", "product__category")
    return {row.pk: row for row in rows.prefetch_related("product__photos")}


def _name(product: Product) -> str:
    """In the language of the page; an order keeps the name the seller gave."""
    return (product.name_en if (get_language() or "").startswith("en") else "") or product.name


def _line_view(line: CartLine, variant: Variant, offer: Offer | None) -> LineView:
    price = offer.price if offer else Money(variant.price_minor, variant.currency)
    photo = next(iter(sorted(variant.product.photos.all(), key=lambda row: (row.position, row.pk))), None)
    return LineView(
        variant_id=variant.pk,
        product_name=_name(variant.product),
        slug=variant.product.slug,
        label=variant.label,
        photo_url=photo_url(photo, 400) if photo else "",
        quantity=line.quantity,
        price=price,
        total=price * line.quantity,
        available=offer.available if offer else 0,
        weighed=bool(variant.product.weighed_percent),
        problem=_line_problem(line.quantity, offer, variant.product),
        ready_on=ready_on(
            lead_time_days=variant.product.lead_time_days, today=today_at(variant.product.seller.village_code)
        ),
    )


def _line_problem(quantity: int, offer: Offer | None, product: Product) -> str:
    if offer is None or not offer.sellable:
        return _("Produk ini sedang tidak dijual. Keluarkan dari keranjang.")
    if shut := closed_now(product):
        return closed_words.in_the_way(shut)
    if offer.available == 0:
        return _("Stok habis. Keluarkan dari keranjang.")
    if quantity > offer.available:
        return _("Stok tinggal %(n)s. Kurangi jumlah.") % {"n": offer.available}
    return ""


def _price_change(line: CartLine, variant: Variant, offer: Offer | None) -> list[str]:
    if offer is None or offer.price.minor == line.shown_price_minor:
        return []
    before = Money(line.shown_price_minor, offer.price.currency)
    names = {"name": variant.product.name, "before": rupiah(before), "now": rupiah(offer.price)}
    return [_("Harga %(name)s berubah dari %(before)s menjadi %(now)s.") % names]


def _group(seller: Seller, lines: Sequence[LineView]) -> SellerGroup:
    return SellerGroup(seller, tuple(lines), total([line.total for line in lines], lines[0].price.currency))


def forget_old(*, limit: int = 500) -> int:
    """Remove baskets nobody touched for KEPT; a buyer who comes later starts with an empty one."""
    old = Cart.objects.filter(updated_at__lt=clock.now() - KEPT).order_by("pk").values_list("pk", flat=True)
    return Cart.objects.filter(pk__in=list(old[:limit])).delete()[0]
