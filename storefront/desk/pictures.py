"""The first photo of products, in one query."""

from collections.abc import Iterable

from catalog.media.models import Photo
from catalog.media.queries import photo_url


def first_photos(product_ids: Iterable[int], *, size: int = 400) -> dict[int, str]:
    """Photo address by product id; a product without one is absent."""
    urls: dict[int, str] = {}
    for photo in Photo.objects.filter(product_id__in=set(product_ids)).order_by("product_id", "position", "pk"):
        urls.setdefault(photo.product_id or 0, photo_url(photo, size))
    return urls
