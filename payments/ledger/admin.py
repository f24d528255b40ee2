from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest

from payments.ledger.models import Posting

if TYPE_CHECKING:
    Rows = admin.ModelAdmin[Posting]  # Django's own class takes no parameter when it runs
else:
    Rows = admin.ModelAdmin


@admin.register(Posting)
class PostingAdmin(Rows):
    """The operator reads the books; nobody writes them by hand."""

    list_display = ("at", "entry", "line", "kind", "source", "target", "amount_minor", "currency", "ref")
    list_select_related = ("source", "target")
    list_filter = ("kind", "currency")
    search_fields = ("ref", "entry")
    date_hierarchy = "at"
    ordering = ("-id",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Posting | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Posting | None = None) -> bool:
        return False
