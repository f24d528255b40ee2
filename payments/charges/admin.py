from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest

from payments.charges.models import Charge

if TYPE_CHECKING:
    Rows = admin.ModelAdmin[Charge]  # Django's own class takes no parameter when it runs
else:
    Rows = admin.ModelAdmin


@admin.register(Charge)
class ChargeAdmin(Rows):
    """The operator reads charges; they are opened and closed by orders."""

    list_display = ("created_at", "code", "bill_ref", "provider", "total_minor", "currency", "state", "expires_at")
    list_filter = ("state", "provider")
    search_fields = ("code", "bill_ref")
    ordering = ("-id",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Charge | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Charge | None = None) -> bool:
        return False
