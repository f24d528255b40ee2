"""The demo market, loaded once for the tests that look at it: loading takes seconds, looking does not."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from storefront.demo.market.load import load

DAYS, SMALL = 20, 48  # enough for every state of an order, and for a picture to be one


@pytest.fixture(scope="module")
def market(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """What loading said. Everything is rolled back when the module's tests are done."""
    kept, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path_factory.mktemp("media")
    said: list[str] = []
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            load(said.append, days=DAYS, picture_size=SMALL)
            yield said
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            settings.MEDIA_ROOT = kept
