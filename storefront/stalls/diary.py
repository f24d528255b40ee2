"""What was done for a stall, by whom: the audit book and the steps of its orders, read as one list for its leaders."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from catalog.media.models import Photo
from catalog.products.models import Pool, Product, Variant
from sellers.accounts.access import Scope, Verb
from sellers.accounts.members import names_at
from sellers.accounts.models import Seller
from sellers.audit.models import AuditEntry
from sellers.kit.errors import NotFound
from sellers.people.models import Person
from sellers.people.phones import show_phone
from storefront.delivery.models import DeliveryOption
from storefront.orders.models import Order, OrderEvent

LONGEST = 400  # rows of one reading
ORDERS = Order._meta.label_lower


@dataclass(frozen=True)
class Entry:
    """One deed. `thing` names what it was about, `before` and `after` are as the book holds them."""

    at: datetime
    person_id: int | None
    called: str
    helping: bool
    verb: str
    thing: str = ""
    whom: str = ""  # the person it was about
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def diary(*, scope: Scope, seller: Seller, since: date, until: date, zone: ZoneInfo) -> list[Entry]:
    """The deeds of the days `since` to `until` in the stall's own time, newest first. Raises NotFound for others."""
    if seller.pk not in scope.seller_ids(Verb.MEMBERS):
        raise NotFound(_("Lapak tidak ditemukan."))
    begin = datetime.combine(since, time.min, zone)
    end = datetime.combine(until + timedelta(days=1), time.min, zone)
    found = [*_booked(seller, begin, end), *_ordered(seller, begin, end)]
    return _with_names(seller, sorted(found, key=lambda entry: entry.at, reverse=True)[:LONGEST])


def _booked(seller: Seller, begin: datetime, end: datetime) -> Iterable[Entry]:
    names = _things(seller)
    about = Q(acting_for=seller)
    for label, own in names.items():
        about |= Q(object_type=label, object_id__in=list(own))
    rows = AuditEntry.objects.filter(about, at__gte=begin, at__lt=end).exclude(object_type=ORDERS)
    rows = rows.exclude(verb__startswith="desk.")  # how an act came from the phone; what it did has its own row
    for row in rows.select_related("person").order_by("-at", "-pk")[:LONGEST]:
        person = row.person
        yield Entry(
            at=row.at, person_id=row.person_id, called=person.name or show_phone(person.phone) if person else "",
            helping=row.acting_for_id == seller.pk, verb=row.verb,
            thing=names.get(row.object_type, {}).get(row.object_id, ""), before=row.before or {}, after=row.after or {},
        )  # fmt: skip


def _ordered(seller: Seller, begin: datetime, end: datetime) -> Iterable[Entry]:
    rows = OrderEvent.objects.filter(
        order__seller=seller, actor=OrderEvent.Actor.SELLER, person__isnull=False, at__gte=begin, at__lt=end
    )
    for row in rows.select_related("person", "order").order_by("-at", "-pk")[:LONGEST]:
        if row.person is not None:
            called = row.person.name or show_phone(row.person.phone)
            yield Entry(row.at, row.person_id, called, row.as_helper, f"order.{row.verb}", row.order.code)


def _with_names(seller: Seller, entries: list[Entry]) -> list[Entry]:
    """Deeds about a person name the person: the helper who was let in, the member who left, the maker of a good."""
    about = [_whom(entry) for entry in entries]
    people = Person.objects.in_bulk({pk for pk in about if pk})
    named = names_at(seller.pk, people.values())
    return [replace(entry, whom=named.get(pk or 0, "")) for entry, pk in zip(entries, about, strict=True)]


def _whom(entry: Entry) -> int | None:
    values = {**entry.before, **entry.after}
    found = next((values[key] for key in ("helper", "person", "made_by") if isinstance(values.get(key), int)), None)
    return found if entry.verb.startswith(("helper.", "member.", "product.maker")) else None


def _things(seller: Seller) -> dict[str, dict[str, str]]:
    """What belongs to the stall, by kind: the id as the book writes it, and how a person calls it."""
    own: dict[type[Model], dict[str, str]] = {
        Seller: {str(seller.pk): ""},
        Product: _named(Product.objects.filter(seller=seller).values_list("pk", "name")),
        Variant: _named(Variant.objects.filter(product__seller=seller).values_list("pk", "product__name")),
        Pool: _named(Pool.objects.filter(seller=seller).values_list("pk", "variants__product__name")),
        Photo: _named(Photo.objects.filter(seller=seller).values_list("pk", "product__name")),
        DeliveryOption: _named(DeliveryOption.objects.filter(seller=seller).values_list("pk", "kind")),
    }
    return {model._meta.label_lower: names for model, names in own.items()}


def _named(rows: Iterable[tuple[int, str | None]]) -> dict[str, str]:
    return {str(pk): name or "" for pk, name in rows}
