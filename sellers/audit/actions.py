"""The book of who did what. It is only ever added to: the database refuses to change or remove a line."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from sellers.accounts.models import Seller
from sellers.audit.models import AuditEntry
from sellers.people.models import Person


def record(
    *,
    person: Person | None,
    verb: str,
    obj: models.Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    acting_for: Seller | None = None,
) -> AuditEntry:
    """One line, in the transaction of what was done. `acting_for` is the stall a helper acted for."""
    return AuditEntry.objects.create(
        person=person,
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        before=_plain(before),
        after=_plain(after),
        acting_for=acting_for,
    )


def _plain(values: Mapping[str, Any] | None) -> Any:
    """Dates, decimals and the like as text, so that the line can be read without our code."""
    return None if values is None else json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
