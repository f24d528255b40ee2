"""Photos as they wait or stand, for the operator who wants to know why one has no sizes."""

from django.contrib import admin

from catalog.media.models import Photo
from sellers.audit.operating import ReadOnlyAdmin


@admin.register(Photo)
class PhotoAdmin(ReadOnlyAdmin):
    list_display = ("id", "seller", "product", "width", "height", "attempts", "done_at", "last_error")
    list_filter = (("done_at", admin.EmptyFieldListFilter),)
    list_select_related = ("seller", "product")
    search_fields = ("product__name", "seller__name")
    ordering = ("-id",)
