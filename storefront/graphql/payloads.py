"""Errors are part of the answer: every mutation gives its result or a list of typed errors, never an exception."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import graphene

from sellers.kit.errors import Expected


class Error(graphene.ObjectType):
    """One thing to put right: a code for programs, a sentence for people, and what it is about."""

    code = graphene.String(required=True)
    message = graphene.String(required=True)
    field = graphene.String()
    seller_id = graphene.ID()
    variant_id = graphene.ID()


class Payload(graphene.ObjectType):
    """What every mutation answers with, beside its own result."""

    errors = graphene.List(graphene.NonNull(Error), required=True)


def errors_of(error: Expected) -> list[Error]:
    """A refusal in parts (placing names each problem) becomes one Error a part."""
    problems = getattr(error, "problems", ())
    listed = [
        Error(
            code=error.code,
            message=problem.sentence,
            field=problem.field,
            seller_id=problem.seller_id,
            variant_id=problem.variant_id,
        )
        for problem in problems
    ]
    return listed or [Error(code=error.code, message=error.sentence, field=error.field or None)]


def answering(result: str) -> Callable[[Callable[..., Any]], Callable[..., dict[str, Any]]]:
    """Wraps a `mutate`: its value stands under `result`; an expected refusal stands under `errors`."""

    def wrap(mutate: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
        @wraps(mutate)
        def answer(root: Any, info: graphene.ResolveInfo, **arguments: Any) -> dict[str, Any]:
            try:
                return {result: mutate(info.context.asking, **arguments), "errors": []}
            except Expected as error:
                return {result: None, "errors": errors_of(error)}

        return answer

    return wrap
