"""What can be asked. Every field makes one domain call."""

from typing import Any

import graphene
from django.utils.translation import gettext as _

from catalog import search
from catalog.products import listing
from catalog.products.models import Product as ProductRow
from catalog.products.models import Variant as VariantRow
from sellers.accounts.models import Cooperative, Membership
from sellers.accounts.models import Seller as SellerRow
from sellers.kit.errors import Expected
from sellers.people.models import Person
from storefront.graphql import buying, orders, pages, reports, types
from storefront.graphql.limits import DEFAULT_ROWS
from storefront.orders import quoting, tracking
from storefront.orders.models import Order as OrderRow
from storefront.orders.reports import BREAKDOWNS, sales, sales_by
from storefront.orders.reports_scope import FEWEST_SHOWN, counts_only

PERIODS = (1, 7, 30, 90)


class Role(graphene.ObjectType):
    """A stall or a cooperative the person belongs to or helps, and as what."""

    kind = graphene.String(required=True)
    id = graphene.ID(required=True)
    slug = graphene.String(required=True)
    name = graphene.String(required=True)
    role = graphene.String(required=True)


class Me(graphene.ObjectType):
    name = graphene.String(required=True)
    phone = graphene.String(required=True)
    roles = graphene.List(graphene.NonNull(Role), required=True)

    @staticmethod
    def resolve_roles(person: Person, _info: graphene.ResolveInfo) -> list[dict[str, Any]]:
        held = Membership.objects.live().filter(person=person).select_related("seller", "cooperative").order_by("pk")
        return [_role("seller", row.seller, row.role) for row in held if row.seller] + [
            _role("cooperative", row.cooperative, row.role) for row in held if row.cooperative
        ]


class Query(graphene.ObjectType):
    products = graphene.Field(
        types.ProductPage,
        required=True,
        search=graphene.String(),
        category=graphene.String(),
        seller=graphene.String(),
        region=graphene.String(description="Code of a village, kecamatan, kabupaten or province."),
        first=graphene.Int(default_value=DEFAULT_ROWS),
        after=graphene.String(),
    )
    product = graphene.Field(types.Product, slug=graphene.String(required=True))
    categories = graphene.List(graphene.NonNull(types.Category), required=True)
    sellers = graphene.Field(
        types.SellerPage, required=True, region=graphene.String(), first=graphene.Int(default_value=DEFAULT_ROWS),
        after=graphene.String(),
    )  # fmt: skip
    seller = graphene.Field(types.Seller, slug=graphene.String(required=True))
    quote = graphene.Field(buying.Quote, required=True, input=buying.QuoteInput(required=True))
    purchase = graphene.Field(
        orders.Purchase, code=graphene.String(required=True), token=graphene.String(required=True)
    )
    me = graphene.Field(Me)
    my_orders = graphene.Field(
        orders.OrderPage, required=True, state=graphene.String(), first=graphene.Int(default_value=DEFAULT_ROWS),
        after=graphene.String(),
    )  # fmt: skip
    sales_report = graphene.Field(
        reports.SalesReport, days=graphene.Int(default_value=30), by=graphene.String(default_value="seller")
    )

    @staticmethod
    def resolve_products(_root: None, _info: graphene.ResolveInfo, **asked: Any) -> dict[str, Any]:
        text = asked.pop("search", None)
        ids = search.find(text=text) if text else None
        page = listing.cards(ids=ids, **asked | {"first": pages.rows(asked["first"])})
        nodes = [types.ProductCard.of(card) for card in page.items]
        return {"nodes": nodes, "end_cursor": page.next_cursor, "total": page.total}

    @staticmethod
    def resolve_product(_root: None, _info: graphene.ResolveInfo, slug: str) -> ProductRow | None:
        return listing.detail(slug)

    @staticmethod
    def resolve_categories(_root: None, _info: graphene.ResolveInfo) -> list[Any]:
        return list(listing.categories())

    @staticmethod
    def resolve_sellers(
        _root: None, _info: graphene.ResolveInfo, first: int | None, region: str | None = None, after: str | None = None
    ) -> dict[str, Any]:
        rows = SellerRow.objects.open_to_buyers().filter(village_code__startswith=region or "")
        return pages.by_key(rows, first=first, after=after)

    @staticmethod
    def resolve_seller(_root: None, _info: graphene.ResolveInfo, slug: str) -> SellerRow | None:
        return SellerRow.objects.open_to_buyers().filter(slug=slug).first()

    @staticmethod
    def resolve_quote(_root: None, info: graphene.ResolveInfo, input: buying.QuoteInput) -> quoting.Quote:
        person = info.context.asking.person
        return quoting.quote(buying.purchase_input(input, prices_of(input), person.pk if person else None))

    @staticmethod
    def resolve_purchase(_root: None, _info: graphene.ResolveInfo, code: str, token: str) -> Any:
        return tracking.open_by_token(code, token)

    @staticmethod
    def resolve_me(_root: None, info: graphene.ResolveInfo) -> Any:
        return info.context.asking.person

    @staticmethod
    def resolve_my_orders(
        _root: None, info: graphene.ResolveInfo, first: int | None, state: str | None = None, after: str | None = None
    ) -> dict[str, Any]:
        """The orders of the stalls the asker works for; an officer reads its sellers' with buyers left out."""
        scope = info.context.asking.scope
        rows = (
            OrderRow.objects.within(scope.as_seller())
            .exclude(state="placing")
            .select_related("seller", "purchase", "shipment")
        )
        rows = rows.prefetch_related("lines__order", "events")
        return pages.by_key(rows.filter(state=state) if state else rows, first=first, after=after, newest=True)

    @staticmethod
    def resolve_sales_report(
        _root: None, info: graphene.ResolveInfo, days: int | None, by: str | None
    ) -> dict[str, Any] | None:
        asking = info.context.asking
        if asking.person is None:
            return None
        asked, by = 30 if days is None else days, by or "seller"
        if by not in BREAKDOWNS:
            raise Expected(_("Pilih rincian dari daftar."), field="by", code="unknown_breakdown")
        days = min(PERIODS, key=lambda period: abs(period - asked))
        whole = sales(scope=asking.scope, days=days)
        if counts_only(asking.scope) and whole.orders < FEWEST_SHOWN:
            return None  # so few that a viewer of totals could tell whose they are
        return {
            "days": days,
            "orders": whole.orders,
            "total": whole.total,
            "previous_total": whole.previous_total,
            "rows": sales_by(scope=asking.scope, days=days, by=by),
        }


def _role(kind: str, place: SellerRow | Cooperative, role: str) -> dict[str, Any]:
    return {"kind": kind, "id": place.pk, "slug": place.slug, "name": place.name, "role": role}


def prices_of(given: Any) -> dict[int, int]:
    """Today's prices of the lines, for callers that show none."""
    ids = [buying.number(line.variant_id) for line in given.lines]
    return dict(VariantRow.objects.filter(pk__in=ids).values_list("pk", "price_minor"))
