"""Every document we send, held against Saleor's own schema."""

import functools
import os
from pathlib import Path

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate
from graphql.language import NullValueNode, Visitor, visit

from storefront.engine.saleor import documents

OPERATIONS = documents.operations()
SUBSCRIPTIONS = documents.subscriptions()
needs_schema = pytest.mark.skipif(
    not os.environ.get("SALEOR_SCHEMA"), reason="SALEOR_SCHEMA names no file: Saleor's schema is not at hand"
)


@functools.cache
def saleors_schema() -> GraphQLSchema:
    return build_schema(Path(os.environ["SALEOR_SCHEMA"]).read_text(), assume_valid=True, no_location=True)


@needs_schema
def test_every_document_is_valid_in_saleors_schema() -> None:
    wrong = {
        name: [error.message for error in found]
        for name, text in {**OPERATIONS, **SUBSCRIPTIONS}.items()
        if (found := validate(saleors_schema(), parse(text)))
    }
    assert wrong == {}


@pytest.mark.parametrize("name", [*OPERATIONS, *SUBSCRIPTIONS])
def test_a_file_holds_one_operation_and_its_name(name: str) -> None:
    text = {**OPERATIONS, **SUBSCRIPTIONS}[name]
    operations = [node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode)]
    assert [one.name.value if one.name else "" for one in operations] == [name]


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_document_breaks_the_limits_of_saleors_server(name: str) -> None:
    """At most four mutations, and no null written out: its parser does not know the word (contract, rule 25)."""
    document = parse(OPERATIONS[name])
    (operation,) = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    if operation.operation.value == "mutation":
        assert len(operation.selection_set.selections) <= 4
    visit(document, _NoNulls())


class _NoNulls(Visitor):
    def enter_null_value(self, node: NullValueNode, *_: object) -> None:
        raise AssertionError("null is written out; give a variable that is null")


def test_every_mutation_asks_for_its_errors() -> None:
    silent = [name for name, text in OPERATIONS.items() if "mutation" in text.split("{")[0] and "errors" not in text]
    assert silent == []


def test_a_name_is_the_file_name_in_one_word() -> None:
    assert documents.name_of("product_of_reference.graphql") == "ProductOfReference"
