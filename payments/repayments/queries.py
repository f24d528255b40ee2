from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from payments.repayments.models import Repayment  # noqa: F401  named in quotes below


class RepaymentQuerySet(models.QuerySet["Repayment"]):
    def within(self, scope: Scope) -> "RepaymentQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )

    def open(self) -> "RepaymentQuerySet":
        """Not with the buyer yet."""
        return self.exclude(state__in=["paid", "cancelled"])

    def free_to_leave(self) -> "RepaymentQuerySet":
        """Ready for a transfer, and in no batch that is still to leave."""
        return self.filter(state="ready", way="bank").exclude(batch__state__in=["proposed", "approved"])
