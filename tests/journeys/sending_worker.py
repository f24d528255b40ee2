"""One phone on twenty connections at once, played on a database of its own for test_sending_at_once.py.

Loads Django once and then forks: whoever sends is a process of its own, and all start at the same word. Prints one
JSON object: what each race was answered, and what the database says after.
"""

import json
import os
import secrets
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
django.setup()

from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from catalog.media import uploads
from catalog.media.models import Photo, Upload
from catalog.products.models import Product, Variant
from sellers.audit.models import AuditEntry
from sellers.kit.models import LimitWindow
from sellers.messages.models import Message
from tests import cast
from tests.catalog import pictures
from tests.forking import forked
from tests.storefront.desk.acts.phone import Phone, listing, phone_of

AT_ONCE = 20


def main() -> dict[str, Any]:
    get_resolver().url_patterns  # noqa: B018  every page is loaded once, before the forks
    token, stall, product, variant = _alone(_prepare)
    said: dict[str, Any] = {}
    given = _alone(lambda: listing(_phone(token, stall), photos=2))
    said["one_key"] = _race(token, stall, lambda phone, _n: phone.act("product.new", given, key=KEYS[0]))
    photo = {"product": product, "upload": _alone(lambda: _phone(token, stall).upload(pictures.jpeg(700, 500)))}
    said["one_photo"] = _race(token, stall, lambda phone, _n: phone.act("photo.add", photo, key=KEYS[1]))
    own = _alone(lambda: _each_uploads(token, stall, pictures.jpeg(700, 500)))
    said["many_photos"] = _race(
        token, stall, lambda phone, n: phone.act("photo.add", photo | {"upload": own[n - ord("a")]})
    )
    same = _alone(lambda: _each_uploads(token, stall, pictures.jpeg(600, 480)))
    said["many_keys"] = _race(
        token,
        stall,
        lambda phone, n: phone.act("product.new", given | {"photos": [same[n - ord("a")]], "name": f"Barang {n:c}"}),
    )
    said["one_call"] = _race(token, stall, lambda phone, _n: phone.act("help.ask", {"text": "Tolong"}, key=KEYS[3]))
    seen = {"version": 1, "price": 40_000, "stock": "50"}
    row = {"variant": variant, "stock": "50", "base": seen}
    said["one_price"] = _race(
        token, stall, lambda phone, n: phone.act("variant.price_stock", row | {"price": str(41_000 + n)})
    )
    data = secrets.token_bytes(100_000)
    _alone(lambda: _phone(token, stall).begin(data, KEYS[2]).status_code)
    said["one_piece"] = _race(token, stall, lambda phone, _n: phone.put(KEYS[2], 0, data[:60_000]))
    said["last_piece"] = _race(token, stall, lambda phone, _n: phone.put(KEYS[2], 60_000, data[60_000:]))
    return {"said": said, "found": _alone(lambda: _found(product, variant, data))}


KEYS = [str(uuid4()) for _ in range(4)]


def _prepare() -> tuple[str, int, int, int]:
    call_command("migrate", verbosity=0)
    people = cast.assemble()
    phone = phone_of(people.sari, people.saris.seller.pk)
    return phone.token, phone.stall, people.saris.product.pk, people.saris.variant.pk


def _each_uploads(token: str, stall: int, data: bytes) -> list[str]:
    return [_phone(token, stall).upload(data) for _ in range(AT_ONCE)]


def _found(product: int, variant: int, data: bytes) -> dict[str, Any]:
    keripik = Product.objects.filter(name="Keripik Singkong")
    return {
        "listings": keripik.count(),
        "photos_of_listing": Photo.objects.filter(product__in=keripik).count(),
        "photos_of_product": Photo.objects.filter(product_id=product).count(),
        "others": sorted(
            Photo.objects.filter(product=other).count() for other in Product.objects.filter(name__startswith="Barang")
        ),
        "calls": Message.objects.filter(template="help_asked").count(),
        "calls_counted": sum(LimitWindow.objects.filter(what="desk.help").values_list("hits", flat=True)),
        "waiting": Photo.objects.filter(product=None).count(),
        "acts": AuditEntry.objects.filter(verb="desk.product.new").count(),
        "version": Variant.objects.get(pk=variant).version,
        "price": Variant.objects.get(pk=variant).price_minor,
        "bytes_equal": uploads.path_of(Upload.objects.get(key=KEYS[2])).read_bytes() == data,
    }


def _phone(token: str, stall: int) -> Phone:
    return Phone(token, stall, Client(SERVER_NAME="127.0.0.1"))


def _race(token: str, stall: int, send: Callable[[Phone, int], HttpResponse]) -> list[tuple[int, dict[str, Any]]]:
    """Twenty connections at once; what each was answered. A 503 or 429 comes back as a phone does: later, as it was."""
    start, word = os.pipe()

    def one(number: int) -> tuple[int, dict[str, Any]]:
        phone = _phone(token, stall)
        os.read(start, 1)
        for _try in range(20):
            answer = send(phone, ord("a") + number)
            if answer.status_code not in (429, 503):
                break
            time.sleep(0.5)
        return answer.status_code, json.loads(answer.content)

    readers = [forked(lambda number=number: one(number)) for number in range(AT_ONCE)]  # type: ignore[misc]  # bound early
    time.sleep(0.3)  # so that all of them stand at the line
    os.write(word, b"!" * AT_ONCE)
    return [read() for read in readers]


def _alone(work: Callable[[], Any]) -> Any:
    return forked(work)()


if __name__ == "__main__":
    print(json.dumps(main()))
