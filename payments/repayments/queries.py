from typing import TYPE_CHECKING

from django.db import models

from payments.gateways.queries import frozen_bill_refs
from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from payments.repayments.models import Repayment


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
        """Ready for a transfer, in no batch that is still to leave, and not disputed at the payer's bank."""
        ready = self.filter(state="ready", way="bank").exclude(batch__state__in=["proposed", "approved"])
        return ready.exclude(bill_ref__in=frozen_bill_refs(ready.values_list("bill_ref", flat=True)))
