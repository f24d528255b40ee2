from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from payments.ledger.models import Account, PeriodClose, Posting


class AccountQuerySet(models.QuerySet["Account"]):
    def within(self, scope: Scope) -> "AccountQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )


class PostingQuerySet(models.QuerySet["Posting"]):
    def within(self, scope: Scope) -> "PostingQuerySet":
        if scope.operator:
            return self
        sellers = scope.seller_ids(Verb.MONEY)
        cooperatives = scope.cooperative_ids(Verb.REVIEW)
        return self.filter(
            models.Q(source__seller_id__in=sellers)
            | models.Q(target__seller_id__in=sellers)
            | models.Q(source__cooperative_id__in=cooperatives)
            | models.Q(target__cooperative_id__in=cooperatives)
        )


class PeriodCloseQuerySet(models.QuerySet["PeriodClose"]):
    def within(self, scope: Scope) -> "PeriodCloseQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(account__seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(account__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )
