"""Which ways of delivery take cash now: what sellers and cooperatives said, less those whose debt stops them."""

from collections.abc import Mapping
from dataclasses import replace

from sellers.accounts.models import Seller
from storefront.delivery.queries import DeliveryWay
from storefront.terms.cash_debt import stopped_sellers
from storefront.terms.queries import takes_cash

Ways = dict[int, tuple[DeliveryWay, ...]]  # by seller id


def with_cash(ways: Mapping[int, tuple[DeliveryWay, ...]], sellers: Mapping[int, Seller]) -> Ways:
    """The ways with `cod` as it is now. The sellers come with their cooperative and its terms."""
    stopped = stopped_sellers(list(ways))
    return {
        seller_id: tuple(_now(way, sellers[seller_id], is_stopped=seller_id in stopped) for way in own)
        for seller_id, own in ways.items()
    }


def without_cash(ways: Mapping[int, tuple[DeliveryWay, ...]]) -> Ways:
    return {seller_id: tuple(replace(way, cod=False) for way in own) for seller_id, own in ways.items()}


def _now(way: DeliveryWay, seller: Seller, *, is_stopped: bool) -> DeliveryWay:
    return replace(way, cod=takes_cash(seller=seller, courier=way.courier, agreed=way.cod, is_stopped=is_stopped))
