from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.remittances.querysets import RemittanceQuerySet
from sellers.kit import clock


class Remittance(models.Model):
    """A courier accounts for cash it took at doors in a collector's name. The ledger's README.md has examples.

    `received_minor` came to the collector's account under one bank reference; `delivery_minor` and `fee_minor` it kept
    for carrying and for collecting; `lost_minor` the collector gives up. What is above the parcels named is
    `extra_minor`: it stays with the courier as its credit, and the next remittance uses it (then this is below zero).
    """

    code = models.CharField(max_length=8, unique=True)
    cooperative = models.ForeignKey(
        "accounts.Cooperative", null=True, blank=True, on_delete=models.PROTECT, related_name="remittances"
    )
    seller = models.ForeignKey(
        "accounts.Seller", null=True, blank=True, on_delete=models.PROTECT, related_name="remittances"
    )
    courier = models.CharField(max_length=20)  # Charge.courier
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=60)  # of the bank, in capitals
    received_minor = models.PositiveBigIntegerField(default=0)
    delivery_minor = models.PositiveBigIntegerField(default=0)
    fee_minor = models.PositiveBigIntegerField(default=0)
    lost_minor = models.PositiveBigIntegerField(default=0)
    extra_minor = models.BigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)  # written down wrongly and taken back
    undone_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    undone_reason = models.CharField(max_length=200, blank=True, default="")

    objects = RemittanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("setoran kurir")
        verbose_name_plural = _("setoran kurir")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seller__isnull=True) ^ models.Q(cooperative__isnull=True),
                name="remittance_to_exactly_one",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "courier", "reference"],
                condition=models.Q(cooperative__isnull=False, undone_at__isnull=True),
                name="remitted_once_to_a_cooperative",
            ),
            models.UniqueConstraint(
                fields=["seller", "courier", "reference"],
                condition=models.Q(seller__isnull=False, undone_at__isnull=True),
                name="remitted_once_to_a_seller",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.courier} {self.reference}"


class RemittanceLine(models.Model):
    """How much of one parcel's cash a remittance accounts for; several may together account for all of it."""

    remittance = models.ForeignKey(Remittance, on_delete=models.PROTECT, related_name="lines")
    charge = models.ForeignKey("charges.Charge", on_delete=models.PROTECT, related_name="remittance_lines")
    amount_minor = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["remittance", "charge"], name="parcel_once_a_remittance"),
            models.CheckConstraint(condition=models.Q(amount_minor__gte=1), name="remittance_line_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.remittance_id} {self.charge_id} {self.amount_minor}"
