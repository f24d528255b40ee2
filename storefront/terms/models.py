from django.db import models

from sellers.kit import clock
from storefront.terms.queries import CommissionRuleQuerySet


class CooperativeTerms(models.Model):
    """Deadlines of a cooperative; a seller without one gets the defaults."""

    cooperative = models.OneToOneField("accounts.Cooperative", on_delete=models.PROTECT, related_name="terms")
    pay_by_transfer_hours = models.PositiveSmallIntegerField(default=24)
    accept_hours = models.PositiveSmallIntegerField(default=24)
    pack_hours = models.PositiveSmallIntegerField(default=48)
    received_days_after_arrival = models.PositiveSmallIntegerField(default=3)
    received_days_after_sending = models.PositiveSmallIntegerField(default=10)
    complete_days_after_receipt = models.PositiveSmallIntegerField(default=2)

    def __str__(self) -> str:
        return f"terms of {self.cooperative_id}"


class CommissionRule(models.Model):
    """What a cooperative keeps of the goods (never of the delivery fee); the newest rule in force is frozen at sale."""

    cooperative = models.ForeignKey("accounts.Cooperative", on_delete=models.PROTECT, related_name="commission_rules")
    basis_points = models.PositiveSmallIntegerField()  # 500 = 5 %
    valid_from = models.DateTimeField(default=clock.now)

    objects = CommissionRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(basis_points__lte=10_000), name="commission_at_most_all"),
        ]

    def __str__(self) -> str:
        return f"{self.basis_points} basis points since {self.valid_from:%Y-%m-%d}"
