"""Making attributes, types, categories and pages."""

from tests.fakes.saleor.faults import Problem, taken
from tests.fakes.saleor.registry import mutation
from tests.fakes.saleor.taxonomy import (
    REFERENCES,
    Attribute,
    Category,
    Page,
    PageType,
    ProductType,
    Value,
    assign,
    slugged,
    thing_key,
)
from tests.fakes.saleor.things import Ask, Json, as_pairs, stored_json

_ATTRIBUTES = ("MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES", "MANAGE_PAGE_TYPES_AND_ATTRIBUTES")


@mutation("attributeCreate", *_ATTRIBUTES)
def attribute_create(ask: Ask, *, input: Json) -> Json:
    kind = input.get("inputType") or "DROPDOWN"
    if kind in REFERENCES and not input.get("entityType"):
        raise Problem("entityType", "REQUIRED", "Entity type is required for reference input type.")
    slug = input.get("slug") or slugged(input["name"])
    if ask.world.by(Attribute, external_reference=input.get("externalReference")):
        raise taken("Attribute", "externalReference", "External reference")
    if ask.world.by(Attribute, slug=slug):
        raise taken("Attribute", "slug", "Slug")
    made = Attribute(
        id=ask.world.new_id("Attribute"),
        name=input["name"],
        slug=slug,
        type=input["type"],
        input_type=kind,
        entity_type=input.get("entityType"),
        external_reference=input.get("externalReference"),
        reference_types_=[ask.world.need(PageType, one, "referenceTypes") for one in input.get("referenceTypes") or []],
        visible_in_storefront=input.get("visibleInStorefront", True),
    )
    for one in input.get("values") or []:
        _add_value(ask, made, one)
    return {"attribute": ask.world.add(made)}


def _add_value(ask: Ask, attribute: Attribute, given: Json) -> Value:
    slug = slugged(given["name"])
    used = {one.slug for one in attribute.values}
    number = 2
    while slug in used:
        slug, number = f"{slugged(given['name'])}-{number}", number + 1
    value = Value(
        id=ask.world.new_id("AttributeValue"),
        name=given["name"],
        slug=slug,
        external_reference=given.get("externalReference"),
        input_type=attribute.input_type,
    )
    attribute.values.append(ask.world.add(value))
    return value


@mutation("attributeUpdate", *_ATTRIBUTES)
def attribute_update(ask: Ask, *, input: Json, id: str | None = None, external_reference: str | None = None) -> Json:
    attribute = ask.world.find(Attribute, id, external_reference)
    attribute.name = input.get("name") or attribute.name
    for one in input.get("addValues") or []:
        _add_value(ask, attribute, one)
    gone = set(input.get("removeValues") or [])
    attribute.values = [one for one in attribute.values if one.id not in gone]
    return {"attribute": attribute}


@mutation("attributeValueCreate", *_ATTRIBUTES)
def attribute_value_create(ask: Ask, *, attribute: str, input: Json) -> Json:
    owner = ask.world.need(Attribute, attribute, "attribute")
    wanted = input.get("externalReference")
    if wanted and ask.world.by(Value, external_reference=wanted):
        raise taken("Attribute value", "externalReference", "External reference")
    if any(one.name == input["name"] for one in owner.values):
        raise Problem("name", "ALREADY_EXISTS", f"Value with given name already exists: {input['name']}")
    return {"attributeValue": _add_value(ask, owner, input), "attribute": owner}


@mutation("attributeValueUpdate", *_ATTRIBUTES)
def attribute_value_update(
    ask: Ask, *, input: Json, id: str | None = None, external_reference: str | None = None
) -> Json:
    value = ask.world.find(Value, id, external_reference)
    value.name = input.get("name") or value.name
    if "externalReference" in input:
        value.external_reference = input["externalReference"]
    return {"attributeValue": value}


@mutation("attributeValueDelete", *_ATTRIBUTES)
def attribute_value_delete(ask: Ask, *, id: str | None = None, external_reference: str | None = None) -> Json:
    value = ask.world.find(Value, id, external_reference)
    ask.world.drop(value)
    for one in ask.world.all(Attribute):
        one.values = [other for other in one.values if other is not value]
    return {"attributeValue": value}


@mutation("productTypeCreate", "MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES")
def product_type_create(ask: Ask, *, input: Json) -> Json:
    slug = input.get("slug") or slugged(input["name"])
    if ask.world.by(ProductType, slug=slug):
        raise taken("Product type", "slug", "Slug")
    made = ProductType(
        id=ask.world.new_id("ProductType"),
        name=input["name"],
        slug=slug,
        kind=input.get("kind") or "NORMAL",
        is_shipping_required=input.get("isShippingRequired", True),
        product_attributes=[ask.world.need(Attribute, one) for one in input.get("productAttributes") or []],
        variant_=[ask.world.need(Attribute, one) for one in input.get("variantAttributes") or []],
    )
    return {"productType": ask.world.add(made)}


