from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from payments.payouts.models import FileMapping, Payout, PayoutBatch, PayoutTerms


class PayoutTermsQuerySet(models.QuerySet["PayoutTerms"]):
    def within(self, scope: Scope) -> "PayoutTermsQuerySet":
        if scope.operator:
            return self
        return self.filter(models.Q(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW)))


class PayoutBatchQuerySet(models.QuerySet["PayoutBatch"]):
    def within(self, scope: Scope) -> "PayoutBatchQuerySet":
        if scope.operator:
            return self
        return self.filter(models.Q(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW)))


class PayoutQuerySet(models.QuerySet["Payout"]):
    def within(self, scope: Scope) -> "PayoutQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )


class FileMappingQuerySet(models.QuerySet["FileMapping"]):
    def within(self, scope: Scope) -> "FileMappingQuerySet":
        if scope.operator:
            return self
        return self.filter(models.Q(cooperative_id__in=scope.cooperative_ids(Verb.PAYOUTS)))
