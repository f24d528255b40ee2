from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from payments.remittances.models import Remittance


class RemittanceQuerySet(models.QuerySet["Remittance"]):
    def standing(self) -> "RemittanceQuerySet":
        """Those that were not taken back."""
        return self.filter(undone_at__isnull=True)

    def received_by(self, *, cooperative_id: int | None, seller_id: int | None) -> "RemittanceQuerySet":
        """Those of one collector: a cooperative or a seller, never both."""
        if cooperative_id is None:
            return self.filter(cooperative_id__isnull=True, seller_id=seller_id or 0)
        return self.filter(cooperative_id=cooperative_id, seller_id__isnull=True)

    def within(self, scope: Scope) -> "RemittanceQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )
