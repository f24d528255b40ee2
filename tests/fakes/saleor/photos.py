"""Photos: by multipart upload or by an address the worker fetches; and metadata, which lives on everything."""

import io
import urllib.error
import urllib.request

from PIL import Image, UnidentifiedImageError

from tests.fakes.saleor.faults import Problem, not_found
from tests.fakes.saleor.goods import Media, Product, Variant
from tests.fakes.saleor.ids import gid, parts
from tests.fakes.saleor.registry import mutation
from tests.fakes.saleor.things import Ask, Json, Thing
from tests.fakes.saleor.watching import issuer

MAX_BYTES = 10 * 1024 * 1024


@mutation("productMediaCreate", "MANAGE_PRODUCTS")
def product_media_create(ask: Ask, *, input: Json) -> Json:
    product = ask.world.need(Product, input["product"], "product")
    if input.get("image") is not None:
        name, kind, content = input["image"]
        _must_be_picture(content, f"<InMemoryUploadedFile: {name} ({kind})>")
    elif input.get("mediaUrl"):
        with ask.world.unlocked():
            name, kind, content = _fetched(input["mediaUrl"])
    else:
        raise Problem("input", "REQUIRED", "Image or external URL is required.")
    return {"media": put(ask, product, (name, kind, content), input.get("alt") or ""), "product": product}


def put(ask: Ask, product: Product, file: tuple[str, str, bytes], alt: str) -> Media:
    """The file beside the others of the product; `file` is its name, content type and bytes."""
    name, kind, content = file
    number = ask.world.number("ProductMedia")
    path = f"/media/products/{number}-{name}"
    ask.world.media[path] = (kind, content)
    made = Media(id=_media_id(number), alt=alt, path=path, sort_order=len(product.photos))
    product.photos.append(ask.world.add(made))
    ask.world.tell("PRODUCT_UPDATED", issuer(ask), product=product)
    ask.world.tell("PRODUCT_MEDIA_CREATED", issuer(ask), productMedia=made)
    return made


def _media_id(number: int) -> str:
    return gid("ProductMedia", number)


def _must_be_picture(content: bytes, shown: str) -> None:
    said = "Invalid file. The following error was raised during the attempt of opening the file: "
    try:
        Image.open(io.BytesIO(content)).verify()
    except (UnidentifiedImageError, SyntaxError, OSError) as error:
        raise Problem("image", "INVALID", f"{said}cannot identify image file {shown}") from error
    if len(content) > MAX_BYTES:
        raise Problem("image", "INVALID", "File too big.")


def _fetched(url: str) -> tuple[str, str, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # the address is the test's own
            content, kind = answer.read(), answer.headers.get_content_type()
        Image.open(io.BytesIO(content)).verify()
    except (urllib.error.URLError, UnidentifiedImageError, SyntaxError, OSError, ValueError) as error:
        said = "Unsupported media provider or incorrect URL."
        raise Problem("mediaUrl", "UNSUPPORTED_MEDIA_PROVIDER", said) from error
    return url.rstrip("/").rpartition("/")[2], kind, content


@mutation("productMediaDelete", "MANAGE_PRODUCTS")
def product_media_delete(ask: Ask, *, id: str) -> Json:
    photo = ask.world.need(Media, id)
    owner = next((one for one in ask.world.all(Product) if photo in one.photos), None)
    ask.world.drop(photo)
    if owner:
        owner.photos.remove(photo)
        ask.world.tell("PRODUCT_UPDATED", issuer(ask), product=owner)
    return {"media": photo, "product": owner}


@mutation("productMediaUpdate", "MANAGE_PRODUCTS")
def product_media_update(ask: Ask, *, id: str, input: Json) -> Json:
    photo = ask.world.need(Media, id)
    photo.alt = input.get("alt") or photo.alt
    return {"media": photo}


@mutation("productMediaReorder", "MANAGE_PRODUCTS")
def product_media_reorder(ask: Ask, *, product_id: str, media_ids: list[str]) -> Json:
    product = ask.world.need(Product, product_id, "productId")
    if sorted(media_ids) != sorted(one.id for one in product.photos):
        raise Problem("mediaIds", "INVALID", "Incorrect number of media IDs provided.")
    product.photos.sort(key=lambda one: media_ids.index(one.id))
    for n, photo in enumerate(product.photos):
        photo.sort_order = n
    return {"product": product, "media": product.photos}


# metadata

_ANYONE = ("Checkout", "CheckoutLine", "Order", "OrderLine")  # rule 23: whoever knows the id may write public metadata
_EVENTS = {
    "Product": ("PRODUCT_METADATA_UPDATED", "product"),
    "Order": ("ORDER_METADATA_UPDATED", "order"),
    "Fulfillment": ("FULFILLMENT_METADATA_UPDATED", "fulfillment"),
    "Checkout": ("CHECKOUT_METADATA_UPDATED", "checkout"),
    "ProductVariant": ("PRODUCT_VARIANT_METADATA_UPDATED", "productVariant"),
    "TransactionItem": ("TRANSACTION_ITEM_METADATA_UPDATED", "transaction"),
    "Warehouse": ("WAREHOUSE_METADATA_UPDATED", "warehouse"),
}


def _thing(ask: Ask, id: str) -> Thing:
    kind = parts(id)[0]
    found = ask.world.kept.get(kind, {}).get(id)
    if found is None:
        raise not_found(id)
    return found


def _tell(ask: Ask, thing: Thing) -> None:
    if isinstance(thing, Product | Variant):
        thing.updated_at = ask.world.now()
    event, field = _EVENTS.get(thing.typename, ("", ""))
    if event:
        ask.world.tell(event, issuer(ask), **{field: thing})


@mutation("updateMetadata")
def update_metadata(ask: Ask, *, id: str, input: list[Json]) -> Json:
    thing = _thing(ask, id)
    if thing.typename not in _ANYONE:
        ask.caller.demand(*thing.private_needs)
    _no_empty(input)
    thing.metadata_.update({one["key"]: one["value"] for one in input})
    _tell(ask, thing)
    return {"item": thing}


@mutation("updatePrivateMetadata")
def update_private_metadata(ask: Ask, *, id: str, input: list[Json]) -> Json:
    thing = _thing(ask, id)
    ask.caller.demand(*thing.private_needs)
    _no_empty(input)
    thing.private_.update({one["key"]: one["value"] for one in input})
    _tell(ask, thing)
    return {"item": thing}


@mutation("deleteMetadata")
def delete_metadata(ask: Ask, *, id: str, keys: list[str]) -> Json:
    thing = _thing(ask, id)
    if thing.typename not in _ANYONE:
        ask.caller.demand(*thing.private_needs)
    for key in keys:
        thing.metadata_.pop(key, None)
    _tell(ask, thing)
    return {"item": thing}


@mutation("deletePrivateMetadata")
def delete_private_metadata(ask: Ask, *, id: str, keys: list[str]) -> Json:
    thing = _thing(ask, id)
    ask.caller.demand(*thing.private_needs)
    for key in keys:
        thing.private_.pop(key, None)
    _tell(ask, thing)
    return {"item": thing}


def _no_empty(input: list[Json]) -> None:
    if any(not one["key"].strip() for one in input):
        raise Problem("input", "REQUIRED", "Metadata key cannot be empty.")
