from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb
from sellers.kit import clock

if TYPE_CHECKING:
    from sellers.messages.models import Message, OptOut, OrderWatch

TROUBLED = ("failed", "unsure", "expired")
RECENT = timedelta(days=3)


class MessageQuerySet(models.QuerySet["Message"]):
    """The outbox holds codes and addresses: nobody but the operator reads it, and a person what was sent to them."""

    def within(self, scope: Scope) -> "MessageQuerySet":
        if scope.operator:
            return self
        return self.filter(person_id=scope.person_id, secret=False) if scope.person_id else self.none()

    def waiting(self) -> "MessageQuerySet":
        return self.filter(done_at__isnull=True)

    def troubled(self) -> "MessageQuerySet":
        """What lately did not arrive, or may not have."""
        return self.filter(status__in=TROUBLED, created_at__gte=clock.now() - RECENT)


class OptOutQuerySet(models.QuerySet["OptOut"]):
    def live(self) -> "OptOutQuerySet":
        return self.filter(until__isnull=True)


class OrderWatchQuerySet(models.QuerySet["OrderWatch"]):
    def within(self, scope: Scope) -> "OrderWatchQuerySet":
        """One's own wishes, for stalls whose orders one may see."""
        if scope.operator:
            return self
        if not scope.person_id:
            return self.none()
        return self.filter(person_id=scope.person_id, seller_id__in=scope.seller_ids(Verb.ORDERS))
