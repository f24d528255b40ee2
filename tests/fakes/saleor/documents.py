"""From the text of a request to one operation that may run: syntax, limits, and the schema when there is one."""

import re
from dataclasses import dataclass
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    get_location,
    parse,
    visit,
)
from graphql.language import DocumentNode, FieldNode, InlineFragmentNode, NonNullTypeNode

from tests.fakes.saleor import schema
from tests.fakes.saleor.faults import Refused

MAX_MUTATIONS, MAX_ALIASES = 4, 100


@dataclass(frozen=True)
class Document:
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    variables: dict[str, Any]

    @property
    def name(self) -> str:
        """As a person would call it: its root fields."""
        return "+".join(field.name.value for field in fields_of(self.operation.selection_set, self.fragments))


def prepare(text: str, variables: dict[str, Any] | None, operation_name: str | None = None) -> Document:
    """Raises Refused (HTTP 400)."""
    ast = _parsed(text)
    operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
    chosen = [one for one in operations if not operation_name or (one.name and one.name.value == operation_name)]
    if len(chosen) != 1:
        raise Refused("Must provide operation name if query contains multiple operations.")
    fragments = {node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)}
    schema.validate(ast)
    operation = chosen[0]
    document = Document(operation, fragments, _given(operation, variables or {}))
    _within_limits(document)
    schema.coerce(operation, variables or {})
    return document


def fields_of(selected: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]) -> list[FieldNode]:
    found: list[FieldNode] = []
    for node in selected.selections:
        if isinstance(node, FieldNode):
            found.append(node)
        elif isinstance(node, InlineFragmentNode):
            found += fields_of(node.selection_set, fragments)
        elif isinstance(node, FragmentSpreadNode) and node.name.value in fragments:
            found += fields_of(fragments[node.name.value].selection_set, fragments)
    return found


class _Nulls(Visitor):
    """Saleor's parser is older than the null literal. Counts aliases on its way."""

    aliases = 0

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.aliases += node.alias is not None

    def enter_null_value(self, node: NullValueNode, *_: Any) -> None:
        assert node.loc is not None
        place = get_location(node.loc.source, node.loc.start)
        raise _syntax(node.loc.source.body, place.line, place.column, 'Unexpected Name "null"')


def _parsed(text: str) -> DocumentNode:
    try:
        ast = parse(text)
    except GraphQLSyntaxError as error:
        place = error.locations[0] if error.locations else None
        said = error.message.removeprefix("Syntax Error: ").replace("<EOF>", "EOF").rstrip(".")
        raise _syntax(text, place.line if place else 1, place.column if place else 1, said) from error
    seen = _Nulls()
    visit(ast, seen)
    if seen.aliases > MAX_ALIASES:
        raise Refused(f"Number of aliases exceed the limit of {MAX_ALIASES}")
    return ast


def _syntax(text: str, line: int, column: int, said: str) -> Refused:
    source = text.splitlines()[line - 1] if text.splitlines() else ""
    if "EOF" in said:
        source = f"{source.rstrip()} "  # the end is one past a space of its own
        column = len(source) + 1
    shown = f"{line}: {source}\n{' ' * (column - 1 + len(str(line)) + 2)}^\n"
    message = f"Syntax Error GraphQL ({line}:{column}) {said}\n\n{shown}"
    return Refused(message, code="GraphQLSyntaxError", locations=[{"line": line, "column": column}], has_cost=False)


def _within_limits(document: Document) -> None:
    roots = fields_of(document.operation.selection_set, document.fragments)
    if document.operation.operation.value == "mutation" and len(roots) > MAX_MUTATIONS:
        raise Refused(f"Number of mutations exceed the limit of {MAX_MUTATIONS}")


def _given(operation: OperationDefinitionNode, variables: dict[str, Any]) -> dict[str, Any]:
    """What was sent, and the defaults of what was not."""
    given: dict[str, Any] = {}
    for definition in operation.variable_definitions:
        name = definition.variable.name.value
        if name in variables:
            given[name] = variables[name]
        elif definition.default_value is not None:
            given[name] = schema.literal(definition.default_value, {})
        elif isinstance(definition.type, NonNullTypeNode):
            raise Refused(_missing(operation, name))
    return given


def _missing(operation: OperationDefinitionNode, name: str) -> str:
    """In Saleor's own words, odd quotation mark included."""
    text = operation.loc.source.body if operation.loc else ""
    used = re.search(rf"(\w+)\s*:\s*\${name}\b", text.partition("{")[2])
    kind = re.search(rf"\${name}\s*:\s*([\w\[\]!]+)", text)
    return (
        f'Argument "{used[1] if used else name}" of required type {kind[1] if kind else ""}" '
        f'provided the variable "${name}" which was not provided'
    )
