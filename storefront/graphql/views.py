"""The one address of the API. It reads a bearer token and no cookie, so no CSRF token is asked for."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from graphene_django.views import GraphQLView, HttpError
from graphql import ExecutionResult, GraphQLError, GraphQLFormattedError
from graphql.language import parse
from graphql.validation.specified_rules import recommended_rules, specified_rules

from sellers.kit.errors import Expected
from sellers.kit.texts import is_text
from storefront.graphql.asking import asking
from storefront.graphql.limits import MOST_TOKENS, CostLimit, TextOnly
from storefront.graphql.schema import schema


@method_decorator(csrf_exempt, name="dispatch")
class LapakGraphQLView(GraphQLView):
    """POST a document; wrong depth or width is answered 400 before anything is read."""

    def __init__(self, **options: Any) -> None:
        rules = [*specified_rules, *recommended_rules, CostLimit, TextOnly]  # naming any rule replaces the usual ones
        super().__init__(schema=schema, graphiql=False, batch=False, validation_rules=rules, **options)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.asking = asking(request)  # type: ignore[attr-defined]  # resolvers read it from their context
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return super().parse_body(request)
        except RecursionError as error:
            raise _refused("The body is nested too deeply.") from error

    def execute_graphql_request(
        self, request: HttpRequest, data: Any, query: Any, variables: Any, *args: Any, **options: Any
    ) -> Any:
        """Refuse what is too long before the usual rules compare every field with every other."""
        if not isinstance(query, str):
            raise _refused("`query` must be a text.")
        if variables is not None and not isinstance(variables, Mapping):
            raise _refused("`variables` must be an object.")
        if not _all_text(variables):
            raise _refused("A text holds a character that cannot be stored.")
        try:
            parse(query, max_tokens=MOST_TOKENS)
        except GraphQLError as error:
            if "tokens" in error.message:
                error.extensions = {"code": "too_wide"}
            return ExecutionResult(errors=[error])
        return super().execute_graphql_request(request, data, query, variables, *args, **options)

    @staticmethod
    def format_error(error: Exception) -> GraphQLFormattedError | dict[str, Any]:
        """An expected refusal says its sentence; anything else says nothing of the inside."""
        original = getattr(error, "original_error", None)
        if isinstance(original, Expected):
            extensions = {"code": original.code, "field": original.field}
            return {"message": original.sentence, "path": getattr(error, "path", None), "extensions": extensions}
        if isinstance(error, GraphQLError) and original is None:
            return error.formatted
        if isinstance(error, HttpError):
            return {"message": error.message, "extensions": {"code": "bad_request"}}
        return {"message": "Something went wrong on our side.", "extensions": {"code": "internal"}}


def _refused(sentence: str) -> HttpError:
    return HttpError(HttpResponseBadRequest(), sentence)


def _all_text(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_all_text(inner) for pair in value.items() for inner in pair)
    if isinstance(value, list):
        return all(_all_text(inner) for inner in value)
    return is_text(value) if isinstance(value, str) else True


endpoint = LapakGraphQLView.as_view()
