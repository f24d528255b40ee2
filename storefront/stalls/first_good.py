"""The first good of a stall that is being opened: kept with the other answers, listed when the stall stands."""

from collections.abc import Mapping
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from catalog.media.actions import receive_photo
from catalog.media.intake import store_image
from catalog.products import actions
from catalog.products.models import Product
from catalog.products.naming import clean_name
from catalog.products.prices import parse_price, parse_quantity
from catalog.products.units import UNITS
from sellers.accounts.access import Scope
from sellers.accounts.models import Seller
from sellers.kit.errors import Expected
from sellers.people.models import Person

FOLDER = "drafts"


class UnitMissing(Expected):
    code = "unit_missing"


def keep_photo(file: "File[bytes] | IO[bytes]") -> str:
    """The storage name of a photo that waits for its stall; only its owner is shown it."""
    return store_image(file, folder=FOLDER)


def forget_photo(name: str) -> None:
    if name.startswith(f"{FOLDER}/"):
        default_storage.delete(name)


def check(good: Mapping[str, str]) -> dict[str, str]:
    """The answers as they are kept, as typed but known to be readable. Raises what the catalogue raises."""
    name = clean_name(good["name"])
    parse_price(good["price"])
    if good["unit"] not in UNITS:
        raise UnitMissing(_("Pilih satuannya."), field="unit")
    parse_quantity(good["stock"], unit_code=good["unit"])
    return {"name": name, "price": good["price"], "unit": good["unit"], "stock": good["stock"]}


def list_it(
    *, scope: Scope, person: Person, seller: Seller, good: Mapping[str, Any], category: str, currency: str, key: str
) -> Product:
    """The real listing, once a `key`. Call it outside a transaction: the photo is read by a process of its own."""
    photos = []
    if good.get("photo") and default_storage.exists(good["photo"]):
        with default_storage.open(good["photo"]) as kept:
            photos = [receive_photo(scope=scope, person=person, seller_id=seller.pk, file=kept).pk]
    return actions.create_product(
        scope=scope,
        person=person,
        seller_id=seller.pk,
        name=good["name"],
        category=category,
        unit=good["unit"],
        price_minor=parse_price(good["price"]),
        stock=good["stock"],
        currency=currency,
        photo_ids=photos,
        client_key=key,
    )
