from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb
from sellers.kit import clock

if TYPE_CHECKING:
    from sellers.accounts.models import (
        Cooperative,
        HelperConsent,
        HelperRequest,
        Invitation,
        Membership,
        Seller,
    )


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
        """As Seller.open_to_buyers: approved, or on trial."""
        return self.filter(
            models.Q(state="approved") | models.Q(state="pending", cooperative__pending_orders__isnull=False)
        )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def within(self, scope: Scope) -> "MembershipQuerySet":
        """Who belongs to what, for those who may manage its members; and what one belongs to oneself."""
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.MEMBERS))
            | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.MEMBERS))
            | models.Q(person_id=scope.person_id)
        )

    def live(self) -> "MembershipQuerySet":
        """Members who said yes themselves."""
        return self.filter(ended_at__isnull=True, accepted_at__isnull=False)

    def standing(self) -> "MembershipQuerySet":
        """Also those who were asked by number and have not answered: they are counted, and may do nothing."""
        return self.filter(ended_at__isnull=True)

    def waiting(self) -> "MembershipQuerySet":
        return self.filter(ended_at__isnull=True, accepted_at__isnull=True)


class HelperConsentQuerySet(models.QuerySet["HelperConsent"]):
    def within(self, scope: Scope) -> "HelperConsentQuerySet":
        """What a stall's leaders gave, and what a helper was given."""
        if scope.operator:
            return self
        return self.filter(models.Q(seller_id__in=scope.seller_ids(Verb.MEMBERS)) | models.Q(helper_id=scope.person_id))

    def live(self) -> "HelperConsentQuerySet":
        return self.filter(withdrawn_at__isnull=True)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def within(self, scope: Scope) -> "InvitationQuerySet":
        """Those of stalls whose members the asker may manage."""
        if scope.operator:
            return self
        return self.filter(seller_id__in=scope.seller_ids(Verb.MEMBERS))

    def open(self) -> "InvitationQuerySet":
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())


class HelperRequestQuerySet(models.QuerySet["HelperRequest"]):
    def within(self, scope: Scope) -> "HelperRequestQuerySet":
        """What a stall's leaders were asked, and what the helper asked."""
        if scope.operator:
            return self
        return self.filter(models.Q(seller_id__in=scope.seller_ids(Verb.MEMBERS)) | models.Q(helper_id=scope.person_id))

    def open(self) -> "HelperRequestQuerySet":
        return self.filter(answer="")
