from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sellers.people import tokens
from sellers.people.models import Person
from tests.cast import Cast

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(client: Client) -> Ask:
    """Posts a document, as a person when one is given, and returns the whole answer."""

    def post(document: str, *, person: Person | None = None, status: int = 200, **variables: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {tokens.issue(person=person, label='test')}"} if person else {}
        body = {"query": document, "variables": variables}
        answer = client.post("/graphql/", body, content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content
        return dict(answer.json())

    return post


@pytest.fixture
def basket(cast: Cast) -> dict[str, Any]:
    """Two sellers, both picked up, one transfer to the cooperative: Rp40.000 + 2 × Rp12.000."""
    return {
        "lines": [
            {"variantId": str(cast.saris.variant.pk), "quantity": 1},
            {"variantId": str(cast.citras.variant.pk), "quantity": 2},
        ],
        "buyerName": "Eko",
        "buyerPhone": "0812 0000 1004",
        "parts": [
            {"sellerId": str(cast.saris.seller.pk), "deliveryOptionId": str(cast.saris.pickup.pk)},
            {"sellerId": str(cast.citras.seller.pk), "deliveryOptionId": str(cast.citras.pickup.pk)},
        ],
        "payments": [{"group": f"coop:{cast.cooperative.pk}", "way": "bank_transfer"}],
    }
