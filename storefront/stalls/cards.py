"""What a stall shows elsewhere: a card of a product or of itself as a picture, the words to go with it, and a poster.

The card is drawn by a program of its own (card_drawing.py), 0.4 s and 60 MB that the server does not keep.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from catalog.media.models import Photo
from catalog.products.models import Product
from payments.money import Money
from sellers.accounts.models import Seller
from sellers.kit import child
from sellers.kit.errors import Expected
from sellers.regions import places
from storefront.orders.wording import rupiah

SHAPES = ("square", "story", "link")
_DRAWING = Path(__file__).with_name("card_drawing.py")
_TIMEOUT_S = 30
_PHOTO_SIZE = "1200"


class NotDrawn(Expected):
    """The picture could not be made just now."""

    code = "not_drawn"
    status = 503


@dataclass(frozen=True)
class Card:
    """What stands on a card. `name` is the product's or the stall's, then without a price; `link` is the code's."""

    name: str
    price: str
    stall: str
    village_code: str
    link: str
    photo: Photo | None = None

    @property
    def place(self) -> str:
        """ "Srengat, Kabupaten Blitar": the village and its kabupaten."""
        found = places.names(self.village_code).split(", ")
        return f"{found[0]}, {found[2]}" if len(found) == 4 else ", ".join(found)

    @property
    def caption(self) -> str:
        """Two lines, the link and three hashtags, to copy under the picture."""
        first = _("%(name)s dari %(stall)s, %(place)s.") if self.price else _("%(name)s, %(place)s.")
        second = _("%(price)s. Pesan di sini:") if self.price else _("Lihat dan pesan di sini:")
        words = {"name": self.name, "stall": self.stall, "place": self.place, "price": self.price}
        tags = " ".join(f"#{tag}" for tag in ("BeliLokal", _tag(self.stall), _tag(self.place.split(", ")[-1])) if tag)
        return "\n".join([first % words, second % words, self.link, tags])


def of_product(found: Product, photo: Photo | None) -> Card:
    """Its cheapest pack: "Rp12.000 /kg"."""
    packs = [row for row in found.variants.all() if row.is_active]
    price = _("Tanya harga")
    if packs:
        pack = min(packs, key=lambda row: (row.price_minor, row.pk))
        price = f"{rupiah(Money(pack.price_minor, pack.currency))} /{pack.label.removeprefix('1 ')}"
    link = settings.BASE_URL + reverse("shop:product", args=[found.slug])
    return Card(found.name, price, found.seller.name, found.seller.village_code, link, photo)


def of_stall(seller: Seller, photo: Photo | None) -> Card:
    link = settings.BASE_URL + reverse("shop:seller", args=[seller.slug])
    return Card(seller.name, "", seller.name, seller.village_code, link, photo)


def drawn(card: Card, shape: str) -> bytes:
    """A JPEG: square 1080×1080, story 1080×1920, link 1200×630. Raises NotDrawn."""
    job = {
        "shape": shape, "name": card.name, "price": card.price, "stall": card.stall if card.price else card.place,
        "place": card.place if card.price else "", "link": card.link, "scan": _("Pindai untuk pesan"),
    }  # fmt: skip
    made = child.run(_DRAWING, json.dumps(job), given=_bytes(card.photo), timeout_s=_TIMEOUT_S)
    if not made:
        raise NotDrawn(_("Gambar belum bisa dibuat. Coba lagi sebentar."))
    return made


def poster(seller: Seller, link: str) -> bytes:
    """An A4 page to hang up at the stall: its name and a large code that opens it. PDF."""
    draw = import_string("storefront.stalls.poster_drawing.poster")
    place = Card(seller.name, "", seller.name, seller.village_code, link).place
    made: bytes = draw(
        seller.name, place, link, _("Pindai untuk melihat dan memesan"), _("Buka kamera HP, arahkan ke sini")
    )
    return made


def _bytes(photo: Photo | None) -> bytes:
    """Its largest size; nothing for a product without a photo, or one whose sizes are still being made."""
    name = (photo.sizes.get(_PHOTO_SIZE) or next(iter(photo.sizes.values()), "")) if photo else ""
    if not name:
        return b""
    try:
        with default_storage.open(name) as stored:
            content: bytes = stored.read()
    except OSError:
        return b""
    return content


def _tag(words: str) -> str:
    """Letters and digits of a name, as hashtags are written."""
    return "".join(word[:1].upper() + word[1:] for word in "".join(c if c.isalnum() else " " for c in words).split())
