"""Acts on goods: a new product, a photo more, prices and stocks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.media import actions as media
from catalog.media.models import Photo
from catalog.products import today
from catalog.products.models import Product
from catalog.products.prices import parse_price
from catalog.products.today import Base, State, Wish
from payments.money import Money
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected, NotFound
from storefront.desk import listing_new
from storefront.desk.acts.port import Act, Again, Conflict, Done, Sent
from storefront.desk.currency import currency_of
from storefront.desk.reading_json import Given
from storefront.orders.wording import rupiah

MOST_PHOTOS = media.MOST_PHOTOS


def new(sent: Sent) -> Done:
    """A product with its photos. Its key is the act's, so that the same listing is never made twice."""
    given = {name: sent.given.text(name, most=most) for name, most in listing_new.TYPED.items()}
    if made := listing_new.made_already(desk=sent.desk, name=given["name"], client_key=sent.key.hex):
        return _made(made)
    wanted = [sent.photos[key].pk for key in _photos(sent.given)]
    if not wanted:
        raise Expected(_("Ambil foto barangnya dulu."), field="photos", code="photo_missing")
    product = listing_new.list_new(desk=sent.desk, given=given, photo_ids=wanted, client_key=sent.key.hex)
    attached = Photo.objects.within(sent.desk.scope).filter(pk__in=wanted, product_id=product.pk)
    if attached.count() != len(set(wanted)):
        raise Again  # another act took a photo of the same bytes between our look and our write
    return _made(product)


def add_photo(sent: Sent) -> Done:
    product_id = sent.given.number("product")
    waiting = sent.photos[sent.given.key("upload")]
    photo = media.put_to_product(
        scope=sent.desk.scope, person=sent.desk.person, photo_id=waiting.pk, product_id=product_id
    )
    if photo is None:
        raise Again
    return Done({"product": product_id, "photo": photo.pk}, reverse("desk:product", args=[product_id]))


def price_stock(sent: Sent) -> Done:
    """One pack's price and stock. What somebody else changed meanwhile is asked about: both values, nothing written."""
    wish = _wish(sent.given)
    outcome = today.set_price(scope=sent.desk.scope, person=sent.desk.person, row=wish)
    if outcome.now is None:
        raise NotFound(_("Kemasan ini tidak ada."))
    if outcome.state == State.REFUSED:
        raise Expected(outcome.sentence, field=outcome.field)
    if outcome.state == State.CONFLICT:
        raise Conflict(outcome.sentence, **_sides(sent, wish, outcome.now))
    return Done(_row(sent, outcome), reverse("desk:products"))


def prices_today(sent: Sent) -> Done:
    """Many packs at once; each row has its own outcome, and a row that is asked about writes nothing."""
    wishes = [_wish(row) for row in sent.given.rows("rows", most=today.MOST_ROWS)]
    outcomes = today.set_prices(scope=sent.desk.scope, person=sent.desk.person, rows=wishes)
    rows = []
    for wish, outcome in zip(wishes, outcomes, strict=True):
        row = _row(sent, outcome)
        if outcome.state == State.CONFLICT and outcome.now is not None:
            row |= _sides(sent, wish, outcome.now)
        rows.append(row)
    return Done({"rows": rows}, reverse("desk:products"))


def _made(product: Product) -> Done:
    return Done({"product": product.pk, "name": product.name}, reverse("desk:product", args=[product.pk]))


def _photos(given: Given) -> tuple[UUID, ...]:
    return given.keys("photos", most=MOST_PHOTOS)


def _wish(given: Given) -> Wish:
    base = given.inner("base")
    shown = Base(base.number("version"), base.number("price"), base.text("stock", most=30) or "0")
    return Wish(given.number("variant"), given.text("price", most=30), given.text("stock", most=30), shown)


def _row(sent: Sent, outcome: today.Outcome) -> dict[str, Any]:
    said: dict[str, Any] = {"variant": outcome.variant_id, "state": str(outcome.state)}
    if outcome.now is not None:
        said["now"] = _side(sent, outcome.now)
    if outcome.sentence:
        said |= {"sentence": outcome.sentence, "field": outcome.field}
    return said


def _sides(sent: Sent, wish: Wish, theirs: Base) -> dict[str, Any]:
    """Three times the same shape: raw values, and the words a person reads."""
    price, stock = wish.price or wish.base.price_minor, wish.stock or wish.base.stock
    yours = {"price": price, "stock": stock, "words": _words(sent, price, stock)}
    return {"theirs": _side(sent, theirs), "yours": yours, "base": _side(sent, wish.base)}


def _side(sent: Sent, base: Base) -> dict[str, Any]:
    words = _words(sent, base.price_minor, base.stock)
    return {"version": base.version, "price": base.price_minor, "stock": base.stock, "words": words}


def _words(sent: Sent, price: str | int, stock: str) -> str:
    minor = price if isinstance(price, int) else parse_price(price)
    amount = rupiah(Money(minor, currency_of(sent.desk.seller)))
    return _("%(price)s, stok %(stock)s") % {"price": amount, "stock": stock}


GOODS: Mapping[str, Act] = {
    "product.new": Act(Verb.PRODUCTS, new, uploads=_photos),
    "photo.add": Act(Verb.PRODUCTS, add_photo, uploads=lambda given: (given.key("upload"),)),
    "variant.price_stock": Act(Verb.PRODUCTS, price_stock),
    "prices.today": Act(Verb.PRODUCTS, prices_today),
}
