from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from payments.gateways.models import (
        ConnectedAccount,
        GatewayDispute,
        GatewayPayment,
        GatewayRefund,
        GatewayStart,
    )


class GatewayStartQuerySet(models.QuerySet["GatewayStart"]):
    def within(self, scope: Scope) -> "GatewayStartQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(charge__seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(charge__cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )


class GatewayPaymentQuerySet(models.QuerySet["GatewayPayment"]):
    def within(self, scope: Scope) -> "GatewayPaymentQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(charge__seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(charge__cooperative_id__in=scope.cooperative_ids(Verb.TRANSFERS))
        )


class GatewayDisputeQuerySet(models.QuerySet["GatewayDispute"]):
    def within(self, scope: Scope) -> "GatewayDisputeQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(payment__charge__seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(payment__charge__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )


class GatewayRefundQuerySet(models.QuerySet["GatewayRefund"]):
    def within(self, scope: Scope) -> "GatewayRefundQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(payment__charge__seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(payment__charge__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )


class ConnectedAccountQuerySet(models.QuerySet["ConnectedAccount"]):
    def within(self, scope: Scope) -> "ConnectedAccountQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.BANK))
            | models.Q(seller__cooperative_id__in=scope.cooperative_ids(Verb.PAYOUTS))
        )
