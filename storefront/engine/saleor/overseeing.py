"""What the operator sees of the connection, and what an operator may put right by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet

from catalog.products.models import Change
from sellers.kit import clock, due
from sellers.kit.errors import NotFound
from sellers.people.models import Person
from storefront.engine import choosing
from storefront.engine.saleor import connection, gone, new_variants, offering, resting
from storefront.engine.saleor.models import Connection, Delivery, Difference, ProductMirror, SellerMirror

MOST_STUCK = 50
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Overview:
    api_url: str
    in_use: bool  # whether Saleor is the engine that sells now
    installed_at: datetime | None
    orders_seen_at: datetime | None
    products_seen_at: datetime | None
    deliveries_waiting: int
    deliveries_failed: int  # given up
    products: int  # ours that Saleor has
    products_waiting: int  # with something not sent yet
    sellers_failed: int
    found: int
    to_decide: int
    repaired: int  # of the last seven days


def is_configured() -> bool:
    return bool(settings.SALEOR)


def overview() -> Overview:
    row = Connection.objects.filter(api_url=connection.public_url()).first()
    deliveries = Delivery.objects.all()
    return Overview(
        api_url=connection.public_url(),
        in_use=choosing.name() == "saleor",
        installed_at=row.installed_at if row and row.token_sealed else None,
        orders_seen_at=row.orders_seen_until if row else None,
        products_seen_at=row.products_seen_at if row else None,
        deliveries_waiting=deliveries.filter(done_at=None).count(),
        deliveries_failed=deliveries.exclude(done_at=None).exclude(last_error="").count(),
        products=ProductMirror.objects.filter(saleor_id__isnull=False).count(),
        products_waiting=_products_waiting(),
        sellers_failed=SellerMirror.objects.exclude(last_error="").count(),
        found=offering.waiting().count(),
        to_decide=to_decide().count(),
        repaired=repaired().filter(found_at__gte=clock.now() - RECENT).count(),
    )


def stuck() -> list[ProductMirror]:
    """Products that Saleor refused, oldest first, with its reason."""
    rows = ProductMirror.objects.exclude(last_error="").select_related("product__seller")
    return list(rows.order_by("due_at", "pk")[:MOST_STUCK])


def try_again(mirror_id: int | None) -> int:
    """One product, or all that were refused, at the next sweep."""
    rows = ProductMirror.objects.exclude(last_error="")
    if mirror_id is not None:
        rows = rows.filter(pk=mirror_id)
    sellers = SellerMirror.objects.exclude(last_error="") if mirror_id is None else SellerMirror.objects.none()
    done = rows.update(due_at=clock.now(), attempts=0) + sellers.update(due_at=clock.now(), attempts=0)
    resting.wake()
    due.nudge("saleor_goods")
    return done


def look_now() -> None:
    """The nightly look at the next minute."""
    Connection.objects.filter(api_url=connection.public_url()).update(products_seen_at=None)
    due.nudge("saleor_reconcile")


def to_decide() -> "QuerySet[Difference]":
    return Difference.objects.filter(settled_at=None, done="").order_by("-found_at", "-pk")


def repaired() -> "QuerySet[Difference]":
    """What was put right by itself, or by a person."""
    return Difference.objects.filter(Q(settled_at__isnull=False) | ~Q(done="")).order_by("-found_at", "-pk")


def kinds(rows: "QuerySet[Difference]") -> list[str]:
    return sorted(set(rows.order_by().values_list("kind", flat=True)))


def decide(*, person: Person, difference_id: int, deed: str, holds: str = "") -> str:
    """`deed`: "kirim" sends a deleted product again, "isi" takes a new variant in, anything else settles the row.

    Answers what was done, in a word of the deed. Raises NotFound, InvalidQuantity, InvalidPrice, EngineUnavailable.
    """
    row = to_decide().filter(pk=difference_id).first()
    if row is None:
        raise NotFound("")
    if deed == "kirim" and row.kind == gone.KIND:
        if gone.send_again(about=row.about) is None:
            raise NotFound("")
        due.nudge("saleor_goods")
        return "kirim"
    if deed == "isi" and row.kind == new_variants.KIND:
        new_variants.take_in(person=person, variant_id=row.about, holds=holds)
        return "isi"
    Difference.objects.filter(pk=row.pk, settled_at=None).update(settled_at=clock.now())
    return "selesai"


def _products_waiting() -> int:
    """How many have something that was not sent yet, or never were there."""
    numbers = {"goods": "goods_number", "stock": "stock_number", "photos": "photos_number"}
    known = ProductMirror.objects.filter(saleor_id__isnull=False)
    found: set[int] = set()
    for what, field in numbers.items():
        behind = known.filter(product__changes__what=what, product__changes__number__gt=F(field))
        found |= set(behind.values_list("product_id", flat=True))
    unknown = Change.objects.filter(what="goods").exclude(product__in=ProductMirror.objects.values("product"))
    return len(found | set(unknown.values_list("product_id", flat=True)))
