"""What Saleor asks while somebody waits at a checkout: how can this be delivered, and for how much?

A checkout of ours is answered with what its buyer was shown. Another storefront's is priced from the sellers' tables.
Nothing here asks the network: Saleor may be asking from inside a call that we are waiting for.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse

from storefront.engine.saleor import shipping
from storefront.engine.saleor.models import VariantMirror
from storefront.hooks.saleor_gate import signed_by_saleor
from storefront.orders import foreign_quote
from storefront.orders.foreign_quote import ForeignWay, WrittenAddress

METHODS = {foreign_quote.CHEAPEST: shipping.METHOD, foreign_quote.PICKED_UP: shipping.PICKUP}


@signed_by_saleor
def list_methods(request: HttpRequest, body: Mapping[str, Any]) -> JsonResponse:
    """SHIPPING_LIST_METHODS_FOR_CHECKOUT. An empty list says that we cannot bring it."""
    checkout = body.get("checkout")
    return JsonResponse(_methods(checkout) if checkout else [], safe=False)


def _methods(checkout: Mapping[str, Any]) -> list[dict[str, Any]]:
    ours = shipping.answer(str(checkout["id"]))
    if ours is not None:
        return ours
    address = checkout.get("shippingAddress")
    packs = _packs(checkout)
    if not address or packs is None:
        return []
    currency = checkout["channel"]["currencyCode"]
    return [_method(way) for way in foreign_quote.quote(packs=packs, to=_written(address), currency=currency)]


def _packs(checkout: Mapping[str, Any]) -> dict[int, int] | None:
    """Packs by our variant's id; None when there is a line of no seller of ours: we cannot bring a part of a basket."""
    wanted: dict[str, int] = {}
    for line in checkout["lines"]:
        saleor_id = (line.get("variant") or {}).get("id", "")
        wanted[saleor_id] = wanted.get(saleor_id, 0) + int(line["quantity"])
    known = dict(VariantMirror.objects.filter(saleor_id__in=wanted).values_list("saleor_id", "variant_id"))
    if not wanted or known.keys() != wanted.keys():
        return None
    return {known[saleor_id]: packs for saleor_id, packs in wanted.items()}


def _written(address: Mapping[str, Any]) -> WrittenAddress:
    metadata = {row["key"]: row["value"] for row in address.get("metadata") or ()}
    return WrittenAddress(
        province=address.get("countryArea") or "",
        city=address.get("city") or "",
        district=address.get("cityArea") or "",
        village=metadata.get("lapak.village") or address.get("streetAddress2") or "",
        postal_code=address.get("postalCode") or "",
        village_code=metadata.get("lapak.village_code", ""),
    )


def _method(way: ForeignWay) -> dict[str, Any]:
    return shipping.method(
        METHODS[way.kind],
        name=way.label,
        fee=way.fee,
        breakdown={f"seller:{seller_id}": minor for seller_id, minor in way.shares.items()},
        days=way.days,
    )
