from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from storefront.terms.models import CashPause, CommissionRule


class CommissionRuleQuerySet(models.QuerySet["CommissionRule"]):
    def within(self, scope: Scope) -> "CommissionRuleQuerySet":
        if scope.operator:
            return self
        return self.filter(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))


class CashPauseQuerySet(models.QuerySet["CashPause"]):
    def within(self, scope: Scope) -> "CashPauseQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(seller__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )
