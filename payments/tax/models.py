from django.db import models

from payments.tax.queries import TaxDeclarationQuerySet, TurnoverYearQuerySet
from sellers.kit import clock


class TurnoverYear(models.Model):
    """What one seller sold in one calendar year, and what was withheld of it (PPh 22, PMK 37/2025)."""

    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="turnover_years")
    year = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3)
    turnover_minor = models.BigIntegerField(default=0)  # before VAT, less what was refunded
    withheld_minor = models.BigIntegerField(default=0)

    objects = TurnoverYearQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "year", "currency"], name="one_turnover_a_year")]

    def __str__(self) -> str:
        return f"{self.seller_id} {self.year}"


class TaxDeclaration(models.Model):
    """The seller declares that its turnover stays under the year's limit (surat pernyataan), for one year."""

    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="tax_declarations")
    year = models.PositiveSmallIntegerField()
    npwp_or_nik = models.CharField(max_length=16)  # shown masked
    declared_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # the seller said that it passed the limit

    objects = TaxDeclarationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "year"], condition=models.Q(withdrawn_at__isnull=True), name="one_declaration_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.seller_id} {self.year}"
