from django.db import models

from storefront.delivery.querysets import DeliveryOptionQuerySet


class DeliveryOption(models.Model):
    """A way one seller hands over goods."""

    class Kind(models.TextChoices):
        PICKUP = "pickup"
        SELLER = "seller"  # the seller delivers, fee by kecamatan
        COURIER = "courier"  # fee table by weight

    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="delivery_options")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    courier = models.CharField(max_length=20, blank=True)  # code of couriers.csv when kind is courier
    note = models.CharField(max_length=200, blank=True)  # opening hours, landmark
    # cash may be paid at the handover; to a courier under the seller's own contract with it
    cod = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects = DeliveryOptionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.courier}".strip()


class DeliveryFee(models.Model):
    """One row of an option's fee table: to places whose code starts with `region`, up to `upto_weight_g`."""

    option = models.ForeignKey(DeliveryOption, on_delete=models.CASCADE, related_name="fees")
    region = models.CharField(max_length=13, blank=True)  # "" everywhere, "35", "35.72", "35.72.02"; longest wins
    upto_weight_g = models.PositiveIntegerField(default=1_000_000)
    fee_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3, default="IDR")
    days = models.CharField(max_length=20, blank=True)  # "2-3 hari"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["option", "region", "upto_weight_g"], name="one_fee_a_band"),
        ]

    def __str__(self) -> str:
        return f"{self.region or '*'} ≤ {self.upto_weight_g} g: {self.fee_minor} {self.currency}"
