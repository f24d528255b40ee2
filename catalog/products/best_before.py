"""Food whose date comes near or is past. The calendar itself (windows.py) takes it out of sale after its last day; here
its maker is told, once for each date.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from catalog.products.models import Product
from catalog.products.queries import ProductQuerySet
from catalog.products.windows import today_at
from sellers.kit import clock
from sellers.messages.actions import tell
from sellers.messages.models import Message

SOON_DAYS = 7  # still time to sell it for less
TOLD_DAYS = 7  # a date that is past for longer is no news
SELLERS_LANGUAGE = "id"


def near(products: ProductQuerySet, *, today: date) -> ProductQuerySet:
    """On show, and good for at most SOON_DAYS more days or not any more; the soonest first."""
    listed = products.filter(state=Product.State.PUBLISHED, best_before__lte=today + timedelta(days=SOON_DAYS))
    return listed.order_by("best_before", "name", "pk")


def tell_past() -> int:
    """Tell each stall of goods on show whose date went by; answers how many were told now."""
    day = clock.now().date()  # a day of the places is one of three around it
    lately = Product.objects.filter(
        state=Product.State.PUBLISHED, best_before__lte=day, best_before__gte=day - timedelta(days=TOLD_DAYS)
    )
    rows = lately.select_related("seller").order_by("pk")
    past = {_key(row): row for row in rows if row.best_before and row.best_before < today_at(row.seller.village_code)}
    told = set(Message.objects.filter(key__in=list(past)).values_list("key", flat=True))
    new = {key: row for key, row in past.items() if key not in told}
    for key, product in new.items():
        with transaction.atomic(), translation.override(SELLERS_LANGUAGE):
            _tell(key, product)
    return len(new)


def _tell(key: str, product: Product) -> None:
    words = {"good": product.name, "day": f"{product.best_before:%d/%m/%Y}"}
    body = " ".join((
        _("Bapak/Ibu, %(good)s hanya baik sampai %(day)s.") % words,
        _("Pembeli tidak bisa memesannya lagi."),
        _("Ganti tanggalnya kalau ada yang baru. Atau turunkan dari lapak."),
    ))  # fmt: skip
    tell(key=key, to=product.seller.phone, body=body, template="best_before_past")


def _key(product: Product) -> str:
    return f"best-before:{product.pk}:{product.best_before}"
