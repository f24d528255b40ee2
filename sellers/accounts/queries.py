from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from sellers.accounts.models import Cooperative, HelperConsent, Membership, Seller  # noqa: F401  named in the quoted base classes


class CooperativeQuerySet(models.QuerySet["Cooperative"]):
    def within(self, scope: Scope) -> "CooperativeQuerySet":
        if scope.operator:
            return self
        return self.filter(pk__in=list(scope.cooperatives))


class SellerQuerySet(models.QuerySet["Seller"]):
    def within(self, scope: Scope) -> "SellerQuerySet":
        """Own stalls, helped ones, and those a cooperative officer looks after."""
        if scope.operator:
            return self
        return self.filter(
            models.Q(pk__in=list(scope.sellers)) | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )

    def to_approve(self, scope: Scope) -> "SellerQuerySet":
        """Stalls whose state the asker may change."""
        if scope.operator:
            return self
        return self.filter(cooperative_id__in=scope.cooperative_ids(Verb.APPROVE))

    def open_to_buyers(self) -> "SellerQuerySet":
        return self.filter(state="approved")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def within(self, scope: Scope) -> "MembershipQuerySet":
        """Who belongs to what, for those who may manage its members."""
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.MEMBERS))
            | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.MEMBERS))
        )

    def live(self) -> "MembershipQuerySet":
        return self.filter(ended_at__isnull=True)


class HelperConsentQuerySet(models.QuerySet["HelperConsent"]):
    def within(self, scope: Scope) -> "HelperConsentQuerySet":
        """What a stall's leaders gave, and what a helper was given."""
        if scope.operator:
            return self
        return self.filter(models.Q(seller_id__in=scope.seller_ids(Verb.MEMBERS)) | models.Q(helper_id=scope.person_id))

    def live(self) -> "HelperConsentQuerySet":
        return self.filter(withdrawn_at__isnull=True)
