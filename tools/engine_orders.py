"""Places orders over several sellers at the configured engine, and says what they cost. Run by tools/engine.py."""

import json
import os
import time
from dataclasses import replace
from typing import Any

from django.db.models import F
from django.utils.module_loading import import_string

from catalog.products.models import Variant
from storefront import engine
from storefront.orders.placing import place
from storefront.orders.quoting import AddressInput, LineInput, PartInput, PurchaseInput, quote

SELLERS = 3


class Meter:
    """Counts what goes over the wire to Saleor, and how long it is waited for."""

    def __init__(self) -> None:
        self.calls, self.inside_s = 0, 0.0

    def watch(self) -> None:
        client_class = import_string("storefront.engine.saleor.client.Client")  # only where that engine is measured
        ask = client_class._post

        def counted(client: Any, *args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return ask(client, *args, **kwargs)
            finally:
                self.calls += 1
                self.inside_s += time.perf_counter() - began

        client_class._post = counted  # measured from outside, so that nothing is built in


def main() -> None:
    meter = Meter()
    if engine.active().name == "saleor":
        meter.watch()
    wish = _wish()
    place(key="bench-warm", given=wish)
    meter.calls, meter.inside_s = 0, 0.0
    orders = int(os.environ["ORDERS"])
    began = time.perf_counter()
    for number in range(orders):
        place(key=f"bench-{number}", given=wish)
    total_s = time.perf_counter() - began
    print(json.dumps({"orders": orders, "total_s": total_s, "calls": meter.calls, "inside_s": meter.inside_s}))


def _wish() -> PurchaseInput:
    """One pack of each of three sellers who bring or send it, paid by transfer."""
    rows = Variant.objects.filter(is_active=True, product__state="published", product__seller__state="approved")
    rows = rows.filter(pool__available__gte=F("pack_size") * 100).select_related("product").order_by("pk")
    by_seller = {row.product.seller_id: row for row in rows}
    lines = tuple(LineInput(row.pk, 1, row.price_minor) for row in list(by_seller.values())[:SELLERS])
    wish = PurchaseInput(
        lines=lines, buyer_name="Eko", buyer_phone="081200001004",
        address=AddressInput(street="Jl. Merdeka 5", village_code="35.72.02.1005"),
    )  # fmt: skip
    quoted = quote(wish)
    ways = {part.seller_id: next(way for way in part.ways if not way.problem) for part in quoted.parts}
    wish = replace(wish, parts=tuple(PartInput(seller_id, way.option_id) for seller_id, way in ways.items()))
    groups = quote(wish).groups
    return replace(wish, payments={group.key: "bank_transfer" for group in groups})
