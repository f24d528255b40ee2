"""Attributes with their values, product types, categories, page types and pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar

from tests.fakes.saleor.faults import Problem
from tests.fakes.saleor.ids import parts
from tests.fakes.saleor.paging import connection
from tests.fakes.saleor.registry import query
from tests.fakes.saleor.things import Ask, Json, Thing
from tests.fakes.saleor.world import World

REFERENCES = ("REFERENCE", "SINGLE_REFERENCE")
_TYPES = ("MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES",)


def slugged(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@dataclass(kw_only=True, eq=False)
class Value(Thing):
    typename: ClassVar[str] = "AttributeValue"
    name: str | None
    slug: str
    external_reference: str | None = None
    page: Page | None = None  # what a reference points to
    plain_text: str | None = None
    boolean: bool | None = None
    rich_text: str | None = None
    value: str | None = ""
    input_type: str | None = None

    @property
    def reference(self) -> str | None:
        return self.page.id if self.page else None


@dataclass(kw_only=True, eq=False)
class Attribute(Thing):
    typename: ClassVar[str] = "Attribute"
    private_needs: ClassVar[tuple[str, ...]] = _TYPES
    name: str
    slug: str
    type: str
    input_type: str = "DROPDOWN"
    entity_type: str | None = None
    external_reference: str | None = None
    values: list[Value] = field(default_factory=list)
    reference_types_: list[PageType] = field(default_factory=list)
    value_required: bool = False
    visible_in_storefront: bool = True
    filterable_in_dashboard: bool = False
    filterable_in_storefront: bool = False

    def reference_types(self, ask: Ask) -> list[PageType]:
        return self.reference_types_

    @property
    def with_choices(self) -> bool:
        return self.input_type in ("DROPDOWN", "MULTISELECT", "SWATCH")

    def choices(self, ask: Ask, *, filter: Json | None = None, **page: Any) -> Json:
        rows = self.values
        wanted = filter or {}
        if wanted.get("search"):
            rows = [one for one in rows if wanted["search"].lower() in f"{one.name} {one.slug}".lower()]
        if wanted.get("slugs"):
            rows = [one for one in rows if one.slug in wanted["slugs"]]
        return connection("choices", rows, **page, key=lambda one: [one.slug], kind="AttributeValue")


@dataclass(kw_only=True, eq=False)
class ProductType(Thing):
    typename: ClassVar[str] = "ProductType"
    private_needs: ClassVar[tuple[str, ...]] = _TYPES
    name: str
    slug: str
    kind: str = "NORMAL"
    is_shipping_required: bool = True
    has_variants: bool = True
    is_digital: bool = False
    product_attributes: list[Attribute] = field(default_factory=list)
    variant_: list[Attribute] = field(default_factory=list)
    selectable: dict[str, bool] = field(default_factory=dict)  # attribute id → chosen by variant selection

    def variant_attributes(self, ask: Ask, variant_selection: str | None = None) -> list[Attribute]:
        return self.variant_

    def assigned_variant_attributes(self, ask: Ask, variant_selection: str | None = None) -> list[Json]:
        return [
            {
                "__typename": "AssignedVariantAttribute",
                "attribute": one,
                "variantSelection": self.selectable.get(one.id, False),
            }
            for one in self.variant_
        ]


@dataclass(kw_only=True, eq=False)
class Category(Thing):
    typename: ClassVar[str] = "Category"
    name: str
    slug: str
    parent: Category | None = None
    description: str | None = None
    seo_title: str | None = None
    seo_description: str | None = None

    @property
    def level(self) -> int:
        return self.parent.level + 1 if self.parent else 0

    def is_under(self, other: str) -> bool:
        return self.id == other or bool(self.parent and self.parent.is_under(other))

    def children(self, ask: Ask, **page: Any) -> Json:
        return connection(
            "children", [one for one in ask.world.all(Category) if one.parent is self], **page, kind="Category"
        )


@dataclass(kw_only=True, eq=False)
class PageType(Thing):
    typename: ClassVar[str] = "PageType"
    private_needs: ClassVar[tuple[str, ...]] = ("MANAGE_PAGE_TYPES_AND_ATTRIBUTES",)
    name: str
    slug: str
    attributes: list[Attribute] = field(default_factory=list)


@dataclass(kw_only=True, eq=False)
class Page(Thing):
    typename: ClassVar[str] = "Page"
    private_needs: ClassVar[tuple[str, ...]] = ("MANAGE_PAGES",)
    title: str
    slug: str
    page_type: PageType
    is_published: bool = False
    content: str | None = None
    assigned: dict[str, list[Value]] = field(default_factory=dict)

    def attributes(self, ask: Ask) -> list[Json]:
        return selected(self.page_type.attributes, self.assigned)

    def attribute(self, ask: Ask, slug: str) -> Json | None:
        return next((one for one in self.attributes(ask) if one["attribute"].slug == slug), None)


def selected(attributes: list[Attribute], assigned: dict[str, list[Value]]) -> list[Json]:
    return [
        {"__typename": "SelectedAttribute", "attribute": one, "values": assigned.get(one.id, [])} for one in attributes
    ]


def found(world: World) -> None:
    """What `migrate` leaves."""
    world.add(Category(id=world.new_id("Category"), name="Default Category", slug="default-category"))
    world.add(ProductType(id=world.new_id("ProductType"), name="Default Type", slug="default-type"))
    world.add(PageType(id=world.new_id("PageType"), name="Default page type", slug="default-page-type"))


def assign(ask: Ask, allowed: list[Attribute], given: list[Json] | None, owner: str) -> dict[str, list[Value]]:
    """The values that AttributeValueInput items name. `owner` is the key of the product or page. Raises Problem."""
    done: dict[str, list[Value]] = {}
    for item in given or []:
        attribute = ask.world.get(Attribute, item.get("id")) or ask.world.by(
            Attribute, external_reference=item.get("externalReference")
        )
        if attribute is None or attribute not in allowed:
            raise Problem(
                "attributes", "INVALID", "Attribute does not belong to the type.", attributes=[item.get("id")]
            )
        values = _values(ask, attribute, item, owner)
        if values is not None:
            done[attribute.id] = values
    return done


def _values(ask: Ask, attribute: Attribute, item: Json, owner: str) -> list[Value] | None:
    if attribute.input_type == "REFERENCE":
        return [_pointing(ask, attribute, one, owner) for one in item.get("references") or []]
    if attribute.input_type == "SINGLE_REFERENCE":  # a list given here is silently ignored
        return [_pointing(ask, attribute, item["reference"], owner)] if item.get("reference") else None
    if attribute.input_type == "PLAIN_TEXT":
        text = item.get("plainText") or ""
        slug = f"{owner}_{attribute.id}"
        return [_new(ask, attribute, text[:200], slug, plain_text=text)]
    if attribute.input_type == "DROPDOWN" and item.get("dropdown"):
        return [_chosen(ask, attribute, item["dropdown"])]
    if item.get("values"):
        return [_chosen(ask, attribute, {"value": one}) for one in item["values"]]
    return []


def _chosen(ask: Ask, attribute: Attribute, wish: Json) -> Value:
    for name, key in (("id", "id"), ("externalReference", "external_reference")):
        if wish.get(name):
            found_ = next((one for one in attribute.values if getattr(one, key) == wish[name]), None)
            if found_ is None and not wish.get("value"):
                raise Problem(None, "INVALID", f"Attribute value with given {name} can't be found")
            if found_ is not None:
                return found_
    name = wish["value"]
    known = next((one for one in attribute.values if one.name == name or one.slug == name), None)
    return known or _new(ask, attribute, name, slugged(name), external_reference=wish.get("externalReference"))


def _pointing(ask: Ask, attribute: Attribute, page_id: str, owner: str) -> Value:
    page = ask.world.get(Page, page_id)
    if page is None:
        raise Problem("attributes", "INVALID", "Invalid reference type.", attributes=[attribute.id])
    slug = f"{owner}_{thing_key(page)}"
    known = next((one for one in attribute.values if one.slug == slug), None)
    return known or _new(ask, attribute, page.title, slug, page=page)


def thing_key(thing: Thing) -> str:
    """The key inside an id: product 1, page 2."""
    return parts(thing.id)[1]


def _new(ask: Ask, attribute: Attribute, name: str, slug: str, **more: Any) -> Value:
    value = Value(id=ask.world.new_id("AttributeValue"), name=name, slug=slug, input_type=attribute.input_type, **more)
    attribute.values.append(ask.world.add(value))
    return value


# reading


@query("attribute")
def attribute(
    ask: Ask, *, id: str | None = None, slug: str | None = None, external_reference: str | None = None
) -> Attribute | None:
    if id:
        return ask.world.get(Attribute, id)
    return ask.world.by(Attribute, slug=slug) or ask.world.by(Attribute, external_reference=external_reference)


@query("attributes")
def attributes(ask: Ask, *, filter: Json | None = None, where: Json | None = None, **page: Any) -> Json:
    rows = ask.world.all(Attribute)
    slugs = (filter or {}).get("slugs")
    wanted = (where or {}).get("slug") or {}
    rows = [one for one in rows if (not slugs or one.slug in slugs)]
    rows = [
        one for one in rows if not wanted or one.slug == wanted.get("eq") or one.slug in (wanted.get("oneOf") or [])
    ]
    return connection("attributes", rows, **_paged(page), key=lambda one: [one.slug], kind="Attribute")


@query("productTypes")
def product_types(ask: Ask, *, filter: Json | None = None, **page: Any) -> Json:
    wanted = filter or {}
    rows = [one for one in ask.world.all(ProductType) if not wanted.get("slugs") or one.slug in wanted["slugs"]]
    if wanted.get("search"):
        rows = [one for one in rows if wanted["search"].lower() in f"{one.name} {one.slug}".lower()]
    return connection("productTypes", rows, **_paged(page), key=lambda one: [one.slug], kind="ProductType")


@query("productType")
def product_type(ask: Ask, *, id: str) -> ProductType | None:
    return ask.world.get(ProductType, id)


@query("categories")
def categories(
    ask: Ask, *, filter: Json | None = None, where: Json | None = None, level: int | None = None, **page: Any
) -> Json:
    wanted = filter or {}
    rows = [one for one in ask.world.all(Category) if level is None or one.level == level]
    rows = [one for one in rows if not wanted.get("slugs") or one.slug in wanted["slugs"]]
    return connection("categories", rows, **_paged(page), key=lambda one: [one.slug], kind="Category")


@query("category")
def category(ask: Ask, *, id: str | None = None, slug: str | None = None, **_: object) -> Category | None:
    return ask.world.get(Category, id) if id else ask.world.by(Category, slug=slug)


@query("pageTypes")
def page_types(ask: Ask, *, filter: Json | None = None, **page: Any) -> Json:
    wanted = filter or {}
    rows = [one for one in ask.world.all(PageType) if not wanted.get("slugs") or one.slug in wanted["slugs"]]
    return connection("pageTypes", rows, **_paged(page), key=lambda one: [one.slug], kind="PageType")


def _shown(ask: Ask, page: Page) -> bool:
    return page.is_published or ask.caller.may("MANAGE_PAGES")


@query("pages")
def pages(ask: Ask, *, where: Json | None = None, filter: Json | None = None, **page: Any) -> Json:
    wanted = (where or {}).get("pageType", {})
    ids = wanted.get("oneOf") or ([wanted["eq"]] if "eq" in wanted else None)
    slugs = (where or {}).get("slug", {})
    rows = [one for one in ask.world.all(Page) if _shown(ask, one) and (ids is None or one.page_type.id in ids)]
    rows = [one for one in rows if not slugs or one.slug == slugs.get("eq") or one.slug in (slugs.get("oneOf") or [])]
    return connection("pages", rows, **_paged(page), key=lambda one: [one.slug], kind="Page")


@query("page")
def page(ask: Ask, *, id: str | None = None, slug: str | None = None, **_: object) -> Page | None:
    one = ask.world.get(Page, id) if id else ask.world.by(Page, slug=slug)
    return one if one is not None and _shown(ask, one) else None


def _paged(arguments: Json) -> Json:
    return {name: arguments.get(name) for name in ("first", "after", "last", "before")}
