from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.gateways.querysets import (
    ConnectedAccountQuerySet,
    GatewayDisputeQuerySet,
    GatewayPaymentQuerySet,
    GatewayRefundQuerySet,
    GatewayStartQuerySet,
)
from sellers.kit import clock
from sellers.kit.models import Due


class GatewayStart(Due):
    """The intent to open a charge at its gateway, and what the gateway answered. One a charge.

    While the charge is open the row stays due: first to be started, then, now and then, to be asked about, so that a
    webhook that never came costs time and no money. Done once nothing more is expected of the gateway.
    """

    charge = models.OneToOneField("charges.Charge", on_delete=models.PROTECT, related_name="gateway_start")
    choice = models.CharField(max_length=20, blank=True)  # which of the gateway's own ways the payer picked, if any
    external_id = models.CharField(max_length=120, blank=True)  # the gateway's own name for it, once started
    answer = models.JSONField(default=dict)  # what the payer needs: url, qr_string, va_number, bank, bill_key …
    started_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=200, blank=True)  # why the gateway will never start it
    ended_at = models.DateTimeField(null=True, blank=True)  # when the gateway was told, or told us, that it is over

    objects = GatewayStartQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(done_at__isnull=True), name="gateway_start_waits")
        ]

    def __str__(self) -> str:
        return f"{self.charge_id} {self.external_id}"


class GatewayEvent(Due):
    """One webhook as it came, its signature checked, stored before any work; unique per (gateway, event id)."""

    gateway = models.CharField(max_length=20)
    external_id = models.CharField(max_length=160)  # the event's id, or a hash of what makes it one
    body = models.TextField()
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("kabar gerbang pembayaran")
        verbose_name_plural = _("kabar gerbang pembayaran")
        constraints = [models.UniqueConstraint(fields=["gateway", "external_id"], name="gateway_event_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(done_at__isnull=True), name="gateway_event_waits")
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.external_id}"


class GatewayPayment(models.Model):
    """Money a gateway says it took for a charge; unique per (gateway, payment id), whoever told it and how often."""

    charge = models.ForeignKey("charges.Charge", on_delete=models.PROTECT, related_name="gateway_payments")
    gateway = models.CharField(max_length=20)
    external_id = models.CharField(max_length=120)
    amount_minor = models.PositiveBigIntegerField()
    fee_minor = models.PositiveBigIntegerField(default=0)  # kept by the gateway, once it is known
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)

    objects = GatewayPaymentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "external_id"], name="gateway_payment_once")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.external_id} {self.amount_minor} {self.currency}"


class GatewayDispute(models.Model):
    """A payer asked its bank for the money back. While it is open, the payout of that part is frozen."""

    class State(models.TextChoices):
        OPEN = "open"
        WON = "won"
        LOST = "lost"

    payment = models.ForeignKey(GatewayPayment, on_delete=models.PROTECT, related_name="disputes")
    gateway = models.CharField(max_length=20)
    external_id = models.CharField(max_length=120)
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=5, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = GatewayDisputeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "external_id"], name="gateway_dispute_once")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.external_id} {self.state}"


class GatewayRefund(models.Model):
    """One refund of one payment, asked of the gateway under `key`; the row stands before the call is made.

    What stands here and did not fail never adds up to more than the payment. Without a `repayment` it was made at the
    gateway by hand, and we only heard of it.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        DONE = "done"
        FAILED = "failed"

    payment = models.ForeignKey(GatewayPayment, on_delete=models.PROTECT, related_name="refunds")
    repayment = models.ForeignKey(
        "repayments.Repayment", null=True, blank=True, on_delete=models.PROTECT, related_name="gateway_refunds"
    )
    key = models.CharField(max_length=160, unique=True)
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=6, choices=State.choices, default=State.ASKED)
    external_id = models.CharField(max_length=120, blank=True)  # the gateway's own name for it
    reason = models.CharField(max_length=200, blank=True)  # why it failed
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GatewayRefundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_minor__gte=1), name="gateway_refund_is_positive")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class ConnectedAccount(models.Model):
    """A seller's own account at a gateway that may receive transfers, where the account's country allows it."""

    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="connected_accounts")
    gateway = models.CharField(max_length=20)
    external_id = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2)  # ISO 3166
    can_receive = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = ConnectedAccountQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "gateway"], name="one_connected_account_a_gateway")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.external_id}"
