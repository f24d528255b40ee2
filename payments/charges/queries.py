from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from payments.charges.models import BankAccount, Charge, IncomingTransfer  # noqa: F401  named in quotes below


class BankAccountQuerySet(models.QuerySet["BankAccount"]):
    def within(self, scope: Scope) -> "BankAccountQuerySet":
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
        return self.filter(bank_account__isnull=False)


class IncomingTransferQuerySet(models.QuerySet["IncomingTransfer"]):
    def within(self, scope: Scope) -> "IncomingTransferQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(bank_account__seller_id__in=scope.seller_ids(Verb.BANK))
            | models.Q(bank_account__cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )
