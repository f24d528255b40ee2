"""Many products that were given to sellers at once: written down first, then worked off one by one.

Each needs a question to Saleor, so a thousand would keep a person waiting. A page works for a few seconds and says how
many are left; the sweep goes on, also after a crash.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from sellers.kit import due
from sellers.kit.errors import Expected
from sellers.people.models import Person
from storefront.engine.saleor import assigning
from storefront.engine.saleor.errors import Answered, Refused
from storefront.engine.saleor.models import FoundProduct
from storefront.engine.saleor.resting import unless_away

AT_ONCE = 50
WISH, REFUSED = "assign_to", "refused"  # keys of FoundProduct.facts that reading a product again leaves alone


@dataclass
class Worked:
    done: int = 0
    refused: int = 0
    left: int = 0


@transaction.atomic
def ask_for(*, person: Person, wanted: Mapping[int, int], category_id: int | None = None) -> int:
    """`wanted`: FoundProduct ids and their sellers' ids. Answers how many are to be done."""
    rows = list(FoundProduct.objects.select_for_update().filter(pk__in=list(wanted), product=None).order_by("pk"))
    for row in rows:
        wish = {"seller": wanted[row.pk], "person": person.pk, "category": category_id}
        row.facts = {**_without(row, REFUSED), WISH: wish}
    FoundProduct.objects.bulk_update(rows, ["facts"], batch_size=100)
    if rows:
        due.nudge("saleor_assigning")
    return len(rows)


def work_due() -> int:
    """The sweep."""
    return unless_away(lambda: work().done)


def work(*, within_s: float = 30.0) -> Worked:
    """Give what was asked for; stops when the time is over. Raises EngineUnavailable or Denied: the rest waits."""
    result = Worked()
    until = time.monotonic() + within_s
    for row in list(_waiting().order_by("pk")[:AT_ONCE]):
        if time.monotonic() > until:
            break
        refused = _assign(row)
        result.done += not refused
        result.refused += bool(refused)
    result.left = _waiting().count()
    return result


def _assign(row: FoundProduct) -> str:
    """Why not, or nothing."""
    wish = row.facts[WISH]
    person = Person.objects.get(pk=wish["person"])
    refused = ""
    try:
        assigning.assign(person=person, found_id=row.pk, seller_id=wish["seller"], category_id=wish["category"])
    except Expected as error:
        refused = error.sentence
    except (Answered, Refused) as error:  # about this product alone; the others go on
        refused = str(error)[:200]
    with transaction.atomic():
        fresh = FoundProduct.objects.select_for_update().get(pk=row.pk)
        fresh.facts = {**_without(fresh, WISH), **({REFUSED: refused} if refused else {})}
        fresh.save(update_fields=["facts"])
    return refused


def _waiting() -> "QuerySet[FoundProduct]":
    return FoundProduct.objects.filter(**{f"facts__{WISH}__isnull": False})


def _without(row: FoundProduct, key: str) -> dict[str, object]:
    return {name: value for name, value in row.facts.items() if name != key}
