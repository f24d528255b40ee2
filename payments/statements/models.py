from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.statements.queries import StatementImportQuerySet, StatementMappingQuerySet, StatementRowQuerySet
from sellers.kit import clock


class StatementMapping(models.Model):
    """How the statement of one bank account is read: saved once, after a person saw its preview."""

    bank_account = models.OneToOneField(
        "charges.BankAccount", on_delete=models.PROTECT, related_name="statement_mapping"
    )
    preset = models.CharField(max_length=40, blank=True)
    columns = models.JSONField(default=dict)  # statements/mapping.py says what it holds
    saved_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)

    objects = StatementMappingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.bank_account_id} {self.preset}"


class StatementImport(models.Model):
    """One file somebody brought; every row of it is reported."""

    bank_account = models.ForeignKey("charges.BankAccount", on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=120)
    file_hash = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)  # lines with data
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)  # imported before
    matched = models.PositiveIntegerField(default=0)
    # lines that became no new row: [{"line": 7, "why": "no_day", "raw": "…"}, {"line": 8, "why": "known", "row": 3}]
    problems = models.JSONField(default=list)
    imported_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # read wrongly: its rows were taken away undecided

    objects = StatementImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.file_name} {self.imported_at:%Y-%m-%d}"


class StatementRow(models.Model):
    """One movement on the bank's statement; unique by what the bank says about it, so a file may come twice."""

    class State(models.TextChoices):
        REVIEW = "review"  # a person decides
        MATCHED = "matched"  # became a transfer of a charge
        SUSPENSE = "suspense"  # money that nobody explains yet; booked as such
        IGNORED = "ignored"  # not of the market: no booking
        OUTGOING = "outgoing"  # money that left: a payout, a refund, or not ours

    bank_account = models.ForeignKey("charges.BankAccount", on_delete=models.PROTECT, related_name="statement_rows")
    source = models.ForeignKey(StatementImport, on_delete=models.PROTECT, related_name="statement_rows")
    line = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)  # of date, amount, text, balance and its count among equal ones
    booked_on = models.DateField()
    amount_minor = models.BigIntegerField()  # negative: left the account
    currency = models.CharField(max_length=3)
    text = models.CharField(max_length=300, blank=True)
    balance_minor = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REVIEW)
    transfer = models.OneToOneField(
        "charges.IncomingTransfer", null=True, blank=True, on_delete=models.PROTECT, related_name="statement_row"
    )
    ref = models.CharField(max_length=60, blank=True)  # what money that left was for, or came as: "payout:K7QX29MB"
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = StatementRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("baris mutasi")
        verbose_name_plural = _("baris mutasi")
        constraints = [models.UniqueConstraint(fields=["bank_account", "fingerprint"], name="statement_row_once")]
        indexes = [models.Index(fields=["bank_account", "state"])]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount_minor}"
