from django.db import models

from sellers.accounts.access import Scope, Verb


class ProductQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> "ProductQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.PRODUCTS))
            | models.Q(seller__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )

    def published(self) -> "ProductQuerySet":
        """What a buyer may see: published goods of approved sellers."""
        return self.filter(state="published", seller__state="approved")


class PoolQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> "PoolQuerySet":
        if scope.operator:
            return self
        return self.filter(seller_id__in=scope.seller_ids(Verb.PRODUCTS))


class VariantQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> "VariantQuerySet":
        if scope.operator:
            return self
        return self.filter(product__seller_id__in=scope.seller_ids(Verb.PRODUCTS))
