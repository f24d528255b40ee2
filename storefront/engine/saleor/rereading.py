"""Asking to read a product of Saleor's again, because its answer showed something that we did not know yet."""

import hashlib
from collections.abc import Iterable

from sellers.kit import clock, due
from storefront.engine.saleor.models import Delivery, ProductMirror


def soon(*, product_ids: Iterable[int], why: str) -> None:
    """As if Saleor had told that these products changed; once for each `why`. Belongs into the caller's transaction."""
    now = clock.now()
    known = ProductMirror.objects.filter(product_id__in=set(product_ids), saleor_id__isnull=False)
    for saleor_id in map(str, known.values_list("saleor_id", flat=True)):
        fingerprint = hashlib.sha256(f"reread {why} {saleor_id}".encode()).hexdigest()
        Delivery.objects.get_or_create(
            fingerprint=fingerprint,
            defaults={
                "event": "product_updated",
                "issued_at": now,
                "object_id": saleor_id,
                "body": {"product": {"id": saleor_id}},
                "received_at": now,
            },
        )
    due.nudge("saleor_inbox")
