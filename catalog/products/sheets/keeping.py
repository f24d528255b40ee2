"""How long sheets and their zips are kept: a month after they were brought. What was saved of them stays."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.files.storage import default_storage

from catalog.products.models import SheetImport
from sellers.kit import clock

KEPT = timedelta(days=30)
AT_ONCE = 50


def sheets_kept(names: Iterable[str]) -> set[str]:
    """Of these zips, those a sheet holds."""
    return set(SheetImport.objects.filter(pictures__in=list(names)).values_list("pictures", flat=True))


def forget_old() -> int:
    """Sheets of more than a month ago go with their rows and their zip. A sweep calls it."""
    old = list(SheetImport.objects.filter(created_at__lt=clock.now() - KEPT).order_by("pk")[:AT_ONCE])
    for sheet in old:
        sheet.delete()
        if sheet.pictures:
            default_storage.delete(sheet.pictures)
    return len(old)
