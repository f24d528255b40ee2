from django.db import models

from sellers.accounts.access import Scope, Verb


class CommissionRuleQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> "CommissionRuleQuerySet":
        if scope.operator:
            return self
        return self.filter(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
