from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb

if TYPE_CHECKING:
    from sellers.audit.models import AuditEntry


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def within(self, scope: Scope) -> "AuditQuerySet":
        """The operator reads everything, a stall's leaders what was done for it."""
        if scope.operator:
            return self
        return self.filter(acting_for_id__in=scope.seller_ids(Verb.MEMBERS))

    def about(self, obj: models.Model) -> "AuditQuerySet":
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
