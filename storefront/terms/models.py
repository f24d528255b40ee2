from django.db import models

from sellers.kit import clock
from storefront.terms.querysets import CashPauseQuerySet, CommissionRuleQuerySet


class CooperativeTerms(models.Model):
    """Deadlines and money rules of a cooperative; a seller without one gets the defaults."""

    cooperative = models.OneToOneField("accounts.Cooperative", on_delete=models.PROTECT, related_name="terms")
    pay_by_transfer_hours = models.PositiveSmallIntegerField(default=24)
    accept_hours = models.PositiveSmallIntegerField(default=24)
    pack_hours = models.PositiveSmallIntegerField(default=48)
    received_days_after_arrival = models.PositiveSmallIntegerField(default=3)
    received_days_after_sending = models.PositiveSmallIntegerField(default=10)
    complete_days_after_receipt = models.PositiveSmallIntegerField(default=2)
    # commission that sellers who took cash owe: above the limit, and older than the days of grace, no new COD
    cash_debt_limit_minor = models.PositiveBigIntegerField(default=200_000)
    cash_debt_grace_days = models.PositiveSmallIntegerField(default=14)
    second_person_refund_above_minor = models.PositiveBigIntegerField(default=500_000)
    # the cooperative holds the contract with couriers: it collects their fee and hands it on
    holds_courier_contract = models.BooleanField(default=False)
    # couriers that take cash at the door under that contract, by code: ["jne"]
    cash_couriers = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"terms of {self.cooperative_id}"


class CommissionRule(models.Model):
    """What a cooperative keeps of the goods (never of the delivery fee). The most specific rule in force is frozen.

    For one product, else for one seller, else for one category, else for all: of several as specific the newest.
    `basis_points` of the line and `fixed_minor` for each pack add up; never more than the line.
    """

    cooperative = models.ForeignKey("accounts.Cooperative", on_delete=models.PROTECT, related_name="commission_rules")
    category = models.ForeignKey("products.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seller = models.ForeignKey("accounts.Seller", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey("products.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    basis_points = models.PositiveSmallIntegerField(default=0)  # 500 = 5 %
    fixed_minor = models.PositiveBigIntegerField(default=0)  # a pack
    valid_from = models.DateTimeField(default=clock.now)
    valid_to = models.DateTimeField(null=True, blank=True)  # exclusive

    objects = CommissionRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(basis_points__lte=10_000), name="commission_at_most_all"),
            models.CheckConstraint(
                condition=models.Q(category__isnull=True, seller__isnull=True)
                | models.Q(category__isnull=True, product__isnull=True)
                | models.Q(seller__isnull=True, product__isnull=True),
                name="commission_rule_has_one_aim",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="commission_rule_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.basis_points} basis points since {self.valid_from:%Y-%m-%d}"


class CashPause(models.Model):
    """A seller's debt went above the limit: from `stops_at` it takes no new cash order, until it is lifted."""

    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="cash_pauses")
    since = models.DateTimeField(default=clock.now)
    stops_at = models.DateTimeField(default=clock.now)  # when the days of grace are over
    told_at = models.DateTimeField(null=True, blank=True)  # that it stopped
    debt_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = CashPauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller"], condition=models.Q(lifted_at__isnull=True), name="one_cash_pause_a_seller"
            )
        ]

    def __str__(self) -> str:
        return f"{self.seller_id} since {self.since:%Y-%m-%d}"
