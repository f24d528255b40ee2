"""What an engine elsewhere says of our goods, taken over here: nobody of ours decided it, so nobody's rights are asked.

Each call belongs to the caller's transaction. It says in the audit that no person of ours did it, keeps the search in
step, and lets a pack's version grow so that an older form on a phone is refused. Telling of the change is the caller's.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.transaction import TransactionManagementError

from catalog.products import drafting, naming
from catalog.products.models import Product, Variant
from catalog.products.prices import check_price
from catalog.search import indexing
from sellers.audit.actions import record
from sellers.kit import clock


@dataclass(frozen=True)
class Says:
    """What is new about a product; None leaves a field as it is."""

    name: str | None = None
    description: str | None = None
    published: bool | None = None


@dataclass(frozen=True)
class SaysOfPack:
    label: str | None = None
    price_minor: int | None = None
    weight_g: int | None = None
    is_active: bool | None = None


def product(*, product_id: int, says: Says, origin: str) -> bool:
    """Whether anything changed. Raises InvalidProduct for a name or text that no product of ours may have."""
    _demand_transaction()
    row = Product.objects.select_for_update().get(pk=product_id)
    wanted: dict[str, Any] = {
        "name": None if says.name is None else naming.clean_name(says.name),
        "description": None if says.description is None else naming.clean_text(says.description, field="description"),
        "state": None if says.published is None else _state(row, published=says.published),
    }
    changed = {field: value for field, value in wanted.items() if value is not None and value != getattr(row, field)}
    if not changed:
        return False
    before = {field: getattr(row, field) for field in changed}
    if changed.get("state") == Product.State.PUBLISHED and row.state == Product.State.DRAFT:
        changed["published_at"] = clock.now()
    Product.objects.filter(pk=row.pk).update(**changed)
    record(person=None, verb=f"product.taken_over_from_{origin}", obj=row, before=before, after=changed)
    indexing.index([row.pk])
    return True


def pack(*, variant_id: int, says: SaysOfPack, origin: str) -> bool:
    """Whether anything changed. Raises InvalidProduct or InvalidPrice."""
    _demand_transaction()
    row = Variant.objects.select_for_update().get(pk=variant_id)
    wanted: dict[str, Any] = {
        "label": None if says.label is None else naming.clean_text(says.label, field="label", longest=60) or row.label,
        "price_minor": None if says.price_minor is None else check_price(says.price_minor),
        "weight_g": None if says.weight_g is None else drafting.weight(says.weight_g),
        "is_active": says.is_active,
    }
    changed = {field: value for field, value in wanted.items() if value is not None and value != getattr(row, field)}
    if not changed:
        return False
    before = {field: getattr(row, field) for field in changed}
    Variant.objects.filter(pk=row.pk).update(version=F("version") + 1, **changed)
    record(person=None, verb=f"variant.taken_over_from_{origin}", obj=row, before=before, after=changed)
    return True


def _state(row: Product, *, published: bool) -> str:
    """A draft that is not published there stays a draft."""
    if published:
        return Product.State.PUBLISHED
    return Product.State.TAKEN_DOWN if row.state == Product.State.PUBLISHED else row.state


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("what is taken over belongs to the caller's transaction")
