"""A document that is too deep or too wide is refused before anything is read."""

import pytest
from django.test import Client

from tests.storefront.graphql.conftest import Ask


@pytest.mark.django_db
def test_two_hundred_aliases_are_too_wide(ask: Ask) -> None:
    wide = " ".join(f"a{n}: products {{ nodes {{ name price {{ minor }} }} }}" for n in range(200))
    answer = ask(f"{{ {wide} }}", status=400)
    assert answer["errors"][0]["extensions"]["code"] == "too_wide"


@pytest.mark.django_db
def test_aliases_inside_fragments_are_counted_too(ask: Ask) -> None:
    spread = " ".join(f"a{n}: products(first: 100) {{ ...cards }}" for n in range(10))
    document = f"{{ {spread} }} fragment cards on ProductPage {{ nodes {{ id slug name nameEn label unit }} }}"
    answer = ask(document, status=400)
    assert answer["errors"][0]["extensions"]["code"] == "too_wide"


@pytest.mark.django_db
def test_a_page_asked_by_variable_counts_as_the_widest(ask: Ask) -> None:
    wide = " ".join(f"a{n}: products(first: $n) {{ nodes {{ id name slug }} }}" for n in range(15))
    answer = ask(f"query($n: Int!) {{ {wide} }}", status=400, n=1)
    assert answer["errors"][0]["extensions"]["code"] == "too_wide"


@pytest.mark.django_db
def test_a_deep_document_is_refused(ask: Ask) -> None:
    deep = "{ a: " + " { b: ".join(["nodes"] * 12) + " }" * 12
    answer = ask(f"{{ products {deep} }}", status=400)
    assert "too_deep" in [error.get("extensions", {}).get("code") for error in answer["errors"]]


@pytest.mark.django_db
def test_deep_introspection_is_refused(ask: Ask) -> None:
    deep = "fields { type { " * 5 + "name" + " } }" * 5
    answer = ask(f'{{ __type(name: "Query") {{ {deep} }} }}', status=400)
    assert "introspection depth" in answer["errors"][0]["message"]


@pytest.mark.django_db
def test_a_circle_of_fragments_is_refused(ask: Ask) -> None:
    circle = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a products { total } }"
    assert "Cannot spread fragment" in ask(circle, status=400)["errors"][0]["message"]


@pytest.mark.django_db
def test_an_unknown_field_is_refused(ask: Ask) -> None:
    assert "Cannot query field" in ask("{ products { password } }", status=400)["errors"][0]["message"]


@pytest.mark.django_db
def test_a_full_page_of_a_hundred_is_allowed(ask: Ask) -> None:
    page = "products(first: 100) { nodes { id slug name price { minor currency } seller { name } } endCursor total }"
    assert ask(f"{{ {page} }}")["data"]["products"]["nodes"] == []


@pytest.mark.django_db
def test_a_page_is_never_longer_than_a_hundred(ask: Ask) -> None:
    assert "errors" not in ask("{ products(first: 100000) { total } }")


@pytest.mark.django_db
def test_a_document_that_does_not_parse_is_a_400(ask: Ask) -> None:
    assert "Syntax Error" in ask("{ products {", status=400)["errors"][0]["message"]


def test_only_post_and_get_are_answered(client: Client) -> None:
    assert client.put("/graphql/").status_code == 405
