"""Saleor as the engine, reached by GraphQL and webhooks. Code elsewhere asks `saleor.api()` for the connected one."""

from typing import cast

from django.utils.module_loading import import_string

from storefront.engine.saleor import errors
from storefront.engine.saleor.asking import Api

__all__ = ["Api", "api", "errors"]


def api() -> Api:
    """The client of the connected Saleor, with our app's token. Raises NotConnected.

    Loaded at the first question: a market on the embedded engine never imports HTTP or cryptography.
    """
    return cast(Api, import_string("storefront.engine.saleor.client.connected")())
