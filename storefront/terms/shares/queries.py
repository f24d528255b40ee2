from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from storefront.terms.shares.models import (
        Contribution,
        ShareClosing,
        SharePart,
        ShareRule,
        SoldUnder,
        SurplusPart,
        SurplusYear,
    )


class ShareRuleQuerySet(models.QuerySet["ShareRule"]):
    def within(self, scope: Scope) -> "ShareRuleQuerySet":
        """The rule is everybody's of the group: a member may know how it is divided."""
        return self if scope.operator else self.filter(seller_id__in=list(scope.sellers))


class SoldUnderQuerySet(models.QuerySet["SoldUnder"]):
    def within(self, scope: Scope) -> "SoldUnderQuerySet":
        return self if scope.operator else self.filter(seller_id__in=scope.seller_ids(Verb.MONEY))


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def within(self, scope: Scope) -> "ContributionQuerySet":
        """One's own, also after leaving, and all of a group whose money one keeps."""
        if scope.operator:
            return self
        own = models.Q(person_id=scope.person_id) if scope.person_id else models.Q(pk__in=[])
        return self.filter(own | models.Q(seller_id__in=scope.seller_ids(Verb.MONEY)))


class ShareClosingQuerySet(models.QuerySet["ShareClosing"]):
    def within(self, scope: Scope) -> "ShareClosingQuerySet":
        return self if scope.operator else self.filter(seller_id__in=scope.seller_ids(Verb.MONEY))


class SharePartQuerySet(models.QuerySet["SharePart"]):
    def within(self, scope: Scope) -> "SharePartQuerySet":
        """One's own, and all of a group whose money one keeps."""
        if scope.operator:
            return self
        own = models.Q(person_id=scope.person_id) if scope.person_id else models.Q(pk__in=[])
        return self.filter(own | models.Q(closing__seller_id__in=scope.seller_ids(Verb.MONEY)))


class SurplusYearQuerySet(models.QuerySet["SurplusYear"]):
    def within(self, scope: Scope) -> "SurplusYearQuerySet":
        return self if scope.operator else self.filter(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))


class SurplusPartQuerySet(models.QuerySet["SurplusPart"]):
    def within(self, scope: Scope) -> "SurplusPartQuerySet":
        """One's own, and all of a cooperative one reviews."""
        if scope.operator:
            return self
        own = models.Q(person_id=scope.person_id) if scope.person_id else models.Q(pk__in=[])
        return self.filter(own | models.Q(year__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW)))
