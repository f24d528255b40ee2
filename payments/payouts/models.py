from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.payouts.queries import FileMappingQuerySet, PayoutBatchQuerySet, PayoutQuerySet, PayoutTermsQuerySet
from sellers.kit import clock
from sellers.kit.models import Due


class PayoutTerms(models.Model):
    """When and how a cooperative pays its sellers."""

    cooperative = models.OneToOneField("accounts.Cooperative", on_delete=models.PROTECT, related_name="payout_terms")
    weekday = models.PositiveSmallIntegerField(default=4)  # 0 Monday … 6 Sunday: the day a batch is proposed
    minimum_minor = models.PositiveBigIntegerField(default=50_000)  # less waits for the next time
    hold_days = models.PositiveSmallIntegerField(default=2)  # after an order was received
    second_person_above_minor = models.PositiveBigIntegerField(default=1_000_000)  # of a batch: somebody else approves
    is_automatic = models.BooleanField(default=True)  # proposed by itself on the weekday
    last_run_on = models.DateField(null=True, blank=True)

    objects = PayoutTermsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"payout terms of {self.cooperative_id}"


class PayoutBatch(models.Model):
    """Payouts that leave together. Proposed by one, approved by another above the limit, then sent as a file."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPROVED = "approved"
        SENT = "sent"  # the file left; confirmations are awaited
        CLOSED = "closed"  # every payout is paid, returned or cancelled
        CANCELLED = "cancelled"

    code = models.CharField(max_length=8, unique=True)
    key = models.CharField(max_length=120, unique=True)  # "week:2026-W47" of the schedule, or client-made
    cooperative = models.ForeignKey("accounts.Cooperative", on_delete=models.PROTECT, related_name="payout_batches")
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # null: the schedule
    proposed_at = models.DateTimeField(default=clock.now)
    second_person_above_minor = models.PositiveBigIntegerField(default=0)  # the limit that stood when it was proposed
    approved_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = PayoutBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("pencairan bersama")
        verbose_name_plural = _("pencairan bersama")

    def __str__(self) -> str:
        return self.code


class Payout(Due):
    """Money to one seller. Set aside in the books when it is proposed, so that it is never paid twice.

    `proposed` → `approved` → `sent` (in a file, or asked of a gateway) → `paid`. `cancelled` and `failed` never left:
    the money is the seller's balance again. `returned` left and came back. As a Due row it is what a gateway's
    transfer waits in; payouts that leave by file are not due.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPROVED = "approved"
        SENT = "sent"
        PAID = "paid"
        FAILED = "failed"
        RETURNED = "returned"
        CANCELLED = "cancelled"

    class Way(models.TextChoices):
        BANK = "bank"
        GATEWAY = "gateway"

    code = models.CharField(max_length=8, unique=True)  # stands in the file, so that its confirmation finds it
    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="payouts")
    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="payouts")
    cooperative = models.ForeignKey("accounts.Cooperative", on_delete=models.PROTECT, related_name="payouts")
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.BANK)
    # where to, as it was when proposed
    bank_account = models.ForeignKey(
        "charges.BankAccount", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    connected_account = models.ForeignKey(
        "gateways.ConnectedAccount", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    external_id = models.CharField(max_length=120, blank=True)  # the statement's reference, or the gateway's transfer
    reason = models.CharField(max_length=200, blank=True)  # why it failed, came back or was left out
    paid_at = models.DateTimeField(null=True, blank=True)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("pencairan")
        verbose_name_plural = _("pencairan")
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "seller", "currency"],
                condition=models.Q(state__in=["proposed", "approved", "sent"]),
                name="one_payout_under_way_a_seller",
            ),
            models.CheckConstraint(condition=models.Q(amount_minor__gte=1), name="payout_is_positive"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(done_at__isnull=True), name="payout_waits")]

    def __str__(self) -> str:
        return f"{self.code} {self.amount_minor} {self.currency}"


class FileMapping(models.Model):
    """The columns a cooperative's bank wants in its bulk-transfer file, or gives in its confirmation; saved once."""

    class Purpose(models.TextChoices):
        OUT = "out"  # the file that leaves
        BACK = "back"  # the confirmation that comes back

    cooperative = models.ForeignKey("accounts.Cooperative", on_delete=models.PROTECT, related_name="file_mappings")
    purpose = models.CharField(max_length=4, choices=Purpose.choices)
    name = models.CharField(max_length=60)
    columns = models.JSONField(default=dict)
    is_verified = models.BooleanField(default=False)  # a preset nobody has tried with a real bank yet
    saved_at = models.DateTimeField(default=clock.now)

    objects = FileMappingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cooperative", "purpose"], name="one_mapping_a_purpose")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.name}"
