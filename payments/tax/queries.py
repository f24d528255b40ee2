from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from payments.tax.models import TaxDeclaration, TurnoverYear


class TurnoverYearQuerySet(models.QuerySet["TurnoverYear"]):
    def within(self, scope: Scope) -> "TurnoverYearQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(seller__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )


class TaxDeclarationQuerySet(models.QuerySet["TaxDeclaration"]):
    def within(self, scope: Scope) -> "TaxDeclarationQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(seller__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )
