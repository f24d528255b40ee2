from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from payments.charges.models import (
        BankAccount,
        Charge,
        IncomingTransfer,
        QrisCode,
    )


class BankAccountQuerySet(models.QuerySet["BankAccount"]):
    def within(self, scope: Scope) -> "BankAccountQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.BANK))
            | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )


class QrisCodeQuerySet(models.QuerySet["QrisCode"]):
    def within(self, scope: Scope) -> "QrisCodeQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.BANK))
            | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )


class ChargeQuerySet(models.QuerySet["Charge"]):
    def within(self, scope: Scope) -> "ChargeQuerySet":
        """Charges the asker collects: its own cooperative's, or its own stall's."""
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )

    def by_transfer(self) -> "ChargeQuerySet":
        """Paid by a transfer that a person reads on a statement: to a bank account or to an own QRIS."""
        return self.filter(models.Q(bank_account__isnull=False) | models.Q(qris__isnull=False))


class IncomingTransferQuerySet(models.QuerySet["IncomingTransfer"]):
    def within(self, scope: Scope) -> "IncomingTransferQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(bank_account__seller_id__in=scope.seller_ids(Verb.BANK))
            | models.Q(bank_account__cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
            | models.Q(qris__seller_id__in=scope.seller_ids(Verb.BANK))
            | models.Q(qris__cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )
