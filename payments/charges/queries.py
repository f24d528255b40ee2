from django.db import models

from sellers.accounts.access import Scope, Verb


class BankAccountQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> "BankAccountQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.BANK))
            | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )


class ChargeQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> "ChargeQuerySet":
        """Charges the asker collects: its own cooperative's, or its own stall's."""
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )


class IncomingTransferQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> "IncomingTransferQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(bank_account__seller_id__in=scope.seller_ids(Verb.BANK))
            | models.Q(bank_account__cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )
