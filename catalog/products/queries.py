from typing import TYPE_CHECKING

from django.db import models

from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Seller

if TYPE_CHECKING:
    from catalog.products.models import (
        Category,
        Pool,
        Product,
        SheetImport,
        SheetRow,
        Variant,
    )


class CategoryQuerySet(models.QuerySet["Category"]):
    def tidy(self) -> "CategoryQuerySet":
        """In the order the operator gave them."""
        return self.order_by("position", "name_id")


class ProductQuerySet(models.QuerySet["Product"]):
    def within(self, scope: Scope) -> "ProductQuerySet":
        """What the asker may look at: its own goods, and for an officer those of the cooperative's sellers."""
        if scope.operator:
            return self
        return self.filter(
            models.Q(seller_id__in=scope.seller_ids(Verb.PRODUCTS))
            | models.Q(seller__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
        )

    def editable(self, scope: Scope) -> "ProductQuerySet":
        """What the asker may change."""
        return self if scope.operator else self.filter(seller_id__in=scope.seller_ids(Verb.PRODUCTS))

    def published(self) -> "ProductQuerySet":
        """What a buyer may see: published goods of approved sellers.

        The seller is looked up product by product: a join would let SQLite begin with the sellers and sort all goods.
        """
        seller = Seller.objects.open_to_buyers().filter(pk=models.OuterRef("seller_id"))
        return self.filter(models.Exists(seller), state="published")


class PoolQuerySet(models.QuerySet["Pool"]):
    def within(self, scope: Scope) -> "PoolQuerySet":
        if scope.operator:
            return self
        return self.filter(seller_id__in=scope.seller_ids(Verb.PRODUCTS))

    def short(self) -> "PoolQuerySet":
        """At or below what the seller calls short."""
        return self.filter(available__lte=models.F("low_at"))


class VariantQuerySet(models.QuerySet["Variant"]):
    def within(self, scope: Scope) -> "VariantQuerySet":
        if scope.operator:
            return self
        return self.filter(product__seller_id__in=scope.seller_ids(Verb.PRODUCTS))

    def active(self) -> "VariantQuerySet":
        return self.filter(is_active=True).order_by("position", "id")


class SheetImportQuerySet(models.QuerySet["SheetImport"]):
    def within(self, scope: Scope) -> "SheetImportQuerySet":
        return self if scope.operator else self.filter(seller_id__in=scope.seller_ids(Verb.PRODUCTS))


class SheetRowQuerySet(models.QuerySet["SheetRow"]):
    def within(self, scope: Scope) -> "SheetRowQuerySet":
        return self if scope.operator else self.filter(sheet__seller_id__in=scope.seller_ids(Verb.PRODUCTS))
