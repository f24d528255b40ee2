from django.db import models

from sellers.accounts.access import Scope, Verb


class PhotoQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> "PhotoQuerySet":
        if scope.operator:
            return self
        return self.filter(seller_id__in=scope.seller_ids(Verb.PRODUCTS))
