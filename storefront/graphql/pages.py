"""Pages of rows by key: at most 100, with a cursor that means nothing outside."""

from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sellers.kit.errors import Expected
from storefront.graphql.limits import DEFAULT_ROWS, MOST_ROWS

_SALT = "storefront.graphql.pages"


class BadCursor(Expected):
    """The cursor does not come from here."""

    code = "bad_cursor"
    status = 400


def rows(first: int | None) -> int:
    return max(1, min(DEFAULT_ROWS if first is None else first, MOST_ROWS))


def by_key(queryset: QuerySet[Any], *, first: int | None, after: str | None, newest: bool = False) -> dict[str, Any]:
    """`nodes` in the order of their keys (newest first when asked) and the `end_cursor` of the next page, if any."""
    count = rows(first)
    if after:
        queryset = queryset.filter(**{"pk__lt" if newest else "pk__gt": _key(after)})
    found = list(queryset.order_by("-pk" if newest else "pk")[: count + 1])
    more = signing.dumps(found[count - 1].pk, salt=_SALT) if len(found) > count else None
    return {"nodes": found[:count], "end_cursor": more}


def _key(cursor: str) -> int:
    try:
        return int(signing.loads(cursor, salt=_SALT))
    except (signing.BadSignature, ValueError) as error:
        raise BadCursor(_("Halaman berikutnya tidak ditemukan. Mulai dari awal."), field="after") from error
