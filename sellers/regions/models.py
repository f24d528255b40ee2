from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sellers.kit import clock
from sellers.regions.queries import MarketPriceQuerySet


class MarketPrice(models.Model):
    """What a good cost at a market on a day, as an officer of a cooperative noted it.

    A corrected or removed price is ended and stays; the one that took its place `replaces` it.
    """

    class Source(models.TextChoices):
        FORM = "form"
        SHEET = "sheet"

    good = models.CharField(max_length=80)  # as people say it: "Telur ayam"
    good_key = models.CharField(max_length=80)  # folded: the same good however it is spelled
    unit = models.CharField(max_length=12)  # the unit it was asked for by: "kg"
    base = models.CharField(max_length=3)  # what `base_amount` counts: g, ml, pcs
    base_amount = models.PositiveBigIntegerField()  # of one such unit: 1000 for a kg in grams
    price_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    market = models.CharField(max_length=80)
    market_key = models.CharField(max_length=80)
    place = models.CharField(max_length=13)  # code of a kabupaten or village
    day = models.DateField()
    source = models.CharField(max_length=10, choices=Source.choices)
    cooperative = models.ForeignKey("accounts.Cooperative", on_delete=models.PROTECT, related_name="market_prices")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MarketPriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("harga pasar")
        verbose_name_plural = _("harga pasar")
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "place", "market_key", "good_key", "unit", "day"],
                condition=models.Q(ended_at__isnull=True),
                name="one_market_price_a_day",
            ),
            models.CheckConstraint(condition=models.Q(price_minor__gt=0), name="market_price_above_nought"),
            models.CheckConstraint(condition=models.Q(base_amount__gt=0), name="market_price_of_something"),
        ]
        indexes = [models.Index(fields=["place", "-day"], name="market_price_newest")]

    def __str__(self) -> str:
        return f"{self.good}, {self.market}, {self.day}"
