from django.contrib import admin

from sellers.audit.models import AuditEntry
from sellers.audit.operating import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "person", "acting_for", "verb", "object_type", "object_id")
    list_select_related = ("person", "acting_for")
    list_filter = ("verb", "object_type")
    search_fields = ("object_id", "person__name", "person__phone", "acting_for__name")
    date_hierarchy = "at"
    ordering = ("-id",)
