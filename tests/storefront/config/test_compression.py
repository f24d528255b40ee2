import pytest
from django.test import Client


@pytest.mark.django_db
def test_pages_travel_compressed(client: Client) -> None:
    answer = client.get("/", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < 60_000
