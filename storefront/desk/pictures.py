"""The first photo of products, in one query."""

from collections.abc import Iterable

from catalog.media.models import Photo
from catalog.media.queries import photo_url
from sellers.accounts.access import Scope


def first_photos(product_ids: Iterable[int], *, scope: Scope, size: int = 400) -> dict[int, str]:
    """Photo address by product id; a product without one is absent."""
    urls: dict[int, str] = {}
    for photo in Photo.objects.within(scope).filter(product_id__in=set(product_ids)).in_order():
        urls.setdefault(photo.product_id or 0, photo_url(photo, size))
    return urls
