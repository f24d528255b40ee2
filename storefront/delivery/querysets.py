from django.db import models

from sellers.accounts.access import Scope, Verb


class DeliveryOptionQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> "DeliveryOptionQuerySet":
        if scope.operator:
            return self
        return self.filter(seller_id__in=scope.seller_ids(Verb.STALL))

    def active(self) -> "DeliveryOptionQuerySet":
        return self.filter(is_active=True)
