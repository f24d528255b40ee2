"""Whatever our operations and webhook subscriptions ask, the stand-in can answer: no hole shows only in a late test."""

import importlib
import re
from pathlib import Path

import pytest
from graphql import FieldNode, OperationDefinitionNode, TypeInfo, TypeInfoVisitor, Visitor, get_named_type, parse, visit

from tests.fakes.saleor import schema
from tests.fakes.saleor.projecting import snake
from tests.fakes.saleor.registry import MUTATIONS, QUERIES
from tests.fakes.saleor.things import Thing

importlib.import_module("tests.fakes.saleor.operations")
OURS = Path(__file__).parents[3] / "storefront" / "engine" / "saleor"
OPERATIONS = sorted((OURS / "operations").glob("*.graphql"))
SUBSCRIPTIONS = sorted((OURS / "subscriptions").glob("*.graphql"))


def _kinds() -> dict[str, type[Thing]]:
    found: dict[str, type[Thing]] = {}
    waiting: list[type[Thing]] = [Thing]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.typename:
            found[kind.typename] = kind
    return found


class _Asked(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info, self.kinds, self.holes = info, _kinds(), set[str]()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self.info.get_parent_type()
        name = get_named_type(parent).name if parent else ""
        kind = self.kinds.get(name)
        known = kind is None or hasattr(kind, snake(node.name.value)) or snake(node.name.value) in _fields(kind)
        if node.name.value != "__typename" and not known:
            self.holes.add(f"{name}.{node.name.value}")


def _fields(kind: type[Thing]) -> set[str]:
    return set(getattr(kind, "__dataclass_fields__", {}))


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_the_stand_in_has_every_root_field_we_ask(path: Path) -> None:
    for one in parse(path.read_text()).definitions:
        if isinstance(one, OperationDefinitionNode) and one.operation.value != "subscription":
            table = MUTATIONS if one.operation.value == "mutation" else QUERIES
            asked = {node.name.value for node in one.selection_set.selections if isinstance(node, FieldNode)}
            assert asked <= set(table)


@pytest.mark.skipif(not schema.is_given(), reason="SALEOR_SCHEMA is not given")
def test_the_stand_in_has_every_field_we_ask() -> None:
    built = schema.given()
    assert built is not None
    holes: set[str] = set()
    for path in [*OPERATIONS, *SUBSCRIPTIONS]:
        info = TypeInfo(built)
        asked = _Asked(info)
        visit(parse(path.read_text()), TypeInfoVisitor(info, asked))
        holes |= asked.holes
    assert holes == set()


# what the schema says in more words than "one of these"
SAID_OTHERWISE = {
    "app", "appCreate", "appInstall", "attributeCreate", "attributeUpdate", "attributeValueCreate",
    "attributeValueDelete", "attributeValueUpdate", "channelUpdate", "checkout", "checkoutCustomerAttach",
    "orderCreateFromCheckout", "product", "productVariant", "productVariants", "products", "transactionEventReport",
    "transactionUpdate", "webhook",
}  # fmt: skip


@pytest.mark.skipif(not schema.is_given(), reason="SALEOR_SCHEMA is not given")
def test_the_stand_in_wants_the_permissions_that_the_schema_names() -> None:
    built = schema.given()
    assert built is not None and built.query_type is not None and built.mutation_type is not None
    wrong = []
    for table, kind in ((QUERIES, built.query_type), (MUTATIONS, built.mutation_type)):
        for name in set(table) - SAID_OTHERWISE:
            said = re.search(r"one of the following permissions:? ([^.\n]+)", kind.fields[name].description or "")
            named = set(re.findall(r"[A-Z_]{5,}", said[1])) if said else set()
            if named != set(table[name].needs):
                wrong.append((name, named, table[name].needs))
    assert wrong == []
