"""The picture that WhatsApp and others show with a link to a product or a stall: a card, drawn once and kept for a day.

Anybody may ask for it, so drawing is limited for one network and over all; what is kept costs nothing. A card whose
price, name or photo changed has another name, and the old one is swept.
"""

import io
from hashlib import sha256

from django.core.files import File
from django.core.files.storage import default_storage

from catalog.media.models import Photo
from catalog.media.storage.port import DRAWN
from catalog.products.models import Product
from sellers.accounts.models import Seller
from sellers.kit import limits
from storefront.stalls.cards import Card, drawn

WIDTH, HEIGHT = 1200, 630
DRAWN_MOST, OF_ONE, PER_S = 120, 40, 600  # over all stalls, and for one network


def version(card: Card) -> str:
    """Of what stands on it; phones and WhatsApp keep a picture by its address."""
    photo = sorted(card.photo.sizes.values()) if card.photo else []
    said = "\0".join((card.name, card.price, card.stall, card.place, *photo))
    return sha256(said.encode()).hexdigest()[:16]


def picture(card: Card, *, address: str) -> bytes:
    """The JPEG, 1200×630, for whoever asks from `address`.

    Raises TooMany and NotDrawn where it has to be drawn and cannot be now.
    """
    name = f"{DRAWN}{version(card)}.jpg"
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            content: bytes = kept.read()
            return content
    limits.check(what="link_card.asked", key=limits.network(address), limit=OF_ONE, per_s=PER_S)
    limits.check(what="link_card.drawn", key="all", limit=DRAWN_MOST, per_s=PER_S)
    content = drawn(card, "link")
    default_storage.save(name, File(io.BytesIO(content)))
    return content


def newest_photo(seller: Seller) -> Photo | None:
    """Of what the stall listed last."""
    shown = Photo.objects.filter(product__seller=seller, product__state=Product.State.PUBLISHED)
    return shown.order_by("-product__published_at", "position", "pk").first()
