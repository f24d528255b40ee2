from django.db import models

from sellers.kit import clock
from storefront.terms.shares.queries import (
    ContributionQuerySet,
    ShareClosingQuerySet,
    SharePartQuerySet,
    ShareRuleQuerySet,
    SoldUnderQuerySet,
    SurplusPartQuerySet,
    SurplusYearQuerySet,
)


class ShareRule(models.Model):
    """How a group shop divides its money among its members. A change is a new version; what was sold keeps its own."""

    class Method(models.TextChoices):
        WEIGHT = "weight"  # by the kilograms each brought
        HOURS = "hours"  # by the hours each worked
        FIXED = "fixed"  # by fixed weights, one a member
        EQUAL = "equal"

    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="share_rules")
    version = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10, choices=Method.choices)
    reserve_basis_points = models.PositiveSmallIntegerField(default=0)  # kept back after costs
    weights = models.JSONField(default=dict)  # for `fixed`: person id → whole number
    valid_from = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    objects = ShareRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "version"], name="one_share_rule_a_version"),
            models.CheckConstraint(
                condition=models.Q(reserve_basis_points__lte=10_000), name="share_reserve_at_most_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seller_id} v{self.version} {self.method}"


class SoldUnder(models.Model):
    """Which rule version one order was sold under: written with the sale, never changed."""

    order_code = models.CharField(max_length=8, unique=True)  # orders lie above; their public code is enough
    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(ShareRule, on_delete=models.PROTECT, related_name="sold")
    sold_at = models.DateTimeField()

    objects = SoldUnderQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.order_code} {self.rule_id}"


class Contribution(models.Model):
    """What one member brought on one day: grams of raw goods, or minutes of work. Append-only: a slip is reversed."""

    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="contributions")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    grams = models.IntegerField(default=0)
    minutes = models.IntegerField(default=0)
    note = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=80, unique=True)  # client-made
    recorded_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    objects = ContributionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"


class ShareClosing(models.Model):
    """One period of a group shop, divided. Each rule version that sold in it divides its own part."""

    code = models.CharField(max_length=8, unique=True)
    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="share_closings")
    first_day = models.DateField()
    last_day = models.DateField()
    currency = models.CharField(max_length=3)
    income_minor = models.BigIntegerField()  # what the period's postings left the group, after commission and refunds
    carried_minor = models.BigIntegerField(default=0)  # the loss the closing before left: zero or negative
    costs_minor = models.PositiveBigIntegerField(default=0)
    costs_note = models.CharField(max_length=200, blank=True)
    reserve_minor = models.PositiveBigIntegerField(default=0)
    closed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(default=clock.now)

    objects = ShareClosingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "currency", "first_day"], name="share_period_closed_once"),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="share_period_has_days"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ShareIncome(models.Model):
    """What one closing counted of one rule version. The next closing counts only what the books hold beside these."""

    closing = models.ForeignKey(ShareClosing, on_delete=models.PROTECT, related_name="incomes")
    rule = models.ForeignKey(ShareRule, on_delete=models.PROTECT, related_name="+")
    income_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "rule"], name="one_share_income_a_version")]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.rule_id} {self.income_minor}"


class SharePart(models.Model):
    """What one closing gives one member by one rule version; income less costs and reserve is the sum of its parts."""

    closing = models.ForeignKey(ShareClosing, on_delete=models.PROTECT, related_name="parts")
    rule = models.ForeignKey(ShareRule, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    measure = models.BigIntegerField(default=0)  # grams, minutes, fixed weight, or 1
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = SharePartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["closing", "rule", "person"], name="one_share_part_a_member"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.amount_minor}"


class SurplusYear(models.Model):
    """A cooperative's SHU of one year (UU 25/1992, art. 45), divided by its own articles."""

    cooperative = models.ForeignKey("accounts.Cooperative", on_delete=models.PROTECT, related_name="surplus_years")
    year = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3)
    surplus_minor = models.PositiveBigIntegerField()
    # basis points of the surplus: reserve, transactions (jasa usaha), savings (jasa modal), board, staff, …; sum 10000
    division = models.JSONField(default=dict)
    remainder_minor = models.PositiveBigIntegerField(default=0)  # rounding down left it, to the reserve
    closed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SurplusYearQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cooperative", "year"], name="one_surplus_a_year")]

    def __str__(self) -> str:
        return f"{self.cooperative_id} {self.year}"


class SurplusPart(models.Model):
    """What one member gets of a year's SHU, and from which figures."""

    year = models.ForeignKey(SurplusYear, on_delete=models.PROTECT, related_name="parts")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    transactions_minor = models.PositiveBigIntegerField(default=0)
    savings_minor = models.PositiveBigIntegerField(default=0)
    for_transactions_minor = models.PositiveBigIntegerField(default=0)
    for_savings_minor = models.PositiveBigIntegerField(default=0)
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = SurplusPartQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "person"], name="one_surplus_part_a_member")]

    def __str__(self) -> str:
        return f"{self.year_id} {self.person_id}"
