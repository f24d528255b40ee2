"""What one document may cost: every field counts once per row it is asked for, aliases and fragments included.

graphene's own depth rule follows a circle of fragments for ever, so depth is counted here too. Introspection has the
limit that graphql-core recommends.
"""

from typing import Any

from graphql import FragmentSpreadNode, GraphQLError, InlineFragmentNode, OperationDefinitionNode
from graphql.language import FieldNode, IntValueNode, SelectionSetNode, StringValueNode, VariableNode
from graphql.validation import ValidationContext, ValidationRule

from sellers.kit.texts import is_text

MOST_TOKENS = 1_500  # of a document; the usual rules compare fields in pairs, so its length is limited first
MOST_DEPTH = 8
MOST_COST = 3_000  # a page of 100 products with twenty fields each is 2,100
MOST_ROWS = 100
DEFAULT_ROWS = 24
# what a field costs beside its rows: each of these makes many questions to the database, or a deed
HEAVY = {"quote": 100, "placePurchase": 200, "createProduct": 100, "updateVariant": 50, "shipOrder": 50,
         "cancelOrder": 50, "confirmTransfer": 50, "salesReport": 100, "purchase": 50, "products": 40, "product": 20,
         "myOrders": 40}  # fmt: skip
PAGED = {"products", "sellers", "myOrders"}  # fields that take `first`
LISTS = {"photos": 4, "variants": 4, "lines": 10, "parts": 5, "bills": 5, "orders": 5, "events": 10, "rows": 20,
         "groups": 5, "ways": 5, "shut": 4, "categories": 20, "problems": 10}  # fmt: skip


class CostLimit(ValidationRule):
    """Refuses a document whose operations may touch more than MOST_COST fields."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_args: Any) -> None:
        depth = _depth(self.context, node.selection_set, {})
        if depth > MOST_DEPTH:
            sentence = f"This query is more than {MOST_DEPTH} levels deep."
            self.report_error(GraphQLError(sentence, [node], extensions={"code": "too_deep"}))
            return
        cost = _cost(self.context, node.selection_set, 1, frozenset())
        if cost > MOST_COST:
            sentence = f"This query may touch {cost} fields; the limit is {MOST_COST}. Ask for fewer rows or fields."
            self.report_error(GraphQLError(sentence, [node], extensions={"code": "too_wide"}))


class TextOnly(ValidationRule):
    """Refuses a text written in the document that no database can keep."""

    def enter_string_value(self, node: StringValueNode, *_args: Any) -> None:
        if not is_text(node.value):
            sentence = "A text holds a character that cannot be stored."
            self.report_error(GraphQLError(sentence, [node], extensions={"code": "bad_text"}))


def _depth(context: ValidationContext, selected: SelectionSetNode | None, known: dict[str, int]) -> int:
    """Levels of fields. `known` keeps what each fragment measured; one that is being measured counts as nothing."""
    deepest = 0
    for node in selected.selections if selected else ():
        if isinstance(node, FieldNode) and not node.name.value.startswith("__"):
            deepest = max(deepest, 1 + _depth(context, node.selection_set, known))
        elif isinstance(node, InlineFragmentNode):
            deepest = max(deepest, _depth(context, node.selection_set, known))
        elif isinstance(node, FragmentSpreadNode):
            name, fragment = node.name.value, context.get_fragment(node.name.value)
            if name not in known and fragment:
                known[name] = 0
                known[name] = _depth(context, fragment.selection_set, known)
            deepest = max(deepest, known.get(name, 0))
    return deepest


def _cost(context: ValidationContext, selected: SelectionSetNode | None, rows: int, seen: frozenset[str]) -> int:
    total = 0
    for node in selected.selections if selected else ():
        if total > MOST_COST:
            break  # wide enough to refuse; counting on would be the attack
        if isinstance(node, FieldNode):
            total += rows * (1 + HEAVY.get(node.name.value, 0))
            total += _cost(context, node.selection_set, rows * _rows_of(node), seen)
        elif isinstance(node, InlineFragmentNode):
            total += _cost(context, node.selection_set, rows, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            fragment = context.get_fragment(node.name.value)
            if fragment:
                total += _cost(context, fragment.selection_set, rows, seen | {node.name.value})
    return total


def _rows_of(node: FieldNode) -> int:
    name = node.name.value
    if name not in PAGED:
        return LISTS.get(name, 1)
    for argument in node.arguments:
        if argument.name.value == "first":
            if isinstance(argument.value, IntValueNode):
                return min(max(int(argument.value.value), 1), MOST_ROWS)
            if isinstance(argument.value, VariableNode):
                return MOST_ROWS  # its value is not known here, so the widest is assumed
    return DEFAULT_ROWS
