from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.repayments.queries import RepaymentQuerySet
from sellers.kit import clock
from sellers.kit.models import Due


class Repayment(Due):
    """Money on its way back to a buyer; what is due stands in the books (REFUND_DUE) since it was opened.

    `asked`: the buyer has not said yet where to (transfer, QRIS, cash). `ready`: may leave: by a gateway's refund, or
    in a payout file, or by hand. `sending`: in a file, or asked of the gateway. `paid`: gone, and booked. `returned`:
    it came back or was refused; the buyer is asked for another account.
    As a Due row it is what a gateway's refund waits in; rows that leave by hand or by file are not due.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        READY = "ready"
        SENDING = "sending"
        PAID = "paid"
        RETURNED = "returned"
        CANCELLED = "cancelled"

    class Way(models.TextChoices):
        BANK = "bank"  # by transfer, in the payout file or by hand
        CASH = "cash"  # by hand
        GATEWAY = "gateway"  # back the way it came

    code = models.CharField(max_length=8, unique=True)
    key = models.CharField(max_length=120, unique=True)  # of whoever opened it
    bill_ref = models.CharField(max_length=40, db_index=True)
    charge = models.ForeignKey("charges.Charge", on_delete=models.PROTECT, related_name="repayments")
    # who returns it: exactly one of the two, as on the charge
    cooperative = models.ForeignKey(
        "accounts.Cooperative", null=True, blank=True, on_delete=models.PROTECT, related_name="repayments"
    )
    seller = models.ForeignKey(
        "accounts.Seller", null=True, blank=True, on_delete=models.PROTECT, related_name="repayments"
    )
    way = models.CharField(max_length=10, choices=Way.choices)
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    # where to, as the buyer gave it
    bank_code = models.CharField(max_length=3, blank=True)
    number = models.CharField(max_length=20, blank=True)
    holder = models.CharField(max_length=120, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # how often it was sent; part of each entry's and call's key
    external_id = models.CharField(max_length=120, blank=True)  # the gateway's refund, or the statement's reference
    batch = models.ForeignKey(
        "payouts.PayoutBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="repayments"
    )
    reason = models.CharField(max_length=200, blank=True)  # why it came back
    opened_at = models.DateTimeField(default=clock.now)
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = RepaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengembalian uang")
        verbose_name_plural = _("pengembalian uang")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seller__isnull=True) ^ models.Q(cooperative__isnull=True),
                name="repayment_has_one_payer",
            ),
            models.CheckConstraint(condition=models.Q(amount_minor__gte=1), name="repayment_is_positive"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(done_at__isnull=True), name="repayment_waits")]

    def __str__(self) -> str:
        return f"{self.code} {self.amount_minor} {self.currency}"
