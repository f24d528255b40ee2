"""A market that was moved to Saleor does not start without one: the embedded engine would sell the same goods again.

Asked by every process that works (web, loop, Celery's worker and beat) and by `manage.py prepare`, once at its start.
"""

from django.conf import settings
from django.db import DatabaseError, connection

from storefront.config.env import BadSetting
from storefront.engine import choosing


def demand() -> None:
    """Raises BadSetting, a sentence that ends the process."""
    if settings.SALEOR:
        return
    try:
        is_lost = choosing.has_moved()
    except DatabaseError:  # no tables yet: then nothing was moved
        return
    finally:
        if not connection.in_atomic_block:
            connection.close()  # whoever forks after this must not share it
    if is_lost:
        raise BadSetting(
            "Set SALEOR_API_URL as before: this market sells through Saleor since `manage.py saleor push`."
        )
