from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from storefront.delivery.models import DeliveryOption


class DeliveryOptionQuerySet(models.QuerySet["DeliveryOption"]):
    def within(self, scope: Scope) -> "DeliveryOptionQuerySet":
        if scope.operator:
            return self
        return self.filter(seller_id__in=scope.seller_ids(Verb.STALL))

    def active(self) -> "DeliveryOptionQuerySet":
        return self.filter(is_active=True)
