"""The one address of the API. It reads a bearer token and no cookie, so no CSRF token is asked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from graphene_django.views import GraphQLView
from graphql import GraphQLError, GraphQLFormattedError
from graphql.validation.specified_rules import recommended_rules, specified_rules

from sellers.kit.errors import Expected
from storefront.graphql.asking import asking
from storefront.graphql.limits import CostLimit
from storefront.graphql.schema import schema


@method_decorator(csrf_exempt, name="dispatch")
class LapakGraphQLView(GraphQLView):
    """POST a document; wrong depth or width is answered 400 before anything is read."""

    def __init__(self, **options: Any) -> None:
        rules = [*specified_rules, *recommended_rules, CostLimit]  # naming any rule replaces the usual ones
        super().__init__(schema=schema, graphiql=False, batch=False, validation_rules=rules, **options)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.asking = asking(request)  # type: ignore[attr-defined]  # resolvers read it from their context
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    @staticmethod
    def format_error(error: Exception) -> GraphQLFormattedError | dict[str, Any]:
        """An expected refusal says its sentence; anything else says nothing of the inside."""
        original = getattr(error, "original_error", None)
        if isinstance(original, Expected):
            extensions = {"code": original.code, "field": original.field}
            return {"message": original.sentence, "path": getattr(error, "path", None), "extensions": extensions}
        if isinstance(error, GraphQLError) and original is None:
            return error.formatted
        return {"message": "Something went wrong on our side.", "extensions": {"code": "internal"}}


endpoint = LapakGraphQLView.as_view()
