from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from payments.statements.models import StatementImport, StatementMapping, StatementRow


class StatementMappingQuerySet(models.QuerySet["StatementMapping"]):
    def within(self, scope: Scope) -> "StatementMappingQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(bank_account__seller_id__in=scope.seller_ids(Verb.BANK))
            | models.Q(bank_account__cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )


class StatementImportQuerySet(models.QuerySet["StatementImport"]):
    def within(self, scope: Scope) -> "StatementImportQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(bank_account__seller_id__in=scope.seller_ids(Verb.BANK))
            | models.Q(bank_account__cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )


class StatementRowQuerySet(models.QuerySet["StatementRow"]):
    def within(self, scope: Scope) -> "StatementRowQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(bank_account__seller_id__in=scope.seller_ids(Verb.BANK))
            | models.Q(bank_account__cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )
