from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from storefront.orders.models import Bill, Order, Purchase, Refund, RefundTask


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    def within(self, scope: Scope) -> "PurchaseQuerySet":
        """A buyer who is signed in sees its own; a signed link is checked apart."""
        if scope.operator:
            return self
        return self.filter(person_id=scope.person_id) if scope.person_id else self.none()


class BillQuerySet(models.QuerySet["Bill"]):
    def within(self, scope: Scope) -> "BillQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW)),
            purchase__state="placed",
        )


class OrderQuerySet(models.QuerySet["Order"]):
    def within(self, scope: Scope) -> "OrderQuerySet":
        """Orders that stand: one whose placing is not decided, or was refused, is nobody's."""
        if scope.operator:
            return self
        return self.placed().filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.ORDERS))
            | models.Q(seller__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )

    def placed(self) -> "OrderQuerySet":
        return self.exclude(state="placing")

    def sold(self) -> "OrderQuerySet":
        """Confirmed and not undone: what reports count."""
        return self.filter(sold_at__isnull=False).exclude(state__in=["cancelled", "expired", "returned"])


class RefundTaskQuerySet(models.QuerySet["RefundTask"]):
    def within(self, scope: Scope) -> "RefundTaskQuerySet":
        if scope.operator:
            return self
        return self.filter(
            models.Q(bill__seller_id__in=scope.seller_ids(Verb.MONEY))
            | models.Q(bill__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )


class RefundQuerySet(models.QuerySet["Refund"]):
    def within(self, scope: Scope) -> "RefundQuerySet":
        """Of the asker's own stall, or of its cooperative's sellers."""
        if scope.operator:
            return self
        return self.filter(
            models.Q(order__seller_id__in=scope.seller_ids(Verb.ORDERS))
            | models.Q(order__seller__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )
