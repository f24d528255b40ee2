from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.charges.queries import (
    BankAccountQuerySet,
    ChargeQuerySet,
    IncomingTransferQuerySet,
    QrisCodeQuerySet,
)
from sellers.kit import clock
from sellers.kit.models import Due


class BankAccount(models.Model):
    """Where a collector is paid by transfer: of a cooperative or of a seller, never both."""

    cooperative = models.ForeignKey(
        "accounts.Cooperative", null=True, blank=True, on_delete=models.PROTECT, related_name="bank_accounts"
    )
    seller = models.ForeignKey(
        "accounts.Seller", null=True, blank=True, on_delete=models.PROTECT, related_name="bank_accounts"
    )
    bank_code = models.CharField(max_length=3)  # banks.csv
    number = models.CharField(max_length=20)
    holder = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = BankAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seller__isnull=True) ^ models.Q(cooperative__isnull=True),
                name="bank_account_of_exactly_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.bank_code} {self.number} {self.holder}"


class QrisCode(models.Model):
    """A collector's own static QRIS, as read from the printed code: of a cooperative or of a seller, never both."""

    cooperative = models.ForeignKey(
        "accounts.Cooperative", null=True, blank=True, on_delete=models.PROTECT, related_name="qris_codes"
    )
    seller = models.ForeignKey(
        "accounts.Seller", null=True, blank=True, on_delete=models.PROTECT, related_name="qris_codes"
    )
    payload = models.CharField(max_length=512)  # the static text, its CRC checked
    merchant = models.CharField(max_length=60)
    city = models.CharField(max_length=30, blank=True)
    nmid = models.CharField(max_length=15)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)  # for a day after it, pages say that it changed lately
    created_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    objects = QrisCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seller__isnull=True) ^ models.Q(cooperative__isnull=True),
                name="qris_of_exactly_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.merchant} {self.nmid}"


class Charge(models.Model):
    """One attempt to collect one Bill; `bill_ref` is opaque here."""

    class State(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        EXPIRED = "expired"
        CANCELLED = "cancelled"

    code = models.CharField(max_length=8, unique=True)
    bill_ref = models.CharField(max_length=40, db_index=True)
    provider = models.CharField(max_length=20)  # a name of payments.providers.known
    # who collects: exactly one of the two
    cooperative = models.ForeignKey(
        "accounts.Cooperative", null=True, blank=True, on_delete=models.PROTECT, related_name="charges"
    )
    seller = models.ForeignKey(
        "accounts.Seller", null=True, blank=True, on_delete=models.PROTECT, related_name="charges"
    )
    bank_account = models.ForeignKey(BankAccount, null=True, blank=True, on_delete=models.PROTECT)
    qris = models.ForeignKey(QrisCode, null=True, blank=True, on_delete=models.PROTECT, related_name="charges")
    amount_minor = models.PositiveBigIntegerField()  # the bill, without the unique code
    unique_code = models.PositiveSmallIntegerField(default=0)  # 100-999 for transfers, else 0
    total_minor = models.PositiveBigIntegerField()  # what the buyer is asked to pay: amount + unique_code
    currency = models.CharField(max_length=3)
    # who takes the cash at the door in the collector's name, an opaque code; empty: the collector itself
    courier = models.CharField(max_length=20, blank=True, default="")
    # of what a courier took: accounted for so far by its remittances (payments.remittances)
    remitted_minor = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    proof = models.CharField(max_length=200, blank=True)  # storage name of the buyer's photo of the transfer
    proof_at = models.DateTimeField(null=True, blank=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pembayaran")
        verbose_name_plural = _("pembayaran")
        constraints = [
            models.UniqueConstraint(
                fields=["bank_account", "total_minor"],
                condition=models.Q(state="open", bank_account__isnull=False),
                name="open_total_is_unique_per_account",
            ),
            models.UniqueConstraint(
                fields=["qris", "total_minor"],
                condition=models.Q(state="open", qris__isnull=False),
                name="open_total_is_unique_per_qris",
            ),
            models.UniqueConstraint(
                fields=["bill_ref"], condition=models.Q(state="open"), name="one_open_charge_a_bill"
            ),
            models.CheckConstraint(
                condition=models.Q(seller__isnull=True) ^ models.Q(cooperative__isnull=True),
                name="charge_has_one_collector",
            ),
            models.CheckConstraint(
                condition=models.Q(remitted_minor__lte=models.F("amount_minor")),
                name="charge_remits_at_most_what_was_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.bill_ref}"


class IncomingTransfer(models.Model):
    """Money a person saw on the statement of a bank account or a QRIS; unique per (account, source, external id)."""

    bank_account = models.ForeignKey(
        BankAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="transfers"
    )
    qris = models.ForeignKey(QrisCode, null=True, blank=True, on_delete=models.PROTECT, related_name="transfers")
    source = models.CharField(max_length=20)  # manual, statement
    external_id = models.CharField(max_length=80)
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    received_at = models.DateTimeField()
    sender = models.CharField(max_length=120, blank=True)
    charge = models.ForeignKey(Charge, null=True, blank=True, on_delete=models.PROTECT, related_name="transfers")
    recorded_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = IncomingTransferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "source", "external_id"], name="transfer_recorded_once"),
            models.UniqueConstraint(fields=["qris", "source", "external_id"], name="qris_transfer_recorded_once"),
            models.CheckConstraint(
                condition=models.Q(bank_account__isnull=True) ^ models.Q(qris__isnull=True),
                name="transfer_to_exactly_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} {self.amount_minor} {self.currency}"


class Settlement(Due):
    """What payments tells orders about a Bill. Written with the money's postings, read by lease.

    PAID: the bill is paid, once in its life; `amount_minor` is the bill's amount, without unique code or extra.
    SHORT: part has come; `amount_minor` is all that came so far.
    OVER: `amount_minor` is to be returned to the buyer and booked as refund due already; `reason` says why.
    DISPUTED: the payer's bank took `amount_minor` back for now. DISPUTE_WON: it came back. DISPUTE_LOST: it is gone
    for good, and orders undo as much of the sale. The last two may come without the first.
    REPAID: `amount_minor` of a refund left to the buyer. REPAY_FAILED: it did not, or came back; the buyer is asked
    where to. `reason` is empty for both: the Repayment named at the end of the key says more.
    """

    class Kind(models.TextChoices):
        PAID = "paid"
        SHORT = "short"
        OVER = "over"
        DISPUTED = "disputed"
        DISPUTE_WON = "dispute_won"
        DISPUTE_LOST = "dispute_lost"
        REPAID = "repaid"
        REPAY_FAILED = "repay_failed"

    class Reason(models.TextChoices):
        OVERPAID = "overpaid"  # more came than was asked
        PAID_TWICE = "paid_twice"  # came for a bill that was paid
        CLOSED_SHORT = "closed_short"  # part had come, or came, when the bill was closed

    key = models.CharField(max_length=120, unique=True)
    bill_ref = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True, default="")
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="settlements")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.kind} {self.bill_ref}"
