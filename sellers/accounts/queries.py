from django.db import models

from sellers.accounts.access import Scope, Verb


class CooperativeQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> "CooperativeQuerySet":
        if scope.operator:
            return self
        return self.filter(pk__in=list(scope.cooperatives))


class SellerQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> "SellerQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(pk__in=list(scope.sellers)) | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )

    def open_to_buyers(self) -> "SellerQuerySet":
        return self.filter(state="approved")


class MembershipQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> "MembershipQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=list(scope.sellers)) | models.Q(cooperative_id__in=list(scope.cooperatives))
        )

    def live(self) -> "MembershipQuerySet":
        return self.filter(ended_at__isnull=True)