@mutation("productTypeUpdate", "MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES")
def product_type_update(ask: Ask, *, id: str, input: Json) -> Json:
    kind = ask.world.need(ProductType, id)
    kind.name = input.get("name") or kind.name
    if "productAttributes" in input:
        kind.product_attributes = [ask.world.need(Attribute, one) for one in input["productAttributes"] or []]
    if "variantAttributes" in input:
        kind.variant_ = [ask.world.need(Attribute, one) for one in input["variantAttributes"] or []]
    return {"productType": kind}


@mutation("productAttributeAssign", "MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES")
def product_attribute_assign(ask: Ask, *, product_type_id: str, operations: list[Json]) -> Json:
    kind = ask.world.need(ProductType, product_type_id, "productTypeId")
    for one in operations:
        attribute = ask.world.need(Attribute, one["id"], "operations")
        place = kind.product_attributes if one["type"] == "PRODUCT" else kind.variant_
        if attribute in place:
            said = f"{attribute.name} ({attribute.slug}) have already been assigned to this product type."
            raise Problem("operations", "ATTRIBUTE_ALREADY_ASSIGNED", said, attributes=[attribute.id])
        place.append(attribute)
    return {"productType": kind}


@mutation("productAttributeAssignmentUpdate", "MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES")
def product_attribute_assignment_update(ask: Ask, *, product_type_id: str, operations: list[Json]) -> Json:
    kind = ask.world.need(ProductType, product_type_id, "productTypeId")
    for one in operations:
        kind.selectable[one["id"]] = bool(one["variantSelection"])
    return {"productType": kind}


@mutation("categoryCreate", "MANAGE_PRODUCTS")
def category_create(ask: Ask, *, input: Json, parent: str | None = None) -> Json:
    slug = input.get("slug") or slugged(input["name"])
    if ask.world.by(Category, slug=slug):
        raise taken("Category", "slug", "Slug")
    made = Category(
        id=ask.world.new_id("Category"),
        name=input["name"],
        slug=slug,
        parent=ask.world.need(Category, parent, "parent") if parent else None,
        description=stored_json(input.get("description")),
        metadata_=as_pairs(input.get("metadata")),
        private_=as_pairs(input.get("privateMetadata")),
    )
    return {"category": ask.world.add(made)}


@mutation("categoryUpdate", "MANAGE_PRODUCTS")
def category_update(ask: Ask, *, id: str, input: Json) -> Json:
    one = ask.world.need(Category, id)
    one.name, one.slug = input.get("name") or one.name, input.get("slug") or one.slug
    one.metadata_.update(as_pairs(input.get("metadata")))
    one.private_.update(as_pairs(input.get("privateMetadata")))
    return {"category": one}


@mutation("pageTypeCreate", "MANAGE_PAGE_TYPES_AND_ATTRIBUTES")
def page_type_create(ask: Ask, *, input: Json) -> Json:
    slug = input.get("slug") or slugged(input["name"])
    if ask.world.by(PageType, slug=slug):
        raise taken("Page type", "slug", "Slug")
    made = PageType(
        id=ask.world.new_id("PageType"),
        name=input["name"],
        slug=slug,
        attributes=[ask.world.need(Attribute, one, "addAttributes") for one in input.get("addAttributes") or []],
    )
    return {"pageType": ask.world.add(made)}


@mutation("pageCreate", "MANAGE_PAGES")
def page_create(ask: Ask, *, input: Json) -> Json:
    kind = ask.world.need(PageType, input["pageType"], "pageType")
    slug = input.get("slug") or slugged(input["title"])
    if ask.world.by(Page, slug=slug):
        raise taken("Page", "slug", "Slug")
    made = Page(
        id=ask.world.new_id("Page"),
        title=input["title"],
        slug=slug,
        page_type=kind,
        is_published=input.get("isPublished", False),
        content=stored_json(input.get("content")),
    )
    made.assigned = assign(ask, kind.attributes, input.get("attributes"), thing_key(made))
    return {"page": ask.world.add(made)}


@mutation("pageUpdate", "MANAGE_PAGES")
def page_update(ask: Ask, *, id: str, input: Json) -> Json:
    one = ask.world.need(Page, id)
    if input.get("slug") not in (None, one.slug) and ask.world.by(Page, slug=input["slug"]):
        raise taken("Page", "slug", "Slug")
    one.title, one.slug = input.get("title") or one.title, input.get("slug") or one.slug
    one.is_published = input.get("isPublished", one.is_published)
    one.content = stored_json(input["content"]) if input.get("content") else one.content
    one.assigned.update(assign(ask, one.page_type.attributes, input.get("attributes"), thing_key(one)))
    for value in ask.world.all(Value):
        if value.page is one:
            value.name = one.title
    return {"page": one}
