"""In the demo the sign-in pages say who can come in. A context processor: outside the demo it adds nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sellers.accounts.models import HelperConsent, Membership
from sellers.people.models import Person
from storefront.desk import words

MOST = 8


@dataclass(frozen=True)
class Guest:
    name: str
    role: str
    phone: str


class Door:
    """Read only when a page asks for it."""

    @property
    def people(self) -> list[Guest]:
        return list(_guests())


def demo_door(request: HttpRequest) -> dict[str, Door]:
    return {"demo_door": Door()} if settings.DEMO else {}


def _guests() -> Iterator[Guest]:
    """Officers, helpers, then sellers, each person once."""
    live = Membership.objects.live().select_related("person", "seller", "cooperative").order_by("pk")
    seen: set[int] = set()
    officers = ((m.person, m.cooperative.name) for m in live.filter(cooperative__isnull=False) if m.cooperative)
    helped = HelperConsent.objects.live().select_related("helper", "seller").order_by("pk")
    helpers = ((c.helper, _("pendamping %(stall)s") % {"stall": c.seller.name}) for c in helped)
    chairs = live.filter(seller__isnull=False)[:MOST]
    sellers = ((m.person, f"{words.ROLES.get(m.role, m.role)} {m.seller.name}") for m in chairs if m.seller)
    for person, role in (*sellers, *helpers, *officers):
        if person.pk not in seen and isinstance(person, Person):
            seen.add(person.pk)
            yield Guest(person.name, role, person.phone)
