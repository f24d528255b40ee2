"""Lapak on a Saleor: the stand-in, or a real one when SALEOR_API_URL and a staff login are given.

The stand-in calls back into this very process, on the test's own database connection: whoever asked it is waiting.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import LazySettings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from catalog.products.models import Variant
from storefront.engine.saleor import connection, mirror, pushing, sellers_out, stock_out, verifying
from storefront.engine.saleor.manifest import MANIFEST_PATH
from storefront.engine.saleor.models import Connection
from tests.fakes.saleor import SaleorStandIn
from tests.fakes.saleor.carts import Checkout
from tests.fakes.saleor.goods import Variant as StandInVariant
from tests.fakes.saleor.orders import Order as StandInOrder

OURS = "http://lapak.test"
_OF_THE_ROAD = ("Host", "Content-Length", "Connection", "Accept-Encoding")


@dataclass
class Ground:
    """Lapak, installed on a Saleor that is set up; a real one shows nothing of itself."""

    stand_in: SaleorStandIn | None = None

    @property
    def saleor(self) -> SaleorStandIn:
        assert self.stand_in is not None, "this test knows the stand-in only"
        return self.stand_in

    def push(self, variants: Iterable[Variant] = ()) -> None:
        """The catalogue of these (or all) variants, with stock, as the sweeps would bring it there."""
        rows = list(variants) or list(Variant.objects.all())
        products = sorted({row.product_id for row in rows})
        sellers_out.push_sellers(
            set(Variant.objects.filter(product__in=products).values_list("product__seller", flat=True))
        )
        failed = pushing.push_products(products).failed
        assert not failed, failed
        stock_out.push_stock(products)

    def push_due(self) -> None:
        """What changed since."""
        sellers_out.push_sellers_due()
        pushing.push_due()
        stock_out.push_stock_due()


def install(saleor: SaleorStandIn, settings: LazySettings, *, timeout_s: int = 5, furnished: bool = True) -> Ground:
    settings.BASE_URL = OURS
    settings.ALLOWED_HOSTS = ["lapak.test", "testserver"]
    settings.SALEOR = {
        "api_url": saleor.api_url,
        "internal_url": saleor.api_url,
        "channel": "lapak-id",
        "timeout_s": timeout_s,
        "collector": "",
    }
    saleor.route = _route_home(connections["default"])
    if furnished:
        saleor.furnish(())
    saleor.install(f"{OURS}{MANIFEST_PATH}")
    return Ground(saleor)


def remembered(saleor: SaleorStandIn) -> Connection:
    """The connection written anew in an emptied database: Saleor still has the app."""
    app = saleor.app
    assert app is not None
    connection.set_token(token=saleor.app_token, app_id=app.id)
    verifying.fetch_keys()
    mirror.shop()
    return connection.current()


def _route_home(database: BaseDatabaseWrapper):  # type: ignore[no-untyped-def]  # the stand-in's Route
    database.inc_thread_sharing()

    def route(method: str, url: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        connections["default"] = database  # this thread is the stand-in's; whose connection it is waits for us
        client = Client(SERVER_NAME="lapak.test")
        sent = {name: value for name, value in headers.items() if name not in _OF_THE_ROAD}
        kind = sent.pop("Content-Type", "application/json")
        path = urlsplit(url).path
        answer = client.generic(method, path, body, content_type=kind, headers=sent)
        return answer.status_code, b"".join(answer) if answer.streaming else answer.content

    return route


def there(ground: Ground, variant: Variant) -> StandInVariant:
    """The variant as the stand-in has it."""
    found = ground.saleor.world.by(StandInVariant, external_reference=f"lapak:v:{variant.pk}")
    assert found is not None
    return found


def set_price(ground: Ground, variant: Variant, price: str) -> None:
    """As somebody in the Dashboard would, without our having heard of it."""
    there(ground, variant).listings[0].amount = Decimal(price)


def set_stock(ground: Ground, variant: Variant, quantity: int) -> None:
    there(ground, variant).stocks_[0].quantity = quantity


def orders_there(ground: Ground) -> list[StandInOrder]:
    return ground.saleor.world.all(StandInOrder)


def checkouts_there(ground: Ground) -> list[Checkout]:
    return ground.saleor.world.all(Checkout)


def reserved(ground: Ground, variant: Variant) -> int:
    return there(ground, variant).stocks_[0].reserved(ground.saleor.world)
