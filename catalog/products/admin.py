"""The operator's view of goods: categories are kept here, products are read here and changed by their stalls."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Category, Pool, PoolMovement, Product, Variant
from sellers.audit.operating import AuditedAdmin, ReadOnlyAdmin

if TYPE_CHECKING:
    Packs = admin.TabularInline[Variant, Product]  # Django's own class takes no parameter when it runs
else:
    Packs = admin.TabularInline


@admin.register(Category)
class CategoryAdmin(AuditedAdmin):
    list_display = ("name_id", "name_en", "slug", "emblem", "position", "is_food", "default_weight_g")
    list_editable = ("position",)
    search_fields = ("name_id", "name_en", "slug")
    ordering = ("position", "name_id")
    prepopulated_fields = {"slug": ("name_id",)}


class VariantInline(Packs):
    model = Variant
    fields = ("label", "unit", "pack_size", "weight_g", "price_minor", "currency", "in_stock", "is_active")
    readonly_fields = fields
    can_delete = False
    extra = 0

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Variant]":
        return super().get_queryset(request).select_related("pool")

    @admin.display(description=_("Stok"))
    def in_stock(self, variant: Variant) -> str:
        return str(variant.pool)


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ("name", "seller", "category", "state", "price_from_minor", "published_at")
    list_filter = ("state", "category", "halal")
    list_select_related = ("seller", "category")
    search_fields = ("name", "name_en", "slug", "seller__name")
    date_hierarchy = "published_at"
    ordering = ("-published_at", "-id")
    inlines = (VariantInline,)


@admin.register(Pool)
class PoolAdmin(ReadOnlyAdmin):
    list_display = ("id", "seller", "available", "base", "updated_at")
    list_filter = ("base",)
    list_select_related = ("seller",)
    search_fields = ("seller__name",)
    ordering = ("-updated_at",)


@admin.register(PoolMovement)
class PoolMovementAdmin(ReadOnlyAdmin):
    list_display = ("at", "pool", "delta", "reason", "ref")
    list_filter = ("reason",)
    list_select_related = ("pool",)
    search_fields = ("ref",)
    ordering = ("-id",)
