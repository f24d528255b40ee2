from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sellers.audit.queries import AuditQuerySet
from sellers.kit import clock


class AuditEntry(models.Model):
    """Who did what, for whom, when, and how it stood before and after. Append-only (triggers hold it)."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    acting_for = models.ForeignKey("accounts.Seller", null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("catatan audit")
        verbose_name_plural = _("catatan audit")
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"
