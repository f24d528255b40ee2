"""The stalls a buyer may see, the nearest first."""

from django.core.cache import cache
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from sellers.accounts.models import Seller

_REGENCY = 5  # characters of its code
_KEEP_S = 60


def sellers_near(regency_code: str = "") -> QuerySet[Seller]:
    """Stalls of the kabupaten, then of its province, then the others; the youngest first within each."""
    sellers = Seller.objects.open_to_buyers()
    if not regency_code:
        return sellers.order_by("-created_at", "pk")
    distance = Case(
        When(village_code__startswith=regency_code, then=Value(0)),
        When(village_code__startswith=regency_code[:2], then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return sellers.annotate(distance=distance).order_by("distance", "-created_at", "pk")


def seller_of(slug: str) -> Seller | None:
    return Seller.objects.open_to_buyers().filter(slug=slug).select_related("cooperative").first()


def sellers_named(text: str, limit: int = 4) -> QuerySet[Seller]:
    """Stalls whose name, or what they sell, holds the words."""
    return Seller.objects.open_to_buyers().filter(Q(name__icontains=text) | Q(sells__icontains=text))[:limit]


def regencies_with_sellers() -> list[str]:
    """Codes of the kabupaten where somebody sells, remembered for a minute."""
    kept: list[str] | None = cache.get("shop.regencies")
    if kept is None:
        codes = Seller.objects.open_to_buyers().values_list("village_code", flat=True).distinct()
        kept = sorted({code[:_REGENCY] for code in codes})
        cache.set("shop.regencies", kept, _KEEP_S)
    return kept
