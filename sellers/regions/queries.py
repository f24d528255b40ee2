from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from sellers.regions.models import MarketPrice

FRESH_DAYS = 14  # an older price says nothing of today
KABUPATEN = 5  # characters of its code


class MarketPriceQuerySet(models.QuerySet["MarketPrice"]):
    def within(self, scope: Scope) -> "MarketPriceQuerySet":
        """What a market asks is no secret: whoever is signed in reads every place's prices."""
        return self if scope.operator or scope.person_id is not None else self.none()

    def editable(self, scope: Scope) -> "MarketPriceQuerySet":
        """Those that the asker's own cooperative noted."""
        if scope.operator:
            return self
        return self.filter(cooperative_id__in=scope.cooperative_ids(Verb.APPROVE))

    def standing(self) -> "MarketPriceQuerySet":
        """Neither corrected nor removed."""
        return self.filter(ended_at__isnull=True)

    def near(self, code: str, length: int = KABUPATEN) -> "MarketPriceQuerySet":
        """Of the kabupaten of a village, or with 2 characters of its province."""
        return self.filter(place__startswith=code[:length]) if len(code) >= length else self.none()

    def fresh(self, today: date) -> "MarketPriceQuerySet":
        return self.filter(day__gt=today - timedelta(days=FRESH_DAYS), day__lte=today)

    def newest_first(self) -> "MarketPriceQuerySet":
        return self.order_by("-day", "good_key", "market_key", "-pk")
