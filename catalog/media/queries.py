from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from catalog.media.models import Photo, Upload


class PhotoQuerySet(models.QuerySet["Photo"]):
    def within(self, scope: Scope) -> "PhotoQuerySet":
        if scope.operator:
            return self
        return self.filter(seller_id__in=scope.seller_ids(Verb.PRODUCTS))

    def of_product(self, product_id: int | None) -> "PhotoQuerySet":
        """Those of a product; with None those that wait for one."""
        return self.filter(product__isnull=True) if product_id is None else self.filter(product_id=product_id)

    def in_order(self) -> "PhotoQuerySet":
        return self.order_by("position", "id")


class UploadQuerySet(models.QuerySet["Upload"]):
    def within(self, scope: Scope) -> "UploadQuerySet":
        """The person's own, for stalls it still works at: an upload is of one person and one stall."""
        return self.filter(person_id=scope.person_id or 0, seller_id__in=list(scope.sellers))


def photo_url(photo: "Photo | None", size: int) -> str:
    """Where the picture can be fetched, at `size` or the nearest size made; "" when there is none yet.

    The upload itself is never served: it may say where it was taken.
    """
    return url_of(photo.sizes, size) if photo is not None else ""


def url_of(sizes: Mapping[str, str], size: int) -> str:
    """As photo_url, from the bare `sizes` column: the next larger size made, else the largest."""
    if not sizes:
        return ""
    made = sorted(int(key) for key in sizes)
    best = next((width for width in made if width >= size), made[-1])
    return default_storage.url(sizes[str(best)])
