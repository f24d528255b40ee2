"""Buyers from several processes on one Saleor, played on a database of its own for test_saleor_at_once.py.

python -m tests.storefront.engine.saleor_worker prepare
python -m tests.storefront.engine.saleor_worker web 8123
python -m tests.storefront.engine.saleor_worker push
python -m tests.storefront.engine.saleor_worker race '[["key-1", "key-2"], ["key-3"]]'   # prints one JSON answer
"""

import json
import os
import sys
import time
import traceback
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
django.setup()

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections

from catalog.products.models import Pool, Variant
from sellers.accounts.models import Seller
from sellers.kit import clock
from storefront.delivery.models import DeliveryOption
from storefront.engine.embedded.models import Hold
from storefront.engine.saleor import pushing, sellers_out, stock_out
from storefront.engine.saleor.models import Placement
from storefront.orders import placing
from storefront.orders.models import Purchase
from storefront.orders.placing import PlacingProblem, StillPlacing, place
from storefront.orders.quoting import LineInput, PartInput, PurchaseInput
from tests import cast

TRIES = 20


class _Web(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_said: object) -> None:
        """Nobody reads it."""


def prepare() -> None:
    call_command("migrate", verbosity=0)
    cast.assemble()


def web(port: str) -> None:
    make_server("127.0.0.1", int(port), get_wsgi_application(), server_class=_Web, handler_class=_Quiet).serve_forever()


def push() -> None:
    products = sorted(Variant.objects.values_list("product_id", flat=True).distinct())
    sellers_out.push_sellers(Seller.objects.values_list("pk", flat=True))
    assert not pushing.push_products(products).failed
    stock_out.push_stock(products)


def race(keys_of_each: str) -> None:
    """One process a list of keys, all starting at the same word; then the loop comes by once."""
    start, word = os.pipe()
    connections.close_all()
    readers = [_forked(keys, start) for keys in json.loads(keys_of_each)]
    time.sleep(0.3)  # so that all of them stand at the line
    os.write(word, b"!" * len(readers))
    results = [result for pid, read in readers for result in _answer(pid, read)]
    with clock.frozen(clock.now() + placing.LEASE):
        placing.finish_placing_due()
    sys.stdout.write(json.dumps({"results": results, "after": _inspect()}) + "\n")


def _forked(keys: list[str], start: int) -> tuple[int, int]:
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    os.read(start, 1)
    answer = json.dumps([_buy(key) for key in keys])
    connections.close_all()
    os.write(write, answer.encode())
    os._exit(0)


def _answer(pid: int, read: int) -> list[dict[str, Any]]:
    with os.fdopen(read) as pipe:
        told = pipe.read()
    os.waitpid(pid, 0)
    return list(json.loads(told)) if told else []


def _buy(key: str) -> dict[str, Any]:
    """One kilo of Sari's; a buyer who is told to try again does so."""
    variant = Variant.objects.get(product__slug="opak-gambir", label="1 kg")
    pickup = DeliveryOption.objects.select_related("seller").get(seller__slug="dapur-sari", kind="pickup")
    given = PurchaseInput(
        lines=(LineInput(variant.pk, 1, variant.price_minor),),
        buyer_name="Eko",
        buyer_phone="081200001004",
        parts=(PartInput(pickup.seller_id, pickup.pk),),
        payments={f"coop:{pickup.seller.cooperative_id}": "bank_transfer"},
    )
    try:
        for _try in range(TRIES):
            try:
                return {"key": key, "outcome": "placed", "said": place(key=key, given=given).code}
            except StillPlacing:
                time.sleep(0.2)
        return {"key": key, "outcome": "waiting", "said": ""}
    except PlacingProblem as problem:
        return {"key": key, "outcome": "refused", "said": problem.sentence}
    except Exception:  # the test shows whatever this is
        return {"key": key, "outcome": "error", "said": traceback.format_exc()}


def _inspect() -> dict[str, Any]:
    return {
        "available": Pool.objects.get(variants__label="250 g").available,
        "held": sum(Hold.objects.exclude(state="released").values_list("quantity", flat=True)),
        "purchases": list(Purchase.objects.values_list("state", flat=True)),
        "placements": list(Placement.objects.values_list("state", flat=True)),
        "orders": list(Placement.objects.filter(state="ordered").values_list("saleor_order_id", flat=True)),
    }


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
