from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.ledger.queries import AccountQuerySet, PeriodCloseQuerySet, PostingQuerySet
from sellers.kit import clock


class Account(models.Model):
    """One account of the books. Balance = what came in (as target) less what went out (as source)."""

    class Kind(models.TextChoices):
        BUYER = "buyer"  # what one Bill still owes; `ref` is the bill_ref
        BANK = "bank"  # money a cooperative or the operator holds
        SELLER = "seller"  # what is owed between a seller and its collector; negative: owed to the seller
        COMMISSION = "commission"  # income of a cooperative
        UNIQUE_CODE = "unique_code"  # the digits that told transfers apart
        REFUND_DUE = "refund_due"  # negative: to be returned to buyers
        SUSPENSE = "suspense"  # received, not yet explained
        PROVIDER = "provider"  # money a gateway holds for a collector; `ref` is the provider's name
        PAYOUT = "payout"  # negative: set aside for a seller, not yet gone from the bank
        FEES = "fees"  # what gateways kept: a cost
        COSTS = "costs"  # what a cooperative bore of refunds: a cost
        COURIER = "courier"  # negative: fees collected for couriers; positive: couriers owe a compensation
        DISPUTE = "dispute"  # what a gateway took back while a dispute is open; `ref` is the provider's name
        MEMBER = "member"  # negative: owed to one member of a group or cooperative; `ref` is the person's id
        GROUP = "group"  # what a group or cooperative divided among members and reserve, and has not yet paid out
        RESERVE = "reserve"  # negative: kept back when something was divided
        TAX = "tax"  # negative: withheld, to be paid to the state

    kind = models.CharField(max_length=12, choices=Kind.choices)
    seller = models.ForeignKey("accounts.Seller", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cooperative = models.ForeignKey(
        "accounts.Cooperative", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ref = models.CharField(max_length=40, blank=True, default="")
    currency = models.CharField(max_length=3)
    # "kind:seller:cooperative:ref:currency": one row per account on every database, nulls included
    path = models.CharField(max_length=120, unique=True)

    objects = AccountQuerySet.as_manager()

    def __str__(self) -> str:
        return self.path


class Posting(models.Model):
    """One movement of a positive amount: credited at `source`, debited at `target`. Append-only, by trigger."""

    entry = models.CharField(max_length=120)  # idempotency key of the whole entry
    line = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=30)  # sale, shipping, commission, received, unique_code, cod_collected, …
    source = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="out_postings")
    target = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="in_postings")
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    ref = models.CharField(max_length=40, db_index=True)  # the order's or bill's public code
    memo = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField(default=clock.now, db_index=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pembukuan")
        verbose_name_plural = _("pembukuan")
        constraints = [
            models.UniqueConstraint(fields=["entry", "line"], name="posting_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gte=1), name="posting_is_positive"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="posting_moves"),
        ]

    def __str__(self) -> str:
        return f"{self.entry}/{self.line}"


class PeriodClose(models.Model):
    """A seller's statement with a cooperative is closed until a moment: nothing is booked before it any more.

    `opening`, `closing` and `movements` are as they were when it was closed; `reconcile` compares them with the books.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="closes")
    since = models.DateTimeField()
    until = models.DateTimeField()  # exclusive
    opening_minor = models.BigIntegerField()
    closing_minor = models.BigIntegerField()
    movements = models.PositiveIntegerField()
    closed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(default=clock.now)

    objects = PeriodCloseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "until"], name="period_closed_once"),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="period_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} until {self.until:%Y-%m-%d}"
