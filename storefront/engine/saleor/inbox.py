"""What Saleor sends, kept once: a delivery says that an object changed, and whoever works it off reads that object.

Deliveries come out of order, twice, or a day late. One that is late (or from the future: a clock is wrong) is kept all
the same, for what it names may have changed; but its facts are thrown away, so that nobody can believe them.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_datetime

from sellers.kit import clock, due
from storefront.engine.saleor import connection
from storefront.engine.saleor.models import Delivery

LATE = timedelta(days=1)
AHEAD = timedelta(minutes=10)
KEPT = timedelta(days=30)  # the latest retry comes minutes after the first try; a replay after that is only a nudge
OBJECTS = ("order", "product", "productVariant", "checkout", "transaction")  # the first that is there is the object


class NotReadable(Exception):
    """The body is no JSON object."""


def parse(raw: bytes) -> dict[str, Any]:
    """Numbers as Decimal where they have a point. Raises NotReadable."""
    try:
        body = json.loads(raw, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise NotReadable from error
    if not isinstance(body, dict):
        raise NotReadable
    return body


def store(*, event: str, raw: bytes) -> bool:
    """Keep a delivery that was verified; False when it is known already. `event` is the header's, in lower case.

    Raises NotReadable.
    """
    body = _storable(raw)
    name = event_of(body) or event
    issued = issued_at(body) or clock.now()
    told = body if is_fresh(body) else only_ids(body)
    row = Delivery(
        fingerprint=hashlib.sha256(name.encode() + b"\n" + raw).hexdigest(),
        event=name[:60],
        issued_at=issued,
        principal=_principal(body),
        echo=_principal(body) == f"App:{connection.row().app_id}",
        object_id=object_id(body),
        body=told,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            due.nudge("saleor_inbox")
    except IntegrityError:
        return False
    return True


def _storable(raw: bytes) -> dict[str, Any]:
    """What the databases can hold of it: an error there would be answered with "later", and come again and again."""
    try:
        body: dict[str, Any] = _held(parse(raw))
    except RecursionError as error:
        raise NotReadable from error
    return body


def _held(told: Any) -> Any:
    if isinstance(told, dict):
        return {_held(key): _held(value) for key, value in told.items()}
    if isinstance(told, list):
        return [_held(one) for one in told]
    if told is None or isinstance(told, bool | int):
        return told
    return str(told).replace("\0", "").encode("utf-8", "ignore").decode()


def event_of(body: Mapping[str, Any]) -> str:
    """The event as the signed body names it (ProductUpdated -> product_updated): the header beside it is not signed."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", str(body.get("__typename") or "")).lower()


def issued_at(body: Mapping[str, Any]) -> datetime | None:
    """None when it does not say, or says an hour of no zone."""
    try:
        found = parse_datetime(str(body.get("issuedAt") or ""))
        return found.astimezone(UTC) if found and found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def is_fresh(body: Mapping[str, Any]) -> bool:
    """Whether it says that it was issued within the last day."""
    issued = issued_at(body)
    return issued is not None and clock.now() - LATE <= issued <= clock.now() + AHEAD


def object_id(body: Mapping[str, Any]) -> str:
    for name in OBJECTS:
        found = body.get(name)
        if isinstance(found, dict) and found.get("id"):
            return str(found["id"])[:120]
    return ""


def named(body: Mapping[str, Any], several: str) -> list[str]:
    """The ids of all that one delivery is about, as an import tells of many `orders` at once."""
    rows = body.get(several)
    found = [str(row.get("id") or "")[:120] for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [one for one in found if one]


def only_ids(told: Any) -> Any:
    """The same shape with nothing but names and ids in it."""
    if isinstance(told, dict):
        kept = {key: value for key, value in told.items() if key in ("id", "__typename", "externalReference")}
        return {**kept, **{key: only_ids(value) for key, value in told.items() if isinstance(value, dict | list)}}
    if isinstance(told, list):
        return [only_ids(one) for one in told if isinstance(one, dict | list)]
    return None


def forget_old() -> int:
    """Remove deliveries that were worked off long ago; the sweep calls it now and then."""
    return Delivery.objects.filter(done_at__lte=clock.now() - KEPT).delete()[0]


def _principal(body: Mapping[str, Any]) -> str:
    found = body.get("issuingPrincipal")
    if not isinstance(found, dict) or not found.get("id"):
        return ""
    return f"{found.get('__typename')}:{found['id']}"[:120]
