"""Saleor's schema, when SALEOR_SCHEMA names its file: every request is held against it, as Saleor itself does.

The file is large (1 MB); it is parsed once a process. Without it requests are only projected.
"""

import functools
import json
import os
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
    build_ast_schema,
    parse,
)
from graphql import validate as graphql_validate
from graphql.execution.values import get_variable_values
from graphql.language import (
    BooleanValueNode,
    DocumentNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    StringValueNode,
)

from tests.fakes.saleor.faults import Refused


def path() -> str:
    return os.environ.get("SALEOR_SCHEMA", "")


def is_given() -> bool:
    return bool(path())


@functools.lru_cache(maxsize=1)
def _built(where: str) -> GraphQLSchema:
    ast = parse(Path(where).read_text(), no_location=True)
    built = build_ast_schema(ast, assume_valid=True, assume_valid_sdl=True)
    for name, check in SCALARS.items():
        kind = built.type_map.get(name)
        if isinstance(kind, GraphQLScalarType):
            kind.parse_value = check  # type: ignore[assignment,method-assign]  # graphql-core lets a scalar be given its check so
            kind.parse_literal = lambda node, variables=None, check=check: check(  # type: ignore[method-assign,misc]  # as above
                literal(node, variables or {})
            )
    return built


def given() -> GraphQLSchema | None:
    return _built(path()) if is_given() else None


def validate(ast: DocumentNode) -> None:
    """Raises Refused with what graphql.validate found."""
    built = given()
    errors = _found(built, _text(ast)) if built is not None else ()
    if errors:
        first = errors[0]
        message = first.message.replace("'", '"')
        raise Refused(message, locations=[{"line": p.line, "column": p.column} for p in first.locations or []])


def _text(ast: DocumentNode) -> str:
    return ast.loc.source.body if ast.loc else ""


@functools.lru_cache(maxsize=512)
def _found(built: GraphQLSchema, text: str) -> tuple[GraphQLError, ...]:
    """The same documents come again and again; holding one against the schema costs more than answering it."""
    return tuple(graphql_validate(built, parse(text)))


def coerce(operation: OperationDefinitionNode, variables: dict[str, Any]) -> None:
    built = given()
    if built is None:
        return
    found = get_variable_values(built, operation.variable_definitions, variables)
    if not isinstance(found, list):
        return
    first = found[0]
    name = _variable(first)
    said = first.message.partition("; ")[2] or first.message.partition(" at ")[2]
    shown = json.dumps(_in_order(variables.get(name)), ensure_ascii=False)
    path_text = first.message.partition(f"at '{name}.")[2].partition("'")[0]
    detail = f'In field "{path_text}": {said.rstrip(".")}.' if path_text else said
    message = f'Variable "${name}" got invalid value {shown}.\n{detail}'
    raise Refused(
        message, locations=[{"line": p.line, "column": p.column} for p in first.locations or []], has_cost=False
    )


def _in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(one) for one in value] if isinstance(value, list) else value


def _variable(error: GraphQLError) -> str:
    return error.message.partition("$")[2].partition("'")[0]


def literal(node: ValueNode, variables: dict[str, Any]) -> Any:
    """The plain value of a literal in a document; enums are their names."""
    if isinstance(node, VariableNode):
        return variables.get(node.name.value)
    if isinstance(node, ListValueNode):
        return [literal(one, variables) for one in node.values]
    if isinstance(node, ObjectValueNode):
        return {
            one.name.value: literal(one.value, variables)
            for one in node.fields
            if not (isinstance(one.value, VariableNode) and one.value.name.value not in variables)
        }
    if isinstance(node, IntValueNode):
        return int(node.value)
    if isinstance(node, FloatValueNode):
        return float(node.value)
    if isinstance(node, BooleanValueNode | StringValueNode):
        return node.value
    return getattr(node, "value", None)  # an enum


def _json_text(value: Any) -> Any:
    if isinstance(value, str):
        try:
            json.loads(value)
            return value
        except ValueError:
            pass
    raise GraphQLError(f'Expected type "JSONString", found {json.dumps(value)}')


def _number(least: Decimal | None) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        try:
            number = Decimal(str(value))
        except InvalidOperation as error:
            raise GraphQLError(f'Expected type "Decimal", found {json.dumps(value)}') from error
        if isinstance(value, bool) or not number.is_finite() or (least is not None and number < least):
            raise GraphQLError(f'Expected type "PositiveDecimal", found {json.dumps(value)}')
        return value

    return check


def _text_only(value: Any) -> Any:
    if not isinstance(value, str):
        raise GraphQLError(f"Expected a text, found {json.dumps(value)}")
    return value


SCALARS: dict[str, Callable[[Any], Any]] = {
    "JSONString": _json_text,
    "PositiveDecimal": _number(Decimal(0)),
    "Decimal": _number(None),
    "DateTime": _text_only,
    "Date": _text_only,
}
