"""A selection set over plain objects: what GraphQL's executor does, without needing the schema."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionSetNode, VariableNode, get_location
from graphql.language import InlineFragmentNode

from tests.fakes.saleor.documents import Document
from tests.fakes.saleor.faults import Denied, Problem, TopLevel
from tests.fakes.saleor.registry import MUTATIONS, QUERIES, Root
from tests.fakes.saleor.schema import literal
from tests.fakes.saleor.things import Ask, Json, Loose, Thing, iso

# a type condition that holds for more than its own type
INTERFACES = {"Node", "ObjectWithMetadata", "Event", "ObjectWithAttributes", "Job"}
NEVER_NULL = {"node", "edges", "edge"}  # a null below them climbs on


class Unknown(Exception):
    """The stand-in has no such field: a hole in the stand-in, loudly (HTTP 501)."""


class _Climbing(Exception):
    """A null that a non-null field cannot hold, on its way up to a field that can."""


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


class Answering:
    """Answers one operation; `errors` fill up beside the data."""

    def __init__(self, ask: Ask, document: Document) -> None:
        self.ask = ask
        self.fragments: dict[str, FragmentDefinitionNode] = document.fragments
        self.variables = document.variables
        self.document = document
        self.errors: list[Json] = []

    def run(self) -> Json:
        """The data, root field by root field; a failing one does not stop the next."""
        is_mutation = self.document.operation.operation.value == "mutation"
        table = MUTATIONS if is_mutation else QUERIES
        data: Json = {}
        for node in self._collected(self.document.operation.selection_set, "Mutation" if is_mutation else "Query"):
            key = node.alias.value if node.alias else node.name.value
            if node.name.value == "__typename":
                data[key] = "Mutation" if is_mutation else "Query"
                continue
            if node.name.value not in table:
                raise Unknown(f"{'Mutation' if is_mutation else 'Query'}.{node.name.value}")
            with self.ask.world.acting():
                data[key] = self._root(table[node.name.value], node, key, is_mutation)
        return data

    def _root(self, root: Root, node: FieldNode, key: str, is_mutation: bool) -> Any:
        arguments = self.arguments(node)
        self.ask.channel = str(arguments.get("channel") or "")
        try:
            if self.ask.caller.is_expired and (root.needs or node.name.value == "me"):
                raise TopLevel("Signature has expired", "ExpiredSignatureError")
            if root.needs:
                self.ask.caller.demand(*root.needs)
            value = self._resolved(root, arguments, is_mutation)
            return self._value(node, value, [key])
        except TopLevel as error:
            self._note(error, node, [key])
        except _Climbing:
            pass
        return None

    def _resolved(self, root: Root, arguments: Json, is_mutation: bool) -> Any:
        if not is_mutation:
            return root.resolve(self.ask, **arguments)
        try:
            done = root.resolve(self.ask, **arguments)
            return Loose({"errors": [], **done})
        except Problem as problem:
            return Loose({**problem.beside, "errors": [Loose(row) for row in problem.rows]})

    def over(self, value: Any, selected: SelectionSetNode, path: list[Any]) -> Any:
        """A selection over an object outside a root field: a webhook's payload."""
        return self._object(value, selected, path)

    def _note(self, error: TopLevel, node: FieldNode, path: list[str]) -> None:
        assert node.loc is not None
        place = get_location(node.loc.source, node.loc.start)
        self.errors.append(
            {
                "message": error.message,
                "locations": [{"line": place.line, "column": place.column}],
                "path": path,
                "extensions": {"exception": {"code": error.code}},
            }
        )

    def _value(self, node: FieldNode, value: Any, path: list[Any]) -> Any:
        if isinstance(value, datetime):
            return iso(value)
        if value is None or isinstance(value, str | int | float | bool) or node.selection_set is None:
            return value
        if isinstance(value, list | tuple):
            return [self._value(node, one, [*path, n]) for n, one in enumerate(value)]
        return self._object(value, node.selection_set, path)

    def _object(self, thing: Any, selected: SelectionSetNode, path: list[Any]) -> Json | None:
        found: Json = {}
        for node in self._collected(selected, typename(thing)):
            key = node.alias.value if node.alias else node.name.value
            here = [*path, key]
            try:
                value = self._value(node, self._field(thing, node), here)
            except TopLevel as error:
                self._note(error, node, here)
                raise _Climbing from error
            except _Climbing:
                if key in NEVER_NULL:
                    raise
                value = None
                if self._is_list(thing, node):
                    raise
            found[key] = _merged(found.get(key), value)
        return found

    def _is_list(self, thing: Any, node: FieldNode) -> bool:
        try:
            return isinstance(self._field(thing, node), list | tuple)
        except TopLevel:
            return True

    def _field(self, thing: Any, node: FieldNode) -> Any:
        name = node.name.value
        if name == "__typename":
            return typename(thing)
        if isinstance(thing, dict):
            if name not in thing and not isinstance(thing, Loose):
                raise Unknown(f"{typename(thing) or 'dict'}.{name} (has {', '.join(thing)})")
            value = thing.get(name)
        else:
            needed = thing.needs.get(name) if isinstance(thing, Thing) else None
            if needed and not self.ask.caller.may(*needed):
                raise Denied(*needed)
            value = getattr(thing, snake(name), Unknown)
            if value is Unknown:
                raise Unknown(f"{typename(thing)}.{name}")
        if callable(value):
            return value(self.ask, **self.arguments(node))
        return value

    def arguments(self, node: FieldNode) -> Json:
        given: Json = {}
        for one in node.arguments:
            if isinstance(one.value, VariableNode) and one.value.name.value not in self.variables:
                continue  # an argument whose variable was not sent was not given
            given[snake(one.name.value)] = literal(one.value, self.variables)
        return given

    def _collected(self, selected: SelectionSetNode, kind: str) -> list[FieldNode]:
        found: list[FieldNode] = []
        for node in selected.selections:
            if isinstance(node, FieldNode):
                if self._included(node):
                    found.append(node)
                continue
            if isinstance(node, FragmentSpreadNode):
                inner: FragmentDefinitionNode | InlineFragmentNode = self.fragments[node.name.value]
            else:
                assert isinstance(node, InlineFragmentNode)
                inner = node
            condition = inner.type_condition.name.value if inner.type_condition else kind
            if condition == kind or condition in INTERFACES or condition in ALSO.get(kind, ()):
                found += self._collected(inner.selection_set, kind)
        return found

    def _included(self, node: FieldNode) -> bool:
        for directive in node.directives:
            wanted = literal(directive.arguments[0].value, self.variables)
            if (directive.name.value == "include" and not wanted) or (directive.name.value == "skip" and wanted):
                return False
        return True


ALSO: dict[str, tuple[str, ...]] = {"ShippingMethod": ("DeliveryMethod",), "Warehouse": ("DeliveryMethod",)}


def typename(thing: Any) -> str:
    if isinstance(thing, dict):
        return str(thing.get("__typename", ""))
    return str(getattr(thing, "typename", ""))


def _merged(first: Any, second: Any) -> Any:
    """The same field asked in two fragments is one field."""
    if isinstance(first, dict) and isinstance(second, dict):
        return {**first, **{key: _merged(first.get(key), value) for key, value in second.items()}}
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        return [_merged(one, other) for one, other in zip(first, second, strict=True)]
    return second


Resolver = Callable[..., Any]
